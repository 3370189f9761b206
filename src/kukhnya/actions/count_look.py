"""Count that a second look was shown, or what became of it: one number of this week, and nothing else."""

from typing import Final, Literal

from sqlalchemy import update

from kukhnya.model.ids import week
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables.looks import second_look
from kukhnya.store.tx import WriteTx

Outcome = Literal["shown", "edited", "dropped", "sent"]
_COLUMNS: Final = ("shown", "edited", "dropped", "sent")
_insert: Final = inserting(second_look, quietly=True, without=_COLUMNS)
_count: Final = {
    name: Statement(
        update(second_look)
        .values({second_look.c[name]: second_look.c[name] + 1})
        .where(second_look.c.week == param("week"))
    )
    for name in _COLUMNS
}


async def count_look(tx: WriteTx, outcome: Outcome) -> None:
    """One more of these in this week."""
    await tx.execute(_insert, week=week(tx.now))
    await tx.execute(_count[outcome], week=week(tx.now))
