"""What became of second looks, week by week."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.statement import Statement, param
from kukhnya.store.tables.looks import second_look
from kukhnya.store.tx import ReadTx

WEEKS: Final = 12
FEW: Final = 10
"""Of fewer in a week nobody is told how they ended: one could guess who it was."""
_weeks: Final = Statement(select(second_look).order_by(second_look.c.week.desc()).limit(param("most")))


async def weeks(tx: ReadTx) -> list[dict[str, Any]]:
    """The newest weeks first; the numbers are None where they are few."""
    return [
        dict(row) if row["shown"] >= FEW else {"week": row["week"], "shown": None}
        for row in await tx.all(_weeks, most=WEEKS)
    ]
