"""The trials: which towns, which seeds, and what is measured in each."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray

from benchmarks.towns import attacks
from benchmarks.towns.baselines import BASELINES, factorisation, factorisation_of_votes, trends
from benchmarks.towns.feed import feeds, lifts
from benchmarks.towns.job import job
from benchmarks.towns.metrics import Quality, auc, eligible, liked_across, neutrality, quality, spearman
from benchmarks.towns.people import Reals, Shape
from benchmarks.towns.town import Counters, Town, build
from benchmarks.towns.warm import Answer, warm

TUNING_SEEDS: Final = (101, 102, 103, 104)
"""The seeds by which the towns were shaped. No figure of a report comes from them."""
SEEDS: Final = (7001, 7002, 7003)
"""The seeds of the report. Nothing was ever tuned by them."""
MORE_SEEDS: Final = tuple(range(SEEDS[0], SEEDS[0] + 30))
"""Where one town gives little, more are needed to tell an attack from noise: with nine the mean may be off by two in a hundred."""
THIRD: Final = 1 / 3
SHAPES: Final = {
    "50 people": Shape(people=50, posts_each=4.0),
    "1k, 50/50": Shape(people=1_000),
    "1k, 80/20": Shape(people=1_000, shares=(0.8, 0.2)),
    "3k, 3 camps": Shape(people=3_000, shares=(THIRD, THIRD, THIRD)),
    "5k, 5 camps": Shape(people=5_000, shares=(0.2, 0.2, 0.2, 0.2, 0.2)),
    "10k": Shape(people=10_000),
    "100k": Shape(people=100_000),
}
CROWDS: Final = (20, 40, 80, 160, 320)
BACKS: Final = (1.0, 3.0, 10.0)
FAKES: Final = (50, 100, 200, 320)
KINDS: Final = ("brigade", "one-like", "clones", "camouflaged")
WAYS: Final = ("follow-backs", "taking turns", "one target each")
"""How fakes whom members follow back go about it: each likes all twelve targets, or six of them, or one."""
SUPPRESSORS: Final = 40
TURNS: Final = 6
"""How many of the twelve targets each fake likes, where fakes take turns."""
AWAY: Final = "the same forty away"
NOISE: Final = "another seed of noise"
UNMEANT: Final = (AWAY, NOISE)
"""What is measured beside suppression, and is none."""
DRAWS: Final = 4
"""How often the twelve and the forty are drawn in each town: one draw gives a twelfth or none."""


class Trial(Struct):
    """What one town gave."""

    shape: str
    seed: int
    figures: dict[str, Quality]
    neutrality: dict[str, dict[str, float]]
    groups: int
    trust: float
    """The least mean weight of a group, as a share of the greatest."""
    cpu_s: float
    peak_mb: float
    views: int
    ratings: int


def answer(town: Town, seed: int, *, noise: float = 1.0) -> Answer:
    """What the scorer under test says of a town."""
    return warm(town.events, town.ties, town.trusted, Counters(town, seed, noise=noise))


def trial(name: str, shape: Shape, seed: int) -> Trial:
    """One town, everything that ranks in it, and the whole job in a process of its own."""
    town = build(shape, seed)
    found, cost = job(town, seed)
    orders = {rank: order(town) for rank, order in BASELINES.items()} | {"warm": found.scores}
    figures = {rank: quality(town, scores) for rank, scores in orders.items()}
    figures |= _with_votes(town, seed)
    scored = np.isnan(found.scores)
    among = ("chronological", "trends", "factorisation", "warm")
    fair = {rank: neutrality(town, np.where(scored, np.nan, _as_shown(rank, orders[rank]))) for rank in among}
    return Trial(
        shape=name,
        seed=seed,
        figures=figures,
        neutrality=fair,
        groups=found.raters.groups,
        trust=_trust(found),
        cpu_s=cost.cpu_s,
        peak_mb=cost.peak_mb,
        views=len(town.seen),
        ratings=len(town.events.rater),
    )


def _as_shown(rank: str, scores: Reals) -> Reals:
    """Warm is judged by the lift it gives, half of which is none; the others by their order."""
    return lifts(scores) if rank == "warm" else scores


def _trust(found: Answer) -> float:
    weight, group = found.raters.weight, found.raters.group
    means = [float(weight[(group == one) & (weight > 0)].mean()) for one in np.unique(group)]
    return min(means) / max(means)


def _with_votes(town: Town, seed: int) -> dict[str, Quality]:
    """Both engines where people are asked for a vote."""
    voting = _of_votes(town)
    return {
        "factorisation, votes": quality(voting, factorisation_of_votes(town)),
        "warm, votes": quality(voting, answer(voting, seed).scores),
    }


def _of_votes(town: Town) -> Town:
    """The town where views are asked for a vote, and a full yes is the appreciation."""
    kept = town.acts.voted
    seen, seen_by, yes = town.seen[kept], town.seen_by[kept], town.acts.vote[kept] == 1
    events = structs.replace(
        town.events, rater=seen_by[yes], rated=seen[yes], viewed=np.bincount(seen_by, minlength=town.events.people)
    )
    return structs.replace(town, events=events, seen=seen, seen_by=seen_by)


def attack(town: Town, kind: str, aims: NDArray[np.int64], many: int, backs: float, seed: int) -> Town:
    """The town after so many have tried."""
    dice, at = np.random.default_rng([seed, many]), aims
    if not many:
        return town
    match kind:
        case "taking turns" | "one target each":
            return attacks.camouflaged(town, at, many, backs, dice, turns=TURNS if kind == "taking turns" else 1)
        case "brigade":
            return attacks.brigade(town, at, many, dice)
        case "one-like":
            return attacks.one_like(town, at, many, dice)
        case "clones":
            return attacks.clones(town, at, many, dice)
        case _:
            return attacks.camouflaged(town, at, many, backs, dice)


class Attacked(Struct):
    """One attack on one town: which share of the twelve targets stands in the top twentieth afterwards."""

    kind: str
    clustered: bool
    many: int
    backs: float
    seed: int
    reached: dict[str, float]


def attacked(seed: int, *, clustered: bool) -> Iterable[Attacked]:
    """Every attack that lifts, in one town of a thousand."""
    town = build(Shape(people=1_000, clustered=clustered), seed)
    aims = attacks.targets(town, np.random.default_rng(seed))
    trials = [(kind, many, 0.1) for kind in KINDS for many in (0, *CROWDS)]
    trials += [(kind, many, backs) for kind in WAYS for many in FAKES for backs in BACKS]
    for kind, many, backs in trials:
        after = attack(town, kind, aims, many, backs, seed)
        orders = {"warm": answer(after, seed).scores}
        if kind in KINDS and clustered:  # where the rivals are shown
            orders |= {"trends": trends(after.events), "factorisation": factorisation(after)}
        reached = {rank: attacks.reached(after, scores, aims) for rank, scores in orders.items()}
        yield Attacked(kind, clustered, many, backs, seed, reached)


def suppressed(seed: int, *, clustered: bool) -> Iterable[Attacked]:
    """Forty of one camp like all but twelve posts of the top twentieth: which share of those is gone from it.

    The noise on the counters is the same before and after, and the top twentieth is that of the posts that enough people had rated
    before: else forty who like everything would make room in it. Once they come by the twelve as they would anyway, once they go
    to look at each. Beside it: what is gone where the same forty are merely away, and where nobody does anything and only the noise is another.
    """
    town = build(Shape(people=1_000, clustered=clustered), seed)
    before = answer(town, seed).scores
    for draw in range(DRAWS):
        aims = attacks.front_targets(town, before, np.random.default_rng([seed, draw])).astype(np.int64)

        def gone(scores: Reals, aims: NDArray[np.int64] = aims) -> dict[str, float]:
            return {"warm": 1 - attacks.reached(town, scores, aims)}

        for name, going in (("suppression", False), ("suppression, going to look", True)):
            after = attacks.suppression(town, aims, SUPPRESSORS, np.random.default_rng([seed, draw]), going=going)
            yield Attacked(name, clustered, SUPPRESSORS, 0.0, seed, gone(answer(after, seed).scores))
        without = attacks.absence(town, SUPPRESSORS, np.random.default_rng([seed, draw]))
        yield Attacked(AWAY, clustered, SUPPRESSORS, 0.0, seed, gone(answer(without, seed).scores))
        yield Attacked(NOISE, clustered, 0, 0.0, seed, gone(answer(town, seed + 1_000 * (draw + 1)).scores))


def ablations(seed: int) -> dict[str, float]:
    """What noise on the counters and old groups cost, and what the two questions would do as labels; ten thousand people."""
    shape = SHAPES["10k"]
    town = build(shape, seed)
    old = answer(build(shape, seed, earlier=True), seed)
    among = eligible(town)
    good = liked_across(town, among)[among]

    def told(found: Answer) -> float:
        return auc(found.scores[among], good)

    exact = answer(town, seed, noise=0.0)
    counters = Counters(town, seed)
    aged = warm(town.events, town.ties, town.trusted, counters, old=old.raters)
    return {"exact": told(exact), "noised": told(answer(town, seed)), "old groups": told(aged)} | _labels(town)


def _labels(town: Town) -> dict[str, float]:
    """Both questions, asked of all who came by, as a label for posts: how far each follows the tone, and finds what is liked across."""
    asked = np.bincount(town.seen[town.acts.asked], minlength=town.events.posts)
    among = asked >= 5
    good = liked_across(town, among)[among]
    found: dict[str, float] = {}
    for name in ("glad", "brightened"):
        share = np.bincount(town.seen[getattr(town.acts, name)], minlength=len(asked))[among] / asked[among]
        found |= {f"{name}: tone": spearman(share, town.posts.tone[among]), f"{name}: auc": auc(share, good)}
    return found


def fed(seed: int) -> list[dict[str, float]]:
    """The feed test in a town of ten thousand."""
    town = build(SHAPES["10k"], seed)
    return [structs.asdict(each) for each in feeds(town, answer(town, seed).scores, np.random.default_rng(seed))]
