"""What a browser needs to keep these pages as an app: a name, icons, where to begin."""

import asyncio
from functools import cache
from typing import Any, Final

from kukhnya.door.answers import Answer, json_bytes
from kukhnya.door.route import Call, Who, get
from kukhnya.media import drawn
from kukhnya.model.errors import NotFound

from .language import translations
from .show import spoken

SIZES: Final = (192, 512)
PAPER: Final = "#faf6ef"
_FOR_AN_HOUR: Final = ("cache-control", "public, max-age=3600")
_FOR_A_WEEK: Final = ("cache-control", "public, max-age=604800")


@get("/manifest.webmanifest", who=Who.ANYONE, page=True)
async def manifest(call: Call) -> Answer:
    """What the app is called, in the reader's language, and where it begins."""
    language = spoken(call)
    say = translations(language).gettext
    said: dict[str, Any] = {
        "id": "/home",
        "name": call.house.settings.title,
        "description": call.house.settings.description,
        "lang": language,
        "dir": "auto",
        "start_url": "/home",
        "scope": "/",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": [
            {"src": f"/icons/{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in SIZES
            for purpose in ("any", "maskable")
        ],
        "shortcuts": [{"name": say("Write"), "url": "/compose"}, {"name": say("News"), "url": "/notifications"}],
    }
    return Answer(
        json_bytes(said), 200, "application/manifest+json", (_FOR_AN_HOUR, ("vary", "Cookie, Accept-Language"))
    )


@get("/icons/{file}", who=Who.ANYONE, page=True)
async def icon(file: str) -> Answer:
    """The mark as a picture of points, for systems that take no drawings."""
    size = {f"{size}.png": size for size in SIZES}.get(file)
    if size is None:
        raise NotFound(file)
    return Answer(await asyncio.to_thread(_mark, size), 200, "image/png", (_FOR_A_WEEK,))


@cache
def _mark(size: int) -> bytes:
    return drawn.mark(size)
