"""A long statement takes long to plan, and is planned once."""

from collections.abc import AsyncIterator

import pytest

from kukhnya.model.viewer import NOBODY
from kukhnya.store.postgresql import PostgreSQLStore
from kukhnya.store.statement import Statement
from tests.postgres import Cluster

KEPT = Statement(postgresql="SELECT count(*) FROM pg_prepared_statements WHERE length(statement) > 40000")


@pytest.fixture
async def store(cluster: Cluster) -> AsyncIterator[PostgreSQLStore]:
    """A database of PostgreSQL."""
    address = await cluster.ready()
    made = await PostgreSQLStore.open(address)
    yield made
    await made.close()
    await cluster.takes_back(address)


async def test_a_statement_of_any_length_is_kept_once_it_is_planned(store: PostgreSQLStore) -> None:
    long = Statement(postgresql="SELECT 1 WHERE 1 IN (" + ", ".join(["1"] * 20_000) + ")")
    async with store.read(NOBODY) as tx:
        await tx.value(long)
        await tx.value(long)

        assert await tx.value(KEPT) == 1
