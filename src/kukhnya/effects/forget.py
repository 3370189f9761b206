"""Erase what is over: expired statuses, pictures nobody uses, files without a row."""

import asyncio

from kukhnya.actions import expire_status, forget_media
from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def expired_status(tx: WriteTx, event: events.StatusExpires, _files: Files) -> None:
    """Erase a status whose time is over, unless an edit has given it more."""
    await expire_status.expire_status(tx, event.status_id)


async def withdrawn_media(tx: WriteTx, event: events.MediaWithdrawn, _files: Files) -> None:
    """Erase a picture that has not been attached (again) in time."""
    await forget_media.forget_media(tx, event.media_id)


async def files(_tx: WriteTx, event: events.FilesUnneeded, files: Files) -> None:
    """Remove files that no row names any more."""
    for name in event.names:
        await asyncio.to_thread(files.forget, name)
