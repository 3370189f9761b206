"""Put a new epoch of scores in force: all of it in one transaction, so that a run that dies has changed nothing."""

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, exists, func, select, update

from kukhnya.model.warmth import STATE, WarmState
from kukhnya.queries import server as kept
from kukhnya.queries.warm import KEPT
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables import server
from kukhnya.store.tables.warm import warm_score
from kukhnya.store.tx import WriteTx

from .keep_server_value import change_server_value

_hold: Final = Statement(update(server).values(value=server.c.value).where(server.c.name == text_param("name")))
_newest: Final = Statement(select(func.coalesce(func.max(warm_score.c.epoch), 0)))
_insert: Final = inserting(warm_score)
_forget: Final = Statement(delete(warm_score).where(warm_score.c.epoch <= param("epoch")))
_gone: Final = Statement(
    delete(warm_score).where(
        warm_score.c.epoch == param("epoch"), ~exists(select(1).where(status.c.id == warm_score.c.status_id))
    )
)


async def keep_scores(tx: WriteTx, steps: Sequence[tuple[int, int]], state: WarmState) -> WarmState:
    """Keep a step for each of these statuses as the newest epoch, and how the run went; the answer has its number.

    Without a divide nothing is scored, and older scores go too: the warm feed is chronological then.
    What has been deleted while the run was under way gets no row.
    """
    await tx.execute(_hold, name=STATE)  # two runs that end together take turns
    before = msgspec.json.decode(await kept.value(tx, STATE) or "{}", type=WarmState)
    epoch = 1 + max(before.epoch, int(await tx.value(_newest) or 0))
    if state.divide:
        await tx.many(_insert, ({"epoch": epoch, "status_id": status_id, "step": step} for status_id, step in steps))
        await tx.execute(_gone, epoch=epoch)
    await tx.execute(_forget, epoch=epoch - KEPT if state.divide else epoch)
    state = replace(state, epoch=epoch)
    await change_server_value(tx, STATE, msgspec.json.encode(state).decode())
    return state
