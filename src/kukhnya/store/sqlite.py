"""SQLite inside the server process: many readers, one writer, several transactions to a disk flush.

Reads are called inline: a hot statement takes a tenth of a millisecond, a thread costs as much again.
Writes queue up; while one flush is under way the next ones gather, run each inside a savepoint of its own,
and share a commit. `synchronous=FULL`, because a power cut must not bring back what was narrowed or deleted.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from typing import Any, Final, Generic

from kukhnya.model.ids import Time
from kukhnya.model.viewer import Viewer

from .statement import Dialect, Statement, list_for_sqlite
from .store import Answer, Work, clock, committed
from .tx import ReadTx, WriteTx

TOGETHER: Final = 64
"""Transactions that share a flush at most."""

PATIENCE_S: Final = 10.0
"""How long a write waits for the writer of another process."""

_SETTINGS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA cache_size=-32000",
    "PRAGMA mmap_size=1073741824",
    "PRAGMA busy_timeout=0",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=16777216",
)


def connect(path: str) -> sqlite3.Connection:
    """A connection with our settings. Transactions are begun and ended by hand."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA busy_timeout=10000")
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def _emptied(path: str) -> bool:
    with closing(connect(path)) as raw:
        raw.execute("PRAGMA busy_timeout=2000")
        busy, _, _ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


class _Connection:
    """Statements of ours on a connection of sqlite3."""

    __slots__ = ("_raw", "_store")

    def __init__(self, store: "SQLiteStore", raw: sqlite3.Connection) -> None:
        self._store = store
        self._raw = raw

    def _run(self, statement: Statement, values: dict[str, Any]) -> sqlite3.Cursor:
        made = statement.compiled("sqlite")
        self._store.statements += 1
        if made.constants:
            values = {**made.constants, **values}
        return self._raw.execute(made.text, list_for_sqlite(values) if made.takes_lists else values)

    async def fetch(self, statement: Statement, values: dict[str, Any]) -> list[Any]:
        return self._run(statement, values).fetchall()

    async def run(self, statement: Statement, values: dict[str, Any]) -> int:
        return self._run(statement, values).rowcount

    async def run_many(self, statement: Statement, values: Sequence[dict[str, Any]]) -> None:
        made = statement.compiled("sqlite")
        self._store.statements += 1
        self._raw.executemany(made.text, [{**made.constants, **each} for each in values])


class _Waiting(Generic[Answer]):
    """A piece of work in the queue, and whoever waits for its answer."""

    def __init__(self, viewer: Viewer, work: Work[Answer]) -> None:
        self.viewer = viewer
        self.work = work
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self.tx: WriteTx | None = None
        self.result: Answer | None = None
        self.error: BaseException | None = None

    async def run(self, store: "SQLiteStore", raw: sqlite3.Connection) -> None:
        """Do the work in a savepoint of its own, so that a failure undoes it alone."""
        tx = WriteTx(_Connection(store, raw), "sqlite", self.viewer, store.clock())
        raw.execute("SAVEPOINT one")
        try:
            self.result = await self.work(tx)
            await tx.flush()
        except Exception as error:
            self.error = error
            if not raw.in_transaction:
                raise
            raw.execute("ROLLBACK TO one")
        else:
            self.tx = tx
        raw.execute("RELEASE one")

    async def settle(self, trouble: Exception | None, woken: Callable[[], None]) -> None:
        """Answer, now that the commit has held or not."""
        error = self.error or trouble
        if error is None and self.tx is not None:
            await committed(self.tx, woken)
        if self.answer.done():
            return
        if error is None:
            self.answer.set_result(self.result)  # type: ignore[arg-type]
        else:
            self.answer.set_exception(error)


class SQLiteStore:
    """A database in one file."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: str, clock_: Callable[[], Time] = clock) -> None:
        self.clock = clock_
        self.statements = 0
        self.on_events: Callable[[], None] = lambda: None
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._waiting: deque[_Waiting[Any]] = deque()
        self._writer = connect(path)
        self._disk = ThreadPoolExecutor(1, "kukhnya-disk")
        self._writing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def read(self, viewer: Viewer) -> AsyncIterator[ReadTx]:
        """One moment of the database. Connections are kept for the next reader."""
        raw = self._idle.pop() if self._idle else connect(self._path)
        raw.execute("BEGIN")
        try:
            yield ReadTx(_Connection(self, raw), "sqlite", viewer, self.clock())
        finally:
            raw.execute("COMMIT")
            self._idle.append(raw)

    async def write(self, viewer: Viewer, work: Work[Answer]) -> Answer:
        """Run `work` in a savepoint of the next transaction; its answer comes after the flush."""
        waiting = _Waiting(viewer, work)
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._drain())
        return await asyncio.shield(waiting.answer)

    async def scrub(self) -> bool:
        """Fold the write-ahead log into the database, whose freed pages are zeroes, and cut it to nothing.

        In a thread, on a connection of its own. Readers that are in the way are waited for, two seconds at most;
        then the answer is False, and it is to be tried again later.
        """
        return await asyncio.to_thread(_emptied, self._path)

    async def close(self) -> None:
        """Finish what is being written, fold the log into the database and let go of it."""
        if self._writing is not None:
            await self._writing
        for raw in self._idle:
            raw.close()
        self._idle.clear()
        with suppress(sqlite3.Error):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._writer.close()
        self._disk.shutdown()

    async def _drain(self) -> None:
        """Write until nobody waits."""
        while self._waiting:
            together: list[_Waiting[Any]] = []
            trouble: Exception | None = None
            try:
                await self._begin()
                while self._waiting and len(together) < TOGETHER:
                    together.append(self._waiting.popleft())
                    await together[-1].run(self, self._writer)
                await asyncio.get_running_loop().run_in_executor(self._disk, self._writer.execute, "COMMIT")
            except sqlite3.Error as error:
                trouble = error
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                if not together:
                    together.append(self._waiting.popleft())
            for each in together:
                await each.settle(trouble, self.on_events)

    async def _begin(self) -> None:
        """Become the one writer, waiting without holding up the readers of this process."""
        waited = 0.0
        while True:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited >= PATIENCE_S:
                    raise
                await asyncio.sleep(0.002)
                waited += 0.002
            else:
                return
