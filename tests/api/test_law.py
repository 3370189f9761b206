"""The law for apps: a choice that is one's own, a check that keeps nothing, posts that wait for their author's word."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables.held import held
from kukhnya.store.tables.law import law_choice
from tests.web.browser import Browser
from tests.web.lawful import ARTICLE, RISKY, WARNING, a_lawful_world, chooses
from tests.web.writing import id_of, picture, sends, text_of
from tests.world import Person, World

CHECK = "/api/kukhnya/v1/check"
LAW = "/api/kukhnya/v1/law"


@pytest.fixture
async def lawful(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A server that has the pack of nowhere, on SQLite and then on PostgreSQL."""
    async with a_lawful_world(tmp_path, database_url=database_url) as world:
        yield world


async def rows_of(world: World, table: Any) -> list[Any]:
    async with world.house.store.read(NOBODY) as tx:
        return list(await tx.all(Statement(select(table))))


async def posted(person: Person) -> list[Any]:
    return list(await person.get(f"/api/v1/accounts/{person.id}/statuses"))


async def decided(browser: Browser, status_id: str, go: str, **more: str) -> Any:
    await browser.opens(f"/held/{status_id}")
    return await sends(browser, f"/held/{status_id}", go=go, **more)


# The choice


async def test_a_choice_is_kept_and_taken_back_without_a_row(lawful: World) -> None:
    vera = await lawful.member("vera")

    before = await vera.get(LAW)
    chosen = await vera.put(LAW, jurisdictions=["zz", "zz"], hold_risky=True)
    half = await vera.put(LAW, hold_risky=False)
    none = await vera.put(LAW, jurisdictions=[])

    assert (before["jurisdictions"], before["hold_risky"]) == ([], False)
    assert {"id": "zz", "title": {"en": "Nowhere", "ru": "Нигде"}, "checked_on": "2026-11-01",
            "expires_on": "2099-01-01", "reviewed": False} in before["packs"]  # fmt: skip
    assert (chosen["jurisdictions"], chosen["hold_risky"]) == (["zz"], True)
    assert (half["jurisdictions"], half["hold_risky"]) == (["zz"], False)
    assert none["jurisdictions"] == []
    assert await rows_of(lawful, law_choice) == []


@pytest.mark.parametrize("wrong", [["xx"], ["zz", "xx"], "zz,xx", [""]])
async def test_a_place_without_a_pack_is_refused(lawful: World, wrong: Any) -> None:
    vera = await lawful.member("vera")

    answer = await vera.call("PUT", LAW, json={"jurisdictions": wrong})

    assert answer.status_code == 422
    assert "jurisdictions" in answer.json()["details"]


# The check


async def test_a_check_says_what_there_is_to_say(lawful: World) -> None:
    vera = await lawful.member("vera")
    ask = {"text": RISKY, "jurisdictions": ["zz"]}

    (caution,) = (await vera.post(CHECK, **ask))["cautions"]
    russian = await vera.call("POST", CHECK, json=ask, headers={"accept-language": "ru"})

    assert (caution["rule"], caution["kind"], caution["class"], caution["where"]) == ("ZZ01", "LINK", "A", "compose")
    assert (caution["article"], caution["checked_on"]) == (ARTICLE, "2026-11-01")
    assert (caution["reviewed"], caution["stale"]) == (False, False)
    assert caution["warning"].startswith(WARNING)
    assert [option["change"] for option in caution["options"]] == [{"visibility": "limited"}, {"expires_in": 86_400}]
    assert "преследовать" in russian.json()["cautions"][0]["warning"]


async def test_a_check_uses_ones_own_choice_where_none_is_named(lawful: World) -> None:
    vera = await lawful.member("vera")

    before = (await vera.post(CHECK, text=RISKY))["cautions"]
    await vera.put(LAW, jurisdictions=["zz"])
    after = (await vera.post(CHECK, text=RISKY, act="reblog"))["cautions"]
    often_wrong = (await vera.post(CHECK, text="a purple samovar"))["cautions"]

    assert before == []
    assert [each["rule"] for each in after] == ["ZZ01"]
    assert [(each["rule"], each["where"]) for each in often_wrong] == [("ZZ02", "checkup")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"act": "dance"}, "act"),
        ({"visibility": "everybody"}, "visibility"),
        ({"jurisdictions": ["xx"]}, "jurisdictions"),
        ({"text": 5}, "text"),
    ],
)
async def test_a_check_that_makes_no_sense_is_refused(lawful: World, body: dict[str, Any], field: str) -> None:
    vera = await lawful.member("vera")

    answer = await vera.call("POST", CHECK, json={"text": RISKY, **body})

    assert answer.status_code == 422
    assert field in answer.json()["details"]


async def test_a_check_tells_of_links_that_a_government_runs(lawful: World) -> None:
    vera = await lawful.member("vera")

    (label,) = (await vera.post(CHECK, text="https://tass.ru/a and https://fine.example"))["labels"]

    assert (label["url"], label["label"]) == ("https://tass.ru/a", "state-run")
    assert label["source"]


# What waits


async def test_a_risky_post_of_an_app_waits_for_its_author_alone(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera", hold=True)
    misha = await lawful.member("misha")
    await misha.follows(vera)

    said = await vera.post("/api/v1/statuses", status=f"@misha {RISKY}", visibility="public")
    fine = await vera.post("/api/v1/statuses", status="good morning", visibility="public")
    await lawful.settle()

    assert (said["audience"], fine["audience"]) == ("self", "public")
    assert said["held"] == {"url": f"http://kitchen.test/held/{said['id']}"}
    assert "held" not in fine
    assert not await misha.sees(said["id"])
    assert await misha.get("/api/v1/notifications") == []
    told = await vera.get("/api/v1/notifications", types=["held"])
    assert [(each["type"], each["status"]["id"], each["account"]["id"]) for each in told] == [
        ("held", said["id"], str(vera.id))
    ]
    page = text_of(await browser.opens(f"/held/{said['id']}"))
    assert WARNING in page
    assert "Anybody" in page
    assert "This waits for your word" in text_of(await browser.opens("/notifications"))


async def test_apps_of_those_who_did_not_ask_for_it_post_as_ever(lawful: World) -> None:
    vera, _ = await chooses(lawful, "vera")

    said = await vera.post("/api/v1/statuses", status=RISKY, visibility="public")

    assert said["audience"] == "public"
    assert await rows_of(lawful, held) == []


async def test_what_is_posted_after_waiting_is_a_new_post_that_says_nothing_of_it(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera", hold=True)
    misha = await lawful.member("misha")
    await misha.follows(vera)
    await misha.opens_profile()
    parent = await misha.posts("well?", Audience.PUBLIC)
    files = {"file": ("a.png", picture(), "image/png")}
    media = (await vera.call("POST", "/api/v2/media", files=files, data={"description": "a field"})).json()["id"]
    waits = await vera.post(
        "/api/v1/statuses", status=f"@misha {RISKY}", visibility="private", spoiler_text="news", language="en",
        in_reply_to_id=parent, media_ids=[media], expires_in=3600,
    )  # fmt: skip

    await decided(browser, waits["id"], "post")
    new = id_of(browser.page)
    await vera.put(LAW, jurisdictions=[])
    plain = await vera.post(
        "/api/v1/statuses", status=f"@misha {RISKY}", visibility="private", spoiler_text="news", language="en",
        in_reply_to_id=parent, expires_in=3600,
    )  # fmt: skip
    await lawful.settle()
    lawful.clock.forward(1800)
    await lawful.settle()

    said = await vera.get(f"/api/v1/statuses/{new}")
    own = {"id", "uri", "url", "created_at", "account", "expires_at", "media_attachments", "sensitive"}
    plain = await vera.get(f"/api/v1/statuses/{plain['id']}")
    assert {k: v for k, v in said.items() if k not in own} == {k: v for k, v in plain.items() if k not in own}
    assert [each["description"] for each in said["media_attachments"]] == ["a field"]
    assert said["expires_at"]
    assert [each["type"] for each in await misha.get("/api/v1/notifications", types=["mention"])] == [
        "mention",
        "mention",
    ]
    assert not await vera.sees(waits["id"])
    assert await rows_of(lawful, held) == []
    assert await vera.get("/api/v1/notifications", types=["held"]) == []


async def test_a_question_that_waited_is_open_as_long_as_it_was_meant_to_be(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera", hold=True)
    waits = await vera.post(
        "/api/v1/statuses", status=RISKY, visibility="public",
        poll={"options": ["lemon", "milk"], "expires_in": 3600, "multiple": True},
    )  # fmt: skip
    lawful.clock.forward(7200)

    await decided(browser, waits["id"], "post")

    poll = (await vera.get(f"/api/v1/statuses/{id_of(browser.page)}"))["poll"]
    assert ([each["title"] for each in poll["options"]], poll["multiple"], poll["expired"]) == (
        ["lemon", "milk"],
        True,
        False,
    )


async def test_for_a_circle_for_a_time_for_oneself_or_not_at_all(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera", hold=True)
    circle = await vera.circle_of("Friends")
    ids = [(await vera.post("/api/v1/statuses", status=f"{RISKY} {n}", visibility="public"))["id"] for n in range(4)]

    await decided(browser, ids[0], "fewer", fewer=f"circle:{circle}")
    narrow = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    await decided(browser, ids[1], "fade", lasts="3600")
    brief = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    await decided(browser, ids[2], "keep")
    kept = await vera.get(f"/api/v1/statuses/{ids[2]}")
    gone = await decided(browser, ids[3], "delete")

    assert (narrow["audience"], narrow["circle_id"]) == ("circle", circle)
    assert (brief["audience"], bool(brief["expires_at"])) == ("public", True)
    assert kept["audience"] == "self"
    assert gone.headers["location"] == "/held"
    assert not await vera.sees(ids[3])
    assert await rows_of(lawful, held) == []
    assert await vera.get("/api/v1/notifications") == []


async def test_nobody_but_the_author_finds_what_waits(lawful: World) -> None:
    vera, _ = await chooses(lawful, "vera", hold=True)
    _, other = await chooses(lawful, "misha")
    waits = await vera.post("/api/v1/statuses", status=RISKY, visibility="public")
    csrf = await other.word()

    pages = [await other.opens(f"/held/{each}") for each in (waits["id"], "117000000000000001")]
    sent = [
        await other.client.post(f"/held/{each}", data={"csrf": csrf, "go": go})
        for each in (waits["id"], "117000000000000001")
        for go in ("post", "keep", "delete", "fade", "fewer")
    ]

    assert {(page.status_code, page.text) for page in pages} == {(404, pages[0].text)}
    assert {answer.status_code for answer in sent} == {404}
    assert await vera.sees(waits["id"])
    assert RISKY not in (await other.opens("/held")).text


async def test_what_nobody_decides_on_stays_for_its_author_after_a_week(lawful: World) -> None:
    vera, _ = await chooses(lawful, "vera", hold=True)
    waits = await vera.post("/api/v1/statuses", status=RISKY, visibility="public")

    lawful.clock.forward(8 * 86_400)
    await lawful.house.store.write(NOBODY, forget_overdue)

    assert await rows_of(lawful, held) == []
    assert await vera.get("/api/v1/notifications", types=["held"]) == []
    assert (await vera.get(f"/api/v1/statuses/{waits['id']}"))["audience"] == "self"


async def test_an_app_may_have_any_post_wait_and_twice_is_once(lawful: World) -> None:
    vera = await lawful.member("vera")
    key = {"idempotency-key": "k1"}

    first, second = [
        await vera.call(
            "POST", "/api/v1/statuses", json={"status": "hm", "visibility": "public", "held": True}, headers=key
        )
        for _ in range(2)
    ]

    assert first.json()["id"] == second.json()["id"]
    assert len(await posted(vera)) == 1
    assert len(await rows_of(lawful, held)) == 1


async def test_a_post_that_is_deleted_waits_no_more(lawful: World) -> None:
    vera, _ = await chooses(lawful, "vera", hold=True)
    waits = await vera.post("/api/v1/statuses", status=RISKY, visibility="public")

    await vera.delete(f"/api/v1/statuses/{waits['id']}")

    assert await rows_of(lawful, held) == []


async def test_what_cannot_be_posted_any_more_still_waits(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera", hold=True)
    circle = await vera.circle_of("Friends")
    waits = await vera.post("/api/v1/statuses", status=RISKY, visibility="limited", circle_id=circle)
    await vera.delete(f"/api/v1/circles/{circle}")
    await browser.opens(f"/held/{waits['id']}")

    said = text_of(browser.page)
    csrf = await browser.word()
    answer = await browser.client.post(f"/held/{waits['id']}", data={"csrf": csrf, "go": "post"})

    assert "a circle that is gone" in said
    assert answer.status_code == 422
    assert await vera.sees(waits["id"])
    assert len(await rows_of(lawful, held)) == 1
