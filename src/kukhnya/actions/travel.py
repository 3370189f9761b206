"""Travel mode: everything one has posted is for oneself alone, but for what is chosen, until one is back.

Nothing is destroyed. What was folded away comes back as it was, on the day that was named or when its author says so;
what was posted since, deleted or moved stays as it is.
"""

from typing import Any, Final

from sqlalchemy import literal_column, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.draft import MAX_EXPIRY_S
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import TravelEnds
from kukhnya.model.ids import SECOND, AccountId, MoveId, StatusId, Time
from kukhnya.model.selection import Selection
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables.moves import move
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import chosen
from kukhnya.visibility.rule import VIEWER

from .move_statuses import Undone, keep_move, put_back

_current: Final = Statement(select(move).where(move.c.account_id == VIEWER, move.c.kind == literal_column("'travel'")))
_other_day: Final = Statement(update(move).values(ends_at=param("ends_at")).where(move.c.id == param("id")))


async def set_off(tx: WriteTx, keep: tuple[StatusId, ...], until: Time | None) -> MoveId:
    """Fold everything away but `keep`; where one is travelling already, only the day changes.

    Raises Refused for a day that is past or more than a year ahead.
    """
    if until is not None and not tx.now < until <= tx.now + MAX_EXPIRY_S * SECOND:
        raise refused("until", "ERR_INVALID", "until must lie in the next 366 days")
    row = await tx.one(_current)
    if row is not None:
        await tx.execute(_other_day, id=row["id"], ends_at=until)
        move_id = MoveId(row["id"])
    else:
        values = await chosen.described(tx, Selection(everything=True, but=keep))
        what = await chosen.preview(tx, values, Audience.SELF)
        move_id = await keep_move(tx, "travel", Audience.SELF, None, values, what, until)
    if until is not None:
        tx.emit(TravelEnds(AccountId(tx.viewer.id), move_id), at=until)
    return move_id


async def come_back(tx: WriteTx) -> Undone:
    """Put everything back. Raises NotFound for who is not travelling."""
    row = await tx.one(_current)
    if row is None:
        raise NotFound("travel")
    return await put_back(tx, row)


async def arrive(tx: WriteTx, move_id: MoveId) -> None:
    """The same on the day that was named, if it is still that journey and that day."""
    row: Any = await tx.one(_current)
    if row is not None and row["id"] == move_id and row["ends_at"] is not None and row["ends_at"] <= tx.now:
        await put_back(tx, row)
