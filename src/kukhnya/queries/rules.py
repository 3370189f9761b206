"""What the server asks of its members, and what it says about itself at length."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.statement import Statement, text_param
from kukhnya.store.tables.staff import rule, server_text
from kukhnya.store.tx import ReadTx

_rules: Final = Statement(select(rule).order_by(rule.c.position, rule.c.id))
_texts: Final = Statement(
    select(server_text).where(server_text.c.name == text_param("name")).order_by(server_text.c.effective_on)
)
_written: Final = Statement(
    select(server_text.c.name, server_text.c.effective_on, server_text.c.updated_at).order_by(
        server_text.c.name, server_text.c.effective_on
    )
)


async def everyone(tx: ReadTx) -> list[Any]:
    """The rows of all rules, in the order they stand in."""
    return await tx.all(_rules)


async def texts(tx: ReadTx, name: str) -> list[Any]:
    """The rows of a text, by the day from which each holds."""
    return await tx.all(_texts, name=name)


async def written(tx: ReadTx) -> list[Any]:
    """Rows (name, effective_on, updated_at) of every text there is, without its words. One statement."""
    return await tx.all(_written)
