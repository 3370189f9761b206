"""Erase a status whose time is over."""

from typing import Final

from sqlalchemy import select

from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tx import WriteTx

from .delete_status import erase

_over: Final = Statement(select(status.c.id).where(status.c.id == param("id"), status.c.expires_at <= param("now")))


async def expire_status(tx: WriteTx, status_id: StatusId) -> None:
    """Erase it with its pictures and re-shares, if its time is over now; nothing happens otherwise."""
    await tx.in_turn()  # so that an edit that gives it more time has either been or finds it gone
    if await tx.value(_over, id=status_id) is not None:
        await erase(tx, [status_id])
