"""Write down something the server must remember about itself, once."""

from typing import Final

from sqlalchemy import BigInteger, Text, cast, update

from kukhnya.queries import server as kept
from kukhnya.store.statement import Statement, inserting, text_param
from kukhnya.store.tables import server
from kukhnya.store.tx import WriteTx

_insert: Final = inserting(server, quietly=True)
_change: Final = Statement(update(server).values(value=text_param("value")).where(server.c.name == text_param("name")))
_count: Final = Statement(
    update(server)
    .values(value=cast(cast(server.c.value, BigInteger) + 1, Text))
    .where(server.c.name == text_param("name"))
)


async def keep_server_value(tx: WriteTx, name: str, value: str) -> str:
    """Keep `value` unless there is one already; the answer is the one that is kept."""
    await tx.execute(_insert, name=name, value=value)
    return str(await kept.value(tx, name))


async def change_server_value(tx: WriteTx, name: str, value: str) -> None:
    """Keep `value` in place of whatever there was."""
    if await tx.execute(_change, name=name, value=value) == 0:
        await tx.execute(_insert, name=name, value=value)


async def count_on_server(tx: WriteTx, name: str) -> None:
    """Count one more. What is kept is another number than before, whoever else counts at the same moment."""
    if not await tx.execute(_count, name=name) and not await tx.execute(_insert, name=name, value="1"):
        await tx.execute(_count, name=name)
