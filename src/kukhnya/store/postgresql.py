"""PostgreSQL by asyncpg: prepared statements, one moment per read, one short transaction after another for writes.

Writes take turns, as they do on SQLite: ids must appear in commit order anyway, what a transaction has read stays true
until it commits, and no two can wait for each other.
"""

import asyncio
import errno
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final

import asyncpg

from kukhnya.model.errors import Unreachable
from kukhnya.model.ids import Time
from kukhnya.model.viewer import Viewer

from .statement import Compiled, Dialect, Statement
from .store import Answer, Work, clock, committed
from .tx import ReadTx, WriteTx

TRIES: Final = 5
"""How often work is done again after a deadlock."""

_SETTINGS: Final = {"plan_cache_mode": "force_generic_plan", "jit": "off", "application_name": "kukhnya"}
_MY_TURN: Final = "SELECT pg_advisory_xact_lock(7209)"
PATIENCE_S: Final = 10
"""How long one waits for a connection at most."""
STATEMENT_S: Final = 30
"""How long a statement may take before the server counts as gone."""

_GONE: Final = (
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
_AWAY: Final = "The database does not answer; please try again in a moment."


@contextmanager
def _in_words_of_ours() -> Iterator[None]:
    """Say Unreachable where the server went away, OSError where its disk is full. Faults of ours stay what they are."""
    try:
        yield
    except asyncpg.DiskFullError as error:
        raise OSError(errno.ENOSPC, "The disk of the database is full") from error
    except _GONE as error:
        if isinstance(error, ValueError):  # asyncpg calls a value that fits no column an error of the interface
            raise
        raise Unreachable(_AWAY) from error


class _Connection:
    """Statements of ours on a connection of asyncpg."""

    __slots__ = ("_raw", "_store")

    def __init__(self, store: "PostgreSQLStore", raw: Any) -> None:
        self._store = store
        self._raw = raw

    async def fetch(self, statement: Statement, values: dict[str, Any]) -> list[Any]:
        made = statement.compiled("postgresql")
        self._store.statements += 1
        rows: list[Any] = await self._raw.fetch(made.text, *_ordered(made, values))
        return rows

    async def run(self, statement: Statement, values: dict[str, Any]) -> int:
        made = statement.compiled("postgresql")
        self._store.statements += 1
        done: str = await self._raw.execute(made.text, *_ordered(made, values))
        many = done.rpartition(" ")[2]
        return int(many) if many.isdigit() else 0

    async def run_many(self, statement: Statement, values: Sequence[dict[str, Any]]) -> None:
        made = statement.compiled("postgresql")
        self._store.statements += 1
        await self._raw.executemany(made.text, [_ordered(made, each) for each in values])


def _ordered(made: Compiled, values: dict[str, Any]) -> list[Any]:
    return [values[name] if name in values else made.constants[name] for name in made.names]


class PostgreSQLStore:
    """A database on a PostgreSQL server."""

    dialect: Dialect = "postgresql"

    def __init__(self, pool: Any, clock_: Callable[[], Time] = clock) -> None:
        self.clock = clock_
        self.statements = 0
        self.on_events: Callable[[], None] = lambda: None
        self._pool = pool
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, address: str, connections: int = 10) -> "PostgreSQLStore":
        """Connect to the server at a `postgresql://` address."""
        pool = await asyncpg.create_pool(
            address,
            min_size=1,
            max_size=connections,
            server_settings=_SETTINGS,
            statement_cache_size=1000,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,  # of any length: a long one is the very one that takes long to plan
            command_timeout=STATEMENT_S,
        )
        return cls(pool)

    @asynccontextmanager
    async def read(self, viewer: Viewer) -> AsyncIterator[ReadTx]:
        """One moment of the database; the transaction cannot write."""
        with _in_words_of_ours():
            async with self._connected() as raw:
                await raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                try:
                    yield ReadTx(_Connection(self, raw), "postgresql", viewer, self.clock())
                finally:
                    if not raw.is_closed():
                        await raw.execute("COMMIT")

    async def write(self, viewer: Viewer, work: Work[Answer]) -> Answer:
        """Run `work` in a transaction, again from its beginning where it lost against another."""
        for _ in range(TRIES):
            with _in_words_of_ours(), suppress(asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                return await self._once(viewer, work)
        raise Unreachable("The database is too busy; please try again in a moment.")

    async def _once(self, viewer: Viewer, work: Work[Answer]) -> Answer:
        async with self._in_order(), self._connected() as raw:
            tx = WriteTx(_Connection(self, raw), "postgresql", viewer, self.clock())
            async with raw.transaction():
                await raw.execute(_MY_TURN)
                answer = await work(tx)
                await tx.flush()
        await committed(tx, self.on_events)
        return answer

    @asynccontextmanager
    async def _in_order(self) -> AsyncIterator[None]:
        """First come, first served among the writes of this process; those that wait hold no connection."""
        async with asyncio.timeout(PATIENCE_S):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Any]:
        """A connection of the pool's, a new one in the place of each that has died. Raises Unreachable."""
        try:
            raw = await self._pool.acquire(timeout=PATIENCE_S)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unreachable(_AWAY) from error
        try:
            yield raw
        finally:
            await self._pool.release(raw)

    async def scrub(self) -> bool:
        """Nothing to do from here: PostgreSQL vacuums by itself and recycles its own log (docs/reference/retention.md)."""
        return True

    async def close(self) -> None:
        """Let go of every connection."""
        await asyncio.wait_for(self._pool.close(), 10)
