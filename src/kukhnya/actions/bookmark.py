"""Keep a status for oneself, or keep it no more. Nobody is told, nothing is counted."""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.ids import StatusId
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import bookmark as bookmark_table
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER

_keep: Final = inserting(bookmark_table, quietly=True)
_unkeep: Final = Statement(
    delete(bookmark_table).where(bookmark_table.c.account_id == VIEWER, bookmark_table.c.status_id == param("id"))
)


async def bookmark(tx: WriteTx, status_id: StatusId) -> Seen:
    """Keep it; the answer is what is kept. Raises NotFound."""
    an_id = await tx.next_id()
    target = await pages.original(tx, status_id)
    await tx.execute(_keep, account_id=tx.viewer.id, status_id=target, id=an_id)
    return target


async def unbookmark(tx: WriteTx, status_id: StatusId) -> Seen:
    """Keep it no more. Raises NotFound."""
    target = await pages.original(tx, status_id)
    await tx.execute(_unkeep, id=target)
    return target
