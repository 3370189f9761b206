"""The address of a picture on a page is of no use to anybody but the browser it was made for."""

import re

from kukhnya.model.audience import Audience
from tests.api.test_media import fetch, upload
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.world import World


async def test_a_picture_on_a_page_opens_only_in_the_browser_of_its_viewer(small_world: World) -> None:
    await _member(small_world, "misha")
    vera = await small_world.member("vera")
    browser = Browser(small_world)
    await browser.signs_in("misha", PASSWORD)
    picture = (await upload(vera)).json()
    status_id = await vera.posts("for @misha", Audience.DIRECT, media_ids=[picture["id"]])

    page = await browser.opens(f"/@vera/{status_id}")
    found = re.search(r'src="([^"]*/media/for/[^"]+)"', page.text)

    assert found is not None
    assert (await browser.client.get(found[1])).status_code == 200
    without, missing = await fetch(small_world, found[1]), await fetch(small_world, "/media/for/nothing.jpg")
    assert (without.status_code, without.content) == (missing.status_code, missing.content)
    assert missing.status_code == 404
