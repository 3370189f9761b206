"""How the bridging job does: what those who look after the server and the warm feed may say of it. Nothing of a person."""

from typing import Final

import msgspec
from sqlalchemy import or_, select

from kukhnya.model.ids import HOUR
from kukhnya.model.warmth import ASKED, RUN, STATE, WarmRun, WarmState
from kukhnya.store.statement import Statement
from kukhnya.store.tables import server as kept
from kukhnya.store.tx import ReadTx

from . import server

_STALE: Final = HOUR
"""A run that began so long ago died without a word."""

_both: Final = Statement(select(kept.c.name, kept.c.value).where(or_(kept.c.name == STATE, kept.c.name == RUN)))


async def state(tx: ReadTx) -> WarmState:
    """How the last run went; epoch 0 where there has been none. One statement."""
    return (await progress(tx))[0]


async def progress(tx: ReadTx) -> tuple[WarmState, WarmRun | None]:
    """How the last run went, and the run that is under way. One statement."""
    found = {row["name"]: row["value"] for row in await tx.all(_both)}
    run = msgspec.json.decode(found[RUN], type=WarmRun) if RUN in found else None
    return (
        msgspec.json.decode(found.get(STATE, "{}"), type=WarmState),
        run if run and tx.now - run.since < _STALE else None,
    )


async def asked(tx: ReadTx) -> bool:
    """Does somebody want new scores now?"""
    return await server.value(tx, ASKED) is not None
