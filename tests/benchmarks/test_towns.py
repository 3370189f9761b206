"""A town of a thousand, with the goals as bounds; and whether what judges it judges rightly."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from benchmarks.towns import attacks, trials
from benchmarks.towns.baselines import factorisation, trends
from benchmarks.towns.feed import feeds, lifts
from benchmarks.towns.metrics import auc, cliff, neutrality, quality, spearman, top
from benchmarks.towns.people import Shape, corners
from benchmarks.towns.plots import bars, lines
from benchmarks.towns.town import Counters, Town, build

SEED = 31
"""Neither one by which towns are shaped nor one of the report."""


@cache
def thousand(*, clustered: bool = False) -> Town:
    return build(Shape(people=1_000, clustered=clustered), SEED)


def test_no_seed_is_used_for_shaping_and_for_reporting() -> None:
    assert not set(trials.TUNING_SEEDS) & set(trials.SEEDS)
    assert SEED not in trials.TUNING_SEEDS + trials.SEEDS


def test_a_town_is_ordered_by_what_every_camp_likes() -> None:
    town = thousand()

    warm = quality(town, trials.answer(town, SEED).scores)

    assert warm["auc"] >= 0.80
    assert warm["auc"] >= quality(town, trends(town.events))["auc"] + 0.12
    assert warm["auc"] >= quality(town, factorisation(town))["auc"] + 0.04
    assert warm["precision"] >= 0.52
    assert warm["outrage"] <= 0.65


@pytest.mark.parametrize("clustered", [False, True], ids=["well mixed", "clustered"])
@pytest.mark.parametrize("kind", ["brigade", "one-like", "clones", "camouflaged"])
def test_a_third_of_a_town_gains_nothing_for_its_posts(kind: str, clustered: bool) -> None:
    town = thousand(clustered=clustered)
    aims = attacks.targets(town, np.random.default_rng(SEED))

    after = trials.attack(town, kind, aims, 320, 0.1, SEED)

    before = attacks.reached(town, trials.answer(town, SEED).scores, aims)
    assert attacks.reached(after, trials.answer(after, SEED).scores, aims) <= before


@pytest.mark.parametrize(
    ("kind", "many", "backs"), [("taking turns", 50, 10.0), ("taking turns", 320, 3.0), ("one target each", 200, 3.0)]
)
def test_fakes_whom_members_follow_back_lift_less_than_half_of_what_they_aim_at(
    kind: str, many: int, backs: float
) -> None:
    town = thousand()
    aims = attacks.targets(town, np.random.default_rng(SEED))

    after = trials.attack(town, kind, aims, many, backs, SEED)

    assert attacks.reached(after, trials.answer(after, SEED).scores, aims) < 0.5


def test_a_seed_draws_the_same_noise_however_groups_are_numbered() -> None:
    town = thousand()
    counters = Counters(town, SEED)
    each, group = np.ones(1_000), town.people.camp

    assert np.array_equal(counters(each, group), counters(each, 1 - group)[:, ::-1])
    assert np.array_equal(counters(each, group), Counters(town, SEED)(each, group))
    assert not np.array_equal(counters(each, group), Counters(town, SEED + 1)(each, group))


def test_of_those_who_are_away_nothing_is_left_and_of_others_everything() -> None:
    town = thousand()

    without = attacks.absence(town, 40, np.random.default_rng(SEED))

    gone = (without.events.viewed == 0) & (town.events.viewed > 0)
    assert gone.sum() == pytest.approx(40, abs=2)  # one or another came by nothing anyway
    assert (town.people.camp[gone] == 0).all()
    kept = ~gone[town.events.rater]
    assert sorted(zip(without.events.rater, without.events.rated, strict=True)) == sorted(
        zip(town.events.rater[kept], town.events.rated[kept], strict=True)
    )


def test_the_same_brigade_takes_over_what_mastodon_calls_trends() -> None:
    town = thousand()
    aims = attacks.targets(town, np.random.default_rng(SEED))

    after = attacks.brigade(town, aims, 320, np.random.default_rng(SEED))

    assert attacks.reached(after, trends(after.events), aims) >= 0.9


def test_text_and_tone_reach_no_score() -> None:
    town = thousand()
    dice = np.random.default_rng(SEED)
    said = structs.replace(town.posts, tone=dice.permutation(town.posts.tone))

    again = trials.answer(structs.replace(town, posts=said), SEED).scores

    assert np.array_equal(again, trials.answer(town, SEED).scores, equal_nan=True)


def test_hides_reports_and_answers_reach_no_score() -> None:
    town = thousand()
    everything = np.ones(len(town.seen), bool)
    names = ("hidden", "reported", "asked", "glad", "brightened", "replied")
    angry = structs.replace(town.acts, **dict.fromkeys(names, everything))

    again = trials.answer(structs.replace(town, acts=angry), SEED).scores

    assert np.array_equal(again, trials.answer(town, SEED).scores, equal_nan=True)


def test_what_people_truly_like_reaches_no_score() -> None:
    town = thousand()

    again = trials.answer(structs.replace(town, truth=1 - town.truth), SEED).scores

    assert np.array_equal(again, trials.answer(town, SEED).scores, equal_nan=True)


def test_a_mood_sinks_no_more_than_chance_has_it() -> None:
    town = thousand()

    found = neutrality(town, lifts(trials.answer(town, SEED).scores))

    assert abs(found["tone"]) <= 0.05 + 2 / np.sqrt(found["scored"])
    assert abs(found["critical"]) <= 0.10 + 2 / np.sqrt(found["scored"] / 6)


def test_slider_nought_is_by_time_and_no_post_sinks_far_at_a_hundred() -> None:
    town = thousand()

    places = {each.slider: each for each in feeds(town, trials.answer(town, SEED).scores, np.random.default_rng(SEED))}

    assert places[0].pushed_down == 0
    assert places[0].appreciation == pytest.approx(1.0)
    assert places[100].appreciation > places[25].appreciation > 1.0


def test_a_seed_makes_the_same_town() -> None:
    one, other = build(Shape(people=100), 3), build(Shape(people=100), 3)

    assert np.array_equal(one.events.rater, other.events.rater)
    assert np.array_equal(one.truth, other.truth)
    assert not np.array_equal(one.truth, build(Shape(people=100), 4).truth)


def test_tone_is_drawn_apart_from_what_is_liked() -> None:
    town = build(Shape(people=4_000), SEED)

    assert abs(spearman(town.posts.tone, town.worst)) < 0.05


@pytest.mark.parametrize("camps", [2, 3, 4, 5])
def test_no_two_camps_are_nearer_than_others(camps: int) -> None:
    found = corners(camps)

    apart = np.linalg.norm(found[:, None] - found, axis=2)[~np.eye(camps, dtype=bool)]

    assert np.allclose(apart, apart[0])
    assert np.allclose(np.linalg.norm(found, axis=1), 1)


orders = st.lists(st.integers(-50, 50), min_size=4, max_size=60)


@given(orders)
def test_a_perfect_order_has_an_auc_of_one_and_a_turned_one_of_nought(values: list[int]) -> None:
    scores = np.arange(len(values), dtype=float)
    best = scores >= len(values) - 2

    assert auc(scores, best) == 1
    assert auc(-scores, best) == 0
    assert auc(np.zeros(len(values)), best) == 0.5


@given(orders, st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_auc_is_how_often_a_positive_stands_above_another(values: list[int], seed: int) -> None:
    scores = np.array(values, float)
    positive = np.random.default_rng(seed).random(len(scores)) < 0.5
    positive[:2] = True, False
    above = scores[positive][:, None] - scores[~positive]

    counted = float(((above > 0) + 0.5 * (above == 0)).mean())

    assert auc(scores, positive) == pytest.approx(counted)
    assert cliff(scores[positive], scores[~positive]) == pytest.approx(2 * counted - 1)


def test_what_is_not_scored_stands_last() -> None:
    scores = np.array([np.nan, 0.1, 0.9, -3.0])

    assert top(scores, np.ones(4, bool), 0.75).tolist() == [2, 1, 3]


@given(st.lists(st.one_of(st.floats(-5, 5), st.just(float("nan"))), min_size=1, max_size=80))
def test_a_lift_is_never_a_push(scores: list[float]) -> None:
    found = lifts(np.array(scores))

    assert ((found >= 0) & (found < 1)).all()
    assert (found[np.isnan(scores)] == 0).all()


def test_plots_name_what_they_show_and_escape_it() -> None:
    drawn = lines("a < b", ["0", "20"], "share", {"x & y": [0.0, 1.0]}) + bars("c", ["1k"], "AUC", {"warm": [0.5]})

    assert "a &lt; b" in drawn
    assert "x &amp; y" in drawn
    assert "warm, 1k: 0.50" in drawn
