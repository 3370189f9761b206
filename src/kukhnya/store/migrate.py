"""Bring a database's tables up to date, on SQLite and PostgreSQL alike."""

from sqlalchemy import create_engine, insert
from sqlalchemy.ext.asyncio import create_async_engine

from . import sealed
from .tables import id_sequence, metadata

__all__ = ["migrate", "sealed"]


async def migrate(address: str) -> None:
    """Make or change the tables at this address until they are those of this version."""
    if address.startswith("sqlite:///"):
        with create_engine(address).begin() as db:
            metadata.create_all(db)
            if db.execute(id_sequence.select()).first() is None:
                db.execute(insert(id_sequence).values(one=1, last=0))
        return
    engine = create_async_engine(address.replace("postgresql://", "postgresql+asyncpg://", 1))
    async with engine.begin() as apg:
        await apg.run_sync(metadata.create_all)
        if (await apg.execute(id_sequence.select())).first() is None:
            await apg.execute(insert(id_sequence).values(one=1, last=0))
    await engine.dispose()
