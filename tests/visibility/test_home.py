"""Home and list pages hold exactly what a plain reading of the rules says, whichever statement found them."""

import random

import pytest

from kukhnya.model.ids import TOP, AccountId, ListId, Time
from kukhnya.model.page import Page
from kukhnya.model.viewer import Viewer
from kukhnya.store.store import Store
from kukhnya.visibility.home import Effort, home
from tests.visibility.random_worlds import LIST, NOW, PEOPLE, RandomWorld
from tests.world import World

SMALL = (
    Effort(many=2, stretch=3, far=12, heads=2, each=1, look=2),
    Effort(many=99, heads=2, each=2, look=3),
    Effort(many=1, stretch=5, far=40, heads=3, each=4, look=5),
    None,
)
"""Efforts so small that a page takes many statements, besides the real one."""


@pytest.fixture
def store(world: World) -> Store:
    """An empty database whose clock stands at the boundary."""
    world.house.store.clock = lambda: Time(NOW)
    return world.house.store


def _pages(dice: random.Random) -> list[Page]:
    a, b, c, d, e, f = (dice.randrange(0, 201) for _ in range(6))
    return [
        Page(20), Page(3, max_id=a), Page(4, since_id=b), Page(3, max_id=c, since_id=d), Page(3, min_id=e),
        Page(2, min_id=f, max_id=a),
    ]  # fmt: skip


async def test_every_page_is_what_a_plain_reading_gives(store: Store) -> None:
    dice = random.Random(5)
    for _ in range(15):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            of_list = LIST if viewer == a_world.owner else None
            follows = sum(a == viewer for a, _ in a_world.follows)
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for effort in SMALL:
                    for page in _pages(dice):
                        found = await home(tx, page, follows=follows, effort=effort)
                        assert found == a_world.home(viewer, page), (viewer, page, effort)
                        if of_list:
                            found = await home(tx, page, of_list=ListId(of_list), effort=effort)
                            assert found == a_world.home(viewer, page, of_list=True), (viewer, page, effort)


async def test_turning_pages_to_the_end_skips_nothing_and_repeats_nothing(store: Store) -> None:
    dice = random.Random(6)
    for _ in range(8):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            follows = sum(a == viewer for a, _ in a_world.follows)
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for effort in SMALL:
                    down: list[int] = []
                    while more := await home(
                        tx, Page(3, max_id=down[-1] if down else TOP), follows=follows, effort=effort
                    ):
                        down += more
                    up: list[int] = []
                    while more := await home(tx, Page(3, min_id=up[0] if up else 0), follows=follows, effort=effort):
                        up = [*more, *up]

                    assert down == up == a_world.home(viewer, Page(999))
