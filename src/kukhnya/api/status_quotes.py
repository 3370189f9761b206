"""Quotes of a status: see them, take consent back, say who may quote."""

from msgspec import Struct

from kukhnya.actions import quote_status
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, get, post, put
from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages, quotes

from . import render


class PolicyForm(Struct):
    """Who may quote: public, followers or nobody."""

    quote_approval_policy: str


@get("/api/v1/statuses/{status_id}/quotes", scope="read:statuses")
async def index(tx: ReadTx, call: Call, status_id: StatusId, page: Page) -> Listed:
    """Statuses that quote this one, as far as the caller may see them."""
    await pages.one(tx, status_id)
    return await render.page(call, tx, await quotes.of_status(tx, status_id, page))


@post("/api/v1/statuses/{status_id}/quotes/{quoting_id}/revoke", scope="write:statuses")
async def revoke(tx: WriteTx, call: Call, status_id: StatusId, quoting_id: StatusId) -> bytes:
    """Have a status of the caller's no longer shown inside another."""
    return await render.status(call, tx, await quote_status.revoke_quote(tx, status_id, quoting_id))


@put("/api/v1/statuses/{status_id}/interaction_policy", scope="write:statuses")
async def set_policy(tx: WriteTx, call: Call, status_id: StatusId, form: PolicyForm) -> bytes:
    """Say who may quote a status of the caller's from now on; what quotes it already stays."""
    await pages.one(tx, status_id)
    return await render.status(
        call, tx, await quote_status.set_quote_policy(tx, status_id, form.quote_approval_policy)
    )  # fmt: skip
