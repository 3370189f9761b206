"""Newcomers count beside people of long standing, in whatever number they come, and not in their place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from numpy.typing import NDArray

from kukhnya.warm.score import Raters, Town
from kukhnya.warm.witnesses import witnessed

from .towns import town_of

OLD, PEOPLE, POSTS = 30, 100, 60
NOBODY = np.zeros((0, 2), np.int64)


def _likes(seed: int = 1) -> NDArray[np.bool_]:
    """A hundred people who like an eighth of all, thirty of whom have long been here."""
    return np.asarray(np.random.default_rng(seed).random((PEOPLE, POSTS)) < 0.125)


def _told(likes: NDArray[np.bool_], old: int = OLD) -> Town:
    return town_of(likes, NOBODY, np.arange(old, dtype=np.int32))


def _alike(people: int, weight: float = 0.5) -> Raters:
    return Raters(np.full(people, weight, np.float32), np.zeros(people, np.int8), 1)


def test_a_crowd_of_newcomers_counts_as_few_where_nobody_of_long_standing_is_with_it() -> None:
    likes = _likes()
    likes[:, 0] = np.arange(PEOPLE) >= OLD

    counted = witnessed(_told(likes), _alike(PEOPLE))[0, 0]

    assert 0 < counted < 35 / 5


def test_a_crowd_of_newcomers_counts_in_full_where_people_of_long_standing_are_with_it() -> None:
    likes = _likes()
    likes[:, 0] = True

    assert witnessed(_told(likes), _alike(PEOPLE))[0, 0] == 50


def test_where_newcomers_think_as_others_do_hardly_anything_is_left_out() -> None:
    likes = _likes()

    counted = witnessed(_told(likes), _alike(PEOPLE))

    assert counted.sum() >= 0.97 * likes.sum() / 2


def test_where_nobody_has_long_been_here_everybody_counts() -> None:
    likes = _likes()

    assert np.allclose(witnessed(_told(likes, old=0), _alike(PEOPLE))[:, 0], likes.sum(axis=0) / 2)


def test_a_group_that_came_together_later_counts_in_full() -> None:
    likes = _likes()
    group = (np.arange(PEOPLE) >= OLD).astype(np.int8)

    counted = witnessed(_told(likes), Raters(np.ones(PEOPLE, np.float32), group, 2))

    assert np.array_equal(counted[:, 0], likes[:OLD].sum(axis=0))
    assert np.array_equal(counted[:, 1], likes[OLD:].sum(axis=0))


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.floats(0.0, 1.0))
def test_however_many_newcomers_come_nothing_counts_less(seed: int, many: int, weight: float) -> None:
    random = np.random.default_rng(seed)
    likes, group = _likes(seed), random.integers(0, 2, PEOPLE + many).astype(np.int8)
    more = random.random((many, POSTS)) < random.random()
    heed = random.random(PEOPLE + many).astype(np.float32)
    heed[PEOPLE:] *= np.float32(weight)
    before = Raters(heed[:PEOPLE], group[:PEOPLE], 2)

    found = witnessed(_told(likes), before)
    after = witnessed(_told(np.vstack([likes, more])), Raters(heed, group, 2))

    assert (after >= found - 1e-9).all()


def test_how_much_newcomers_like_who_weigh_nothing_changes_nothing() -> None:
    likes = np.vstack([_likes(), np.ones((50, POSTS), bool)])
    weight = np.ones(PEOPLE + 50, np.float32)
    weight[PEOPLE:] = 0.0
    everybody = Raters(weight, np.zeros(PEOPLE + 50, np.int8), 1)

    found = witnessed(_told(likes), everybody)

    assert np.allclose(
        found,
        witnessed(_told(likes[:PEOPLE]), replace(everybody, weight=weight[:PEOPLE], group=everybody.group[:PEOPLE])),
    )
