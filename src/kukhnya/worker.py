"""The worker: does what follows from committed events.

A job is claimed by deleting its row inside the transaction that does the work. A crash therefore leaves the job
where it was, and two workers that meet over one job cannot both finish it. What fails is tried again later.
"""

import asyncio
import contextlib
from typing import Any, Final

import msgspec
import structlog

from kukhnya.actions import finish_job
from kukhnya.effects import EFFECTS, KINDS
from kukhnya.model.viewer import NOBODY
from kukhnya.store.files import Files
from kukhnya.store.store import Store
from kukhnya.store.tx import WriteTx

log: Final = structlog.get_logger()

IDLE_S: Final = 1.0
"""How often a worker looks for what other processes have left, at least."""
MOST_ATTEMPTS: Final = 15


class Worker:
    """Runs jobs until it is stopped."""

    def __init__(self, store: Store, files: Files) -> None:
        self._store = store
        self._files = files
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        store.on_events = self._woken.set

    def start(self) -> None:
        """Begin, in this event loop."""
        self._task = asyncio.create_task(self._forever())

    async def stop(self) -> None:
        """Stop between two jobs; what is left waits for the next start."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def drain(self) -> None:
        """Do everything that is due now: for tests and for commands that must leave nothing behind."""
        while await self._round():
            pass

    async def _forever(self) -> None:
        while True:
            try:
                busy = await self._round()
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - the worker outlives a database that is away
                log.warning("worker.waits", error=type(error).__name__)
                busy = False
            if not busy:
                self._woken.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), IDLE_S)

    async def _round(self) -> bool:
        """One batch; was there anything to do?"""
        async with self._store.read(NOBODY) as tx:
            jobs = await finish_job.due(tx)
        await asyncio.gather(*(self._one(job) for job in jobs))
        return bool(jobs)

    async def _one(self, job: Any) -> None:
        try:
            await self._store.write(NOBODY, lambda tx: self._do(tx, job))
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
