"""Does any opinion or mood sink? Places against side, tone and law packs, for our order and for two others.

Cliff's delta says how much oftener a post of one kind stands above one of another than below it (1: always, 0: as often,
-1: never); its interval is DeLong's. Nothing is said of fewer than twenty posts. At ten thousand scored posts the figure
itself must be within the bounds; below that its interval must reach them, for chance alone makes few posts look unlike.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .findings import Audit, Estimate, Measure, Verdict

LEAST: Final = 20
"""The smallest number of posts, people or readers that anything is said of."""
MANY: Final = 10_000
"""From how many scored posts the figure itself must hold, and not its interval."""
LIFT_H: Final = 12.0
"""How many hours a post is lifted at the most, at slider 100, for what people who seldom agree both appreciate."""
PAGE: Final = 20
DARK: Final = -0.5
"""From which tone downwards a post is sad or critical."""
_DELTA, _TONE, _TOP, _TRUST, _PUSHED = 0.10, 0.05, (0.8, 1.25), 0.9, 25.0
_RESAMPLES: Final = 200
_Z: Final = 1.959964

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


class Sample(Struct, frozen=True, kw_only=True):
    """What one run of the job has in its memory, post by post: numbers 0…posts-1 in place of ids, and no text."""

    lift: Floats
    """How far each scored post is lifted, 0…1."""
    posted_h: Floats
    """When it was posted, in hours."""
    trends: Floats
    """Its score by the formula of trends."""
    appreciated: Floats
    """(posts, groups): the weights of those who appreciate it."""
    looked: Truths
    """Its words were looked at; those of posts for followers are not, and they are in none of the three figures of words."""
    tone: Floats
    """The tone of its words, -2…2; NaN where none is known."""
    flagged: Truths
    """It met a warning of a law pack."""
    weight: Floats
    """Of each rater."""
    group: NDArray[np.int8]
    """Of each rater."""
    feeds: Sequence["Feed"] = ()
    """Of some readers."""


class Feed(Struct, frozen=True):
    """What stood in somebody's home in three days, post by post, those without a score too."""

    lift: Floats
    posted_h: Floats
    trends: Floats


def audit(sample: Sample, *, seed: int = 0) -> Audit:
    """The audit of one run. The same sample and seed give the same figures."""
    scored, groups = len(sample.lift), sample.appreciated.shape[1]
    orders = (sample.lift, sample.posted_h, sample.trends)
    measures: list[Measure] = []
    for side, inside in enumerate(_sides(sample.appreciated) if groups > 1 else ()):
        measures += [_deltas("side", orders, inside, _letter(side)), _top(orders, inside, _letter(side))]
    read = tuple(each[sample.looked] for each in orders)
    tone, flagged = sample.tone[sample.looked], sample.flagged[sample.looked]
    measures += [
        _tone(read, tone, seed),
        _deltas("dark", read, np.nan_to_num(tone) <= DARK),
        _deltas("law", read, flagged),
        _trust(sample),
        *_feeds(sample),
    ]
    return Audit(scored=scored, groups=groups, measures=measures)


def delta(values: Floats, inside: Truths) -> Estimate | None:
    """Cliff's delta of `values` between those inside and the rest; None where either are too few."""
    within, without = values[inside], values[~inside]
    m, n = len(within), len(without)
    if min(m, n) < LEAST:
        return None
    ranks = midranks(values)
    above = (ranks[inside] - midranks(within)) / n
    below = (ranks[~inside] - midranks(without)) / m
    value = 2.0 * float(above.mean()) - 1.0
    half = 2.0 * _Z * float(np.sqrt(above.var(ddof=1) / m + below.var(ddof=1) / n))
    return _estimate(value, half)


def spearman(values: Floats, tone: Floats, *, seed: int = 0) -> Estimate | None:
    """The rank correlation, with a bootstrap interval; None where there are too few, or all alike."""
    if len(values) < LEAST:
        return None
    a, b = midranks(values), midranks(tone)
    dice = np.random.default_rng(seed)
    found = _correlation(a, b)
    if found is None:
        return None
    tried = []
    for _ in range(_RESAMPLES):
        chosen = dice.integers(0, len(a), len(a))
        if (one := _correlation(a[chosen], b[chosen])) is not None:
            tried.append(one)
    low, high = np.quantile(tried, (0.025, 0.975)) if tried else (-1.0, 1.0)
    return Estimate(round(found, 4), round(float(low), 4), round(float(high), 4))


def midranks(values: Floats) -> Floats:
    """Ranks from 1 up; equal values share the middle of theirs."""
    _, place, many = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(many) - (many - 1) / 2.0
    return np.asarray(middle[place], np.float64)


def _sides(appreciated: Floats) -> list[Truths]:
    """For each group, the posts that have a larger part of its appreciation than of any other's."""
    parts = appreciated / np.maximum(appreciated.sum(axis=0), 1e-12)
    most = parts.argmax(axis=1)
    liked = parts.max(axis=1) > 0
    return [liked & (most == side) for side in range(appreciated.shape[1])]


def _letter(side: int) -> str:
    return chr(ord("A") + side)


def _deltas(kind: str, orders: Sequence[Floats], inside: Truths, side: str = "") -> Measure:
    ours, chronological, trends = (delta(each, inside) for each in orders)
    return Measure(
        kind=kind, side=side, count=_told(int(inside.sum())), ours=ours, chronological=chronological, trends=trends,
        least=-_DELTA, most=_DELTA, verdict=_verdict(ours, -_DELTA, _DELTA, len(inside)),
    )  # fmt: skip


def _top(orders: Sequence[Floats], inside: Truths, side: str) -> Measure:
    ours, chronological, trends = (_parity(each, inside) for each in orders)
    return Measure(
        kind="top", side=side, count=_told(int(inside.sum())), ours=ours, chronological=chronological, trends=trends,
        least=_TOP[0], most=_TOP[1], verdict=_verdict(ours, *_TOP, len(inside)),
    )  # fmt: skip


def _parity(values: Floats, inside: Truths) -> Estimate | None:
    """The part of the top tenth that is inside, over their part of all. Equal places at the border share what room is left."""
    top = len(values) // 10
    part = float(inside.mean()) if len(inside) else 0.0
    if top * min(part, 1 - part) < LEAST:
        return None
    border = np.partition(values, -top)[-top]
    above, tied = values > border, values == border
    room = (top - above.sum()) / tied.sum()
    there = float(((above + room * tied) * inside).sum()) / top
    half = _Z * float(np.sqrt(part * (1 - part) / top)) / part
    return Estimate(round(there / part, 4), round(max(0.0, there / part - half), 4), round(there / part + half, 4))


def _tone(orders: Sequence[Floats], tone: Floats, seed: int) -> Measure:
    known = ~np.isnan(tone)
    ours, chronological, trends = (spearman(each[known], tone[known], seed=seed) for each in orders)
    return Measure(
        kind="tone", count=_told(int(known.sum())), ours=ours, chronological=chronological, trends=trends,
        least=-_TONE, most=_TONE, verdict=_verdict(ours, -_TONE, _TONE, len(tone)),
    )  # fmt: skip


def _trust(sample: Sample) -> Measure:
    """The mean weight of the group that is trusted least over that of the one trusted most."""
    groups = [sample.weight[sample.group == each] for each in range(sample.appreciated.shape[1])]
    if len(groups) < 2 or min(len(each) for each in groups) < LEAST:  # noqa: PLR2004 - one group has none beside it
        return Measure(kind="trust", least=_TRUST, most=1.0)
    means = [float(each.mean()) for each in groups]
    errors = [float(each.std(ddof=1)) / len(each) ** 0.5 for each in groups]
    low, high = int(np.argmin(means)), int(np.argmax(means))
    value = means[low] / max(means[high], 1e-12)
    half = (
        _Z
        * value
        * ((errors[low] / max(means[low], 1e-12)) ** 2 + (errors[high] / max(means[high], 1e-12)) ** 2) ** 0.5
    )
    ours = _estimate(value, half)
    people = sum(len(each) for each in groups)
    return Measure(
        kind="trust", count=people, ours=ours, least=_TRUST, most=1.0, verdict=_verdict(ours, _TRUST, 1.0, people)
    )


def _feeds(sample: Sample) -> list[Measure]:
    """How far anything was pushed down at slider 100 on the pages of some readers, and how much of page one was not lifted."""
    feeds = [feed for feed in sample.feeds if len(feed.lift) >= PAGE]
    if len(feeds) < LEAST:
        return [Measure(kind="pushed", least=0.0, most=_PUSHED), Measure(kind="unlifted")]
    deepest = 0
    parts: tuple[list[float], ...] = ([], [], [])
    for feed in feeds:
        keys = (feed.posted_h + LIFT_H * feed.lift, feed.posted_h, feed.trends)
        places = [np.argsort(np.argsort(-each, kind="stable"), kind="stable") for each in keys]
        deepest = max(deepest, int((places[0] - places[1]).max()))
        for kept, place in zip(parts, places, strict=True):
            kept.append(float((feed.lift[place < PAGE] == 0).mean()))
    pushed = Estimate(float(deepest), float(deepest), float(deepest))
    ours, chronological, trends = (
        _estimate(float(np.mean(each)), _Z * float(np.std(each, ddof=1)) / len(each) ** 0.5) for each in parts
    )
    return [
        Measure(
            kind="pushed", count=len(feeds), ours=pushed, least=0.0, most=_PUSHED,
            verdict="pass" if deepest <= _PUSHED else "miss",
        ),
        Measure(kind="unlifted", count=len(feeds), ours=ours, chronological=chronological, trends=trends, verdict="told"),
    ]  # fmt: skip


def _verdict(found: Estimate | None, least: float, most: float, scored: int) -> Verdict:
    if found is None:
        return "few"
    low, high = (found.value, found.value) if scored >= MANY else (found.low, found.high)
    return "pass" if low <= most and high >= least else "miss"


def _told(count: int) -> int:
    """A count that may be told: nought for few."""
    return count if count >= LEAST else 0


def _estimate(value: float, half: float) -> Estimate:
    return Estimate(round(value, 4), round(value - half, 4), round(value + half, 4))


def _correlation(a: Floats, b: Floats) -> float | None:
    spread = float(a.std() * b.std())
    return float(((a - a.mean()) * (b - b.mean())).mean()) / spread if spread > 0 else None
