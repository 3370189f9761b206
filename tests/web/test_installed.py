"""The pages can be kept as an app."""

import io

from PIL import Image

from tests.web.browser import Browser
from tests.world import World


async def test_the_app_is_named_and_begins_at_home(small_world: World) -> None:
    browser = Browser(small_world)

    said = (await browser.opens("/manifest.webmanifest", lang="ru")).json()

    assert (said["start_url"], said["display"], said["lang"]) == ("/home", "standalone", "ru")
    assert said["shortcuts"][0]["name"] == "Написать"
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}


async def test_its_icons_are_pictures_of_the_sizes_they_say(small_world: World) -> None:
    browser = Browser(small_world)
    said = (await browser.opens("/manifest.webmanifest")).json()

    for icon in said["icons"]:
        answer = await browser.client.get(icon["src"])
        picture = Image.open(io.BytesIO(answer.content))

        assert "x".join(map(str, picture.size)) == icon["sizes"]
        assert (picture.format, answer.headers["content-type"]) == ("PNG", "image/png")
    assert (await browser.client.get("/icons/64.png")).status_code == 404


async def test_every_page_says_where_its_manifest_is(small_world: World) -> None:
    browser = Browser(small_world)

    page = await browser.opens("/about", lang="ru")

    assert '<link rel="manifest" href="/manifest.webmanifest?lang=ru">' in page.text
