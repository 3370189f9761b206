"""Like a status, or like it no more. Doing it twice is doing it once."""

from typing import Final

from sqlalchemy import delete, update

from kukhnya.model.events import Favourited
from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import favourite as favourite_table
from kukhnya.store.tables import notification
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER

_like: Final = inserting(favourite_table, quietly=True)
_unlike: Final = Statement(
    delete(favourite_table).where(favourite_table.c.account_id == VIEWER, favourite_table.c.status_id == param("id"))
)
_count: Final = Statement(
    update(status)
    .values(favourites_count=status.c.favourites_count + param("step"), version=status.c.version + 1)
    .where(status.c.id == param("id"))
)
_untell: Final = Statement(
    delete(notification).where(
        notification.c.from_account_id == VIEWER,
        notification.c.status_id == param("id"),
        notification.c.kind == "favourite",
    )
)


async def favourite(tx: WriteTx, status_id: StatusId) -> Seen:
    """Like it; the answer is what is liked. Raises NotFound."""
    an_id = await tx.next_id()
    target = await pages.original(tx, status_id)
    if await tx.execute(_like, account_id=tx.viewer.id, status_id=target, id=an_id):
        await tx.execute(_count, id=target, step=1)
        tx.emit(Favourited(tx.viewer.id, StatusId(target)))
    return target


async def unfavourite(tx: WriteTx, status_id: StatusId) -> Seen:
    """Like it no more; nobody is told that it was so. Raises NotFound."""
    target = await pages.original(tx, status_id)
    if await tx.execute(_unlike, id=target):
        await tx.execute(_count, id=target, step=-1)
        await tx.execute(_untell, id=target)
    return target
