"""Which statuses fold away: what anybody may read, once it is as old as its author has chosen."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from kukhnya.model.ids import DAY, WEEK, Time, first_id_at
from kukhnya.store.sealed import pin, status, work
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import bookmark, member
from kukhnya.store.tx import ReadTx

from .rule import VIEWER, exists, open_to_anyone

_ids_a_day: Final = first_id_at(Time(DAY))
_bookmarked, _pinned, _shown = bookmark.alias("fb"), pin.alias("fp"), work.alias("fw")


def as_old_as_chosen(top: ColumnElement[int]) -> ColumnElement[bool]:
    """Has `status` of `member` reached the age at which it folds, counted back from the id `top`?"""
    return status.c.id <= top - member.c.fold_after_days * _ids_a_day


FOLDABLE: Final = sa.and_(
    status.c.account_id == member.c.account_id,
    member.c.fold_after_days.is_not(None),
    open_to_anyone(status),
    ~exists(_pinned, _pinned.c.account_id == status.c.account_id, _pinned.c.status_id == status.c.id),
    ~exists(_shown, _shown.c.status_id == status.c.id),
    ~exists(_bookmarked, _bookmarked.c.account_id == status.c.account_id, _bookmarked.c.status_id == status.c.id),
)
"""May `status` of `member` fold at all? What its author has pinned, bookmarked or shown among their works may not."""

_soon: Final = Statement(
    sa.select(sa.func.count()).select_from(
        sa.select(status.c.id)
        .select_from(sa.join(member, status, status.c.account_id == member.c.account_id))
        .where(
            member.c.account_id == VIEWER,
            as_old_as_chosen(param("in_a_week")),
            ~as_old_as_chosen(param("top")),
            FOLDABLE,
        )
        .limit(param("most"))
        .subquery()
    )
)
MOST_COUNTED: Final = 1000


async def folding_soon(tx: ReadTx) -> int:
    """How many statuses of the viewer fold away within a week, counted up to a thousand."""
    top, later = first_id_at(tx.now), first_id_at(Time(tx.now + WEEK))
    return int(await tx.value(_soon, top=top, in_a_week=later, most=MOST_COUNTED) or 0)
