"""People in lists: as far as both ends let others know, and how one is followed no more."""

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World


async def test_followers_are_shown_where_both_ends_opened_them(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await misha.follows(vera)
    others = await visiting(sonya)
    own = await visiting(vera)

    assert "@misha" in (await own.opens("/@vera/followers")).text
    closed = (await others.opens("/@vera/followers")).text
    assert "@misha" not in closed
    assert "Nobody stands here" in closed
    for each in (vera, misha):
        await each.patch("/api/v1/accounts/update_credentials", closed=False, hide_collections=False)

    assert "@misha" in (await others.opens("/@vera/followers")).text
    assert "@vera" in (await others.opens("/@misha/following")).text
    missing = await others.opens("/@nobody/followers")
    assert missing.status_code == 404


async def test_whoever_is_let_go_reads_nothing_more_for_followers(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.follows(vera)
    old = await vera.posts("among us", Audience.FOLLOWERS)
    browser = await visiting(vera)
    await browser.opens("/@vera/followers")
    assert f"/followers/{misha.id}/remove" in browser.page.text

    await browser.opens(f"/followers/{misha.id}/remove")
    assert "the old posts too" in browser.page.text
    assert await misha.sees(old), "looking changes nothing"
    await browser.sends(f"/followers/{misha.id}/remove")

    assert "Nobody follows you yet" in browser.page.text
    assert not await misha.sees(old)


async def test_only_those_who_want_to_be_found_stand_on_the_page_of_people(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await misha.patch("/api/v1/accounts/update_credentials", closed=False, discoverable=True, note="<b>bicycles</b>")
    await sonya.patch("/api/v1/accounts/update_credentials", discoverable=True)
    browser = await visiting(vera)

    page = (await browser.opens("/people")).text

    assert "@misha" in page
    assert "<b>bicycles" not in page
    assert "@sonya" not in page


async def test_somebody_is_suggested_no_more(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.patch("/api/v1/accounts/update_credentials", closed=False, discoverable=True)
    browser = await visiting(vera)
    assert "You may know them" in (await browser.opens("/people")).text

    await browser.sends(f"/people/{misha.id}/dismiss")

    assert "You may know them" not in browser.page.text
    assert "@misha" in browser.page.text


async def test_the_pages_take_few_statements(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.patch("/api/v1/accounts/update_credentials", closed=False, discoverable=True)
    await vera.follows(misha)
    browser = await visiting(vera)
    counts = []

    for path in ("/people", "/@vera/following", "/@misha/followers", f"/followers/{misha.id}/remove"):
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        counts.append(counted[0])

    assert max(counts) <= 6
