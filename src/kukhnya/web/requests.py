"""Who asks to follow the reader, and the answer: not at all, or from when on they may read."""

import contextlib
from typing import Final

from msgspec import Struct

from kukhnya.actions.answer_follow_request import accept_follow, reject_follow
from kukhnya.api import follow_requests
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx

from .forms import check_form, wrong_fields
from .show import items, page, pager, redirect

_USUAL: Final = 20


class Answered(Struct):
    """From when on the new follower may read: `now`, `all`, or so many days back."""

    reads_from: str = ""


@get("/requests", page=True, twin="/api/v1/follow_requests", pages=(_USUAL, 40))
async def asked(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """Those who ask to follow the reader."""
    return await _drawn(tx, call, bounds, {})


async def _drawn(tx: ReadTx, call: Call, bounds: Page, errors: dict[str, str]) -> Answer:
    listed = await follow_requests.asked(tx, call, bounds)
    usual = (await accounts.own(tx))["new_followers_read_from"]
    return page(
        call, "requests.html", status=422 if errors else 200, people=items(listed), usual=usual, errors=errors,
        ways=pager(call, listed, bounds.limit),
    )  # fmt: skip


@post("/requests/{account_id}/accept", page=True)
async def accept(call: Call, account_id: AccountId, answered: Answered) -> Answer:
    """Let somebody follow."""
    check_form(call)
    try:
        with contextlib.suppress(NotFound):  # answered in another window, or taken back
            await call.house.store.write(
                call.viewer, lambda tx: accept_follow(tx, account_id, answered.reads_from or None)
            )
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _drawn(tx, call, Page(limit=_USUAL), wrong_fields(wrong))
    return redirect("/requests")


@post("/requests/{account_id}/refuse", page=True)
async def refuse(call: Call, account_id: AccountId) -> Answer:
    """Do not let somebody follow. They are not told."""
    check_form(call)
    with contextlib.suppress(NotFound):
        await call.house.store.write(call.viewer, lambda tx: reject_follow(tx, account_id))
    return redirect("/requests")
