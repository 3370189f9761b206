"""Custom emoji of this server."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.statement import Statement
from kukhnya.store.tables import custom_emoji
from kukhnya.store.tx import ReadTx

_all: Final = Statement(select(custom_emoji).where(~custom_emoji.c.hidden).order_by(custom_emoji.c.shortcode))


async def all_shown(tx: ReadTx) -> list[Any]:
    """Every custom emoji that a picker may offer."""
    return await tx.all(_all)
