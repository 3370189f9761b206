"""Pages of statuses in a row: home, this server, a hashtag, a list, a link; bookmarks and what one likes."""

from typing import Any

from kukhnya.api import timelines
from kukhnya.api.timelines import Narrowed
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, Who, get
from kukhnya.model.ids import TOP
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.folding import folding_soon

from .announced import announced
from .articles import articles
from .ledger import concerning
from .news import unread
from .show import page, pager


def timeline(call: Call, listed: Listed, size: int, context: str, template: str, **more: Any) -> Answer:
    """A page of these statuses, with ways to older and newer ones."""
    shown = articles(call, listed, context)
    return page(call, template, articles=shown, ways=pager(call, listed, size), **more)


@get("/home", page=True, twin="/api/v1/timelines/home")
async def home(tx: ReadTx, bounds: Page, call: Call) -> Answer:
    """The newest of everyone, and under every hashtag, the reader follows."""
    listed = await timelines.home(tx, bounds, call)
    first = bounds.max_id == TOP and bounds.min_id is None
    more = {
        "unread": await unread(tx),
        "folding": await folding_soon(tx) if first else 0,
        "announced": await announced(tx, call),
        "concerning": await concerning(tx, call),
    }
    return timeline(call, listed, bounds.limit, "home", "home.html", **more)


@get("/local", page=True, who=Who.ANYONE, twin="/api/v1/timelines/public?local=true")
async def local(tx: ReadTx, bounds: Page, call: Call) -> Answer:
    """What members of this server meant to be found by all."""
    listed = await timelines.public(tx, bounds, call, Narrowed(local=True))
    return timeline(call, listed, bounds.limit, "public", "local.html")
