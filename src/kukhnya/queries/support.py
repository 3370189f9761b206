"""What the server asks its members for, whether this one may be asked now, and how many have followed."""

from typing import Final

import msgspec
from sqlalchemy import or_, select

from kukhnya.model.support import Support
from kukhnya.store.statement import Statement
from kukhnya.store.tables.support import support_answer
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER

from . import server

ASKED: Final = "support"
CLICKS: Final = "support_clicks"
_answered: Final = Statement(
    select(support_answer.c.account_id).where(
        support_answer.c.account_id == VIEWER,
        or_(support_answer.c.not_before.is_(None), support_answer.c.not_before > NOW),
    )
)


async def asked(tx: ReadTx) -> Support | None:
    """What is asked, or None."""
    kept = await server.value(tx, ASKED)
    return msgspec.json.decode(kept, type=Support) if kept else None


async def due(tx: ReadTx) -> bool:
    """May the viewer be asked now? Nobody who has answered this month, or for ever."""
    return tx.viewer.known and await tx.value(_answered) is None


async def clicks(tx: ReadTx) -> int:
    """How many have followed since the words were written, counted no further than MOST_CLICKS."""
    return int(await server.value(tx, CLICKS) or 0)
