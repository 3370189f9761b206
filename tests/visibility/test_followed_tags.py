"""Home with followed hashtags holds exactly what a plain reading says, and turning its pages loses nothing."""

import random

import pytest

from kukhnya.model.ids import TOP, AccountId, Time
from kukhnya.model.page import Page
from kukhnya.model.viewer import Viewer
from kukhnya.store.store import Store
from kukhnya.visibility.followed_tags import LOOK, home_with_tags
from tests.visibility.random_worlds import NOW, PEOPLE, RandomWorld
from tests.world import World


@pytest.fixture
def store(world: World) -> Store:
    """An empty database whose clock stands at the boundary."""
    world.house.store.clock = lambda: Time(NOW)
    return world.house.store


def _pages(dice: random.Random) -> list[Page]:
    a, b, c, d, e, f = (dice.randrange(0, 201) for _ in range(6))
    return [
        Page(20), Page(3, max_id=a), Page(4, since_id=b), Page(3, max_id=c, since_id=d), Page(3, min_id=e),
        Page(2, min_id=f, max_id=a), Page(1), Page(1, min_id=0),
    ]  # fmt: skip


async def test_every_page_is_what_a_plain_reading_gives(store: Store) -> None:
    dice = random.Random(11)
    for _ in range(12):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for look in (1, 2, 5, LOOK):
                    for page in _pages(dice):
                        found = await home_with_tags(tx, page, look=look)
                        assert found == a_world.home(viewer, page, tags=True), (viewer, page, look)
                        assert await home_with_tags(tx, page, tags=False) == a_world.home(viewer, page)


async def test_turning_pages_to_the_end_skips_nothing_and_repeats_nothing(store: Store) -> None:
    dice = random.Random(12)
    for _ in range(6):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for look in (1, 3, LOOK):
                    down: list[int] = []
                    while more := await home_with_tags(tx, Page(3, max_id=down[-1] if down else TOP), look=look):
                        down += more
                    up: list[int] = []
                    while more := await home_with_tags(tx, Page(3, min_id=up[0] if up else 0), look=look):
                        up = [*more, *up]

                    assert down == up == a_world.home(viewer, Page(999), tags=True)
