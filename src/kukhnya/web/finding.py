"""Search: people, hashtags and posts. Nothing that is looked for is kept, nor is it in the title of the page."""

from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Raw, Struct

from kukhnya.api import search
from kukhnya.api.search import KINDS
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, get
from kukhnya.model.errors import Refused
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx

from .articles import articles
from .show import page

_TABS: Final = ("", "accounts", "statuses", "hashtags")
_FEW: Final = 5
"""So many people and hashtags stand above the posts where everything is shown."""
WRONG_WORDS: Final = "A day is written like 2026-11-25; has: and is: know only the words below."
TOO_LONG: Final = "This is too long to look for."


class Asked(Struct):
    """What is looked for, and which kind of it."""

    q: str = ""
    type: str = ""


class Found(Struct):
    """What the API has found."""

    accounts: list[Any]
    statuses: list[Raw]
    hashtags: list[Any]


_found: Final = msgspec.json.Decoder(Found)


@get("/search", page=True, twin="/api/v2/search", limit="searches")
async def find(tx: ReadTx, call: Call, bounds: Page, asked: Asked) -> Answer:
    """What fits, of each kind or of one."""
    kind = asked.type if asked.type in KINDS else ""
    words = asked.q.strip()
    values: dict[str, Any] = {"q": asked.q, "kind": kind, "tabs": _tabs(asked.q), "errors": {}, "ways": {}}
    empty: dict[str, Any] = {"people": [], "tags": [], "articles": [], "looked": False}
    if not words:
        return page(call, "search.html", **values, **empty)
    try:
        said = await search.search(tx, call, bounds, search.Sought(q=words, type=kind))
    except Refused as wrong:
        code = wrong.details.get("q", ("", ""))[0]
        values["errors"] = {"q": TOO_LONG if code == "ERR_TOO_LONG" else WRONG_WORDS}
        return page(call, "search.html", status=422, **values, **empty)
    found = _found.decode(said)
    few = slice(None) if kind else slice(_FEW)
    shown = articles(call, Listed(found.statuses, None, None), "public")
    values["ways"] = _ways(found, asked.q, kind, bounds)
    values["more"] = {"accounts": len(found.accounts) > _FEW, "hashtags": len(found.hashtags) > _FEW}
    return page(
        call, "search.html", looked=True, people=found.accounts[few], tags=found.hashtags[few], articles=shown, **values
    )


def _tabs(words: str) -> list[tuple[str, str]]:
    """Each kind with the address of its tab."""
    return [(kind, "?" + urlencode({"q": words, **({"type": kind} if kind else {})})) for kind in _TABS]


def _ways(found: Found, words: str, kind: str, bounds: Page) -> dict[str, str]:
    """The pages before and after this one, where one kind is shown."""
    many = len(getattr(found, kind)) if kind else 0

    def at(offset: int) -> str:
        return "?" + urlencode({"q": words, "type": kind, "offset": str(offset)})

    return {
        "newer": at(max(0, bounds.offset - bounds.limit)) if kind and bounds.offset else "",
        "older": at(bounds.offset + bounds.limit) if many >= bounds.limit else "",
    }
