"""Suggestions: whom the caller may want to follow."""

import contextlib

from kukhnya.actions.dismiss_suggestion import dismiss_suggestion
from kukhnya.door.route import Call, delete, get
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import discover
from kukhnya.store.tx import ReadTx, WriteTx

from . import render

_OF_FRIENDS = b'{"source":"past_interactions","sources":["friends_of_friends"],"account":'
_OTHERS = b'{"source":"global","sources":["most_followed"],"account":'


async def _suggested(call: Call, tx: ReadTx, page: Page) -> list[tuple[bool, bytes]]:
    found = await discover.suggested(tx, page.limit)
    shown = await render.account_cards(call, tx, [card for card, _ in found])
    return [(of_friends, body) for (_, of_friends), body in zip(found, shown, strict=True)]


@get("/api/v2/suggestions", scope="read:accounts", pages=(40, 80))
async def index(tx: ReadTx, call: Call, page: Page) -> bytes:
    """Those whom the caller's friends follow, as far as they let it be known, then others who want to be found."""
    made = [
        (_OF_FRIENDS if of_friends else _OTHERS) + body + b"}" for of_friends, body in await _suggested(call, tx, page)
    ]
    return b"[" + b",".join(made) + b"]"


@get("/api/v1/suggestions", scope="read:accounts", pages=(40, 80))
async def index_v1(tx: ReadTx, call: Call, page: Page) -> bytes:
    """The same accounts without the reasons, as older apps ask."""
    return b"[" + b",".join(body for _, body in await _suggested(call, tx, page)) + b"]"


@delete("/api/v1/suggestions/{account_id}", scope="write:accounts")
async def dismiss(tx: WriteTx, account_id: AccountId) -> None:
    """Suggest somebody no more; whoever is not there is not suggested anyway."""
    with contextlib.suppress(NotFound):
        await dismiss_suggestion(tx, account_id)
