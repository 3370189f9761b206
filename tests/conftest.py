"""Fixtures: a world on each database."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster
from tests.world import World, a_world


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of this test run's own."""
    with Cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A fresh server, on SQLite and then on PostgreSQL."""
    url = "" if request.param == "sqlite" else await request.getfixturevalue("cluster").ready()
    async with a_world(tmp_path, url) as made:
        yield made


@pytest.fixture
async def small_world(tmp_path: Path) -> AsyncIterator[World]:
    """A fresh server on SQLite alone, for what no database can change."""
    async with a_world(tmp_path) as made:
        yield made
