"""Erase pictures that belong to no status."""

from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import FilesUnneeded
from kukhnya.model.ids import MediaId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import media
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_free: Final = Statement(select(media.c.key).where(media.c.id == param("id"), media.c.status_id.is_(None)))
_own: Final = Statement(
    select(media.c.key, media.c.status_id).where(media.c.id == param("id"), media.c.account_id == VIEWER)
)
_erase: Final = Statement(delete(media).where(media.c.id == param("id")))


async def forget_media(tx: WriteTx, media_id: MediaId) -> None:
    """Erase a picture that is on no status; nothing happens to one that is."""
    key = await tx.value(_free, id=media_id)
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
    await tx.execute(_erase, id=media_id)
    tx.emit(FilesUnneeded((row["key"],)))
