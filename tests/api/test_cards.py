"""Cards of links: fetched once, by the server, for what everybody may find; and for nothing narrower."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest

from kukhnya.fetching import Fetching
from kukhnya.model.audience import Audience
from kukhnya.outbound import Outbound
from tests.api.test_ties import statements
from tests.pages import Page, Pages, picture, some_pages
from tests.world import BASE, Person, World, a_world

TEA = (
    '<html lang=en><head><title>no</title><meta property="og:title" content="Tea &amp; bread">'
    '<meta property="og:description" content="How to"><meta property="og:site_name" content="News">'
    '<meta name=author content="Anya"><meta property="og:image" content="/tea.jpg">'
    '<meta property="article:published_time" content="2026-11-20T10:00:00Z"></head>'
)


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    """Somebody else's server, with a page about tea."""
    async with some_pages() as made:
        made.put("/tea", TEA)
        made.pages["/tea.jpg"] = Page(picture(), headers={"content-type": "image/jpeg"})
        yield made


@pytest.fixture
async def kitchen(database_url: str, tmp_path: Path, pages: Pages) -> AsyncIterator[World]:
    """A server that fetches pages, on either database."""
    async with a_world(tmp_path, database_url, link_cards="on", outbound_allow=pages.place) as made:
        yield made


@pytest.fixture
async def small_kitchen(tmp_path: Path, pages: Pages) -> AsyncIterator[World]:
    """The same on SQLite alone."""
    async with a_world(tmp_path, link_cards="on", outbound_allow=pages.place) as made:
        yield made


async def opened(world: World, *names: str) -> list[Person]:
    """Members with open profiles."""
    people = await world.members(*names)
    for person in people:
        await person.opens_profile()
    return people


async def card_of(world: World, person: Person, status_id: str) -> Any:
    """The card of a status once everything has followed."""
    await world.settle()
    return (await person.get(f"/api/v1/statuses/{status_id}"))["card"]


async def linked(world: World, author: Person, address: str) -> Any:
    """The card of a new public status with this link."""
    return await card_of(world, world.nobody, await author.posts(f"look: {address}"))


# Nothing narrower


@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.PUBLIC])
async def test_what_is_narrower_is_never_asked_about(small_kitchen: World, pages: Pages, audience: Audience) -> None:
    vera, misha = await opened(small_kitchen, "vera", "misha")
    circle = await vera.circle_of("us", misha)

    status_id = await vera.posts(f"@misha {pages.at('/tea')}", audience, circle_id=circle)

    assert await card_of(small_kitchen, vera, status_id) is None
    assert pages.asked == []


async def test_what_is_public_behind_a_closed_door_is_never_asked_about(small_kitchen: World, pages: Pages) -> None:
    (vera,) = await small_kitchen.members("vera")

    assert await card_of(small_kitchen, vera, await vera.posts(pages.at("/tea"))) is None
    assert pages.asked == []


async def test_what_was_narrowed_or_deleted_before_its_turn_is_not_asked_about(kitchen: World, pages: Pages) -> None:
    vera, misha = await opened(kitchen, "vera", "misha")
    first, second = await vera.posts(pages.at("/tea")), await vera.posts(pages.at("/bread"))
    await misha.posts(pages.at("/milk"))
    await kitchen.worker.drain()

    await vera.put(f"/api/v1/statuses/{first}", status=pages.at("/tea"), visibility="private")
    await vera.delete(f"/api/v1/statuses/{second}")
    await misha.closes_profile()
    await kitchen.fetching.drain()
    await kitchen.settle()

    assert pages.asked == []


async def test_a_status_that_is_narrowed_loses_its_card_and_the_picture_goes(kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(kitchen, "vera")
    status_id = await vera.posts(pages.at("/tea"))
    image = (await card_of(kitchen, vera, status_id))["image"]
    assert (await kitchen.nobody.call("GET", image)).status_code == 200

    await vera.put(f"/api/v1/statuses/{status_id}", status=pages.at("/tea"), visibility="private")

    assert await card_of(kitchen, vera, status_id) is None
    assert (await kitchen.nobody.call("GET", image)).status_code == 404
    assert kitchen.house.files.names() == set()
    assert (await kitchen.nobody.call("GET", f"/api/v1/timelines/link?url={pages.at('/tea')}")).status_code == 404


# The card


async def test_a_public_link_shows_what_its_page_says(kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(kitchen, "vera")
    status_id = await vera.posts(f"look: {pages.at('/tea')}#part")

    card = await card_of(kitchen, kitchen.nobody, status_id)

    image = card.pop("image")
    assert card.pop("blurhash")
    assert card == {
        "url": pages.at("/tea"), "title": "Tea & bread", "description": "How to", "language": "en", "type": "link",
        "author_name": "Anya", "author_url": "", "authors": [{"name": "Anya", "url": "", "account": None}],
        "provider_name": "News", "provider_url": "", "html": "", "width": 640, "height": 320, "image_description": "",
        "embed_url": "", "published_at": "2026-11-20T10:00:00.000Z", "labels": [],
    }  # fmt: skip
    assert (await kitchen.nobody.get(f"/api/v1/statuses/{status_id}/card"))["title"] == "Tea & bread"
    assert image.startswith(f"{BASE}/media/cards/")
    file = await kitchen.nobody.call("GET", image)
    assert file.headers["content-type"] == "image/jpeg"
    assert b"hidden words" not in file.content


async def test_a_page_is_fetched_once_and_nobody_is_told_who_reads(kitchen: World, pages: Pages) -> None:
    vera, misha = await opened(kitchen, "vera", "misha")
    ids = [await vera.posts(pages.at("/tea")), await misha.posts(f"again {pages.at('/tea')}")]
    await kitchen.settle()
    ids.append(await misha.posts(pages.at("/tea")))

    for status_id in ids:
        assert (await card_of(kitchen, vera, status_id))["title"] == "Tea & bread"

    assert pages.asked == ["/tea", "/tea.jpg"]
    assert all("cookie" not in head.lower() and "referer" not in head.lower() for head in pages.heads)


async def test_the_card_stays_until_its_last_status_goes(kitchen: World, pages: Pages) -> None:
    vera, misha = await opened(kitchen, "vera", "misha")
    first, second = await vera.posts(pages.at("/tea")), await misha.posts(pages.at("/tea"))
    assert await card_of(kitchen, vera, first)
    image = (await card_of(kitchen, vera, second))["image"]

    await vera.delete(f"/api/v1/statuses/{first}")
    await kitchen.settle()
    assert (await kitchen.nobody.call("GET", image)).status_code == 200
    await misha.delete(f"/api/v1/statuses/{second}")
    await kitchen.settle()

    assert (await kitchen.nobody.call("GET", image)).status_code == 404
    assert kitchen.house.files.names() == set()


async def test_an_edit_to_another_link_brings_another_card(kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(kitchen, "vera")
    pages.put("/bread", "<title>Bread</title>")
    status_id = await vera.posts(pages.at("/tea"))
    assert (await card_of(kitchen, vera, status_id))["title"] == "Tea & bread"

    await vera.put(f"/api/v1/statuses/{status_id}", status=f"look {pages.at('/bread')}")
    assert (await card_of(kitchen, vera, status_id))["title"] == "Bread"

    await vera.put(f"/api/v1/statuses/{status_id}", status="nothing")
    assert await card_of(kitchen, vera, status_id) is None
    assert await kitchen.nobody.get(f"/api/v1/statuses/{status_id}/card") == {}


async def test_links_to_this_server_make_no_card(small_kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(small_kitchen, "vera")

    assert await linked(small_kitchen, vera, f"{BASE}/@vera") is None
    assert pages.asked == []


async def test_a_server_that_is_told_not_to_asks_nobody(tmp_path: Path, pages: Pages) -> None:
    async with a_world(tmp_path, link_cards="off", outbound_allow=pages.place) as world:
        (vera,) = await opened(world, "vera")

        assert await linked(world, vera, pages.at("/tea")) is None
        assert pages.asked == []


# Pages that mean harm


async def test_markup_in_a_title_is_text(small_kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(small_kitchen, "vera")
    pages.put("/x", '<title><script>alert(1)</script></title><meta name=author content="<img src=x onerror=y>">')

    card = await linked(small_kitchen, vera, pages.at("/x"))

    assert (card["title"], card["author_name"]) == ("<script>alert(1)</script>", "<img src=x onerror=y>")
    assert card["html"] == ""


HOSTILE = {
    "/huge": Page(b"<title>x</title>" + b" " * 1_000_000),
    "/endless": Page(b"<title>x</title>" + b" " * 60_000, endless=True),
    "/bomb": Page(
        gzip.compress(b"<title>x</title>" + b" " * 50_000_000),
        headers={"content-type": "text/html", "content-encoding": "gzip"},
    ),
    "/broken": Page(b"not gzip", headers={"content-type": "text/html", "content-encoding": "gzip"}),
    "/private": Page(b"", 302, {"location": "http://127.0.0.1:1/x"}),
    "/metadata": Page(b"", 302, {"location": "http://169.254.169.254/latest"}),
    "/file": Page(b"", 302, {"location": "file:///etc/passwd"}),
    "/round": Page(b"", 302, {"location": "/round"}),
    "/silent": Page(b"<p>no title</p>"),
    "/plain": Page(b"<title>x</title>", headers={"content-type": "text/plain"}),
    "/untyped": Page(b"<title>x</title>", headers={}),
    "/gone": Page(b"<title>x</title>", 410),
    "/down": Page(b"<title>x</title>", 503),
}


@pytest.mark.parametrize("path", HOSTILE)
async def test_a_hostile_page_makes_no_card(small_kitchen: World, pages: Pages, path: str) -> None:
    (vera,) = await opened(small_kitchen, "vera")
    pages.pages[path] = HOSTILE[path]

    assert await linked(small_kitchen, vera, pages.at(path)) is None
    assert path in pages.asked


async def test_a_page_that_never_comes_is_given_up_after_three_attempts(small_kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(small_kitchen, "vera")
    pages.pages["/slow"] = Page(b"<title>x</title>", slow=True)
    outbound = Outbound("test", allowed=pages.place, request_s=0.2)
    impatient = Fetching(
        small_kitchen.house.store, small_kitchen.house.files, outbound, "kitchen.test", small_kitchen.house.labels
    )
    await vera.posts(pages.at("/slow"))
    await small_kitchen.worker.drain()

    for _ in range(6):
        await impatient.drain()
        small_kitchen.clock.forward(600)
    await outbound.close()

    assert pages.asked == ["/slow"] * 3


@pytest.mark.parametrize(
    "image",
    [
        "http://127.0.0.1:1/x.jpg",
        "http://169.254.169.254/x",
        "data:image/png;base64,AA",
        "file:///x",
        "/text",
        "/huge.jpg",
    ],
)
async def test_a_picture_that_cannot_be_had_is_left_out(small_kitchen: World, pages: Pages, image: str) -> None:
    (vera,) = await opened(small_kitchen, "vera")
    pages.pages["/text"] = Page(b"<svg onload=x>", headers={"content-type": "image/svg+xml"})
    pages.pages["/huge.jpg"] = Page(picture(5000, 4000), headers={"content-type": "image/jpeg"})
    pages.put("/x", f'<title>x</title><meta property="og:image" content="{image}">')

    card = await linked(small_kitchen, vera, pages.at("/x"))

    assert (card["title"], card["image"], card["width"]) == ("x", None, 0)
    assert small_kitchen.house.files.names() == set()


async def test_a_page_in_other_letters_is_read(small_kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(small_kitchen, "vera")
    pages.pages["/x"] = Page(
        "<title>Чай</title>".encode("windows-1251"), headers={"content-type": "text/html; charset=windows-1251"}
    )

    assert (await linked(small_kitchen, vera, pages.at("/x")))["title"] == "Чай"


async def test_what_a_dead_process_was_fetching_is_fetched_by_another(kitchen: World, pages: Pages) -> None:
    (vera,) = await opened(kitchen, "vera")
    status_id = await vera.posts(pages.at("/tea"))
    await kitchen.worker.drain()
    pages.pages["/tea"] = msgspec.structs.replace(pages.pages["/tea"], slow=True)
    kitchen.fetching.start()
    async with asyncio.timeout(10):
        await pages.reached.wait()
    await kitchen.fetching.stop()
    pages.put("/tea", TEA)

    assert await card_of(kitchen, vera, status_id) is None
    kitchen.clock.forward(200)

    assert (await card_of(kitchen, vera, status_id))["title"] == "Tea & bread"


# Links that trend, and what is said about them


async def test_a_link_trends_by_how_many_people_post_it(kitchen: World, pages: Pages) -> None:
    vera, misha, anya = await opened(kitchen, "vera", "misha", "anya")
    pages.put("/bread", "<title>Bread</title>")
    for person in (vera, misha):
        await person.posts(pages.at("/bread"))
    for person in (vera, misha, anya):
        await person.posts(pages.at("/tea"))
    await vera.posts(pages.at("/tea.jpg"))
    await kitchen.settle()

    shown = await kitchen.nobody.get("/api/v1/trends/links")

    assert [link["title"] for link in shown] == ["Tea & bread", "Bread"]
    assert (shown[0]["history"][0]["uses"], shown[0]["history"][0]["accounts"]) == ("3", "3")
    assert await kitchen.nobody.get("/api/v1/trends/links", limit=1, offset=1) == shown[1:]
    with kitchen.counted() as counted:
        await anya.get("/api/v1/trends/links")
    assert counted[0] <= 4


async def test_a_link_has_a_timeline(kitchen: World, pages: Pages) -> None:
    vera, misha, reader = await opened(kitchen, "vera", "misha", "reader")
    ids = [await vera.posts(pages.at("/tea")), await misha.posts(f"{pages.at('/tea')} too")]
    await vera.posts(f"friends: {pages.at('/tea')}", Audience.FOLLOWERS)
    await kitchen.settle()

    async def timeline(person: Person, **more: Any) -> list[str]:
        return [each["id"] for each in await person.get("/api/v1/timelines/link", url=pages.at("/tea"), **more)]

    assert await timeline(reader) == ids[::-1]
    assert await statements(kitchen, reader, f"/api/v1/timelines/link?url={quote(pages.at('/tea'))}") == 2
    assert await timeline(kitchen.nobody, max_id=ids[1]) == ids[:1]
    await vera.post(f"/api/v1/accounts/{reader.id}/block")
    assert await timeline(reader) == ids[1:]
    missing = await reader.call("GET", "/api/v1/timelines/link", params={"url": pages.at("/none")})
    assert missing.status_code == 404
    await misha.put(f"/api/v1/statuses/{ids[1]}", status=f"{pages.at('/tea')} too", visibility="private")
    hidden = await reader.call("GET", "/api/v1/timelines/link", params={"url": pages.at("/tea")})
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert (await reader.call("GET", "/api/v1/timelines/link")).status_code == 422


@pytest.mark.parametrize("what", ["link", "publisher"])
async def test_a_link_that_has_been_rejected_never_trends(kitchen: World, pages: Pages, what: str) -> None:
    keeper = await kitchen.moderator("keeper")
    vera, misha = await opened(kitchen, "vera", "misha")
    for person in (vera, misha):
        await person.posts(pages.at("/tea"))
    await kitchen.settle()
    (shown,) = await keeper.get("/api/v1/admin/trends/links")
    (site,) = await keeper.get("/api/v1/admin/trends/links/publishers")
    assert (shown["trendable"], site["domain"], site["trendable"]) == (True, "127.0.0.1", True)
    path = f"links/{shown['id']}" if what == "link" else f"links/publishers/{site['id']}"

    rejected = await keeper.post(f"/api/v1/admin/trends/{path}/reject")

    assert (rejected["trendable"], rejected["requires_review"]) == (False, False)
    assert await vera.get("/api/v1/trends/links") == []
    assert len(await keeper.get("/api/v1/admin/trends/links")) == 1
    await keeper.post(f"/api/v1/admin/trends/{path}/approve")
    assert len(await vera.get("/api/v1/trends/links")) == 1


async def test_where_review_is_asked_for_nothing_trends_without_it(tmp_path: Path, pages: Pages) -> None:
    async with a_world(tmp_path, link_cards="on", outbound_allow=pages.place, trends_review="on") as world:
        keeper = await world.moderator("keeper")
        vera, misha = await opened(world, "vera", "misha")
        for person in (vera, misha):
            await person.posts(f"#tea {pages.at('/tea')}")
        await world.settle()
        assert await vera.get("/api/v1/trends/links") == await vera.get("/api/v1/trends/tags") == []
        (shown,) = await keeper.get("/api/v1/admin/trends/links")
        (tag,) = await keeper.get("/api/v1/admin/trends/tags")
        assert (shown["trendable"], shown["requires_review"], tag["requires_review"]) == (False, True, True)

        await keeper.post(f"/api/v1/admin/trends/links/{shown['id']}/approve")
        await keeper.post("/api/v1/admin/trends/tags/tea/approve")

        assert len(await vera.get("/api/v1/trends/links")) == 1
        assert len(await vera.get("/api/v1/trends/tags")) == 1
