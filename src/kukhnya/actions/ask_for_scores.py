"""Ask whichever server runs for new scores at once, say how a run goes on, and take turns at it."""

from typing import Final

import msgspec
from sqlalchemy import delete

from kukhnya.model.ids import MINUTE, Time
from kukhnya.model.warmth import ASKED, RUN, WarmRun
from kukhnya.queries import server as kept
from kukhnya.store.statement import Statement, text_param
from kukhnya.store.tables import server
from kukhnya.store.tx import WriteTx

from .keep_server_value import change_server_value

TURN: Final = "warm_turn"
"""Under this name stands which of several processes runs the job, and until when."""

_forget: Final = Statement(delete(server).where(server.c.name == text_param("name")))


async def ask_for_scores(tx: WriteTx) -> None:
    """Leave word that new scores are wanted."""
    await change_server_value(tx, ASKED, "1")


async def take_asking(tx: WriteTx) -> bool:
    """Take the word, whoever left it; False where nobody did."""
    return await tx.execute(_forget, name=ASKED) > 0


async def note_stage(tx: WriteTx, stage: str) -> None:
    """Say what a run is doing, to those who look after the server; nothing: it has ended."""
    if stage:
        run = WarmRun(stage=stage, since=Time(tx.now // MINUTE * MINUTE))
        await change_server_value(tx, RUN, msgspec.json.encode(run).decode())
    else:
        await tx.execute(_forget, name=RUN)


async def take_turn(tx: WriteTx, who: str, until: Time) -> bool:
    """Be the one process of several that runs the job, until then; False where another is."""
    holder, _, end = (await kept.value(tx, TURN) or "").partition(" ")
    if holder not in {"", who} and int(end) > tx.now:
        return False
    await change_server_value(tx, TURN, f"{who} {until}")
    return True
