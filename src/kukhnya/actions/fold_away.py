"""Fold old statuses away: what an author once posted for anybody is for fewer, once it is as old as the author has chosen.

Folding narrows and never widens, and takes re-shares too. What it was before is remembered, so that its author can take folding
back, until it is to be gone: then it is deleted. Which statuses fold, `visibility.folding` says.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, bindparam, literal_column, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.errors import refused
from kukhnya.model.events import AudienceChanged
from kukhnya.model.ids import StatusId, first_id_at
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables import member
from kukhnya.store.tables.moves import move, moved
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.folding import FOLDABLE, as_old_as_chosen
from kukhnya.visibility.rule import anyone_may, open_to_anyone, widens

from .change_audience import count_reply
from .delete_status import erase

GONE: Final = "gone"
FOLDS_TO: Final = (
    *(audience.value for audience in (Audience.SELF, Audience.FOLLOWERS) if not widens(Audience.UNLISTED, audience)),
    GONE,
)
"""Whom a folded status may still be for: nobody, where it is to be gone."""
FOLD: Final = "fold"
FIRST_CHOICE_DAYS: Final = 90
"""What new accounts begin with."""
MOST_DAYS: Final = 36_500
_AT_ONCE: Final = 500

_overdue: Final = Statement(
    select(
        status.c.id, status.c.account_id, status.c.audience, status.c.circle_id, status.c.in_reply_to_id, member.c.fold_to
    )
    .select_from(member.join(status, status.c.account_id == member.c.account_id))
    .where(as_old_as_chosen(param("top")), FOLDABLE)
    .limit(param("most"))
)  # fmt: skip
_fold: Final = Statement(
    update(status)
    .values(audience=bindparam("audience", type_=status.c.audience.type), version=status.c.version + 1)
    .where(and_(status.c.id == param("id"), open_to_anyone(status)))
)
_folds: Final = Statement(
    select(move.c.id, move.c.account_id, move.c.audience).where(
        among(move.c.account_id), move.c.kind == literal_column(f"'{FOLD}'")
    )
)
_insert_move: Final = inserting(move)
_remember: Final = inserting(moved, quietly=True)
_count: Final = Statement(update(move).values(many=move.c.many + param("step")).where(move.c.id == param("id")))


async def fold_away(tx: WriteTx) -> int:
    """Narrow up to 500 statuses that are due; the answer is how many there were. Call again until it is nought."""
    rows = await tx.all(_overdue, top=first_id_at(tx.now), most=_AT_ONCE)
    await erase(tx, [row["id"] for row in rows if row["fold_to"] == GONE])
    folded = [row for row in rows if row["fold_to"] != GONE]
    await _remember_all(tx, folded)
    await tx.many(_fold, [{"id": row["id"], "audience": row["fold_to"]} for row in folded])
    await tx.many(count_reply, [{"id": row["in_reply_to_id"], "step": -1} for row in folded if _was_counted(row)])
    for row in folded:
        tx.emit(AudienceChanged(StatusId(row["id"])))
    return len(rows)


async def _remember_all(tx: WriteTx, rows: Sequence[Any]) -> None:
    """Keep whom they were for, under one change for each author and audience."""
    if not rows:
        return
    authors = list({row["account_id"] for row in rows})
    known = {(each["account_id"], each["audience"]): each["id"] for each in await tx.all(_folds, ids=authors)}
    for key in {(row["account_id"], row["fold_to"]) for row in rows} - known.keys():
        known[key] = await tx.next_id()
        await tx.execute(
            _insert_move,
            id=known[key],
            account_id=key[0],
            kind=FOLD,
            audience=key[1],
            circle_id=None,
            ends_at=None,
            many=0,
        )
    kept = [
        {"move_id": known[row["account_id"], row["fold_to"]], "status_id": row["id"], "audience": row["audience"],
         "circle_id": row["circle_id"]}
        for row in rows
    ]  # fmt: skip
    await tx.many(_remember, kept)
    await tx.many(_count, [{"id": each["move_id"], "step": 1} for each in kept])


def check_fold(after_days: int | None, to: str | None) -> None:
    """Can statuses fold away so? Raises Refused naming the field."""
    if after_days is not None and not 0 <= after_days <= MOST_DAYS:
        raise refused("source[fold_after_days]", "ERR_INCLUSION", f"fold_after_days must be 0 (never) to {MOST_DAYS}")
    if to is not None and to not in FOLDS_TO:
        raise refused("source[fold_to]", "ERR_INCLUSION", f"fold_to must be one of {', '.join(FOLDS_TO)}")


def _was_counted(row: Any) -> bool:
    """Is the status a reply, counted under what it answers as long as anybody could read it?"""
    return row["in_reply_to_id"] is not None and anyone_may(Audience(row["audience"]))
