"""Everything one has said here that is up: the words of one's own statuses, and of what one shares, with the day of each."""

from collections.abc import AsyncIterator, Collection
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from kukhnya.model.audience import Audience
from kukhnya.model.ids import TOP, StatusId, Time
from kukhnya.store.sealed import status, status_text
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import media, poll_option
from kukhnya.store.tx import ReadTx

from .rule import NOW, VIEWER, may_see


class OwnWords(Struct, frozen=True, gc=False):  # there are thousands
    """What one status says, whom it is for, when it was posted."""

    id: StatusId
    text: str
    audience: Audience
    posted_at: Time
    shared: bool
    """Somebody else's words, shared."""


_AT_ONCE: Final = 500
"""Statuses that are in memory at once: of the longest there are, some forty megabytes."""
_AUDIENCES: Final = {each.value: each for each in Audience}
_lasts: Final = sa.or_(status.c.expires_at.is_(None), status.c.expires_at > NOW)
_columns: Final = (status.c.id, status.c.audience, status.c.created_at, status_text.c.source, status_text.c.spoiler)
_before: Final = status.c.id < param("before")


def _newest(some: sa.Select[Any]) -> Statement:
    return Statement(
        some.where(status.c.account_id == VIEWER, _lasts, _before).order_by(status.c.id.desc()).limit(param("most"))
    )


_own: Final = _newest(
    sa.select(*_columns).select_from(status.join(status_text, status_text.c.status_id == status.c.id))
)
_of: Final = status.alias("shared_one")
_shared: Final = _newest(
    sa.select(*_columns)
    .select_from(
        status.join(_of, _of.c.id == status.c.reblog_of_id).join(status_text, status_text.c.status_id == _of.c.id)
    )
    .where(may_see(VIEWER, NOW, _of))
)
_mine: Final = sa.select(status.c.id).where(
    status.c.account_id == VIEWER, status.c.id >= param("first"), status.c.id <= param("last")
)
_more: Final = Statement(
    sa.union_all(
        sa.select(media.c.status_id.label("id"), media.c.description.label("said")).where(
            media.c.status_id.in_(_mine), media.c.description.is_not(None)
        ),
        sa.select(poll_option.c.status_id.label("id"), poll_option.c.title.label("said")).where(
            poll_option.c.status_id.in_(_mine)
        ),
    )
)


async def own_words(tx: ReadTx) -> AsyncIterator[list[OwnWords]]:
    """All of them, five hundred at a time, so that no more need be in memory. At most three statements for each five hundred."""
    async for rows in _pages(tx, _own):
        more: dict[int, list[str]] = {}
        for an_id, said in await tx.all(_more, first=rows[-1][0], last=rows[0][0]):
            more.setdefault(an_id, []).append(said)
        yield [_said(row, more.get(row[0], ()), shared=False) for row in rows]
    async for rows in _pages(tx, _shared):
        yield [_said(row, (), shared=True) for row in rows]


async def _pages(tx: ReadTx, statement: Statement) -> AsyncIterator[list[Any]]:
    """The rows, the newest first."""
    before = TOP
    while rows := await tx.all(statement, before=before, most=_AT_ONCE):
        yield rows
        if len(rows) < _AT_ONCE:
            return
        before = rows[-1][0]


def _said(row: Any, more: Collection[str], *, shared: bool) -> OwnWords:
    an_id, audience, posted_at, source, spoiler = row
    text = "\n".join(part for part in (spoiler, source, *more) if part) if spoiler or more else source
    return OwnWords(an_id, text, _AUDIENCES[audience], posted_at, shared)
