"""The scorer: what both camps like rises, and nothing about who is who, or who complains, changes a score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace
from numpy.typing import NDArray

from kukhnya.warm.groups import groups
from kukhnya.warm.score import _BLUR, Raters, Town, _least, raters, rates, scores, steps

from .towns import FOR_BOTH, Lived, joined, looked_at, scored, two_camps


def _renumbered(lived: Lived, people: np.ndarray, posts: np.ndarray) -> Lived:
    """The same town where person `people[i]` was i, and the same of posts; entries in another order too."""
    town = lived.town
    order = np.random.default_rng(3).permutation(len(town.rater))
    again = replace(
        town,
        rater=people[town.rater][order].astype(np.int32),
        rated=posts[town.rated][order].astype(np.int32),
        ties=people[town.ties].astype(np.int32),
        trusted=people[town.trusted].astype(np.int32),
    )
    seen = np.zeros_like(lived.seen)
    seen[np.ix_(people, posts)] = lived.seen
    return replace(lived, town=again, seen=seen)


def test_what_both_camps_appreciate_stands_above_what_one_loves() -> None:
    lived = two_camps()

    found = scored(lived)

    assert np.nanmin(found[lived.kind == FOR_BOTH]) > np.nanmax(found[lived.kind != FOR_BOTH])


def test_the_camps_are_found_from_what_people_appreciate_alone() -> None:
    lived = two_camps()

    found = raters(lived.town, seed=1)

    assert found.groups == len(set(lived.camp))
    assert len({tuple(pair) for pair in zip(found.group, lived.camp, strict=True)}) == found.groups


def test_what_people_like_who_weigh_nothing_changes_nobodys_group() -> None:
    lived, random = two_camps(), np.random.default_rng(13)
    weight = np.ones(lived.town.people)
    weight[:40] = 0.0
    theirs = lived.town.rater < 40
    other = lived.town.rated.copy()
    other[theirs] = (other[theirs] + 77) % lived.town.posts  # as many each, and all of them elsewhere

    found = groups(lived.town, weight, random)
    again = groups(replace(lived.town, rated=other), weight, np.random.default_rng(13))

    assert np.array_equal(found[40:], again[40:])


@given(arrays(float, (3, 4), elements=st.floats(-30, 30)))
def test_the_least_of_several_groups_is_blurred_by_little_and_never_below_itself(bounds: NDArray[np.float64]) -> None:
    raised = _least(bounds) - bounds.min(axis=1)

    assert (raised >= -1e-9).all()
    assert (raised <= _BLUR * np.log(4) + 1e-9).all()


def test_a_town_of_one_taste_has_one_group() -> None:
    lived = two_camps(divided=False)

    assert raters(lived.town, seed=1).groups == 1


def test_below_thirty_active_people_no_divide_is_claimed() -> None:
    lived = two_camps(people=29)

    assert raters(lived.town, seed=1).groups == 1


def test_it_does_not_matter_how_people_and_statuses_are_numbered() -> None:
    lived = two_camps()
    random = np.random.default_rng(11)
    people, posts = random.permutation(lived.town.people), random.permutation(lived.town.posts)

    found, again = scored(lived), scored(_renumbered(lived, people, posts))[posts]

    assert np.allclose(found, again, rtol=0, atol=1e-6)
    assert np.array_equal(steps(found), steps(again))


def test_mirroring_the_camps_changes_no_score() -> None:
    lived = two_camps()
    mirrored = np.arange(lived.town.people) ^ 1  # everybody changes places with somebody of the other camp

    found, again = scored(lived), scored(_renumbered(lived, mirrored, np.arange(lived.town.posts)))

    assert np.allclose(found, again, rtol=0, atol=1e-6)
    assert np.array_equal(steps(found), steps(again))


def test_the_scorer_has_no_place_for_words_hides_mutes_or_reports() -> None:
    assert Town.__struct_fields__ == ("people", "posts", "rater", "rated", "ties", "trusted")


def test_clones_count_as_one_person() -> None:
    lived = two_camps()
    theirs = np.zeros(lived.town.posts, bool)
    theirs[np.flatnonzero(lived.kind == 0)[:12]] = True
    crowd = joined(lived, np.tile(theirs, (60, 1)))

    found = raters(crowd.town, seed=1)

    assert found.weight[lived.town.people :].sum() <= 1.0
    assert found.weight[: lived.town.people].min() > 0.3


def test_a_crowd_that_no_real_person_follows_lifts_nothing() -> None:
    lived = two_camps()
    random = np.random.default_rng(5)
    theirs = random.random((200, lived.town.posts)) < 0.1
    target = int(np.flatnonzero(lived.kind == 0)[0])
    theirs[:, target] = True

    before, after = scored(lived), scored(joined(lived, theirs))

    assert steps(after)[target] <= steps(before)[target] + 1


@pytest.mark.parametrize("camp", [0, 1])
def test_more_of_the_same_side_lifts_nothing_to_the_top(camp: int) -> None:
    lived = two_camps()
    target = int(np.flatnonzero(lived.kind == camp)[0])
    likes = np.zeros((lived.town.people, lived.town.posts), bool)
    likes[lived.town.rater, lived.town.rated] = True
    likes[lived.camp == camp, target] = True
    rater, rated = (each.astype(np.int32) for each in np.nonzero(likes))
    brigaded = replace(lived, town=replace(lived.town, rater=rater, rated=rated), seen=lived.seen | likes)

    found = scored(brigaded)

    assert found[target] < np.nanmin(found[lived.kind == FOR_BOTH])


def test_under_five_weighted_appreciations_there_is_no_score() -> None:
    lived = two_camps()
    few = np.flatnonzero(lived.town.rated != 0)
    once = replace(lived, town=replace(lived.town, rater=lived.town.rater[few], rated=lived.town.rated[few]))

    found = scored(once)

    assert np.isnan(found[0])
    assert steps(found)[0] == -1


def test_who_appreciates_everything_is_expected_to_no_more_than_others() -> None:
    lived = two_camps()
    found = raters(lived.town, seed=1)
    views = lived.seen.sum(axis=1)
    views[0] = 0

    expected = rates(lived.town, found, views)

    assert expected.max() == pytest.approx(len(lived.town.rater) / views.sum())


def test_trust_begins_in_every_group() -> None:
    lived = two_camps(people=400)
    camps_of_friends = lived.town.ties[lived.camp[lived.town.ties[:, 0]] == lived.camp[lived.town.ties[:, 1]]]
    apart = replace(lived.town, ties=camps_of_friends)

    found = raters(apart, seed=1)

    means = [found.weight[lived.camp == camp].mean() for camp in (0, 1)]
    assert min(means) / max(means) > 0.9


def test_a_town_where_nothing_has_happened_has_no_scores() -> None:
    nothing = np.zeros(0, np.int32)
    town = Town(0, 0, nothing, nothing, np.zeros((0, 2), np.int32), nothing)

    found = raters(town, seed=1)

    assert found.groups == 1
    assert scores(town, found, np.zeros((0, 1))).shape == (0,)


def test_steps_are_places_among_the_scored() -> None:
    found = np.append(np.arange(100.0)[::-1], np.nan)

    placed = steps(found)

    assert list(placed[:5]) == [19] * 5
    assert list(np.bincount(placed[:100])) == [5] * 20
    assert placed[100] == -1


def test_equal_scores_are_equally_placed() -> None:
    assert list(steps(np.array([1.0, 1.0, 1.0, 1.0]))) == [10] * 4


def test_without_views_of_a_group_its_silence_is_no_dislike() -> None:
    lived = two_camps()
    found = raters(lived.town, seed=1)
    expected = looked_at(lived, found)
    target = int(np.flatnonzero(lived.kind == FOR_BOTH)[0])
    side = int(found.group[1])
    kept = (lived.town.rated != target) | (found.group[lived.town.rater] != side)
    town = replace(lived.town, rater=lived.town.rater[kept], rated=lived.town.rated[kept])

    shown, unshown = expected.copy(), expected.copy()
    unshown[target, side] = 0

    assert scores(town, found, unshown)[target] > scores(town, found, shown)[target]


def test_groups_keep_their_numbers_from_run_to_run() -> None:
    lived = two_camps()
    first = raters(lived.town, seed=1)
    turned = (1 - first.group).astype(np.int8)

    again: Raters = raters(lived.town, seed=2, previous=turned)

    assert np.array_equal(again.group, turned)
