"""oEmbed: what other sites show of a status that everybody may find."""

from html import escape
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import StatusId, parse_id
from kukhnya.model.viewer import NOBODY
from kukhnya.visibility import pages

from .entities import account_url, status_url

_WIDTH = 400
_CACHE_S = 600


class Wanted(Struct):
    """The page to be shown, and how wide it may be; how high makes no difference to a link."""

    url: str = ""
    maxwidth: str = ""


@get("/api/oembed", who=Who.ANYONE)
async def oembed(call: Call, wanted: Wanted) -> dict[str, Any]:
    """A status as a quotation with a link, without a script; whoever asks is asked as nobody."""
    status_id = _status_id(call, wanted.url)
    async with call.house.store.read(NOBODY) as tx:
        row = await pages.embeddable(tx, status_id)
    if row is None:
        raise NotFound(status_id)
    url = status_url(call, row["username"], row["domain"], status_id)
    if urlsplit(wanted.url).path != urlsplit(url).path:
        raise NotFound(wanted.url)
    author = account_url(call, row["username"], row["domain"])
    name = row["display_name"] or row["username"]
    title = f"Status by {name}"
    return {
        "type": "rich",
        "version": "1.0",
        "title": title,
        "author_name": name,
        "author_url": author,
        "provider_name": call.house.settings.title,
        "provider_url": call.house.settings.base + "/",
        "cache_age": _CACHE_S,
        "html": _quotation(url, title),
        "width": _bounded(wanted.maxwidth),
        "height": None,
    }


def _status_id(call: Call, url: str) -> StatusId:
    """The id in the address of a status's page here. Raises NotFound for any other address."""
    base = urlsplit(call.house.settings.base)
    try:
        address = urlsplit(url.strip())
    except ValueError as error:
        raise NotFound(url) from error
    number = parse_id(address.path.rpartition("/")[2])
    if (address.scheme, address.netloc) != (base.scheme, base.netloc) or number is None:
        raise NotFound(url)
    return StatusId(number)


def _quotation(url: str, title: str) -> str:
    """A quotation that holds a link and none of the words, so that what is deleted or narrowed later is gone there too."""
    link = f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(title)}</a>'
    return f'<blockquote class="kukhnya-status" cite="{escape(url)}">{link}</blockquote>'


def _bounded(said: str) -> int:
    """How wide, in pixels: at most what is allowed and what is usual."""
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else _WIDTH  # noqa: PLR2004
    return max(1, min(number, _WIDTH))
