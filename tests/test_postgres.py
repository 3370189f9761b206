"""The databases that tests lend each other."""

from pathlib import Path

import asyncpg

from kukhnya.store.migrate import migrate
from tests.postgres import Cluster
from tests.world import a_world


async def _rows(address: str) -> dict[str, list[tuple[object, ...]]]:
    """Every table and what is in it."""
    raw = await asyncpg.connect(address)
    try:
        tables = await raw.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name: [tuple(row) for row in await raw.fetch(f'SELECT * FROM "{name}"')] for (name,) in tables}
    finally:
        await raw.close()


async def test_a_database_that_is_handed_back_is_as_good_as_a_new_one(cluster: Cluster, tmp_path: Path) -> None:
    new, lent = cluster.database(), await cluster.ready()
    await migrate(new)
    async with a_world(tmp_path, lent) as world:
        vera, misha = await world.members("vera", "misha")
        await misha.follows(vera)
        await vera.posts("@misha #tea")
        await world.settle()
    assert await _rows(lent) != await _rows(new)

    await cluster.takes_back(lent)

    assert await cluster.ready() == lent
    assert await _rows(lent) == await _rows(new)
    await cluster.takes_back(lent)
