"""A crowd that goes about together counts as few, whoever follows it; people who happen to like the same count as many."""

import numpy as np
import pytest

from benchmarks.towns import attacks, trials
from benchmarks.towns.people import Shape
from benchmarks.towns.town import Town, build
from kukhnya.warm.company import company
from kukhnya.warm.score import Raters
from kukhnya.warm.score import Town as Told

SEED = 31


@pytest.fixture(scope="module")
def town() -> Town:
    return build(Shape(people=1_000), SEED)


def _told(town: Town) -> Told:
    events = town.events
    return Told(events.people, events.posts, events.rater, events.rated, town.ties, town.trusted)


def test_camouflaged_fakes_whom_members_follow_back_lift_nothing_while_all_like_the_same_targets(town: Town) -> None:
    aims = attacks.targets(town, np.random.default_rng(SEED))

    for backs in (3.0, 10.0):
        after = attacks.camouflaged(town, aims, 100, backs, np.random.default_rng(SEED))
        found = trials.answer(after, SEED)

        assert attacks.reached(after, found.scores, aims) <= 0.25
        counted = company(_told(after), found.raters)
        assert np.median(counted[aims].min(axis=1)) < 0.5


def test_where_nobody_attacks_hardly_an_appreciation_counts_less(town: Town) -> None:
    found = trials.answer(town, SEED)

    counted = company(_told(town), found.raters)

    assert counted.shape == (town.events.posts, found.raters.groups)
    assert (counted < 0.9).mean() < 0.02
    assert counted.max() == 1


def test_people_alike_in_everything_count_as_one_and_people_alike_in_nothing_as_all() -> None:
    random = np.random.default_rng(SEED)
    likes = random.random((60, 200)) < 0.1
    likes[40:] = likes[40]  # twenty who like the very same
    likes[:, 0] = np.arange(60) < 20  # twenty who have little in common
    likes[:, 1] = np.arange(60) >= 40
    rater, rated = (part.astype(np.int32) for part in np.nonzero(likes))
    told = Told(60, 200, rater, rated, np.zeros((0, 2), np.int32), np.zeros(0, np.int32))
    everybody = Raters(np.ones(60, np.float32), np.zeros(60, np.int8), 1)

    counted = company(told, everybody)[:, 0]

    assert counted[0] == 1
    assert 20 * counted[1] < 2


def test_a_town_where_nothing_is_liked_has_no_crowds() -> None:
    nobody = np.zeros(0, np.int32)
    told = Told(3, 2, nobody, nobody, np.zeros((0, 2), np.int32), nobody)

    assert (company(told, Raters(np.ones(3, np.float32), np.zeros(3, np.int8), 1)) == 1).all()
