"""Add a custom emoji: a small picture that is written `:name:`."""

import re
from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.errors import refused
from kukhnya.model.events import FilesUnneeded
from kukhnya.store.statement import Statement, inserting, text_param
from kukhnya.store.tables import custom_emoji
from kukhnya.store.tx import WriteTx

_NAME: Final = re.compile(r"[A-Za-z0-9_]{2,30}\Z")
_insert: Final = inserting(custom_emoji)
_known: Final = Statement(select(custom_emoji.c.key).where(custom_emoji.c.shortcode == text_param("code")))
_delete: Final = Statement(delete(custom_emoji).where(custom_emoji.c.shortcode == text_param("code")))


async def add_emoji(tx: WriteTx, shortcode: str, key: str, extension: str, category: str = "") -> None:
    """Add it, or give it another picture. `key` names the stored file. Raises Refused for a name that cannot be."""
    if not _NAME.match(shortcode):
        raise refused("shortcode", "ERR_INVALID", "A shortcode has 2 to 30 letters, numbers and underscores")
    before = await tx.value(_known, code=shortcode)
    if before is not None:
        await tx.execute(_delete, code=shortcode)
        tx.emit(FilesUnneeded((str(before),)))
    await tx.execute(_insert, shortcode=shortcode, key=key, extension=extension, category=category, hidden=False)
