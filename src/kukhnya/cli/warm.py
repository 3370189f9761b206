"""Have statuses scored for the warm feed at once: by the server where one runs, else here."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from kukhnya.actions.ask_for_scores import ask_for_scores, take_asking
from kukhnya.model.errors import Refused
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import STAGES, Handed, WarmState
from kukhnya.opening import open_database
from kukhnya.queries import warmth
from kukhnya.settings import Settings, load
from kukhnya.store.store import Store

from .saying import Data, Json, say, say_json
from .upkeep import progress

Report = Callable[[str], Awaitable[None]]

_STEP_S: Final = 0.3
_HEARD_S: Final = 6.0
"""A server that runs takes up the word sooner than that."""
_SILENT_S: Final = 10.0


def run(*, json: Json = False, data: Data = None) -> None:
    """Score statuses now. What people were shown is known to a running server alone, so that one does it if it is there."""
    settings = load({"data": data})
    if settings.warm == "off":
        raise Refused("Nothing is scored here: the setting warm is off")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    state, by_server = asyncio.run(_scored(settings))
    if json:
        say_json({**msgspec.to_builtins(state), "by": "server" if by_server else "command"})
        return
    where = "by the server" if by_server else "here, without a server, so that only scores of before could be kept"
    found = (
        f"statuses with a score: {state.scored}" if state.divide else "there is no divide to see, so nothing is scored"
    )
    say(f"Done {where}: {found} (active people: at least {state.active}, {state.took_s} s)")


async def _scored(settings: Settings) -> tuple[WarmState, bool]:
    """How the run went, and whether a server has done it."""
    async with open_database(settings) as store:
        before = await _state(store)
        await store.write(NOBODY, ask_for_scores)
        with progress() as bar:

            async def report(stage: str) -> None:
                bar("Scores", STAGES.index(stage) + 1 if stage else len(STAGES), len(STAGES))

            for _ in range(int(_HEARD_S / _STEP_S)):
                await asyncio.sleep(_STEP_S)
                if not await _asked(store):
                    return await _followed(store, before.epoch, report), True
            if not await store.write(NOBODY, take_asking):
                return await _followed(store, before.epoch, report), True
            from kukhnya import warm_run  # noqa: PLC0415 - numpy is loaded where it is needed

            return (await warm_run.run(store, Handed(), report)).state, False


async def _followed(store: Store, epoch: int, report: Report) -> WarmState:
    """Watch the server's run until it has ended. Raises Refused where it ends without an answer."""
    silent_s = 0.0
    while silent_s < _SILENT_S:
        async with store.read(NOBODY) as tx:
            state, under_way = await warmth.progress(tx)
        if state.epoch > epoch:
            return state
        silent_s = 0.0 if under_way else silent_s + _STEP_S
        if under_way:
            await report(under_way.stage)
        await asyncio.sleep(_STEP_S)
    raise Refused("The server's run has failed; its log says why. The scores of before are in force")


async def _state(store: Store) -> WarmState:
    async with store.read(NOBODY) as tx:
        return await warmth.state(tx)


async def _asked(store: Store) -> bool:
    async with store.read(NOBODY) as tx:
        return await warmth.asked(tx)
