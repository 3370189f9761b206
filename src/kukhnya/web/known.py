"""What other programs ask a server about itself: NodeInfo, host-meta, WebFinger, robots, health."""

from typing import Any, Final

from msgspec import Struct

from kukhnya import __version__
from kukhnya.door.answers import Answer, json_bytes
from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound
from kukhnya.queries import accounts, census
from kukhnya.store.tx import ReadTx

_NOBODY: Final = "User-agent: *\nDisallow: /\n"
ENGINES: Final = (
    "Googlebot", "Bingbot", "DuckDuckBot", "YandexBot", "Applebot", "Qwantbot", "MojeekBot", "SeznamBot",
)  # fmt: skip
"""Programs of search engines that obey a page's `noindex`. Whoever gathers texts for anything else goes by other names."""
_ALIKE: Final = "User-agent: Google-Extended\nUser-agent: Applebot-Extended\nDisallow: /\n\n"
"""What the same firms gather to teach machines is refused by name, for some readers of this file take it for the engine."""
_ENGINES: Final = "".join(f"User-agent: {name}\n" for name in ENGINES) + "Allow: /@\nDisallow: /\n\n"


class Sought(Struct):
    """Who is looked up."""

    resource: str = ""


@get("/.well-known/nodeinfo", who=Who.ANYONE)
async def links(call: Call) -> dict[str, Any]:
    """Where the server's description is."""
    schema = "http://nodeinfo.diaspora.software/ns/schema/"
    return {"links": [{"rel": f"{schema}{v}", "href": call.address(f"/nodeinfo/{v}")} for v in ("2.0", "2.1")]}


async def _described(tx: ReadTx, call: Call, version: str) -> dict[str, Any]:
    counted = await census.coarse(tx)
    software = {"name": "kukhnya", "version": __version__}
    return {
        "version": version,
        "software": software,
        "protocols": [],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": call.house.settings.registration == "open",
        "usage": {"users": {"total": counted.members}, "localPosts": counted.statuses},
        "metadata": {"nodeName": call.house.settings.title, "nodeDescription": call.house.settings.description},
    }


@get("/nodeinfo/2.0", who=Who.ANYONE)
async def nodeinfo(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The server's description; its numbers are floors of wide buckets."""
    return await _described(tx, call, "2.0")


@get("/nodeinfo/2.1", who=Who.ANYONE)
async def nodeinfo_next(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The same in the newer form."""
    return await _described(tx, call, "2.1")


@get("/.well-known/host-meta", who=Who.ANYONE)
async def host_meta(call: Call) -> Answer:
    """Where accounts are looked up."""
    template = call.address("/.well-known/webfinger?resource={uri}")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{template}"/></XRD>\n'
    )
    return Answer(body.encode(), 200, "application/xrd+xml; charset=utf-8")


@get("/.well-known/webfinger", who=Who.ANYONE)
async def webfinger(tx: ReadTx, call: Call, sought: Sought) -> Answer:
    """An account that is open and wants to be found; every other looks as if it were not there."""
    kind, _, handle = sought.resource.partition(":")
    domain = call.house.settings.domain
    if kind != "acct" or handle.rpartition("@")[2].casefold() != domain.casefold():
        raise NotFound(handle)
    row = await accounts.by_handle(tx, handle, domain)
    if row["closed"] or not row["discoverable"]:
        raise NotFound(handle)
    url = call.address(f"/@{row['username']}")
    found = {
        "subject": f"acct:{row['username']}@{domain}",
        "aliases": [url],
        "links": [{"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": url}],
    }
    return Answer(json_bytes(found), 200, "application/jrd+json; charset=utf-8")


@get("/robots.txt", who=Who.ANYONE, page=True)
async def robots(call: Call) -> Answer:
    """Nothing here is for collectors. Where the server lets them, search engines may come to profiles and what is posted there.

    They may come to all of them: each page says itself whether it may be kept, and one that has been closed is forgotten only by
    who can read that it is. No list of pages is given out.
    """
    let_in = call.house.settings.search_engines == "on"
    return Answer((f"{_ALIKE + _ENGINES if let_in else ''}{_NOBODY}").encode(), 200, "text/plain; charset=utf-8")


@get("/health", who=Who.ANYONE)
async def health(tx: ReadTx) -> dict[str, str]:
    """Does the server answer, and its database?"""
    await census.alive(tx)
    return {"status": "UP"}
