"""The check-up cannot lie: what it says somebody can read is what they can read, by the same rule."""

import random

from kukhnya.model.ids import TOP, AccountId, Time
from kukhnya.model.viewer import Viewer
from kukhnya.visibility import exposure
from kukhnya.visibility.exposure import Reader
from tests.visibility.random_worlds import NOW, PEOPLE, STRANGER, RandomWorld
from tests.world import World


async def test_what_somebody_is_said_to_read_is_what_the_rule_lets_them(world: World) -> None:
    store = world.house.store
    store.clock = lambda: Time(NOW)
    dice = random.Random(11)
    for _ in range(15):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for me in PEOPLE:
            for other in (STRANGER, *PEOPLE):
                async with store.read(Viewer(AccountId(me))) as tx:
                    said = await exposure.readable(tx, Reader(AccountId(other)), before=TOP)
                lifted = set(a_world.blocks)
                a_world.blocks.discard((other, me))  # a block of theirs could be lifted, and is not told
                mine = [row for row in a_world.statuses.values() if row["account_id"] == me]
                if other != me:
                    assert set(said) == {row["id"] for row in mine if a_world.opened(other, row)}
                a_world.blocks = lifted
