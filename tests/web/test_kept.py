"""Bookmarks and likes: the reader's own, and only as long as they may be read."""

import pytest

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World


@pytest.mark.parametrize(("page", "verb"), [("/bookmarks", "bookmark"), ("/likes", "favourite")])
async def test_what_one_keeps_is_there_until_it_is_no_longer_for_one(small_world: World, page: str, verb: str) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.follows(vera)
    status_id = await vera.posts("a recipe", Audience.FOLLOWERS)
    browser = await visiting(misha)
    assert "Nothing yet" in (await browser.opens(page)).text

    await misha.post(f"/api/v1/statuses/{status_id}/{verb}")

    assert "a recipe" in (await browser.opens(page)).text
    assert "a recipe" not in (await (await visiting(vera)).opens(page)).text
    with small_world.counted() as counted:
        await browser.opens(page)
    assert counted[0] <= 4
    await vera.post(f"/api/v1/accounts/{misha.id}/remove_from_followers")
    assert "a recipe" not in (await browser.opens(page)).text
