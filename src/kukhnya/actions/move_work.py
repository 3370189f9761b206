"""Put a work before or behind its neighbour, or take it from among one's works. The status itself stays as it is."""

from typing import Final

from sqlalchemy import delete, select, update

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import work
from kukhnya.store.statement import Statement, param
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_order: Final = Statement(
    select(work.c.status_id, work.c.position)
    .where(work.c.account_id == VIEWER)
    .order_by(work.c.position.desc(), work.c.status_id.desc())
)
_place: Final = Statement(
    update(work).values(position=param("position")).where(work.c.status_id == param("id"), work.c.account_id == VIEWER)
)
_take_out: Final = Statement(delete(work).where(work.c.status_id == param("id"), work.c.account_id == VIEWER))


async def move_work(tx: WriteTx, status_id: StatusId, *, up: bool) -> None:
    """Change places with the work before it (`up`) or behind it, where there is one. Raises NotFound."""
    await tx.next_id()  # whoever moves at the same time waits here, and then finds what we have done
    rows = await tx.all(_order)
    at = next((place for place, row in enumerate(rows) if row["status_id"] == status_id), None)
    if at is None:
        raise NotFound(status_id)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    await tx.execute(_place, id=status_id, position=rows[other]["position"])
    await tx.execute(_place, id=rows[other]["status_id"], position=rows[at]["position"])


async def take_out_work(tx: WriteTx, status_id: StatusId) -> None:
    """Show it among one's works no more. Raises NotFound where it was not."""
    if not await tx.execute(_take_out, id=status_id):
        raise NotFound(status_id)
