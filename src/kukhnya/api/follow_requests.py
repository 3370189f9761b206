"""Follow requests: who asks, and the answer."""

from msgspec import Struct

from kukhnya.actions.answer_follow_request import accept_follow, reject_follow
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import graph
from kukhnya.store.tx import ReadTx, WriteTx

from . import render
from .relationships import relationship


class Answered(Struct):
    """How far back the new follower may read."""

    reads_from: str | int | None = None


@get("/api/v1/follow_requests", scope="read:follows", pages=(40, 80))
async def asked(tx: ReadTx, call: Call, page: Page) -> Listed:
    """Those who ask to follow the caller."""
    return await render.people(call, tx, await graph.requests(tx, page))


@post("/api/v1/follow_requests/{account_id}/authorize", scope="write:follows")
async def authorize(tx: WriteTx, account_id: AccountId, answered: Answered) -> dict[str, object]:
    """Let somebody follow."""
    choice = None if answered.reads_from is None else str(answered.reads_from)
    await accept_follow(tx, account_id, choice)
    return await relationship(tx, account_id)


@post("/api/v1/follow_requests/{account_id}/reject", scope="write:follows")
async def reject(tx: WriteTx, account_id: AccountId) -> dict[str, object]:
    """Do not let somebody follow."""
    await reject_follow(tx, account_id)
    return await relationship(tx, account_id)
