"""What an open page of home is told: what the page would show, to the browser of its reader alone."""

from collections.abc import AsyncIterator

import pytest

from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.viewer import NOBODY
from tests.listening import Studio, a_studio
from tests.web.browser import Browser
from tests.world import Person, World


@pytest.fixture
async def studio(small_world: World) -> AsyncIterator[Studio]:
    """A server on a port."""
    async with a_studio(small_world) as made:
        yield made


async def _word(world: World, person: Person) -> str:
    """What a browser in which this person has signed in keeps."""
    word = new_secret()
    await world.house.store.write(NOBODY, lambda tx: sign_in(tx, person.id, digest(word), ""))
    return word


async def test_what_is_told_is_the_article_the_page_would_show(studio: Studio) -> None:
    vera = await studio.world.member("vera")
    word = await _word(studio.world, vera)
    browser = Browser(studio.world)
    browser.client.cookies.set(COOKIE, word)
    async with studio.page_events(word) as page:
        said = await vera.posts("soup & <b>\nbread")
        await page.until(lambda: bool(page.heard))

        shown = await browser.opens("/home")

        assert page.heard[0].event == "update"
        assert f'id="s{said}"' in page.heard[0].payload
        assert page.heard[0].payload.strip() in shown.text


async def test_what_a_filter_hides_at_home_is_not_told(studio: Studio) -> None:
    vera, misha = await studio.world.members("vera", "misha")
    await vera.follows(misha)
    words = [{"keyword": "spoilt", "whole_word": True}]
    await vera.post("/api/v2/filters", title="milk", context=["home"], filter_action="hide", keywords_attributes=words)
    async with studio.page_events(await _word(studio.world, vera)) as page:
        await misha.posts("the milk is spoilt")
        fresh = await misha.posts("the milk is fresh")

        await page.until(lambda: bool(page.heard))

        assert f'id="s{fresh}"' in page.heard[0].payload
        assert len(page.heard) == 1


async def test_a_notification_is_not_told_to_a_page_that_could_not_show_it(studio: Studio) -> None:
    vera, misha = await studio.world.members("vera", "misha")
    await vera.opens_profile()
    async with studio.page_events(await _word(studio.world, vera)) as page:
        await misha.follows(vera)
        said = await vera.posts("welcome")
        await page.until(lambda: bool(page.heard))

        assert [heard.event for heard in page.heard] == ["update"]
        assert said in page.heard[0].payload


async def test_nobody_else_may_listen(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = Browser(small_world)

    assert (await browser.client.get("/stream/home")).status_code == 401
    browser.client.cookies.set(COOKIE, await _word(small_world, vera))
    foreign = await browser.client.get("/stream/home", headers={"sec-fetch-site": "same-site"})
    assert foreign.status_code == 404
    assert (await browser.client.head("/stream/home")).status_code == 200
    assert len(small_world.house.streams) == 0
