"""Erase pictures that belong to no status."""

from typing import Final

from sqlalchemy import delete, or_, select

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import FilesUnneeded
from kukhnya.model.ids import MediaId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import media
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .delete_status import GRACE

# One that was on a status again in between waits from when it was withdrawn last; that has a job of its own.
_free: Final = Statement(
    select(media.c.key).where(
        media.c.id == param("id"),
        media.c.status_id.is_(None),
        media.c.waits_for_id.is_(None),
        or_(media.c.withdrawn_at.is_(None), media.c.withdrawn_at <= param("until")),
    )
)
_own: Final = Statement(
    select(media.c.key, media.c.status_id, media.c.waits_for_id).where(
        media.c.id == param("id"), media.c.account_id == VIEWER
    )
)
_erase: Final = Statement(delete(media).where(media.c.id == param("id")))


async def forget_media(tx: WriteTx, media_id: MediaId) -> None:
    """Erase a picture that is on no status and has waited; nothing happens to one that is, or waits anew."""
    key = await tx.value(_free, id=media_id, until=tx.now - GRACE)
    if key is not None:
        await tx.execute(_erase, id=media_id)
        tx.emit(FilesUnneeded((str(key),)))


async def delete_media(tx: WriteTx, media_id: MediaId) -> None:
    """Erase one of the viewer's own pictures at once. Raises NotFound, Refused for one that is on a status."""
    row = await tx.one(_own, id=media_id)
    if row is None:
        raise NotFound(media_id)
    if row["status_id"] is not None:
        raise refused("id", "ERR_IN_USE", "The picture is on a status; edit the status to take it off")
    if row["waits_for_id"] is not None:
        raise refused("id", "ERR_IN_USE", "The picture waits for a scheduled status; take that back first")
    await tx.execute(_erase, id=media_id)
    tx.emit(FilesUnneeded((row["key"],)))
