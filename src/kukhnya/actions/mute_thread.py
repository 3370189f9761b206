"""Hear no more of a thread, or hear of it again."""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.ids import StatusId
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import thread_mute
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER

_mute: Final = inserting(thread_mute, quietly=True)
_unmute: Final = Statement(
    delete(thread_mute).where(thread_mute.c.account_id == VIEWER, thread_mute.c.thread_id == param("thread"))
)


async def mute_thread(tx: WriteTx, status_id: StatusId) -> Seen:
    """Hear no more of the thread a status, or what it shares, belongs to. Raises NotFound."""
    row = await pages.one(tx, StatusId(await pages.original(tx, status_id)))
    await tx.execute(_mute, account_id=tx.viewer.id, thread_id=row["thread_id"])
    return Seen(row["id"])


async def unmute_thread(tx: WriteTx, status_id: StatusId) -> Seen:
    """Hear of the thread again. Raises NotFound."""
    row = await pages.one(tx, StatusId(await pages.original(tx, status_id)))
    await tx.execute(_unmute, thread=row["thread_id"])
    return Seen(row["id"])
