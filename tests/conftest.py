"""Fixtures: a world on each database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kukhnya.store import sqlite
from tests.postgres import Cluster
from tests.world import World, a_world

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """What is here today is thrown away tomorrow: nobody waits for it to be on the disk, but servers in processes of their own."""
    hurried = tuple("PRAGMA synchronous=OFF" if "synchronous" in each else each for each in sqlite._SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_SETTINGS", hurried)
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of this test run's own."""
    with Cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """What a server of either kind is told of its database: nothing for SQLite, then an address on PostgreSQL."""
    if request.param == "sqlite":
        yield ""
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    address = await cluster.ready()
    yield address
    await cluster.takes_back(address)


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """A fresh server, on SQLite and then on PostgreSQL."""
    async with a_world(tmp_path, database_url) as made:
        yield made


@pytest.fixture
async def small_world(tmp_path: Path) -> AsyncIterator[World]:
    """A fresh server on SQLite alone, for what no database can change."""
    async with a_world(tmp_path) as made:
        yield made
