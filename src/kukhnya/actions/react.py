"""Like a status, keep it, or undo either. Doing it twice is doing it once."""

from typing import Final

from sqlalchemy import delete, update

from kukhnya.model.events import Favourited
from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import bookmark as bookmark_table
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
_keep: Final = inserting(bookmark_table, quietly=True)
_unkeep: Final = Statement(
    delete(bookmark_table).where(bookmark_table.c.account_id == VIEWER, bookmark_table.c.status_id == param("id"))
)
_untell: Final = Statement(
    delete(notification).where(
        notification.c.from_account_id == VIEWER,
        notification.c.status_id == param("id"),
        notification.c.kind == "favourite",
    )
)


async def original(tx: WriteTx, status_id: StatusId) -> Seen:
    """The status, or what it shares where it is a re-share, as far as the viewer may see it. Raises NotFound."""
    row = await pages.one(tx, status_id)
    return Seen(row["reblog_of_id"] or row["id"])


async def favourite(tx: WriteTx, status_id: StatusId) -> Seen:
    """Like it; the answer is what is liked. Raises NotFound."""
    target = await original(tx, status_id)
    if await tx.execute(_like, account_id=tx.viewer.id, status_id=target, id=await tx.next_id()):
        await tx.execute(_count, id=target, step=1)
        tx.emit(Favourited(tx.viewer.id, StatusId(target)))
    return target


async def unfavourite(tx: WriteTx, status_id: StatusId) -> Seen:
    """Like it no more; nobody is told that it was so. Raises NotFound."""
    target = await original(tx, status_id)
    if await tx.execute(_unlike, id=target):
        await tx.execute(_count, id=target, step=-1)
        await tx.execute(_untell, id=target)
    return target


async def bookmark(tx: WriteTx, status_id: StatusId) -> Seen:
    """Keep it, for oneself. Raises NotFound."""
    target = await original(tx, status_id)
    await tx.execute(_keep, account_id=tx.viewer.id, status_id=target, id=await tx.next_id())
    return target


async def unbookmark(tx: WriteTx, status_id: StatusId) -> Seen:
    """Keep it no more. Raises NotFound."""
    target = await original(tx, status_id)
    await tx.execute(_unkeep, id=target)
    return target
