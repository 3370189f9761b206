"""Change who may read many statuses of one's own at once, and take that back.

All or none in one transaction, a fixed number of statements however many there are. What each was for before is kept for
seven days and then forgotten. Widening is refused unless it is confirmed; letters and re-shares never widen.
"""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, case, delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.events import AudiencesMoved, FindabilityChanged
from kukhnya.model.ids import DAY, TOP, CircleId, MoveId, Time
from kukhnya.model.selection import Selection
from kukhnya.store.sealed import status, status_text
from kukhnya.store.statement import Statement, among_words, flag_param, inserting, param, text_param
from kukhnya.store.tables import member
from kukhnya.store.tables.moves import move, moved
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import chosen
from kukhnya.visibility.chosen import CHOSEN, CODE, Preview
from kukhnya.visibility.quotes import ACCEPTED
from kukhnya.visibility.rule import VIEWER, anyone_may

from .change_audience import circle_for, count_reply
from .fold_away import FOLD
from .quote_status import count_quote

UNDO_FOR: Final = 7 * DAY
MOST_KEPT: Final = 50
"""Changes of one account that can be undone at a time."""


class Moved(Struct, frozen=True):
    """What was changed, and until when it can be undone."""

    id: MoveId
    preview: Preview
    undo_until: Time


class Undone(Struct, frozen=True):
    """What taking a change back came to."""

    restored: int
    gone: int
    """Deleted since."""
    moved_since: int
    """Given another audience since, one by one or by a later change: they stay as they are."""


_insert_move: Final = inserting(move)
_kept: Final = Statement(
    select(func.count())
    .select_from(move)
    .where(move.c.account_id == VIEWER, move.c.kind == literal_column("'audience'"))
)
_remember: Final = Statement(
    insert(moved).from_select(
        ["move_id", "status_id", "audience", "circle_id"],
        select(param("move_id"), status.c.id, status.c.audience, status.c.circle_id).where(
            CHOSEN, among_words(CODE, "codes")
        ),
    )
)
_ids: Final[Select[Any]] = select(moved.c.status_id).where(moved.c.move_id == param("move_id"))
_move: Final = Statement(
    update(status)
    .values(
        audience=text_param("audience"),
        circle_id=param("to_circle"),
        quote_policy=case((flag_param("quotable"), status.c.quote_policy), else_=literal_column("'nobody'")),
        version=status.c.version + 1,
    )
    .where(status.c.id.in_(_ids))
)
_it: Final = status.alias("it")
_edited_at: Final = select(_it.c.edited_at).where(_it.c.id == status_text.c.status_id).scalar_subquery()
_keep_back: Final = Statement(
    update(status_text)
    .values(history_from=_edited_at)
    .where(
        status_text.c.status_id.in_(
            select(_it.c.id).where(
                _it.c.id.in_(_ids.where(among_words(moved.c.audience, "audiences"))), _it.c.edited_at.is_not(None)
            )
        )
    )
)
"""What was written before a status was widened stays with the author."""


def _of_parents(parent: ColumnElement[Any], *where: ColumnElement[bool]) -> Statement:
    """How many of the moved statuses stand under each of those they answer or quote, by what they were for before."""
    return Statement(
        select(parent.label("parent"), moved.c.audience, func.count().label("many"))
        .select_from(moved.join(status, status.c.id == moved.c.status_id))
        .where(moved.c.move_id == param("move_id"), parent.is_not(None), *where)
        .group_by(parent, moved.c.audience)
    )


_answering: Final = _of_parents(status.c.in_reply_to_id)
_quoting: Final = _of_parents(status.c.quote_of_id, status.c.quote_state == literal_column(f"'{ACCEPTED}'"))


async def move_statuses(
    tx: WriteTx, selection: Selection, to: Audience, circle_id: CircleId | None, *, confirmed: bool
) -> Moved:
    """Give all that is selected this audience.

    Raises Refused for a selection that says nothing, for an audience that makes no sense for many, and with ERR_WIDENS,
    telling how many would widen, where that is not confirmed.
    """
    if int(await tx.value(_kept) or 0) >= MOST_KEPT:
        raise refused(
            "select", "ERR_TOO_MANY", f"{MOST_KEPT} changes can still be undone; undo one, or wait a few days"
        )
    circle = await checked(tx, selection, to, circle_id)
    values = await chosen.described(tx, selection, circle)
    what = await chosen.preview(tx, values, to)
    if what.widened and not confirmed:
        raise widening(what)
    ends_at = Time(tx.now + UNDO_FOR)
    move_id = await keep_move(tx, "audience", to, circle, values, what, ends_at)
    return Moved(move_id, what, ends_at)


async def checked(tx: WriteTx, selection: Selection, to: Audience, circle_id: CircleId | None) -> CircleId | None:
    """The circle they go to, once it is sure that the change makes sense. Raises Refused, NotFound."""
    if selection.empty and not selection.everything:
        raise refused(
            "select", "ERR_BLANK", 'select must say which statuses are meant; {"all": true} means all of them'
        )
    if to is Audience.DIRECT:
        raise refused("to", "ERR_INCLUSION", "Statuses cannot be made letters, for they may name nobody")
    return await circle_for(tx, to, circle_id)


def widening(what: Preview) -> Refused:
    """What is said where somebody would gain and that is not confirmed."""
    sentence = (
        f"{what.widened} of these {what.count} statuses could be read by more people than now. "
        "Send confirm_widening=true if you mean it."
    )
    return Refused(sentence, to=("ERR_WIDENS", sentence))


async def keep_move(  # noqa: PLR0913, PLR0917 - everything that has been decided
    tx: WriteTx, kind: str, to: Audience, circle: CircleId | None, values: dict[str, Any], what: Preview,
    ends_at: Time | None,
) -> MoveId:  # fmt: skip
    """Move what is `described` by `values`, and remember where it was."""
    move_id = MoveId(await tx.next_id())
    await tx.execute(
        _insert_move,
        id=move_id,
        account_id=tx.viewer.id,
        kind=kind,
        audience=to.value,
        circle_id=circle,
        ends_at=ends_at,
        many=what.count,
    )
    await tx.execute(_remember, **values, move_id=move_id, codes=list(what.codes))
    await tx.execute(_move, move_id=move_id, audience=to.value, to_circle=circle, quotable=anyone_may(to))
    if what.widening:
        widened = [code.rstrip("+=") for code in what.widening]
        await tx.execute(_keep_back, move_id=move_id, audiences=widened)
    await _recount(tx, move_id, to, sign=1)
    tx.emit(AudiencesMoved(tx.viewer.id))
    if to is Audience.PUBLIC:
        tx.emit(FindabilityChanged(tx.viewer.id))
    return move_id


async def _recount(tx: WriteTx, move_id: MoveId, to: Audience, *, sign: int) -> None:
    """Only what anybody may read is counted under what it answers or quotes. `sign`: -1 where it goes back."""
    now = int(anyone_may(to))
    for found, count in ((_answering, count_reply), (_quoting, count_quote)):
        rows = await tx.all(found, move_id=move_id)
        steps: dict[int, int] = {}
        for row in rows:
            step = sign * (now - int(anyone_may(Audience(row["audience"])))) * row["many"]
            steps[row["parent"]] = steps.get(row["parent"], 0) + step
        await tx.many(count, [{"id": parent, "step": step} for parent, step in steps.items() if step])


_own: Final = Statement(select(move).where(move.c.id == param("move_id"), move.c.account_id == VIEWER))
_there: Final = Statement(select(func.count()).select_from(moved).where(moved.c.move_id == param("move_id")))
_unchanged: Final = select(status.c.id).where(
    status.c.audience == text_param("audience"),
    func.coalesce(status.c.circle_id, literal_column("0")) == param("to_circle"),
)
_forget_others: Final = Statement(
    delete(moved).where(moved.c.move_id == param("move_id"), moved.c.status_id.not_in(_unchanged))
)
_before: Final = moved.alias("before")
_put_back: Final = Statement(
    update(status)
    .values(
        audience=select(_before.c.audience)
        .where(_before.c.move_id == param("move_id"), _before.c.status_id == status.c.id)
        .scalar_subquery(),
        circle_id=select(_before.c.circle_id)
        .where(_before.c.move_id == param("move_id"), _before.c.status_id == status.c.id)
        .scalar_subquery(),
        version=status.c.version + 1,
    )
    .where(status.c.id.in_(_ids))
)
_fold_no_more: Final = Statement(update(member).values(fold_after_days=None).where(member.c.account_id == VIEWER))
_forget: Final = tuple(
    Statement(delete(table).where(column == param("move_id")))
    for table, column in ((moved, moved.c.move_id), (move, move.c.id))
)
_every: Final = [audience.value for audience in Audience]


async def undo_move(tx: WriteTx, move_id: MoveId) -> Undone:
    """Give what a change moved the audience it had before; what was deleted or moved again since stays as it is.

    What had folded away by its age would fold again, so nothing folds any more until its author says so.

    Raises NotFound for a change that is not one's own, or can be undone no more.
    """
    row = await tx.one(_own, move_id=move_id)
    if row is None or (row["ends_at"] is not None and row["ends_at"] <= tx.now and row["kind"] == "audience"):
        raise NotFound(move_id)
    if row["kind"] == FOLD:
        await tx.execute(_fold_no_more)
    return await put_back(tx, row)


async def put_back(tx: WriteTx, row: Any) -> Undone:
    """The same for the row of a change that may be taken back now."""
    move_id = MoveId(row["id"])
    there = int(await tx.value(_there, move_id=move_id) or 0)
    to, circle_id = row["audience"], row["circle_id"] or 0
    forgotten = await tx.execute(_forget_others, move_id=move_id, audience=to, to_circle=circle_id)
    await _recount(tx, move_id, Audience(to), sign=-1)
    await tx.execute(_keep_back, move_id=move_id, audiences=_every)
    await tx.execute(_put_back, move_id=move_id)
    for statement in _forget:
        await tx.execute(statement, move_id=move_id)
    tx.emit(AudiencesMoved(tx.viewer.id))
    tx.emit(FindabilityChanged(tx.viewer.id, TOP))
    return Undone(restored=there - forgotten, gone=row["many"] - there, moved_since=forgotten)
