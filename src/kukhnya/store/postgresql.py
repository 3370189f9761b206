"""PostgreSQL by asyncpg: prepared statements, one moment per read, one short transaction after another for writes.

Writes take turns, as they do on SQLite: ids must appear in commit order anyway, what a transaction has read stays true
until it commits, and no two can wait for each other.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
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
_GONE: Final = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncio.TimeoutError,
)


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
            command_timeout=60,
        )
        return cls(pool)

    @asynccontextmanager
    async def read(self, viewer: Viewer) -> AsyncIterator[ReadTx]:
        """One moment of the database; the transaction cannot write."""
        try:
            async with self._pool.acquire(timeout=10) as raw:
                await raw.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                try:
                    yield ReadTx(_Connection(self, raw), "postgresql", viewer, self.clock())
                finally:
                    if not raw.is_closed():
                        await raw.execute("COMMIT")
        except _GONE as error:
            raise Unreachable("The database does not answer; please try again in a moment.") from error

    async def write(self, viewer: Viewer, work: Work[Answer]) -> Answer:
        """Run `work` in a transaction, again from its beginning where it lost against another."""
        for attempt in range(TRIES):
            try:
                return await self._once(viewer, work)
            except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError):
                if attempt == TRIES - 1:
                    raise
            except _GONE as error:
                raise Unreachable("The database does not answer; please try again in a moment.") from error
        raise Unreachable("The database is too busy; please try again in a moment.")

    async def _once(self, viewer: Viewer, work: Work[Answer]) -> Answer:
        async with self._pool.acquire(timeout=10) as raw:
            tx = WriteTx(_Connection(self, raw), "postgresql", viewer, self.clock())
            async with raw.transaction():
                await raw.execute(_MY_TURN)
                answer = await work(tx)
                await tx.flush()
        await committed(tx, self.on_events)
        return answer

    async def scrub(self) -> bool:
        """Nothing to do from here: PostgreSQL vacuums by itself and recycles its own log (docs/reference/retention.md)."""
        return True

    async def close(self) -> None:
        """Let go of every connection."""
        await asyncio.wait_for(self._pool.close(), 10)
