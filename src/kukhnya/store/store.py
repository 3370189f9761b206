"""The store: one database, read by anybody, written by one transaction after another.

`open_store` chooses the engine by the address. Reads get a connection and one moment of the database;
writes run a piece of work inside a transaction and answer once it is safely on disk.
"""

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

from kukhnya.model.ids import Time
from kukhnya.model.viewer import Viewer

from .statement import Dialect
from .tx import ReadTx, WriteTx

Answer = TypeVar("Answer")
Work = Callable[[WriteTx], Awaitable[Answer]]


def clock() -> Time:
    """Now, in whole milliseconds since 1970."""
    return Time(time.time_ns() // 1_000_000)


class Store(Protocol):
    """A database with our tables in it."""

    dialect: Dialect
    clock: Callable[[], Time]
    statements: int
    """How many statements have run: tests and benchmarks compare two readings."""
    on_events: Callable[[], None]
    """Called after a commit that announced events, to wake the worker of this process."""

    def read(self, viewer: Viewer) -> AbstractAsyncContextManager[ReadTx]:
        """One moment of the database, as `viewer` may see it."""

    async def write(self, viewer: Viewer, work: Work[Answer]) -> Answer:
        """Run `work` in a transaction; its answer, once committed. Any exception undoes all of it."""

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted in the files of the database; False where somebody was in the way."""

    async def close(self) -> None:
        """Let go of every connection."""


async def open_store(address: str) -> Store:
    """The store at a `sqlite:///path` or `postgresql://…` address. Its tables must be there (see `migrate`)."""
    if address.startswith("sqlite:///"):
        from .sqlite import SQLiteStore  # noqa: PLC0415 - each engine is imported only where it is used

        return SQLiteStore(address.removeprefix("sqlite:///"))
    from .postgresql import PostgreSQLStore  # noqa: PLC0415

    return await PostgreSQLStore.open(address)


async def committed(tx: WriteTx, woken: Callable[[], None]) -> None:
    """What a store does after a commit, for both engines."""
    for call in tx.after:
        call()
    if tx.events:
        woken()
