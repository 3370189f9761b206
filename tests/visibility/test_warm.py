"""The warm feed holds exactly what home does, in the order of its keys, whichever statement found it."""

import random
from copy import copy

import pytest
from sqlalchemy import delete

from kukhnya.model.ids import DAY, HOUR, AccountId, Time, first_id_at
from kukhnya.model.page import Page
from kukhnya.model.viewer import Viewer
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.store import Store
from kukhnya.store.tables.warm import warm_score
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.followed_tags import home_with_tags
from kukhnya.visibility.home import Effort
from kukhnya.visibility.stretches import LIFT, Place, Stretches
from kukhnya.visibility.warm import FADES, FIRST, LAST, Lifts, Means, Part, lifts, place_of, warm
from tests.visibility.random_worlds import NOW, PEOPLE, RandomWorld
from tests.world import World

SMALL = (
    Effort(many=2, stretch=3, far=12, heads=2, each=1, look=2),
    Effort(many=99, heads=2, each=2, look=3),
    Effort(many=1, stretch=5, far=40, heads=3, each=4, look=5),
    None,
)
"""Efforts so small that a page takes many statements, besides the real one."""
FARTHEST = 19 * 5 + 39
"""Nothing is lifted further in these worlds."""
EPOCH = 4
_forget = Statement(delete(warm_score))
_score = inserting(warm_score)


@pytest.fixture
def store(world: World) -> Store:
    """An empty database whose clock stands at the boundary."""
    world.house.store.clock = lambda: Time(NOW)
    return world.house.store


class WarmWorld(RandomWorld):
    """A random world with scores of two epochs, and somebody's position of the slider."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__(dice)
        self.steps = {
            (epoch, i): dice.randrange(20) for epoch in (EPOCH - 1, EPOCH) for i in self.statuses if self.chance(0.6)
        }
        near = {who: dice.randrange(1, 40) for who in PEOPLE if self.chance(0.4)}
        self.lifts = Lifts(EPOCH, dice.choice([0, 1, 2, 5]), near)

    async def _write(self, tx: WriteTx) -> None:
        await super()._write(tx)
        await tx.execute(_forget)
        await tx.many(_score, [{"epoch": e, "status_id": i, "step": step} for (e, i), step in self.steps.items()])

    def earlier(self, cut: int) -> "WarmWorld":
        """This world when nothing after `cut` had been posted, and some of what is gone now was still there.

        Nobody was blocked then, and fewer were followed. What has been posted since has no score in this epoch.
        """
        before = copy(self)
        before.blocks, before.follows = set(), {pair: how for pair, how in self.follows.items() if self.chance(0.7)}
        before.statuses = {i: row for i, row in self.statuses.items() if i <= cut}
        before.spoken = {i: said for i, said in self.spoken.items() if i <= cut}
        before.steps = {(epoch, i): step for (epoch, i), step in self.steps.items() if i <= cut}
        shared = {row["reblog_of_id"] for row in self.statuses.values()}
        gone = {i for i in before.statuses if i not in shared and self.chance(0.2)}
        self.statuses = {i: row for i, row in self.statuses.items() if i not in gone}
        self.spoken = {i: said for i, said in self.spoken.items() if i not in gone}
        self.steps = {(epoch, i): step for (epoch, i), step in before.steps.items() if i not in gone}
        return before

    def place(self, viewer: int, an_id: int) -> Place:
        """Where a status of the viewer's home stands, worked out by hand."""
        row = self.statuses[an_id]
        by = row["account_id"]
        if by == viewer or not self.stands(viewer, row, of_list=False):
            return (an_id, an_id)
        step = self.steps.get((EPOCH, an_id), 0)
        return (an_id + max(0, 2 * step - 19) * self.lifts.unit + self.lifts.near.get(by, 0), an_id)

    def warm(self, viewer: int, part: Part, *, tags: bool) -> list[int]:
        """The ids of a page, the largest key first, read off plainly."""
        places = sorted((self.place(viewer, an_id) for an_id in self.home(viewer, Page(999), tags=tags)), reverse=True)
        inside = [place[1] for place in places if part.above < place < part.below]
        return inside[-part.limit :] if part.upwards else inside[: part.limit]


def _kept(dice: random.Random) -> Stretches:
    """A memory, mostly one so small that a page needs several stretches, or has to let some go."""
    rows, most = dice.choice([(2, 30), (9, 60), (2000, 2000)])
    return Stretches(rows, most, FARTHEST)


def _parts(dice: random.Random) -> list[Part]:
    pairs = [sorted((dice.randrange(0, 260), dice.randrange(0, 260)), reverse=True) for _ in range(4)]
    a, b, c, d = sorted((key, an_id) for key, an_id in pairs)  # a key is never less than its id
    return [
        Part(20), Part(3, below=c), Part(4, above=b), Part(3, below=d, above=a), Part(3, above=a, upwards=True),
        Part(2, above=b, below=d, upwards=True),
    ]  # fmt: skip


async def test_every_page_is_what_a_plain_reading_gives(store: Store) -> None:
    dice = random.Random(15)
    for _ in range(14):
        a_world, kept = WarmWorld(dice), _kept(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            follows = sum(a == viewer for a, _ in a_world.follows)
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for effort in SMALL:
                    for part in _parts(dice):
                        for tags in (False, True):
                            found = await warm(tx, part, a_world.lifts, Means(kept, follows, tags, effort))
                            assert [i for i, _ in found] == a_world.warm(viewer, part, tags=tags), (
                                viewer,
                                part,
                                effort,
                            )


async def test_turning_pages_to_the_end_skips_nothing_and_repeats_nothing(store: Store) -> None:
    dice = random.Random(16)
    for _ in range(8):
        a_world, kept = WarmWorld(dice), _kept(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            how = a_world.lifts
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for effort in SMALL:
                    means = Means(kept, dice.choice([0, 5]), True, effort)
                    down: list[tuple[int, int]] = []
                    while more := await warm(tx, Part(3, below=_place(down[-1]) if down else FIRST), how, means):
                        down += more
                    up: list[tuple[int, int]] = []
                    while more := await warm(
                        tx, Part(3, above=_place(up[0]) if up else LAST, upwards=True), how, means
                    ):
                        up = [*more, *up]

                    assert down == up
                    assert [i for i, _ in down] == a_world.warm(viewer, Part(999), tags=True)


def _place(one: tuple[int, int]) -> Place:
    return (one[1], one[0])


async def test_what_is_kept_in_memory_gives_what_is_read_anew_whatever_has_happened_meanwhile(store: Store) -> None:
    dice = random.Random(19)
    for _ in range(10):
        after, kept = WarmWorld(dice), _kept(dice)
        before = after.earlier(dice.randrange(200))
        for a_world in (before, after):
            await a_world.write(store)
            for viewer in PEOPLE:
                async with store.read(Viewer(AccountId(viewer))) as tx:
                    for effort in SMALL:
                        for part in _parts(dice):
                            found = await warm(tx, part, after.lifts, Means(kept, 5, effort=effort))
                            assert [i for i, _ in found] == a_world.warm(viewer, part, tags=False), (viewer, part)


async def test_a_status_stands_where_its_page_has_it_and_one_that_is_not_to_be_seen_where_its_id_would(
    store: Store,
) -> None:
    dice = random.Random(17)
    for _ in range(6):
        a_world = WarmWorld(dice)
        await a_world.write(store)

        for viewer in PEOPLE:
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for an_id in (*a_world.statuses, 777):
                    place = await place_of(tx, an_id, a_world.lifts)
                    there = an_id in a_world.home(viewer, Page(999))
                    assert place == (a_world.place(viewer, an_id) if there else (an_id, an_id))


async def test_at_nought_it_is_home_exactly(store: Store) -> None:
    dice = random.Random(18)
    for _ in range(8):
        a_world = WarmWorld(dice)
        await a_world.write(store)
        nothing = lifts(EPOCH, 0, dict.fromkeys(PEOPLE, 1.0))

        for viewer in PEOPLE:
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for size in (3, 20):
                    found = await warm(tx, Part(size), nothing, Means(Stretches(), 5, tags=True))
                    assert [i for i, _ in found] == await home_with_tags(tx, Page(size))
                    assert all(i == key for i, key in found)


def test_a_lift_is_never_more_than_sixteen_hours_and_never_less_than_none() -> None:
    for slider in range(101):
        how = lifts(EPOCH, slider, {1: 0.0, 2: 0.5, 3: 1.0})

        assert [how.wide(step) for step in range(10)] == [0] * 10
        assert all(0 <= how.wide(step) <= first_id_at(Time(12 * HOUR * slider // 100)) for step in range(20))
        assert all(0 <= near <= first_id_at(Time(4 * HOUR * slider // 100)) for near in how.near.values())
        assert how.none == (slider == 0)
        assert how.most <= LIFT
        assert how.most <= first_id_at(Time(16 * HOUR * slider // 100)) < first_id_at(Time(DAY))


async def test_whoever_follows_few_of_many_is_looked_for_by_author_and_after_some_pages_by_all_again(
    store: Store,
) -> None:
    a_world, kept = WarmWorld(random.Random(20)), Stretches()
    await a_world.write(store)
    reader, follows = PEOPLE[0], 5
    effort = Effort(many=1, stretch=20, far=25)
    kept.learn(reader, follows, 2.0)

    known = []
    for _ in range(6):
        async with store.read(Viewer(AccountId(reader))) as tx:
            found = await warm(tx, Part(20), a_world.lifts, Means(kept, follows, effort=effort))
            assert [i for i, _ in found] == a_world.warm(reader, Part(20), tags=False)
        known.append(kept.rare(reader, follows))

    assert known[:5] == [pytest.approx(2 * FADES**n) for n in range(1, 6)]
    assert known[5] != pytest.approx(2 * FADES**6)
    assert kept.rare(reader, follows + 1) is None
