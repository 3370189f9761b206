"""What a page keeps ready of a status is what the reader may see of it now."""

from kukhnya.model.audience import Audience
from tests.api.test_media import upload
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.world import World


async def test_a_page_shows_a_status_as_it_is_now(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("cold tea", Audience.PUBLIC)
    browser = Browser(small_world)
    before = (await browser.opens("/@vera")).text

    await vera.put(f"/api/v1/statuses/{status_id}", status="hot tea")
    await vera.patch("/api/v1/accounts/update_credentials", display_name="Vera the Warm")
    after = (await browser.opens("/@vera")).text

    assert "cold tea" in before
    assert "hot tea" in after
    assert "cold tea" not in after
    assert after.count(">Vera the Warm</b>") == 1


async def test_a_page_forgets_a_status_with_whoever_loses_sight_of_it(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("for the street", Audience.PUBLIC)
    browser = Browser(small_world)
    assert "for the street" in (await browser.opens("/@vera")).text
    assert "for the street" in (await browser.opens(f"/@vera/{status_id}")).text

    await vera.closes_profile()

    assert "for the street" not in (await browser.opens("/@vera")).text
    assert (await browser.opens(f"/@vera/{status_id}")).status_code == 404


async def test_the_same_status_is_marked_on_its_own_page_and_speaks_the_language_of_each(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea", Audience.PUBLIC)
    browser = Browser(small_world)

    profile, own = (await browser.opens("/@vera")).text, (await browser.opens(f"/@vera/{status_id}")).text
    russian = (await browser.opens("/@vera?lang=ru")).text

    assert 'aria-current="true"' not in profile
    assert 'aria-current="true"' in own
    assert ">public<" not in russian


async def test_a_picture_for_few_gets_a_new_address_for_each_reader_of_a_page(small_world: World) -> None:
    vera = await small_world.member("vera")
    for name in ("misha", "lena"):
        await _member(small_world, name)
    picture = (await upload(vera)).json()
    status_id = await vera.posts("for @misha and @lena", Audience.DIRECT, media_ids=[picture["id"]])
    pages = []
    for name in ("misha", "lena"):
        browser = Browser(small_world)
        await browser.signs_in(name, PASSWORD)
        pages.append((await browser.opens(f"/@vera/{status_id}")).text)

    addresses = [page.partition("/media/for/")[2].partition('"')[0] for page in pages]
    assert all(addresses)
    assert addresses[0] != addresses[1]
