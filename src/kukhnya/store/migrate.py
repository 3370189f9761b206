"""Bring a database's tables up to date, on SQLite and PostgreSQL alike.

The version is read first, with the bare driver; only where something is to be done is Alembic loaded, which costs
a third of a second. A migration is one transaction under a lock, so that several processes may start at once and
a crash leaves the tables as they were.
"""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from kukhnya.model.errors import Unreachable

from .migrations import FOLDER, HEAD, VERSIONS

_LOCK: Final = 7_236_501_843
"""The advisory lock that migrations of ours take on PostgreSQL: a number of our own."""
_one_at_a_time: Final = threading.Lock()  # Alembic keeps what it is doing in globals


class NewerDatabase(Unreachable):
    """The tables belong to a later version of Kukhnya than this one."""


async def migrate(address: str) -> bool:
    """Make or change the tables at this address until they are those of this version; True where they were not.

    Raises NewerDatabase where they are of a later version, Unreachable where the database does not answer.
    """
    found = await schema_version(address)
    if found == HEAD:
        return False
    if found is not None and found not in VERSIONS:
        raise NewerDatabase(
            f"The database has version {found} of the tables; this program knows {HEAD} and older ones."
        )
    await asyncio.to_thread(_migrate, address)
    return True


async def schema_version(address: str) -> str | None:
    """The version of the tables at this address; None where there are none. Raises Unreachable."""
    if address.startswith("sqlite:///"):
        return _sqlite_version(address.removeprefix("sqlite:///"))
    return await _postgresql_version(address)


def _sqlite_version(path: str) -> str | None:
    if not Path(path).exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=10)) as raw:
            found = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise Unreachable(f"The database cannot be read: {error}.") from error
    except sqlite3.DatabaseError as error:
        raise Unreachable(f"The database is damaged: {error}.") from error
    return None if found is None else str(found[0])


async def _postgresql_version(address: str) -> str | None:
    import asyncpg  # noqa: PLC0415 - each engine is imported only where it is used

    try:
        raw = await asyncpg.connect(address, timeout=10)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unreachable(f"The PostgreSQL server does not let us in: {type(error).__name__}.") from error
    try:
        found = await raw.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return None
    finally:
        await raw.close()
    return None if found is None else str(found)


def _migrate(address: str) -> None:
    """In a thread of its own, with an event loop of its own where the driver needs one."""
    with _one_at_a_time:
        if address.startswith("sqlite:///"):
            _migrate_sqlite(address.removeprefix("sqlite:///"))
        else:
            asyncio.run(_migrate_postgresql(address))


def _migrate_sqlite(path: str) -> None:
    """One transaction that has locked out every other writer."""
    from sqlalchemy import NullPool, create_engine, event  # noqa: PLC0415 - only where something is to be done

    from .sqlite import connect  # noqa: PLC0415

    def connection() -> sqlite3.Connection:
        raw = connect(path)
        raw.row_factory = None
        raw.execute("PRAGMA busy_timeout=60000")
        return raw

    engine = create_engine("sqlite://", creator=connection, poolclass=NullPool)
    event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as opened:
        _upgrade(opened)


async def _migrate_postgresql(address: str) -> None:
    from sqlalchemy import NullPool, text  # noqa: PLC0415 - as above
    from sqlalchemy.ext.asyncio import create_async_engine  # noqa: PLC0415

    engine = create_async_engine(address.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    try:
        async with engine.begin() as opened:
            await opened.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await opened.run_sync(_upgrade)
    finally:
        await engine.dispose()


def _upgrade(connection: Any) -> None:
    """Every step that is missing, on a connection inside a transaction."""
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
