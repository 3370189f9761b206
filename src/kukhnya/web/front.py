"""The front door: what this is, what it looks like, and everything there is to do here."""

from importlib import resources
from typing import Final

from kukhnya.api.support import asked
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound

from .assets import assets, packed
from .show import page, redirect

_FOR_EVER: Final = ("cache-control", "public, max-age=31536000, immutable")
_VARIES: Final = ("vary", "Accept-Encoding")
_FOR_A_WEEK: Final = ("cache-control", "public, max-age=604800")


@get("/", who=Who.ANYONE, page=True)
async def front(call: Call) -> Answer:
    """What this is; members go to their home."""
    if call.login is not None:
        return redirect("/home")
    registration = call.house.settings.registration
    return page(call, "front.html", description=call.house.settings.description, registration=registration)


@get("/menu", page=True)
async def menu(call: Call) -> Answer:
    """Everything there is to do, in one list: for phones, where the rail has room for five doors."""
    async with call.house.store.read(call.viewer) as tx:
        return page(call, "menu.html", supported=await asked(call, tx) is not None)


@get("/static/{name}", who=Who.ANYONE, page=True)
async def static(call: Call, name: str) -> Answer:
    """The stylesheet, the script and the icons, packed for whoever takes them so: once, and kept."""
    for address, body, kind in assets().values():
        if address.endswith(f"/{name}"):
            if "gzip" in call.headers.get("accept-encoding", ""):
                return Answer(packed(body), 200, kind, (_FOR_EVER, _VARIES, ("content-encoding", "gzip")))
            return Answer(body, 200, kind, (_FOR_EVER, _VARIES))
    if name == "icon.svg":
        icon = resources.files("kukhnya.web").joinpath("static/icon.svg").read_bytes()
        return Answer(icon, 200, "image/svg+xml", (_FOR_A_WEEK,))
    raise NotFound(name)
