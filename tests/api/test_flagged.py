"""The check-up and the law: what today's packs would warn about of what is up, old posts included; found, folded, kept nowhere."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kukhnya.model.audience import Audience
from kukhnya.visibility import own_words
from tests.story_files import everything_below
from tests.web.browser import Browser
from tests.web.lawful import LINK, RISKY, a_lawful_world, chooses
from tests.web.writing import sends, text_of
from tests.world import Person, World

CHECK = "/api/kukhnya/v1/checkup"
CHANGE = "/api/kukhnya/v1/audience"


@pytest.fixture
async def lawful(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A server that has the pack of nowhere, on SQLite and then on PostgreSQL."""
    async with a_lawful_world(tmp_path, database_url=database_url) as world:
        yield world


async def planted(world: World) -> tuple[Person, Browser, list[str]]:
    """Somebody with an open profile, four things a pack would warn about, and others."""
    vera, browser = await chooses(world, "vera")
    misha = await world.member("misha")
    for one in (vera, misha):
        await one.opens_profile()
    shared = await misha.posts(f"I read {LINK}")
    ids = [
        await vera.posts(RISKY),
        await vera.posts("there is a purple samovar in my kitchen"),
        (await vera.post("/api/v1/statuses", status="look", spoiler_text=f"of {LINK}", visibility="public"))["id"],
        (await vera.post(f"/api/v1/statuses/{shared}/reblog", visibility="public"))["id"],
    ]
    await vera.posts("good morning")
    await vera.posts(RISKY, Audience.SELF)
    return vera, browser, ids


async def fact_of(person: Person, whom: str = "stranger") -> Any:
    found = (await person.get(CHECK, **{"as": whom}))["facts"]
    return next((fact for fact in found if fact["kind"] == "X03"), None)


async def test_what_a_pack_would_warn_about_is_found_with_rules_that_are_often_wrong(lawful: World) -> None:
    vera, _, ids = await planted(lawful)

    fact = await fact_of(vera)

    assert fact["count"] == 4
    assert sorted(fact["sample_ids"]) == sorted(ids)
    assert fact["since"]


async def test_who_has_posted_much_is_read_a_little_at_a_time(lawful: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_words, "_AT_ONCE", 2)
    vera, _, ids = await planted(lawful)
    await vera.post(
        "/api/v1/statuses", status="which", visibility="public", poll={"options": [RISKY, "b"], "expires_in": 3600}
    )

    fact = await fact_of(vera)

    assert fact["count"] == 5
    assert {*ids} < {*fact["sample_ids"]}


async def test_who_has_chosen_nothing_and_who_reads_nothing_has_no_such_line(lawful: World) -> None:
    vera, _, _ = await planted(lawful)
    other = await lawful.member("other")
    await other.opens_profile()
    await other.posts(RISKY)

    await vera.closes_profile()

    assert await fact_of(other) is None
    assert await fact_of(vera) is None
    assert (await fact_of(vera, "follower"))["count"] == 4


async def test_an_old_post_meets_a_newer_law(lawful: World) -> None:
    vera, _, _ = await planted(lawful)
    said = (await vera.post("/api/kukhnya/v1/check", text=RISKY))["cautions"]

    assert [caution["rule"] for caution in said] == ["ZZ01"]
    assert (await fact_of(vera))["count"] == 4


async def test_all_of_these_are_folded_away_by_one_button_and_nothing_else(lawful: World) -> None:
    vera, browser, ids = await planted(lawful)
    page = text_of(await browser.opens("/checkup"))
    assert "would warn about 4 posts today" in page

    await sends(browser, "/checkup/X03")

    assert "Folded away. You can take that back for seven days." in text_of(browser.page)
    audiences = [(await vera.get(f"/api/v1/statuses/{each}"))["audience"] for each in ids]
    assert audiences == ["self"] * 4
    assert await fact_of(vera) is None
    texts = [
        each["content"]
        for each in await vera.get(f"/api/v1/accounts/{vera.id}/statuses")
        if each["audience"] == "public"
    ]
    assert texts == ["<p>good morning</p>"]


async def test_an_app_mends_the_line_too(lawful: World) -> None:
    vera, _, _ = await planted(lawful)
    fix = (await fact_of(vera))["fix"]

    made = await vera.post(fix["path"], **fix["body"])
    undone = await vera.post(f"{CHANGE}/{made['id']}/undo")

    assert made["count"] == 4
    assert undone["restored"] == 4


async def test_many_are_changed_by_what_the_packs_would_warn_about(lawful: World) -> None:
    vera, _, ids = await planted(lawful)
    select = {"flagged_by_packs": True, "audiences": ["public"]}

    dry = await vera.post(CHANGE, to="private", select=select, dry_run=True)
    one = await vera.post(CHANGE, to="private", select={**select, "ids": [ids[0]]}, dry_run=True)
    made = await vera.post(CHANGE, to="self", select=select)
    again = await vera.post(CHANGE, to="self", select=select, dry_run=True)

    assert (dry["count"], one["count"], made["count"], again["count"]) == (4, 1, 4, 0)


async def test_a_selection_by_packs_that_finds_nothing_means_none_and_not_all(lawful: World) -> None:
    vera, _ = await chooses(lawful, "vera")
    await vera.posts("good morning")
    sonya = await lawful.member("sonya")

    nothing = await vera.post(CHANGE, to="self", select={"flagged_by_packs": True})
    unchosen = await sonya.call("POST", CHANGE, json={"to": "self", "select": {"flagged_by_packs": True}})

    assert nothing["count"] == 0
    assert unchosen.status_code == 422
    assert "select.flagged_by_packs" in unchosen.json()["details"]


async def test_on_the_page_of_the_past_they_are_looked_at_first(lawful: World) -> None:
    vera, browser, ids = await planted(lawful)
    await browser.opens("/past?flagged=1")

    await sends(browser, "/past/preview", to="self", audience="public")
    preview = text_of(browser.page)
    await sends(browser, "/past")

    assert "4 posts would change" in preview
    assert "purple samovar" in preview
    assert {(await vera.get(f"/api/v1/statuses/{each}"))["audience"] for each in ids} == {"self"}


async def test_nothing_of_what_was_found_is_kept(tmp_path: Path) -> None:
    async with a_lawful_world(tmp_path) as world:
        _, browser, _ = await planted(world)
        await world.settle()
        before = everything_below(tmp_path / "house")

        await browser.opens("/checkup")
        await browser.opens("/past?flagged=1")
        await sends(browser, "/past/preview", to="self")

        assert everything_below(tmp_path / "house") == before
