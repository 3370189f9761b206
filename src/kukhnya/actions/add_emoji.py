"""Add a custom emoji, a small picture that is written `:name:`, and take one away."""

import re
from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import FilesUnneeded
from kukhnya.store.statement import Statement, inserting, text_param
from kukhnya.store.tables import custom_emoji
from kukhnya.store.tx import WriteTx

_NAME: Final = re.compile(r"[A-Za-z0-9_]{2,30}\Z")
MOST: Final = 2000
_insert: Final = inserting(custom_emoji)
_known: Final = Statement(select(custom_emoji.c.key).where(custom_emoji.c.shortcode == text_param("code")))
_how_many: Final = Statement(select(func.count()).select_from(custom_emoji))
_delete: Final = Statement(delete(custom_emoji).where(custom_emoji.c.shortcode == text_param("code")))


async def add_emoji(tx: WriteTx, shortcode: str, key: str, extension: str, category: str = "") -> None:
    """Add it, or give it another picture. `key` names the stored file. Raises Refused for a name that cannot be."""
    if not _NAME.match(shortcode):
        raise refused("shortcode", "ERR_INVALID", "A shortcode has 2 to 30 letters, numbers and underscores")
    before = await tx.value(_known, code=shortcode)
    if before is not None:
        await tx.execute(_delete, code=shortcode)
        tx.emit(FilesUnneeded((str(before),)))
    elif int(await tx.value(_how_many) or 0) >= MOST:
        raise refused("shortcode", "ERR_TOO_MANY", f"There are {MOST} emoji already")
    await tx.execute(_insert, shortcode=shortcode, key=key, extension=extension, category=category, hidden=False)


async def remove_emoji(tx: WriteTx, shortcode: str) -> None:
    """Take it away with its picture: where it was written, its name stands in colons. Raises NotFound."""
    key = await tx.value(_known, code=shortcode)
    if key is None:
        raise NotFound(shortcode)
    await tx.execute(_delete, code=shortcode)
    tx.emit(FilesUnneeded((str(key),)))
