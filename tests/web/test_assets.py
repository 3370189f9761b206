"""What every page needs is small, packed once, and kept by browsers for good."""

import gzip

from kukhnya.web.assets import assets
from tests.web.browser import Browser
from tests.world import World

MOST = {"kukhnya.css": 30_000, "kukhnya.js": 12_000, "icons.svg": 20_000}


def test_none_of_it_is_large() -> None:
    sizes = {name: len(body) for name, (_, body, _) in assets().items()}

    assert {name: size for name, size in sizes.items() if size > MOST[name]} == {}


async def test_it_comes_packed_to_whoever_takes_it_so_and_plain_to_others(small_world: World) -> None:
    browser = Browser(small_world)
    for address, body, kind in assets().values():
        packed = await browser.client.get(address, headers={"accept-encoding": "br, gzip"})
        plain = await browser.client.get(address, headers={"accept-encoding": "identity"})

        assert (packed.headers["content-encoding"], packed.headers["content-type"]) == ("gzip", kind)
        assert int(packed.headers["content-length"]) == len(gzip.compress(body, 9))
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content == body
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
