"""What a database says about its own tables, in a form that two databases can be compared by."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import asyncpg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from kukhnya.store import sealed
from kukhnya.store.tables import metadata

__all__ = ["sealed"]  # imported so that `metadata` holds the sealed tables too

_COLUMNS = """
    SELECT table_name || '.' || column_name, ordinal_position || ' ' || data_type || ' ' || is_nullable || ' '
           || coalesce(column_default, '-')
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


async def described(address: str) -> Mapping[str, str]:
    """Tables, columns and indexes by name, as the database itself writes them."""
    if address.startswith("sqlite:///"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as raw:
            rows = raw.execute(
                "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
            )
            return {name: re.sub(r"\s+", " ", sql) for name, sql in rows}
    connection = await asyncpg.connect(address)
    try:
        return {row[0]: row[1] for row in await connection.fetch(_COLUMNS)}
    finally:
        await connection.close()


async def made_at_once(address: str) -> None:
    """Make the tables straight from the metadata, as no server does."""
    await _with(address, metadata.create_all)


async def differences(address: str) -> list[Any]:
    """What Alembic finds between the database and the metadata."""

    def compared(connection: Connection) -> list[Any]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))

    return list(await _with(address, compared))


async def _with(address: str, work: Any) -> Any:
    if address.startswith("sqlite:///"):
        with create_engine(address).begin() as connection:
            return work(connection)
    engine = create_async_engine(address.replace("postgresql://", "postgresql+asyncpg://", 1))
    try:
        async with engine.begin() as opened:
            return await opened.run_sync(work)
    finally:
        await engine.dispose()
