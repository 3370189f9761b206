"""A stream tells of a status to exactly those whose page would show it: all at once, on random worlds."""

import random

import pytest
from sqlalchemy import insert, update

from kukhnya.model.ids import AccountId, StatusId, Time
from kukhnya.model.page import Page
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.store import sealed, tables
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import cards, hearing, pages
from tests.visibility.random_worlds import LIST, NOW, PEOPLE, RandomWorld
from tests.world import World

ALL = Page(999)


@pytest.fixture
def store(world: World) -> Store:
    """An empty database whose clock stands at the boundary."""
    world.house.store.clock = lambda: Time(NOW)
    return world.house.store


async def _shown(store: Store, a_world: RandomWorld) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """For each person, ids on the public timeline and ids that may be read at all."""
    found: dict[int, list[int]] = {}
    read: dict[int, list[int]] = {}
    for viewer in PEOPLE:
        async with store.read(Viewer(AccountId(viewer))) as tx:
            found[viewer] = list(await pages.public(tx, ALL, local=False))
            read[viewer] = list(await pages.among_ids(tx, list(a_world.statuses)))
    return found, read


async def test_those_who_are_told_are_those_whose_page_shows_it(store: Store) -> None:
    dice = random.Random(7)
    told = 0
    for _ in range(12):
        a_world = RandomWorld(dice)
        await a_world.write(store)
        home = {viewer: a_world.home(viewer, ALL) for viewer in PEOPLE}
        listed = a_world.home(a_world.owner, ALL, of_list=True)
        found, read = await _shown(store, a_world)
        everybody = list(PEOPLE)

        async with store.read(NOBODY) as tx:
            for an_id in map(StatusId, a_world.statuses):
                facts = await hearing.facts(tx, an_id)
                assert facts is not None
                at_home = await hearing.at_home(tx, an_id, everybody)
                finding = await hearing.finding(tx, an_id, everybody) if facts.found else set()
                reading = await hearing.reading(tx, an_id, everybody)

                assert at_home == {viewer for viewer in PEOPLE if an_id in home[viewer]}
                assert await hearing.on_lists(tx, an_id, [LIST]) == ({LIST: a_world.owner} if an_id in listed else {})
                assert finding == {viewer for viewer in PEOPLE if an_id in found[viewer]}
                assert reading == {viewer for viewer in PEOPLE if an_id in read[viewer]}
                assert set(await cards.cards_of_one(tx, an_id, everybody)) == reading
                told += len(at_home)
    assert told > 100


async def test_nobody_is_told_who_does_not_listen(store: Store) -> None:
    dice = random.Random(8)
    a_world = RandomWorld(dice)
    await a_world.write(store)

    async with store.read(NOBODY) as tx:
        for an_id in map(StatusId, a_world.statuses):
            assert await hearing.at_home(tx, an_id, [1, 2]) <= {1, 2}
            assert await hearing.at_home(tx, an_id, []) == await hearing.finding(tx, an_id, []) == set()


async def test_what_one_is_told_of_a_status_is_what_one_would_see_on_a_page(store: Store) -> None:
    dice = random.Random(9)
    told: dict[bool, int] = {True: 0, False: 0}
    for _ in range(40):
        a_world = RandomWorld(dice)
        await a_world.write(store)
        await store.write(NOBODY, lambda tx, a_world=a_world: _lived_in(tx, a_world))  # type: ignore[misc]

        async with store.read(NOBODY) as tx:
            for an_id in map(StatusId, a_world.statuses):
                hearers = list(await hearing.reading(tx, an_id, list(PEOPLE)))
                expected = await cards.cards_of_one(tx, an_id, hearers)

                assert await hearing.cards(tx, an_id, hearers) == expected
                told[len(set(expected.values())) < len(expected)] += 1
    assert min(told.values()) > 50


async def _lived_in(tx: WriteTx, a_world: RandomWorld) -> None:
    """A tenth of the statuses have a mark of each kind, or are something special."""
    by = {an_id: row["account_id"] for an_id, row in a_world.statuses.items()}
    plain = [an_id for an_id, row in a_world.statuses.items() if not row["reblog_of_id"]]
    marked = (tables.favourite, tables.bookmark, sealed.pin, tables.thread_mute, reaction)
    for table in (*marked, tables.poll, tables.poll_vote):
        await tx.execute(Statement(table.delete()))
    for an_id in a_world.statuses:
        who = a_world.pick(PEOPLE)
        for table in marked:
            if a_world.chance(0.1):
                about = "thread_id" if table is tables.thread_mute else "status_id"
                row = {"account_id": who, about: an_id, "id": an_id, "name": "thanks"}
                await tx.execute(Statement(insert(table).values({c.name: row[c.name] for c in table.columns})))
    for an_id in plain:
        change = {"quote_policy": a_world.pick(["public", "followers", "nobody"])}
        earlier = [other for other in plain if other < an_id]
        if earlier and a_world.chance(0.1):
            change |= {"quote_of_id": a_world.pick(earlier), "quote_state": "accepted"}
        await tx.execute(Statement(update(sealed.status).where(sealed.status.c.id == an_id).values(change)))
        if a_world.chance(0.1):
            await tx.execute(Statement(insert(tables.poll).values(status_id=an_id)))
            vote = {"status_id": an_id, "account_id": a_world.pick(set(PEOPLE) - {by[an_id]}), "position": 0}
            await tx.execute(Statement(insert(tables.poll_vote).values(vote)))
