"""The worker: does what follows from committed events.

A job is claimed by deleting its row inside the transaction that does the work. A crash therefore leaves the job
where it was, and two workers that meet over one job cannot both finish it. What fails is tried again later.
Every hour, and a minute after something was deleted, the database's files are rid of what is no longer in it.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
import structlog

from kukhnya.actions import finish_job
from kukhnya.actions.fold_away import fold_away
from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.actions.tell_streams import KEPT_S, forget_told
from kukhnya.effects import EFFECTS, KINDS
from kukhnya.model.viewer import NOBODY
from kukhnya.pushing import Pusher
from kukhnya.store.files import Files
from kukhnya.store.store import Store
from kukhnya.store.tx import WriteTx

log: Final = structlog.get_logger()

IDLE_S: Final = 1.0
"""How often a worker looks for what other processes have left, at least."""
PUSH_IDLE_S: Final = 5.0
"""How often it looks for pushes that others have left, or that are due again."""
MOST_ATTEMPTS: Final = 15
TIDY_S: Final = 3600.0
"""How often what has run out is forgotten."""
HUSH_S: Final = KEPT_S + 1.0
"""How long after a job what open streams were told of it is forgotten."""
SCRUB_S: Final = 60.0
"""How long after a deletion its words may still stand in the write-ahead log."""
_DELETIONS: Final = frozenset(
    {
        "StatusDeleted",
        "StatusEdited",
        "StatusExpires",
        "StatusDue",
        "StatusTakenBack",
        "FilesUnneeded",
        "AccountDeleted",
    }
)


class Worker:
    """Runs jobs until it is stopped."""

    def __init__(
        self, store: Store, files: Files, pusher: Pusher | None = None, *, then: Callable[[], None] = lambda: None
    ) -> None:
        """Without a pusher, pushes stay where they are until a worker that has one comes by.

        `then` is called after each job: what follows from it may be told to those who listen in this process.
        """
        self._pusher = pusher
        self._pushes = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None
        self._store = store
        self._files = files
        self._then = then
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self._tidy_at = time.monotonic()
        self._scrub_at = time.monotonic() + TIDY_S
        self._hush_at = time.monotonic()
        store.on_events = self._woken.set

    def start(self) -> None:
        """Begin, in this event loop."""
        self._ending = False
        self._task = asyncio.create_task(self._forever())
        if self._pusher is not None:
            self._sending = asyncio.create_task(self._send(self._pusher))

    async def stop(self) -> None:
        """Stop between two jobs; what is left waits for the next start."""
        self._ending = True  # for `wait_for`, here and in asyncpg, swallows a cancellation that meets its result
        for task in (self._task, self._sending):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    async def drain(self) -> None:
        """Do everything that is due now: for tests and for commands that must leave nothing behind."""
        while await self._round() or (self._pusher is not None and await self._pusher.round()):
            pass

    async def _forever(self) -> None:
        while not self._ending:
            self._woken.clear()
            try:
                busy = await self._round()
                if not busy:
                    await self._keep_tidy()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - the worker outlives a database that is away
                log.warning("worker.waits", error=type(error).__name__)
                busy = False
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), IDLE_S)

    async def _send(self, pusher: Pusher) -> None:
        """Send pushes, beside the jobs: a service that is slow keeps no job waiting."""
        while not self._ending:
            self._pushes.clear()
            try:
                busy = await pusher.round()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - as above
                log.warning("pushes.wait", error=type(error).__name__)
                busy = False
            if not busy:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._pushes.wait(), PUSH_IDLE_S)

    async def _round(self) -> bool:
        """One batch; True where there was anything to do."""
        async with self._store.read(NOBODY) as tx:
            jobs = await finish_job.due(tx)
        await asyncio.gather(*(self._one(job) for job in jobs))
        if jobs:
            self._hush_at = min(self._hush_at, time.monotonic() + HUSH_S)
        if any(job["kind"] == "Notified" for job in jobs):
            self._pushes.set()
        if any(job["kind"] in _DELETIONS for job in jobs):
            self._scrub_at = min(self._scrub_at, time.monotonic() + SCRUB_S)
        return bool(jobs)

    async def _keep_tidy(self) -> None:
        """Between two rounds: forget what has run out, and let nothing that is gone stay in a file."""
        if time.monotonic() >= self._tidy_at:
            self._tidy_at = time.monotonic() + TIDY_S
            await self._store.write(NOBODY, forget_overdue)
            while await self._store.write(NOBODY, fold_away):
                pass
        if time.monotonic() >= self._hush_at:
            self._hush_at = time.monotonic() + TIDY_S
            await self._store.write(NOBODY, forget_told)
        if time.monotonic() >= self._scrub_at:
            done = await self._store.scrub()
            self._scrub_at = time.monotonic() + (TIDY_S if done else SCRUB_S)

    async def _one(self, job: Any) -> None:
        try:
            await self._store.write(NOBODY, lambda tx: self._do(tx, job))
            self._then()
        except Exception as error:  # noqa: BLE001 - the one place that mends everything by trying again
            log.warning("job.failed", job=job["id"], kind=job["kind"], error=type(error).__name__)
            if job["attempts"] >= MOST_ATTEMPTS:
                await self._store.write(NOBODY, lambda tx: finish_job.take(tx, job["id"]))
            else:
                await self._store.write(NOBODY, lambda tx: finish_job.put_off(tx, job["id"], job["attempts"]))

    async def _do(self, tx: WriteTx, job: Any) -> None:
        if not await finish_job.take(tx, job["id"]):
            return
        kind = KINDS[job["kind"]]
        event = msgspec.json.decode(job["body"], type=kind)
        for effect in EFFECTS[kind]:
            await effect(tx, event, self._files)
