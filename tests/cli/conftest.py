"""Fixtures: a machine without anything on it."""

from pathlib import Path

import pytest

from tests.cli.processes import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A fresh machine that keeps its data in SQLite."""
    return Machine(tmp_path)
