"""The audit finds what is planted, and says nothing where there is too little to say."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from kukhnya.warm.audit import LEAST, Feed, Sample, audit, delta, midranks, spearman
from kukhnya.warm.findings import Audit, Measure


def town(posts: int, **planted: Any) -> Sample:
    """A town of two groups in which places follow from nothing but chance, but for what is planted."""
    dice = np.random.default_rng(6)
    side = dice.integers(0, 2, posts)
    liked = dice.gamma(2.0, 1.0, (posts, 2))
    liked[np.arange(posts), side] += 10.0
    tone = dice.normal(0.0, 1.0, posts)
    tone[dice.random(posts) < 0.3] = np.nan
    people = 400
    known = {
        "lift": np.maximum(0.0, 2 * dice.random(posts) - 1),
        "posted_h": dice.random(posts) * 720,
        "trends": dice.normal(0.0, 1.0, posts),
        "appreciated": liked,
        "looked": np.ones(posts, bool),
        "tone": tone,
        "flagged": dice.random(posts) < 0.1,
        "weight": dice.uniform(0.8, 1.0, people).astype(np.float64),
        "group": dice.integers(0, 2, people).astype(np.int8),
        "feeds": _feeds(dice),
    }
    return Sample(**{**known, **{name: made(known, side) for name, made in planted.items()}})


def _feeds(dice: np.random.Generator, readers: int = 30, posts: int = 80) -> list[Feed]:
    return [
        Feed(
            np.maximum(0.0, 2 * dice.random(posts) - 1) * (dice.random(posts) < 0.5),
            dice.random(posts) * 72,
            dice.random(posts),
        )
        for _ in range(readers)
    ]


def of(found: Audit, kind: str, side: str = "") -> Measure:
    """One of its measures."""
    return next(each for each in found.measures if each.kind == kind and each.side == side)


def test_a_town_without_a_lean_passes_and_every_figure_is_told_for_three_orders() -> None:
    found = audit(town(12_000))

    assert (found.scored, found.groups) == (12_000, 2)
    assert {each.verdict for each in found.measures} == {"pass", "told"}
    assert {each.kind for each in found.measures} == {
        "side", "top", "tone", "dark", "law", "trust", "pushed", "unlifted",
    }  # fmt: skip
    for each in found.measures:
        assert each.count >= LEAST
        assert each.ours is not None
        if each.kind not in {"trust", "pushed"}:
            assert each.chronological is not None
            assert each.trends is not None


@pytest.mark.parametrize("posts", [800, 12_000])
def test_a_side_that_sinks_is_seen(posts: int) -> None:
    found = audit(town(posts, lift=lambda known, side: known["lift"] * np.where(side == 0, 0.2, 1.0)))

    assert of(found, "side", "A").verdict == of(found, "side", "B").verdict == "miss"
    assert of(found, "top", "A").verdict == "miss"
    a, b = of(found, "side", "A").ours, of(found, "side", "B").ours
    assert a is not None
    assert b is not None
    assert a.value < -0.1
    assert b.value > 0.1
    assert of(found, "tone").verdict == of(found, "law").verdict == "pass"


def test_gloom_that_sinks_is_seen_by_both_measures_of_tone() -> None:
    found = audit(town(12_000, lift=lambda known, _: known["lift"] * (1 + 0.8 * np.sign(np.nan_to_num(known["tone"])))))

    assert of(found, "tone").verdict == of(found, "dark").verdict == "miss"
    assert of(found, "side", "A").verdict == "pass"


def test_what_met_a_warning_and_sinks_is_seen_and_told_beside_the_other_orders() -> None:
    found = audit(town(12_000, lift=lambda known, _: known["lift"] * np.where(known["flagged"], 0.3, 1.0)))

    law = of(found, "law")
    assert law.verdict == "miss"
    assert law.ours is not None
    assert law.chronological is not None
    assert law.ours.high < -0.1 < law.chronological.low


def test_a_group_that_is_trusted_less_is_seen() -> None:
    found = audit(town(1000, weight=lambda known, _: known["weight"] * np.where(known["group"] == 1, 0.7, 1.0)))

    trust = of(found, "trust")
    assert trust.ours is not None
    assert trust.ours.value == pytest.approx(0.7, abs=0.03)
    assert trust.verdict == "miss"


def test_the_deepest_place_anything_was_pushed_to_is_told() -> None:
    posts = 60
    lift = np.zeros(posts)
    lift[1:31] = 1.0  # thirty posts, an hour to thirty older than the newest, each lifted by twelve hours
    feed = Feed(lift, np.asarray(100.0 - np.arange(posts) * 0.35, np.float64), np.zeros(posts))

    found = audit(town(500, feeds=lambda *_: [feed] * LEAST))

    pushed, unlifted = of(found, "pushed"), of(found, "unlifted")
    assert pushed.ours is not None
    assert unlifted.ours is not None
    assert unlifted.chronological is not None
    assert (pushed.ours.value, pushed.verdict) == (30, "miss")
    assert (unlifted.ours.value, unlifted.chronological.value) == (0.0, 0.05)


def test_of_fewer_than_twenty_nothing_is_said() -> None:
    few = town(LEAST - 1)
    none = Sample(
        lift=np.zeros(0), posted_h=np.zeros(0), trends=np.zeros(0), appreciated=np.zeros((0, 1)), looked=np.zeros(0, bool), tone=np.zeros(0),
        flagged=np.zeros(0, bool), weight=np.zeros(0), group=np.zeros(0, np.int8),
    )  # fmt: skip

    for found in (audit(few), audit(none)):
        posts = [each for each in found.measures if each.kind not in {"trust", "pushed", "unlifted"}]
        assert {each.verdict for each in posts} == {"few"}
        assert {(each.ours, each.chronological, each.trends, each.count) for each in posts} == {(None, None, None, 0)}


def test_a_small_kind_in_a_large_town_is_not_said_either() -> None:
    found = audit(town(3000, flagged=lambda *_: np.arange(3000) < LEAST - 1))

    assert (of(found, "law").verdict, of(found, "law").ours, of(found, "law").count) == ("few", None, 0)


def test_words_that_are_not_looked_at_are_in_no_figure_of_words() -> None:
    found = audit(town(3000, looked=lambda *_: np.arange(3000) < LEAST - 1))

    assert [of(found, kind).verdict for kind in ("tone", "dark", "law")] == ["few", "few", "few"]
    assert of(found, "side", "A").verdict == "pass"


def test_in_a_small_town_chance_is_no_miss_and_in_a_large_one_the_figure_itself_counts() -> None:
    lean = lambda known, side: known["lift"] * (0.4 + 0.6 * side)  # noqa: E731 - the same lean in both

    small, large = audit(town(100, lift=lean)), audit(town(20_000, lift=lean))

    assert of(small, "side", "A").verdict == "pass"
    assert of(large, "side", "A").verdict == "miss"


def test_the_delta_is_how_much_oftener_one_stands_above_the_other() -> None:
    dice = np.random.default_rng(1)
    values, inside = dice.integers(0, 6, 90).astype(float), np.arange(90) < 35

    found = delta(values, inside)

    pairs = [np.sign(a - b) for a in values[inside] for b in values[~inside]]
    assert found is not None
    assert found.value == pytest.approx(np.mean(pairs), abs=1e-4)


def test_the_deltas_interval_holds_the_truth_about_as_often_as_it_claims() -> None:
    dice = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        found = delta(dice.normal(0, 1, 80), np.arange(80) < 30)
        assert found is not None
        held += found.low <= 0 <= found.high

    assert 0.92 <= held / 400 <= 0.98


def test_the_rank_correlation_is_spearmans() -> None:
    dice = np.random.default_rng(3)
    tone = dice.integers(-2, 3, 300).astype(float)
    values = tone + dice.normal(0, 3, 300)

    found = spearman(values, tone)

    assert found is not None
    assert found.value == pytest.approx(spearmanr(values, tone).statistic, abs=1e-4)
    assert found.low < found.value < found.high
    assert list(midranks(np.array([3.0, 1.0, 3.0, 2.0]))) == [3.5, 1.0, 3.5, 2.0]
    assert spearman(np.ones(100), tone[:100]) is None
