"""Who follows whom, who is blocked, muted or asks: lists of accounts, paged by the id of the edge.

A follow is known to both of its ends. Others are told of it where both have opened their graph to them, so that nobody
is found by going through the followers of somebody else.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, or_, select

from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import param
from kukhnya.store.tables import account, block, follow, follow_request, mute
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER

from . import accounts
from .accounts import WHOLE


def _listed(edge: Any, who: Any, select_: Select[Any], *shown: ColumnElement[bool]) -> Paged:
    """Accounts at the far end of an edge; suspended ones are not shown."""
    return Paged(select_.join(account, account.c.id == who).where(~account.c.suspended, *shown), edge.c.id)


_open: Final = or_(account.c.id == VIEWER, and_(~account.c.graph_hidden, WHOLE))
"""The account at the far end lets the viewer know of its follows, or is the viewer."""
_to: Final = select(follow.c.follower_id, follow.c.id).select_from(follow).where(follow.c.followee_id == param("of"))
_from: Final = select(follow.c.followee_id, follow.c.id).select_from(follow).where(follow.c.follower_id == param("of"))
_own_followers: Final = _listed(follow, follow.c.follower_id, _to)
_own_following: Final = _listed(follow, follow.c.followee_id, _from)
_followers: Final = _listed(follow, follow.c.follower_id, _to, _open)
_following: Final = _listed(follow, follow.c.followee_id, _from, _open)
_requests: Final = _listed(
    follow_request,
    follow_request.c.follower_id,
    select(follow_request.c.follower_id, follow_request.c.id)
    .select_from(follow_request)
    .where(follow_request.c.followee_id == VIEWER),
)
_blocks: Final = _listed(
    block,
    block.c.blocked_id,
    select(block.c.blocked_id, block.c.id).select_from(block).where(block.c.blocker_id == VIEWER),
)
_mutes: Final = _listed(
    mute,
    mute.c.muted_id,
    select(mute.c.muted_id, mute.c.id, mute.c.until)
    .select_from(mute)
    .where(mute.c.muter_id == VIEWER, or_(mute.c.until.is_(None), mute.c.until > NOW)),
)


async def followers(tx: ReadTx, of: AccountId, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those who follow an account, as far as the viewer may know. Raises NotFound."""
    if of == tx.viewer.id:
        return await _own_followers.rows(tx, page, of=of)
    return await _followers.rows(tx, page, of=of) if await _opened(tx, of) else []


async def following(tx: ReadTx, of: AccountId, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those whom an account follows, as far as the viewer may know. Raises NotFound."""
    if of == tx.viewer.id:
        return await _own_following.rows(tx, page, of=of)
    return await _following.rows(tx, page, of=of) if await _opened(tx, of) else []


async def _opened(tx: ReadTx, of: AccountId) -> bool:
    row = await accounts.visible(tx, of)
    return bool(row["whole"] and not row["graph_hidden"])


async def requests(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those who ask to follow the viewer."""
    return await _requests.rows(tx, page)


async def blocks(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those whom the viewer blocks."""
    return await _blocks.rows(tx, page)


async def mutes(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (account id, edge id, until) of those whom the viewer mutes now."""
    return await _mutes.rows(tx, page)
