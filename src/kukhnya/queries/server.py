"""What the server remembers about itself."""

from typing import Final

from sqlalchemy import select

from kukhnya.store.statement import Statement, text_param
from kukhnya.store.tables import server
from kukhnya.store.tx import ReadTx

SUSPENSIONS: Final = "suspensions"
"""How often accounts were suspended or let in again: what was read of accounts before it changed may be so no longer."""

_value: Final = Statement(select(server.c.value).where(server.c.name == text_param("name")))


async def value(tx: ReadTx, name: str) -> str | None:
    """What is kept under this name, or None."""
    found = await tx.value(_value, name=name)
    return None if found is None else str(found)
