"""Pin a status to one's profile, or take it off; mute a thread, or hear of it again."""

from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import pin, status
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import thread_mute
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER

_pin: Final = inserting(pin, quietly=True)
_unpin: Final = Statement(delete(pin).where(pin.c.account_id == VIEWER, pin.c.status_id == param("id")))
_pins: Final = Statement(
    select(func.count()).select_from(pin).where(pin.c.account_id == VIEWER, pin.c.status_id != param("id"))
)
_own: Final = Statement(
    select(status.c.id, status.c.reblog_of_id).where(status.c.id == param("id"), status.c.account_id == VIEWER)
)
_mute: Final = inserting(thread_mute, quietly=True)
_unmute: Final = Statement(
    delete(thread_mute).where(thread_mute.c.account_id == VIEWER, thread_mute.c.thread_id == param("thread"))
)


async def pin_status(tx: WriteTx, status_id: StatusId, bounds: Bounds) -> Seen:
    """Show it first on one's profile, to those who may see it. Raises NotFound, Refused."""
    row = await pages.one(tx, status_id)
    if row["account_id"] != tx.viewer.id:
        raise refused("base", "ERR_OWNERSHIP", "Someone else's post cannot be pinned")
    if row["reblog_of_id"] is not None:
        raise refused("base", "ERR_REBLOG", "A boost cannot be pinned")
    if int(await tx.value(_pins, id=status_id) or 0) >= bounds.pins:
        raise refused("base", "ERR_LIMIT", "You have already pinned the maximum number of posts")
    await tx.execute(_pin, account_id=tx.viewer.id, status_id=status_id, id=await tx.next_id())
    return Seen(status_id)


async def unpin_status(tx: WriteTx, status_id: StatusId) -> Seen:
    """Show it first no more. Raises NotFound where it is not one's own."""
    if await tx.one(_own, id=status_id) is None:
        raise NotFound(status_id)
    await tx.execute(_unpin, id=status_id)
    return Seen(status_id)


async def mute_thread(tx: WriteTx, status_id: StatusId) -> Seen:
    """Hear no more of the thread a status belongs to. Raises NotFound."""
    row = await pages.one(tx, status_id)
    await tx.execute(_mute, account_id=tx.viewer.id, thread_id=row["thread_id"])
    return Seen(status_id)


async def unmute_thread(tx: WriteTx, status_id: StatusId) -> Seen:
    """Hear of the thread again. Raises NotFound."""
    row = await pages.one(tx, status_id)
    await tx.execute(_unmute, thread=row["thread_id"])
    return Seen(status_id)
