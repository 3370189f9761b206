"""Who appreciates what, and who follows whom mutually: what the bridging job reads, for no reader's eyes.

Whether somebody favourites, is kind in another way, re-shares or bookmarks is one thing here. Hides, mutes, reports, words, topics and counts are
not read, so none of them can reach a score. Statuses for a circle or fewer have no score.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from kukhnya.model.ids import TOP
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, bookmark, favourite, follow, member
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tables.warm import warm_score
from kukhnya.store.tx import ReadTx

from .rule import wider_than_circle

_AT_ONCE: Final = 50_000
_FIRST: Final = 0


def _appreciations(what: ColumnElement[int], who: ColumnElement[int], *where: ColumnElement[bool]) -> Statement:
    """Rows (status, account) of one kind of appreciation, a part at a time."""
    beyond = sa.tuple_(what, who) > sa.tuple_(param("after_what"), param("after_who"))
    chosen = sa.select(what, who).where(beyond, *where)
    return Statement(chosen.order_by(what, who).limit(_AT_ONCE))


SOURCES: Final[Sequence[Statement]] = (
    _appreciations(favourite.c.status_id, favourite.c.account_id),
    _appreciations(reaction.c.status_id, reaction.c.account_id),
    _appreciations(bookmark.c.status_id, bookmark.c.account_id),
    _appreciations(status.c.reblog_of_id, status.c.account_id, status.c.reblog_of_id.is_not(None)),
)
"""Everything that counts as appreciation: of all of it together, one for each person and status. New kinds are added here."""

_statuses: Final = Statement(
    sa.select(status.c.id, status.c.account_id)
    .where(status.c.id > param("after_what"), status.c.reblog_of_id.is_(None), wider_than_circle(status))
    .order_by(status.c.id)
    .limit(_AT_ONCE)
)
_back: Final = follow.alias("back")
_ties: Final = Statement(
    sa.select(follow.c.follower_id, follow.c.followee_id)
    .join(_back, sa.and_(_back.c.follower_id == follow.c.followee_id, _back.c.followee_id == follow.c.follower_id))
    .where(
        follow.c.follower_id < follow.c.followee_id,
        sa.tuple_(follow.c.follower_id, follow.c.followee_id) > sa.tuple_(param("after_what"), param("after_who")),
    )
    .order_by(follow.c.follower_id, follow.c.followee_id)
    .limit(_AT_ONCE)
)
_suspended: Final = Statement(sa.select(account.c.id).where(account.c.suspended))
_members: Final = Statement(
    sa.select(member.c.account_id, account.c.created_month)
    .join(account, account.c.id == member.c.account_id)
    .where(member.c.state == "active", ~account.c.suspended)
    .order_by(account.c.created_month, member.c.account_id)
)
_newest: Final = sa.select(sa.func.max(warm_score.c.epoch)).scalar_subquery()
_scored: Final = Statement(
    sa.select(warm_score.c.status_id, warm_score.c.step)
    .where(warm_score.c.epoch == _newest, warm_score.c.status_id > param("after_what"))
    .order_by(warm_score.c.status_id)
    .limit(_AT_ONCE)
)


def statuses(tx: ReadTx, since: int) -> AsyncIterator[list[Any]]:
    """Parts of all statuses that can have a score, from this id on: rows (id, author), oldest first."""
    return _parts(tx, _statuses, since)


async def appreciations(tx: ReadTx, since: int) -> AsyncIterator[list[Any]]:
    """Parts of all appreciations of statuses from this id on: rows (status, account), some of them twice."""
    for source in SOURCES:
        async for part in _parts(tx, source, since):
            yield part


def ties(tx: ReadTx) -> AsyncIterator[list[Any]]:
    """Parts of all mutual follows: rows of two accounts, each pair once."""
    return _parts(tx, _ties, _FIRST)


def scored(tx: ReadTx) -> AsyncIterator[list[Any]]:
    """Parts of the epoch in force: rows (status, step)."""
    return _parts(tx, _scored, _FIRST)


async def members(tx: ReadTx) -> list[Any]:
    """Rows (account, first instant of the month in which it was made) of all active members, the oldest first."""
    return await tx.all(_members)


async def suspended(tx: ReadTx) -> list[int]:
    """Accounts whose appreciations do not count, because they themselves have been made unseen."""
    return await tx.column(_suspended)


async def _parts(tx: ReadTx, statement: Statement, since: int) -> AsyncIterator[list[Any]]:
    """All that a statement finds from an id on, part by part: a large town does not have to fit into rows at once."""
    after = (since - 1, TOP)
    while rows := await tx.all(statement, after_what=after[0], after_who=after[1]):
        yield rows
        if len(rows) < _AT_ONCE:
            return
        after = (rows[-1][0], rows[-1][1])
