"""A second look before a harsh reply: asked once, in so many words, and nothing of it stays but four numbers."""

import re
from pathlib import Path
from typing import Any

from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from kukhnya.queries.looks import _weeks
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.web.visiting import visiting
from tests.web.writing import id_of, picture, sends, sits_down, text_of
from tests.world import Person, World

HARSH = "you are an idiot, zqharshqz"
ASKED = "This may hurt the person you answer."
PAGE = "/compose"


async def counted(world: World) -> dict[str, int]:
    """The numbers of this week."""
    async with world.house.store.read(NOBODY) as tx:
        rows = await tx.all(_weeks, most=5)
    return {name: rows[0][name] for name in ("shown", "edited", "dropped", "sent")} if rows else {}


async def answering(world: World) -> tuple[Person, Person, Browser, str]:
    """Vera at a browser, and something of Misha's to answer."""
    vera, browser = await sits_down(world, "vera")
    misha = await world.member("misha")
    await misha.opens_profile()
    status_id = await misha.posts("the lake froze in 1996")
    await browser.opens(f"/compose?reply={status_id}")
    return vera, misha, browser, status_id


async def posts_of(person: Person) -> list[Any]:
    return list(await person.get(f"/api/v1/accounts/{person.id}/statuses"))


async def test_before_a_harsh_reply_a_page_asks_and_one_tap_sends_it_as_it_is(world: World) -> None:
    vera, _, browser, parent = await answering(world)

    asked = await sends(browser, PAGE, text=HARSH, audience="followers", fades="3600", language="en")
    before = await posts_of(vera)
    sent = await sends(browser, PAGE, go="send")

    assert asked.status_code == 200
    assert ASKED in asked.text
    assert before == []
    assert sent.status_code == 303
    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert (said["in_reply_to_id"], said["audience"], said["language"]) == (parent, "followers", "en")
    assert said["expires_at"]
    assert await counted(world) == {"shown": 1, "edited": 0, "dropped": 0, "sent": 1}


async def test_what_is_sent_as_it_is_differs_in_nothing_from_what_nobody_asked_about(small_world: World) -> None:
    vera, _, browser, parent = await answering(small_world)
    await sends(browser, PAGE, text=HARSH, audience="followers")
    await sends(browser, PAGE, go="send")
    asked = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")

    await browser.opens(f"/compose?reply={parent}")
    await sends(browser, PAGE, text=HARSH, audience="followers")
    plain = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")

    own = {"id", "uri", "url", "created_at", "account"}
    assert {k: v for k, v in asked.items() if k not in own} == {k: v for k, v in plain.items() if k not in own}


async def test_edit_brings_everything_back_with_the_pictures(small_world: World) -> None:
    vera, _, browser, parent = await answering(small_world)
    await sends(
        browser, PAGE, text=HARSH, audience="followers", warning="zqwarnqz", language="ru",
        files={"picture[0][file]": ("a.png", picture(), "image/png")}, **{"picture[0][alt]": "a green field"},
    )  # fmt: skip
    assert ASKED in browser.page.text

    await sends(browser, PAGE, go="edit")
    form = filled(browser.page.text, PAGE)
    await sends(browser, PAGE, text="you are mistaken, it was 1997")

    assert form["text"] == HARSH
    assert (form["warning"], form["language"], form["reply"], form["audience"]) == (
        "zqwarnqz",
        "ru",
        parent,
        "followers",
    )
    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert [each["description"] for each in said["media_attachments"]] == ["a green field"]
    assert await counted(small_world) == {"shown": 1, "edited": 1, "dropped": 0, "sent": 0}


async def test_dropped_is_posted_nowhere(small_world: World) -> None:
    vera, _, browser, _ = await answering(small_world)
    await sends(browser, PAGE, text=HARSH)

    answer = await sends(browser, PAGE, go="drop")

    assert answer.headers["location"] == "/home"
    assert await posts_of(vera) == []
    assert await counted(small_world) == {"shown": 1, "edited": 0, "dropped": 1, "sent": 0}


async def test_a_second_page_sent_twice_is_posted_once_and_counted_once(small_world: World) -> None:
    vera, _, browser, _ = await answering(small_world)
    await sends(browser, PAGE, text=HARSH)
    form = browser.page

    first = await sends(browser, PAGE, go="send")
    browser.page = form
    second = await sends(browser, PAGE, go="send")

    assert first.headers["location"] == second.headers["location"]
    assert len(await posts_of(vera)) == 1
    assert (await counted(small_world))["sent"] == 1


async def test_a_sign_in_that_has_run_out_loses_nothing(small_world: World) -> None:
    vera, _, browser, _ = await answering(small_world)
    await sends(browser, PAGE, text=HARSH, audience="self")
    typed = filled(browser.page.text, PAGE, go="send")
    stranger = Browser(small_world)
    stranger.client.headers["origin"] = "http://kitchen.test"

    kept = stranger.page = await stranger.client.post(PAGE, data=typed)
    await sends(stranger, "/sign-in", name="vera", password="samovar at midnight")
    answer = await sends(stranger, PAGE)

    assert kept.status_code == 401
    assert answer.status_code == 303
    assert "zqharshqz" in stranger.page.text


async def test_nobody_is_asked_twice_a_day(small_world: World) -> None:
    _, _, browser, parent = await answering(small_world)
    await sends(browser, PAGE, text=HARSH)
    await browser.opens(f"/compose?reply={parent}")

    again = await sends(browser, PAGE, text=HARSH)
    small_world.clock.forward(86_400)
    await browser.opens(f"/compose?reply={parent}")
    tomorrow = await sends(browser, PAGE, text=HARSH)

    assert again.status_code == 303
    assert ASKED in tomorrow.text


async def test_between_two_who_follow_each_other_nobody_asks(small_world: World) -> None:
    vera, misha, browser, parent = await answering(small_world)
    await vera.follows(misha)
    await misha.follows(vera)

    answer = await sends(browser, PAGE, text=HARSH)

    assert answer.status_code == 303
    assert await counted(small_world) == {}


async def test_to_follow_one_way_is_not_to_be_friends(small_world: World) -> None:
    vera, misha, browser, _ = await answering(small_world)
    await vera.follows(misha)

    assert ASKED in (await sends(browser, PAGE, text=HARSH)).text


async def test_what_answers_nobody_or_oneself_is_not_looked_at(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    own = await vera.posts("I forgot the keys")

    answers = []
    for path in (PAGE, f"/compose?reply={own}"):
        await browser.opens(path)
        answers.append((await sends(browser, PAGE, text=HARSH)).status_code)

    assert answers == [303, 303]


async def test_apps_are_not_asked(small_world: World) -> None:
    vera, _, _, parent = await answering(small_world)

    said = await vera.post("/api/v1/statuses", status=HARSH, in_reply_to_id=parent)

    assert said["id"]
    assert await counted(small_world) == {}


async def test_an_app_may_ask_and_nothing_is_recorded(small_world: World) -> None:
    vera, misha, browser, parent = await answering(small_world)
    hidden = await misha.posts("zqhiddenqz", Audience.SELF)

    found = await vera.post("/api/kukhnya/v1/second_look", text=HARSH, in_reply_to_id=parent)
    calm = await vera.post("/api/kukhnya/v1/second_look", text="good morning", in_reply_to_id=parent)
    own = await misha.post("/api/kukhnya/v1/second_look", text=HARSH, in_reply_to_id=parent)
    alone = await vera.post("/api/kukhnya/v1/second_look", text="I will kill you")
    gone = [
        await vera.call("POST", "/api/kukhnya/v1/second_look", json={"text": HARSH, "in_reply_to_id": one})
        for one in (hidden, "117000000000000001")
    ]

    assert found == {"prompt": True, "reasons": ["insult"]}
    assert calm == own == {"prompt": False, "reasons": []}
    assert alone == {"prompt": True, "reasons": ["threat"]}
    assert [answer.status_code for answer in gone] == [404, 404]
    assert gone[0].text == gone[1].text
    assert await counted(small_world) == {}
    assert ASKED in (await sends(browser, PAGE, text=HARSH)).text


async def test_the_words_are_in_no_cookie_address_log_or_table(small_world: World, tmp_path: Path, capfd: Any) -> None:
    _, _, browser, _ = await answering(small_world)

    asked = await sends(browser, PAGE, text=HARSH)
    dropped = await sends(browser, PAGE, go="drop")

    outside = [str(answer.headers) + str(answer.request.url) for answer in (asked, dropped)]
    assert not any("zqharshqz" in text for text in outside)
    assert asked.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in asked.headers
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [path.name for path in files if b"zqharshqz" in path.read_bytes()] == []
    assert "zqharshqz" not in "".join(capfd.readouterr())


async def test_those_who_look_after_the_server_see_weeks_and_of_few_nothing(small_world: World) -> None:
    _, _, browser, _ = await answering(small_world)
    keeper = await visiting(await small_world.admin("keeper"))
    await sends(browser, PAGE, text=HARSH)
    await sends(browser, PAGE, go="send")

    few = text_of(await keeper.opens("/admin/second-look"))
    for _ in range(9):
        await browser.opens("/home")
        small_world.house.second_look._asked.clear()
        await browser.opens(f"/compose?reply={await small_world_parent(small_world)}")
        await sends(browser, PAGE, text=HARSH)
    many = text_of(await keeper.opens("/admin/second-look"))

    assert "fewer than 10" in few
    assert re.search(r"\b10 0 0 1\b", many)
    assert (await browser.opens("/admin/second-look")).status_code == 404


async def small_world_parent(world: World) -> str:
    """What Misha said."""
    lake = await world.nobody.get("/api/v1/accounts/lookup", acct="misha")
    return str((await world.nobody.get(f"/api/v1/accounts/{lake['id']}/statuses"))[0]["id"])


async def test_switched_off_nobody_is_asked(tmp_path: Path) -> None:
    from tests.world import a_world  # noqa: PLC0415

    async with a_world(tmp_path, second_look="off") as world:
        vera, _, browser, parent = await answering(world)

        assert (await sends(browser, PAGE, text=HARSH)).status_code == 303
        said = await vera.post("/api/kukhnya/v1/second_look", text=HARSH, in_reply_to_id=parent)
        assert said == {"prompt": False, "reasons": []}
