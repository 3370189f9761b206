"""Whose appreciation weighs what: known people's, and of those the choosy ones'."""

import numpy as np
import pytest

from benchmarks.towns import attacks, trials
from benchmarks.towns.people import Shape
from benchmarks.towns.town import Town, build
from kukhnya.warm.score import Town as Told
from kukhnya.warm.score import selective

SEED = 31


@pytest.fixture(scope="module")
def town() -> Town:
    return build(Shape(people=1_000), SEED)


def test_one_follow_back_each_gives_a_crowd_no_weight(town: Town) -> None:
    aims = attacks.targets(town, np.random.default_rng(SEED))

    after = attacks.camouflaged(town, aims, 200, 1.0, np.random.default_rng(SEED))

    weight = trials.answer(after, SEED).raters.weight
    assert weight[1_000:].mean() < 0.02
    assert weight[:1_000].mean() > 0.35


def test_forty_who_like_everything_else_push_hardly_a_post_down(town: Town) -> None:
    before = trials.answer(town, SEED).scores
    aims = attacks.front_targets(town, before, np.random.default_rng(SEED)).astype(np.int64)

    after = attacks.suppression(town, aims, 40, np.random.default_rng(SEED), going=False)

    assert attacks.reached(town, trials.answer(after, SEED).scores, aims) >= 0.75


def test_who_likes_all_they_are_shown_says_little_and_of_whom_nothing_is_known_as_much_as_anybody() -> None:
    rater = np.repeat(np.arange(3, dtype=np.int32), [100, 10, 50])
    rated = np.concatenate([np.arange(100), np.arange(10), np.arange(50)]).astype(np.int32)
    told = Told(3, 100, rater, rated, np.zeros((0, 2), np.int32), np.zeros(0, np.int32))

    everything, choosy, elsewhere = selective(told, np.array([100, 700, 0]))

    assert everything < 0.05
    assert choosy == 1
    assert elsewhere == 1
