"""The rule in SQL and the rule by hand agree, for every viewer and status of random worlds, on both databases."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from kukhnya.model.audience import Audience, Relation
from kukhnya.model.ids import AccountId, Time
from kukhnya.model.viewer import Viewer
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store
from kukhnya.visibility import rule
from tests.visibility.random_worlds import NOW, PEOPLE, STRANGER, RandomWorld, Row
from tests.world import World

_all_seen = Statement(select(rule.seen.c.id))
_openly = Statement(select(rule.seen_openly.c.id))
_openly_first = Statement(select(rule.seen_openly_first.c.id))
_own_words = Statement(select(rule.own_words_seen.c.id))
_own_words_openly = Statement(select(rule.own_words_seen_openly.c.id))


@pytest.fixture
def store(world: World) -> Store:
    """An empty database whose clock stands at the boundary."""
    world.house.store.clock = lambda: Time(NOW)
    return world.house.store


async def _seen(store: Store, viewer: int) -> set[int]:
    async with store.read(Viewer(AccountId(viewer))) as tx:
        return set(await tx.column(_all_seen))


async def test_what_is_seen_is_what_the_table_says(store: Store) -> None:
    dice = random.Random(7)
    for _ in range(40):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in (STRANGER, *PEOPLE):
            by_hand = {i for i, status in a_world.statuses.items() if a_world.opened(viewer, status)}

            assert await _seen(store, viewer) == by_hand


def _in_the_open(a_world: RandomWorld, status: Row) -> bool:
    author = a_world.accounts[status["account_id"]]
    hidden = author["closed"] or author["silenced"] or author["suspended"]
    lasts = status["expires_at"] is None or status["expires_at"] > NOW
    return status["audience"] == Audience.PUBLIC and not status["reblog_of_id"] and lasts and not hidden


async def test_what_is_in_the_open_is_seen_by_those_who_may_and_asking_it_first_changes_nothing(store: Store) -> None:
    dice = random.Random(17)
    met = 0
    for _ in range(40):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in (STRANGER, *PEOPLE):
            async with store.read(Viewer(AccountId(viewer))) as tx:
                openly, first = set(await tx.column(_openly)), set(await tx.column(_openly_first))

            seen = {i for i, status in a_world.statuses.items() if a_world.opened(viewer, status)}
            assert openly == {i for i in seen if _in_the_open(a_world, a_world.statuses[i])}
            assert first == seen
            met += len(openly)
    assert met


async def test_asking_the_author_once_changes_nothing(store: Store) -> None:
    dice = random.Random(27)
    met = 0
    for _ in range(40):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in (STRANGER, *PEOPLE):
            async with store.read(Viewer(AccountId(viewer))) as tx:
                words, openly = set(await tx.column(_own_words)), set(await tx.column(_own_words_openly))

            own = {i: status for i, status in a_world.statuses.items() if not status["reblog_of_id"]}
            seen = {i for i, status in own.items() if a_world.opened(viewer, status)}
            assert words == seen
            assert openly == {i for i in seen if _in_the_open(a_world, own[i])}
            met += len(openly)
    assert met


async def test_those_who_are_told_are_those_who_may_see(store: Store) -> None:
    dice = random.Random(8)
    for _ in range(12):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        async with store.read(Viewer(AccountId(STRANGER))) as tx:
            for an_id, status in a_world.statuses.items():
                told = set(await tx.column(rule.viewers_of, status=an_id))

                assert told == {who for who in PEOPLE if a_world.opened(who, status)}


async def test_the_explanation_names_every_relation_and_agrees_with_what_is_seen(store: Store) -> None:
    dice = random.Random(9)
    for _ in range(8):
        a_world = RandomWorld(dice)
        await a_world.write(store)

        for viewer in (STRANGER, *PEOPLE):
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for an_id, status in a_world.statuses.items():
                    row = await tx.one(rule.explain, status=an_id)
                    visible, opening, is_shut = rule.explanation(row)

                    held = a_world.relations(viewer, status)
                    assert visible == a_world.opened(viewer, status)
                    assert opening == held & rule.OPENED_TO[Audience(status["audience"])]
                    assert is_shut == a_world.shut(viewer, status)


def test_only_the_author_sees_what_is_for_the_author_alone() -> None:
    everybody_else = set(Relation) - {Relation.AUTHOR}

    assert not rule.opens(Audience.SELF, everybody_else)
    assert rule.opens(Audience.SELF, {Relation.AUTHOR}, shut=True)


@pytest.mark.parametrize("audience", Audience)
def test_a_shut_door_stops_everybody_but_the_author(audience: Audience) -> None:
    assert not rule.opens(audience, set(Relation) - {Relation.AUTHOR}, shut=True)
    assert rule.opens(audience, {Relation.AUTHOR}, shut=True)


Mutant = Callable[[RandomWorld], Any]


def _requests_count(a_world: RandomWorld) -> None:
    a_world.follows |= dict.fromkeys(a_world.requests, (None, True))


def _one_way_blocks(a_world: RandomWorld) -> None:
    a_world.blocks = {(a, b) for a, b in a_world.blocks if a < b}


def _nobody_is_closed(a_world: RandomWorld) -> None:
    for account in a_world.accounts.values():
        account["closed"] = False


def _expiry_is_late(a_world: RandomWorld) -> None:
    for status in a_world.statuses.values():
        if status["expires_at"] == NOW:
            status["expires_at"] = NOW + 1


def _nobody_is_suspended(a_world: RandomWorld) -> None:
    for account in a_world.accounts.values():
        account["suspended"] = False


def _followers_read_everything(a_world: RandomWorld) -> None:
    a_world.follows = {pair: (None, shares) for pair, (_, shares) in a_world.follows.items()}


def _nobody_is_named(a_world: RandomWorld) -> None:
    a_world.mentions = set()


@pytest.mark.parametrize(
    "mutant",
    [
        _requests_count, _one_way_blocks, _nobody_is_closed, _expiry_is_late, _nobody_is_suspended,
        _followers_read_everything, _nobody_is_named,
    ],
)  # fmt: skip
async def test_the_random_worlds_notice_a_rule_that_is_wrong(store: Store, mutant: Mutant) -> None:
    dice = random.Random(10)
    differences = 0

    for _ in range(40):
        a_world = RandomWorld(dice)
        await a_world.write(store)
        right = {viewer: await _seen(store, viewer) for viewer in (STRANGER, *PEOPLE)}
        mutant(a_world)
        for viewer, seen in right.items():
            differences += seen != {i for i, status in a_world.statuses.items() if a_world.opened(viewer, status)}
        if differences:
            break

    assert differences
