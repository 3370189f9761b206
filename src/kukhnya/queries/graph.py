"""Who follows whom, who is blocked, muted or asks: lists of accounts, paged by the id of the edge.

A follow is known to both of its ends. Others are told of it where both have opened their graph to them, so that nobody
is found by going through the followers of somebody else.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import account, block, follow, follow_request, mute
from kukhnya.store.tables.ties import endorsement
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.cards import whole
from kukhnya.visibility.rule import NOW, VIEWER, exists

from . import accounts
from .accounts import HERE, WHOLE


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
_endorsed: Final = (
    select(endorsement.c.endorsed_id, endorsement.c.id)
    .select_from(endorsement)
    .where(endorsement.c.account_id == param("of"))
)
_own_endorsed: Final = _listed(endorsement, endorsement.c.endorsed_id, _endorsed)
_shown_endorsed: Final = _listed(endorsement, endorsement.c.endorsed_id, _endorsed, _open)

MINE, THEIRS, FRIEND = follow.alias("fm"), follow.alias("ft"), account.alias("ff")
_blocks_me: Final = block.alias("fb")
FRIEND_OPEN: Final = and_(
    ~FRIEND.c.graph_hidden,
    ~FRIEND.c.suspended,
    whole(VIEWER, FRIEND),
    ~exists(_blocks_me, _blocks_me.c.blocker_id == FRIEND.c.id, _blocks_me.c.blocked_id == VIEWER),
)
"""Somebody the viewer follows, the row `ff`, lets the viewer know of their follows."""
MOST_FAMILIAR: Final = 20
_ranked: Final = (
    select(
        THEIRS.c.followee_id,
        THEIRS.c.follower_id,
        func.row_number().over(partition_by=THEIRS.c.followee_id, order_by=THEIRS.c.id.desc()).label("place"),
    )
    .select_from(
        THEIRS.join(MINE, and_(MINE.c.followee_id == THEIRS.c.follower_id, MINE.c.follower_id == VIEWER))
        .join(FRIEND, FRIEND.c.id == THEIRS.c.follower_id)
        .join(account, account.c.id == THEIRS.c.followee_id)
    )
    .where(among(THEIRS.c.followee_id), _open, HERE, FRIEND_OPEN)
    .subquery("ranked")
)
_familiar: Final = Statement(
    select(_ranked.c.followee_id, _ranked.c.follower_id)
    .where(_ranked.c.place <= MOST_FAMILIAR)
    .order_by(_ranked.c.followee_id, _ranked.c.place)
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


async def endorsed(tx: ReadTx, of: AccountId, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those whom an account shows on its profile. Raises NotFound.

    To others where the profile is open to them, and only those whose own follows are: to be shown is to be followed.
    """
    if of == tx.viewer.id:
        return await _own_endorsed.rows(tx, page, of=of)
    row = await accounts.visible(tx, of)
    return await _shown_endorsed.rows(tx, page, of=of) if row["whole"] else []


async def familiar(tx: ReadTx, ids: Sequence[int]) -> dict[int, list[int]]:
    """For each of these accounts, whom the viewer follows that follow it: where both ends let the viewer know.

    The latest `MOST_FAMILIAR` of each. One statement, none for an empty list.
    """
    found: dict[int, list[int]] = {an_id: [] for an_id in ids}
    for row in await tx.all(_familiar, ids=list(ids)) if ids else []:
        found[row[0]].append(row[1])
    return found
