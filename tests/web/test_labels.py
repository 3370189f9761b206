"""Pages say what is known of a publisher beside the link, and say a word before what it is an offence to open."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from kukhnya.model.audience import Audience
from tests.law.listing import carded, chooses, pack
from tests.listening import a_studio
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import World, a_world

SHUT = "https://shut.example/a?b=1&c=2"
_WORD = re.compile(r'<div popover[^>]*id="([^"]+)".*?</div>', re.DOTALL)


@pytest.fixture
async def kitchen(tmp_path: Path) -> AsyncIterator[World]:
    """A server with a pack in which opening a page can be an offence."""
    async with a_world(tmp_path, law_packs=pack(tmp_path / "packs", "xx", "XX01", "shut.example")) as made:
        yield made


def behind(page: str) -> str:
    """The page without the words that wait in it."""
    return _WORD.sub("", page)


async def test_a_card_says_beside_the_link_who_runs_the_publisher_in_the_readers_language(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    await carded(vera, "https://tass.com/a")
    browser = Browser(small_world)

    english, russian = (await browser.opens("/@vera")).text, (await browser.opens("/@vera?lang=ru")).text

    assert "State-run media: TASS" in english
    assert "1 November 2026" in english
    assert "Государственное СМИ: ТАСС" in russian
    assert "1 ноября 2026" in russian


async def test_each_reader_of_the_same_page_is_told_by_their_own_choice(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await carded(vera, "https://listed.example/a")
    await chooses(misha, "ru")
    chosen, other = await visiting(misha), await visiting(vera)

    pages = [
        (await each.opens(f"/@vera/{status_id}?lang=en")).text for each in (chosen, other, chosen, Browser(small_world))
    ]

    assert ["Designated undesirable in Russia" in page for page in pages] == [True, False, True, False]
    assert "Listed on 1 January 2024" in pages[0]


async def test_an_accounts_page_labels_its_links(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    fields = [{"name": "work", "value": "https://rt.com/"}, {"name": "also", "value": "https://agent.example"}]
    await vera.patch("/api/v1/accounts/update_credentials", fields_attributes=fields)
    await chooses(misha, "ru")

    told = (await (await visiting(misha)).opens("/@vera?lang=en")).text
    untold = (await Browser(small_world).opens("/@vera")).text

    assert "State-run media: RT" in told
    assert "State-run media: RT" in untold
    assert "Foreign agent in Russia (designation)" in told
    assert "Foreign agent" not in untold


async def test_a_word_comes_before_a_page_that_it_is_an_offence_to_open(kitchen: World) -> None:
    vera, misha = await kitchen.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts(f"read {SHUT} and https://open.example/x")
    await chooses(misha, "xx")
    browser = await visiting(misha)

    page = (await browser.opens(f"/@vera/{status_id}?lang=en")).text

    (word,) = _WORD.finditer(page)
    said = unescape(word[0])
    assert "Looking at this can be prosecuted (Article 1)" in said
    assert "Not yet checked by a lawyer." in said
    assert f'href="{SHUT}" rel="noopener noreferrer nofollow"' in said
    assert f'popovertarget="{word[1]}"' in behind(page)
    assert "shut.example/a" not in "".join(re.findall(r'href="[^"]*"', behind(page)))
    assert 'href="https://open.example/x"' in behind(page)


async def test_the_word_costs_no_request_that_somebody_could_log(kitchen: World) -> None:
    """No address of ours leads to it: it stands in the page, and the page alone is asked for."""
    vera, misha = await kitchen.members("vera", "misha")
    await vera.opens_profile()
    await vera.posts(f"read {SHUT}")
    await chooses(misha, "xx")

    page = (await (await visiting(misha)).opens("/@vera")).text

    (word,) = _WORD.finditer(page)
    assert re.findall(r' (?:href|action|formaction|src)="([^"]*)"', word[0]) == [SHUT.replace("&", "&amp;")]


async def test_who_has_not_chosen_it_opens_it_as_any_other_page(kitchen: World) -> None:
    vera, misha = await kitchen.members("vera", "misha")
    await vera.opens_profile()
    await vera.posts(f"read {SHUT}")
    await chooses(misha, "ru")

    for browser in (await visiting(misha), await visiting(vera), Browser(kitchen)):
        page = (await browser.opens("/@vera")).text
        assert not _WORD.search(page)
        assert 'href="https://shut.example/a?b=1&amp;c=2"' in page


async def test_every_page_with_such_a_link_says_the_word(kitchen: World) -> None:
    vera, misha, lena = await kitchen.members("vera", "misha", "lena")
    await vera.opens_profile()
    await chooses(misha, "xx")
    await vera.patch("/api/v1/accounts/update_credentials", note=SHUT, fields_attributes=[{"name": "a", "value": SHUT}])
    await misha.follows(vera)
    status_id = await vera.posts(f"first {SHUT}", quote_approval_policy="public")
    await vera.put(f"/api/v1/statuses/{status_id}", status=f"second {SHUT}")
    await lena.posts("see", quoted_status_id=status_id)
    await vera.posts(f"@misha {SHUT}", Audience.DIRECT)
    letter = (await misha.get("/api/v1/conversations"))[0]["id"]
    await kitchen.settle()
    browser = await visiting(misha)

    for path in (
        "/home",
        "/local",
        "/@vera",
        f"/@vera/{status_id}",
        f"/@vera/{status_id}/history",
        f"/letters/{letter}",
    ):
        page = (await browser.opens(path)).text
        assert _WORD.search(page), path
        assert "shut.example/a" not in "".join(re.findall(r'href="[^"]*"', behind(page))), path


async def test_an_open_page_is_told_of_it_with_the_word(kitchen: World) -> None:
    vera, misha = await kitchen.members("vera", "misha")
    await vera.opens_profile()
    await misha.follows(vera)
    await chooses(misha, "xx")
    browser = await visiting(misha)
    async with a_studio(kitchen) as studio, studio.page_events(next(iter(browser.client.cookies.values()))) as page:
        await vera.posts(f"read {SHUT}")
        await page.until(lambda: bool(page.heard))

        said = page.heard[0].payload

    assert _WORD.search(said)
    assert "shut.example/a" not in "".join(re.findall(r'href="[^"]*"', behind(said)))
