"""How good an order is: told from what was hidden from it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from benchmarks.towns.people import Reals
from benchmarks.towns.town import Town

POSITIVE: Final = 0.10
TOP: Final = 0.05
Truths = NDArray[np.bool_]


def auc(scores: Reals, positive: Truths) -> float:
    """How often a positive stands above another, ties counting half; what is not scored stands last."""
    yes = int(positive.sum())
    no = len(positive) - yes
    if not yes or not no:
        return float("nan")
    ranks = rankdata(ranked(scores))
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def ranked(scores: Reals) -> Reals:
    """The same order with what is not scored last."""
    return np.where(np.isnan(scores), -np.inf, scores)


def eligible(town: Town) -> Truths:
    """Posts that enough people have rated: five, or three where the whole town is fifty people."""
    given = np.bincount(town.events.rated, minlength=town.events.posts)
    return np.asarray(given >= (3 if town.events.people <= 50 else 5))


def liked_across(town: Town, among: Truths) -> Truths:
    """The tenth of the posts asked about that the least appreciative camp likes best."""
    worst = town.worst
    least = np.quantile(worst[among], 1 - POSITIVE)
    return np.asarray(among & (worst >= least))


def top(scores: Reals, among: Truths, share: float = TOP) -> NDArray[np.int64]:
    """The posts in front, at least one."""
    places = np.flatnonzero(among)
    many = max(1, round(share * len(places)))
    return np.asarray(places[np.argsort(-ranked(scores)[places], kind="stable")[:many]])


class Quality(dict[str, float]):
    """`auc`, `precision` of the top twentieth, `outrage` there as a multiple of its share of all."""


def quality(town: Town, scores: Reals) -> Quality:
    """How well a town is ordered."""
    among = eligible(town)
    good = liked_across(town, among)
    front = top(scores, among)
    bait = town.posts.bait
    return Quality(
        auc=auc(scores[among], good[among]),
        precision=float(good[front].mean()),
        outrage=float(bait[front].mean() / max(bait[among].mean(), 1e-9)),
    )


def cliff(one: Reals, other: Reals) -> float:
    """Cliff's delta: how much likelier one of the first stands above one of the second than under it."""
    if not len(one) or not len(other):
        return float("nan")
    both = np.concatenate((one, other))
    return 2 * auc(both, np.arange(len(both)) < len(one)) - 1


def spearman(one: Reals, other: Reals) -> float:
    """The correlation of two orders."""
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def neutrality(town: Town, scores: Reals) -> dict[str, float]:
    """Whether a side or a mood sinks, among what is scored. Sides: of which camp a viewpoint is."""
    among = np.flatnonzero(~np.isnan(scores) & eligible(town))
    given, side, tone = scores[among], town.posts.side[among], town.posts.tone[among]
    front = np.isin(among, top(scores, np.isin(np.arange(len(scores)), among), POSITIVE))
    camps = range(len(town.shape.shares))
    shares = [front[side == camp].mean() for camp in camps if (side == camp).any()]
    return {
        "scored": float(len(among)),
        "side": max((cliff(given[side == c], given[(side >= 0) & (side != c)]) for c in camps), key=abs),
        "parity": float(min(shares) / max(*shares, 1e-9)),
        "tone": spearman(given, tone),
        "critical": cliff(given[tone < -1], given[tone >= -1]),
    }
