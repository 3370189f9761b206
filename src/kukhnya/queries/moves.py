"""What one has done to many of one's statuses, as long as it can be taken back."""

from typing import Any, Final

from sqlalchemy import and_, literal_column, or_, select

from kukhnya.store.statement import Statement
from kukhnya.store.tables.moves import move
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER

_undoable: Final = Statement(
    select(move)
    .where(
        move.c.account_id == VIEWER,
        or_(
            and_(move.c.kind == literal_column("'audience'"), move.c.ends_at > NOW),
            move.c.kind == literal_column("'fold'"),
        ),
    )
    .order_by(move.c.id.desc())
)
_journey: Final = Statement(select(move).where(move.c.account_id == VIEWER, move.c.kind == literal_column("'travel'")))


async def undoable(tx: ReadTx) -> list[Any]:
    """Changes of many audiences that can still be undone, newest first; what has folded away by its age (`fold`) at any time."""
    return await tx.all(_undoable)


async def journey(tx: ReadTx) -> Any | None:
    """The row of travel mode; None for who is at home."""
    return await tx.one(_journey)
