"""Fold old statuses away: what an author once posted for anybody is for fewer, once it is as old as the author has chosen.

Folding narrows and never widens, and takes re-shares too. What the author has pinned or bookmarked stays as it is. Who folds,
after how many days and to whom stands in `member`; nothing is read but ids and audiences.
"""

from typing import Any, Final

from sqlalchemy import and_, bindparam, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.errors import refused
from kukhnya.model.events import AudienceChanged
from kukhnya.model.ids import DAY, StatusId, Time, first_id_at
from kukhnya.store.sealed import pin, status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import bookmark, member
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import anyone_may, exists, open_to_anyone, widens

from .change_audience import count_reply

FOLDS_TO: Final = tuple(a for a in (Audience.SELF, Audience.FOLLOWERS) if not widens(Audience.UNLISTED, a))
"""Whom a folded status may still be for."""
MOST_DAYS: Final = 36_500
_AT_ONCE: Final = 500

_ids_a_day: Final = first_id_at(Time(DAY))
_bookmarked, _pinned = bookmark.alias("fb"), pin.alias("fp")
_overdue: Final = Statement(
    select(status.c.id, status.c.audience, status.c.in_reply_to_id, member.c.fold_to)
    .select_from(member.join(status, status.c.account_id == member.c.account_id))
    .where(
        member.c.fold_after_days.is_not(None),
        status.c.id <= param("top") - member.c.fold_after_days * _ids_a_day,
        open_to_anyone(status),
        ~exists(_pinned, _pinned.c.account_id == status.c.account_id, _pinned.c.status_id == status.c.id),
        ~exists(_bookmarked, _bookmarked.c.account_id == status.c.account_id, _bookmarked.c.status_id == status.c.id),
    )
    .limit(param("most"))
)
_fold: Final = Statement(
    update(status)
    .values(audience=bindparam("audience", type_=status.c.audience.type), version=status.c.version + 1)
    .where(and_(status.c.id == param("id"), open_to_anyone(status)))
)


async def fold_away(tx: WriteTx) -> int:
    """Narrow up to 500 statuses that are due; the answer is how many there were. Call again until it is nought."""
    rows = await tx.all(_overdue, top=first_id_at(tx.now), most=_AT_ONCE)
    await tx.many(_fold, [{"id": row["id"], "audience": row["fold_to"]} for row in rows])
    await tx.many(count_reply, [{"id": row["in_reply_to_id"], "step": -1} for row in rows if _was_counted(row)])
    for row in rows:
        tx.emit(AudienceChanged(StatusId(row["id"])))
    return len(rows)


def check_fold(after_days: int | None, to: Audience | None) -> None:
    """Can statuses fold away so? Raises Refused naming the field."""
    if after_days is not None and not 0 <= after_days <= MOST_DAYS:
        raise refused("source[fold_after_days]", "ERR_INCLUSION", f"fold_after_days must be 0 (never) to {MOST_DAYS}")
    if to is not None and to not in FOLDS_TO:
        words = " or ".join(audience.value for audience in FOLDS_TO)
        raise refused("source[fold_to]", "ERR_INCLUSION", f"fold_to must be {words}")


def _was_counted(row: Any) -> bool:
    """Is the status a reply, counted under what it answers as long as anybody could read it?"""
    return row["in_reply_to_id"] is not None and anyone_may(Audience(row["audience"]))
