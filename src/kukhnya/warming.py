"""Have statuses scored for the warm feed, again and again, beside whatever the server does.

Each run is a process of its own: its memory goes back, and one that dies leaves the scores of before in force. What it
makes of people comes back through a pipe and stays in the memory of this process (`door.views`).
"""

import asyncio
import contextlib
import os
import sys
import time
from array import array
from typing import Final

import msgspec
import structlog
from msgspec.structs import replace

from kukhnya.actions.ask_for_scores import note_stage, take_asking, take_turn
from kukhnya.door.house import House
from kukhnya.door.secrets import new_secret
from kukhnya.model.ids import MINUTE, Time
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import Learned
from kukhnya.queries import warmth

log: Final = structlog.get_logger()

FIRST_S: Final = 20.0
"""How long after the start the first run begins: people are to be served first."""
IDLE_S: Final = 2.0
"""How often it is asked whether somebody wants a run now."""
_MINUTE_S: Final = 60.0
_HOUR_S: Final = 3600.0
_ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""More threads do not make it quicker, and would take the processors from those who read."""


class RunFailed(Exception):
    """A run has died. What it is called says why."""


class Warming:
    """Runs the job until it is stopped. Of several processes one does, and counts the views of its own readers."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._who = new_secret()
        self._task: asyncio.Task[None] | None = None
        self._child: asyncio.subprocess.Process | None = None
        self._due_at = time.monotonic() + FIRST_S
        self._full_at = 0.0

    def start(self) -> None:
        """Begin, in this event loop."""
        self._task = asyncio.create_task(self._forever())

    async def stop(self) -> None:
        """Stop now; a run that is under way changes nothing any more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    @property
    def process(self) -> int | None:
        """The number of the process of the run that is under way."""
        return self._child.pid if self._child is not None else None

    async def run(self, *, full: bool = True) -> Learned:
        """Have one run done. Raises RunFailed; the scores of before are in force then."""
        house = self._house
        now = house.store.clock()
        glad = array("q", (each for who, what in house.questions.glad.appreciations(now) for each in (what, who)))
        handed = house.views.handed(now, database=house.settings.database, full=full)
        handed = replace(handed, glad=glad.tobytes(), packs=house.settings.law_packs)
        try:
            learned = await self._in_a_process(msgspec.msgpack.encode(handed))
        except RunFailed:
            await house.store.write(NOBODY, lambda tx: note_stage(tx, ""))
            raise
        house.views.learn(learned, house.store.clock())
        return learned

    async def _in_a_process(self, handed: bytes) -> Learned:
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "kukhnya.warm_run", env={**os.environ, **_ONE_THREAD},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            said, why = await self._child.communicate(handed)
            if self._child.returncode:
                raise RunFailed(why.decode("ascii", "replace")[-100:] or str(self._child.returncode))
        finally:
            if self._child.returncode is None:
                self._child.kill()
                await self._child.wait()
            self._child = None
        return msgspec.msgpack.decode(said, type=Learned)

    async def _forever(self) -> None:
        while True:
            try:
                await self._round()
            except RunFailed as error:
                log.warning("warm.failed", error=str(error))
            except Exception as error:  # noqa: BLE001 - it outlives a database that is away, as the worker does
                log.warning("warm.waits", error=type(error).__name__)
            await asyncio.sleep(IDLE_S)

    async def _round(self) -> None:
        """A run, where it is time for one or somebody wants one."""
        wanted = await self._wanted()
        if not wanted and time.monotonic() < self._due_at:
            return
        settings = self._house.settings
        self._due_at = time.monotonic() + settings.warm_minutes * _MINUTE_S
        if not await self._turn():
            return
        full = wanted or time.monotonic() >= self._full_at
        learned = await self.run(full=full)
        if full:
            self._full_at = time.monotonic() + settings.warm_full_hours * _HOUR_S
        log.info("warm.scored", epoch=learned.state.epoch, statuses=learned.state.scored, took_s=learned.state.took_s)

    async def _wanted(self) -> bool:
        store = self._house.store
        async with store.read(NOBODY) as tx:
            if not await warmth.asked(tx):
                return False
        return await self._turn() and await store.write(NOBODY, take_asking)

    async def _turn(self) -> bool:
        """Is it for this process, of several, to run the job?"""
        if self._house.settings.workers == 1:
            return True
        minutes = 2 * self._house.settings.warm_minutes

        def until(now: Time) -> Time:
            return Time(now + minutes * MINUTE)

        return await self._house.store.write(NOBODY, lambda tx: take_turn(tx, self._who, until(tx.now)))
