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

from . import questions
from .announced import announced
from .articles import articles
from .ledger import concerning
from .news import unread
from .show import page, pager
from .support import card as support_card
from .warm import OFFERED, offered, warm_page


def timeline(call: Call, listed: Listed, size: int, context: str, template: str, **more: Any) -> Answer:
    """A page of these statuses, with ways to older and newer ones."""
    shown = articles(call, listed, context)
    return page(call, template, articles=shown, ways=pager(call, listed, size), **more)


@get("/home", page=True, twin="/api/v1/timelines/home")
async def home(tx: ReadTx, bounds: Page, call: Call) -> Answer:
    """The newest of everyone, and under every hashtag, the reader follows; warm where the reader wishes it so."""
    if call.caller.warm_home and call.caller.warm:
        listed = Listed([], None, None)
        values: dict[str, Any] = {"articles": [], **await warm_page(tx, bounds, call)}
    else:
        listed = await timelines.home(tx, bounds, call)
        shown, ways = articles(call, listed, "home"), pager(call, listed, bounds.limit)
        values = {"articles": shown, "ways": ways, "cards": [], "slider": 0}
    empty = not values["articles"] and not values["cards"]
    asked = await _asked(tx, call, bounds, listed, empty=empty)
    return page(call, "home.html", **values, **await _told(tx, call), **asked)


async def _told(tx: ReadTx, call: Call) -> dict[str, Any]:
    """What a first page of home tells its reader above the statuses."""
    first = not call.said.keys() & {"max_id", "min_id", "since_id"}
    return {
        "unread": await unread(tx),
        "folding": await folding_soon(tx) if first else 0,
        "announced": await announced(tx, call),
        "concerning": await concerning(tx, call),
    }


async def _asked(tx: ReadTx, call: Call, bounds: Page, listed: Listed, *, empty: bool) -> dict[str, Any]:
    """What it asks of its reader: one thing at a time, and of whoever has read nothing yet how they are not at all."""
    first = bounds.max_id == TOP and bounds.min_id is None
    offer = OFFERED if await offered(call, tx, bounds) else 0
    said = await questions.asked(tx, call, listed, week=first and not offer and not empty)
    alone = first and not offer and not said["week_asked"]
    return {**said, "offer": offer, "support": await support_card(call, tx) if alone else None}


@get("/local", page=True, who=Who.ANYONE, twin="/api/v1/timelines/public?local=true")
async def local(tx: ReadTx, bounds: Page, call: Call) -> Answer:
    """What members of this server meant to be found by all."""
    listed = await timelines.public(tx, bounds, call, Narrowed(local=True))
    return timeline(call, listed, bounds.limit, "public", "local.html")
