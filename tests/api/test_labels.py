"""Apps are told what is known of a link's publisher; a label informs, and moves nothing."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.law.listing import carded, chooses, pack
from tests.listening import a_studio
from tests.pages import Page, Pages, some_pages
from tests.world import Person, World, a_world

LISTED = "https://listed.example/morning"
STATE = "https://tass.com/world/1"


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """Somebody else's server, which is listed nowhere."""
    async with some_pages() as made:
        yield made


@pytest.fixture
async def shut() -> AsyncIterator[Pages]:
    """Another one, which it is an offence somewhere to open."""
    async with some_pages("127.0.0.2") as made:
        made.put("/a", "<title>nobody should read this</title>")
        yield made


@pytest.fixture
async def kitchen(tmp_path: Path, pages: Pages, shut: Pages) -> AsyncIterator[World]:
    """A server that fetches pages and has a pack about the other one."""
    folder = pack(tmp_path / "packs", "xx", "XX01", "127.0.0.2")
    allowed = f"{pages.place} {shut.place}"
    async with a_world(tmp_path, link_cards="on", outbound_allow=allowed, law_packs=folder) as made:
        yield made


def kinds(labels: list[Any]) -> list[str]:
    """Their kinds, in order."""
    return [label["kind"] for label in labels]


async def seen_by(person: Person, status_id: str) -> Any:
    """The labels on the card of a status."""
    return (await person.get(f"/api/v1/statuses/{status_id}"))["card"]["labels"]


async def test_a_card_says_who_runs_the_publisher_to_everybody(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await carded(vera, STATE)

    for person in (vera, misha, world.nobody):
        (label,) = await seen_by(person, status_id)
        assert label["kind"] == "state-run"
        assert label["text"]["en"].startswith("State-run media: TASS")
        assert label["text"]["ru"].startswith("Государственное СМИ: ТАСС")
        assert label["source"]
        assert label["checked_on"] == "2026-11-01"
        assert label["since"] is None


async def test_a_listing_is_told_to_those_who_have_chosen_that_place_alone(world: World) -> None:
    vera, misha, lena = await world.members("vera", "misha", "lena")
    await vera.opens_profile()
    status_id = await carded(vera, LISTED)
    await chooses(misha, "ru", "th")
    await chooses(lena, "th")

    assert await seen_by(vera, status_id) == []
    assert await seen_by(world.nobody, status_id) == []
    assert await seen_by(lena, status_id) == []
    (label,) = await seen_by(misha, status_id)
    assert label["kind"] == "undesirable"
    assert label["since"] == "2024-01-01"
    assert kinds((await misha.get(f"/api/v1/statuses/{status_id}/card"))["labels"]) == ["undesirable"]
    assert (await lena.get(f"/api/v1/statuses/{status_id}/card"))["labels"] == []


async def test_each_listener_of_a_stream_is_told_by_their_own_choice(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    await vera.opens_profile()
    for reader in (misha, lena):
        await reader.follows(vera)
    await chooses(misha, "ru")
    await carded(vera, LISTED)
    async with (
        a_studio(small_world) as studio,
        studio.socket(misha, "user") as told,
        studio.socket(lena, "user") as untold,
    ):
        status_id = await vera.posts(f"again {LISTED}")
        await small_world.worker.drain()
        await vera.put(f"/api/v1/statuses/{status_id}", status=f"once more {LISTED}")

        to_misha = await told.hears("status.update", status_id)
        to_lena = await untold.hears("status.update", status_id)

    assert kinds(to_misha.payload["card"]["labels"]) == ["undesirable"]
    assert to_lena.payload["card"]["labels"] == []


async def test_the_links_an_account_shows_are_labelled_each_for_its_readers(world: World) -> None:
    vera, misha, lena = await world.members("vera", "misha", "lena")
    await vera.opens_profile()
    said = [{"name": "work", "value": STATE}, {"name": "pages", "value": LISTED}, {"name": "tea", "value": "black"}]
    await vera.patch("/api/v1/accounts/update_credentials", fields_attributes=said)
    await chooses(misha, "ru")
    status_id = await vera.posts("hello")

    for_misha = (await misha.get(f"/api/v1/accounts/{vera.id}"))["fields"]
    for_lena = (await lena.get(f"/api/v1/accounts/{vera.id}"))["fields"]
    within = (await misha.get(f"/api/v1/statuses/{status_id}"))["account"]["fields"]

    assert [kinds(field["labels"]) for field in for_misha] == [["state-run"], ["undesirable"], []]
    assert [kinds(field["labels"]) for field in for_lena] == [["state-run"], [], []]
    assert within == for_misha


async def test_a_link_that_trends_is_labelled_for_each_reader_by_their_own_choice(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    for author in (vera, misha):
        await author.opens_profile()
    await carded(vera, LISTED)
    await misha.posts(LISTED)
    await small_world.worker.drain()
    await chooses(lena, "ru")

    for reader, told in ((lena, ["undesirable"]), (vera, []), (lena, ["undesirable"]), (small_world.nobody, [])):
        (link,) = await reader.get("/api/v1/trends/links")

        assert kinds(link["labels"]) == told
        assert (link["url"], link["history"][0]["accounts"]) == (LISTED, "2")


async def test_a_label_moves_nothing(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    await vera.opens_profile()
    for reader in (misha, lena):
        await reader.follows(vera)
    await chooses(misha, "ru", "by")
    links = [STATE, "https://plain.example/a", LISTED, "https://agent.example/b"]
    ids = [await carded(vera, link) for link in links]
    for reader in (misha, lena):
        for status_id in ids:
            await reader.post(f"/api/v1/statuses/{status_id}/favourite")

    for path in ("timelines/home", "timelines/public", f"accounts/{vera.id}/statuses", "trends/statuses"):
        orders = [[status["id"] for status in await reader.get(f"/api/v1/{path}")] for reader in (misha, lena)]
        assert orders[0] == orders[1], path
        if not path.startswith("trends"):
            assert orders[0] == ids[::-1], path
    trending = [[each["url"] for each in await reader.get("/api/v1/trends/links")] for reader in (misha, lena)]
    assert trending[0] == trending[1]


# What must not be opened is not opened by the server either


async def test_a_listed_page_is_never_asked_for(kitchen: World, pages: Pages, shut: Pages) -> None:
    (vera,) = await kitchen.members("vera")
    await vera.opens_profile()
    pages.put("/free", "<title>tea</title>")

    listed, free = await vera.posts(f"read {shut.at('/a')}"), await vera.posts(f"read {pages.at('/free')}")
    await kitchen.settle()

    assert shut.heads == []
    assert (await vera.get(f"/api/v1/statuses/{listed}"))["card"] is None
    assert (await vera.get(f"/api/v1/statuses/{free}"))["card"]["title"] == "tea"


async def test_nor_where_a_redirect_leads_there(kitchen: World, pages: Pages, shut: Pages) -> None:
    (vera,) = await kitchen.members("vera")
    await vera.opens_profile()
    pages.pages["/short"] = Page(b"", 302, {"location": shut.at("/a")})

    status_id = await vera.posts(pages.at("/short"))
    await kitchen.settle()

    assert pages.asked == ["/short"]
    assert shut.heads == []
    assert (await vera.get(f"/api/v1/statuses/{status_id}"))["card"] is None


async def test_nor_for_the_picture_of_another_page(kitchen: World, pages: Pages, shut: Pages) -> None:
    (vera,) = await kitchen.members("vera")
    await vera.opens_profile()
    pages.put("/free", f'<title>tea</title><meta property="og:image" content="{shut.at("/a.jpg")}">')

    status_id = await vera.posts(pages.at("/free"))
    await kitchen.settle()

    card = (await vera.get(f"/api/v1/statuses/{status_id}"))["card"]
    assert card["title"] == "tea"
    assert card["image"] is None
    assert shut.heads == []


async def test_a_card_that_was_there_before_its_page_was_listed_is_not_shown(kitchen: World, shut: Pages) -> None:
    (vera,) = await kitchen.members("vera")
    await vera.opens_profile()
    status_id = await carded(vera, shut.at("/a"))

    assert (await kitchen.nobody.get(f"/api/v1/statuses/{status_id}"))["card"] is None
    assert await kitchen.nobody.get(f"/api/v1/statuses/{status_id}/card") == {}
