"""One running server for all stories of apps, open to newcomers, and a place beside it that it may reach."""

from collections.abc import Iterator

import pytest

from tests.apps.kitchen import Kitchen, a_kitchen
from tests.apps.neighbour import Neighbour, a_neighbour
from tests.apps.strict import told_misfits


@pytest.fixture(scope="session")
def neighbour() -> Iterator[Neighbour]:
    """A push service that has pages too."""
    with a_neighbour() as made:
        yield made


@pytest.fixture(scope="session")
def open_kitchen(tmp_path_factory: pytest.TempPathFactory, neighbour: Neighbour) -> Iterator[Kitchen]:
    """A server where anybody can sign up; stories bring members of their own."""
    folder = tmp_path_factory.mktemp("open")
    with a_kitchen(folder, KUKHNYA_REGISTRATION="open", KUKHNYA_OUTBOUND_ALLOW=neighbour.place) as made:
        yield made


@pytest.fixture
def strictly() -> Iterator[None]:
    """Whatever Mastodon.py reads in this story fits its types."""
    with told_misfits():
        yield
