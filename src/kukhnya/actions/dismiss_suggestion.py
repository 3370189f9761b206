"""Have somebody suggested no more."""

from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.ids import AccountId
from kukhnya.queries import accounts
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.tables.ties import dismissed_suggestion
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

MOST: Final = 500
"""So many are remembered; the earliest are forgotten first."""

_insert: Final = inserting(dismissed_suggestion, quietly=True)
_older: Final = dismissed_suggestion.alias("older")
_forget: Final = Statement(
    delete(dismissed_suggestion).where(
        dismissed_suggestion.c.account_id == VIEWER,
        dismissed_suggestion.c.id
        <= select(_older.c.id)
        .where(_older.c.account_id == VIEWER)
        .order_by(_older.c.id.desc())
        .limit(1)
        .offset(MOST)
        .scalar_subquery(),
    )
)


async def dismiss_suggestion(tx: WriteTx, other: AccountId) -> None:
    """Do not suggest them again. Raises NotFound for somebody who is not there."""
    await accounts.visible(tx, other)
    if await tx.execute(_insert, account_id=tx.viewer.id, dismissed_id=other, id=await tx.next_id()):
        await tx.execute(_forget)
