"""The goals of the figures, and whether each is met: one row of the report each."""

from collections.abc import Iterable, Iterator, Mapping
from statistics import fmean

from msgspec import Struct

from benchmarks.towns.trials import UNMEANT, WAYS, Attacked, Trial


class Goal(Struct, frozen=True):
    """One figure against its goal."""

    what: str
    figure: str
    goal: str
    met: bool


class Results(Struct, frozen=True):
    """Everything that was measured."""

    trials: list[Trial]
    attacks: list[Attacked]
    suppressions: list[Attacked]
    ablations: list[dict[str, float]]
    feeds: list[list[dict[str, float]]]
    coverage: dict[str, float]

    def shapes(self) -> list[str]:
        """The towns, in the order they were asked for."""
        return list(dict.fromkeys(each.shape for each in self.trials))

    def mean(self, shape: str, rank: str, figure: str) -> float:
        """The mean over seeds."""
        return fmean(each.figures[rank][figure] for each in self.trials if each.shape == shape)


AUC = {"1k, 50/50": 0.80, "1k, 80/20": 0.72, "3k, 3 camps": 0.79, "5k, 5 camps": 0.79, "10k": 0.83, "100k": 0.83}
OUTRAGE = {"5k, 5 camps": 1.5}


def at_least(what: str, figure: float, goal: float) -> Goal:
    """Met from the goal upwards, as printed."""
    return Goal(what, f"{figure:.3f}", f"≥ {goal:g}", round(figure, 3) >= goal)


def at_most(what: str, figure: float, goal: float) -> Goal:
    """Met up to the goal, as printed."""
    return Goal(what, f"{figure:.3f}", f"≤ {goal:g}", round(figure, 3) <= goal)


def goals(found: Results) -> list[Goal]:
    """Every goal whose figure was measured."""
    return [
        *(goal for shape in found.shapes() if shape in AUC for goal in _quality(found, shape)),
        *_robust(found.attacks, found.suppressions),
        *_neutral(found.trials),
        *_feeds(found.feeds),
        *_counters(found.ablations),
        *(
            _between(f"index: coverage with {people} people", each)
            for people, each in found.coverage.items()
            if int(people) >= 15
        ),
        *_costs(found.trials),
    ]


def _quality(found: Results, shape: str) -> Iterator[Goal]:
    auc = found.mean(shape, "warm", "auc")
    yield at_least(f"{shape}: AUC", auc, AUC[shape])
    yield at_least(f"{shape}: AUC above trends", auc - found.mean(shape, "trends", "auc"), 0.12)
    yield at_least(f"{shape}: AUC above the factorisation", auc - found.mean(shape, "factorisation", "auc"), 0.04)
    yield at_least(f"{shape}: precision of the top 5 %", found.mean(shape, "warm", "precision"), 0.52)
    yield at_most(f"{shape}: outrage in the top 5 %", found.mean(shape, "warm", "outrage"), OUTRAGE.get(shape, 0.65))


def _robust(attacks: list[Attacked], suppressions: list[Attacked]) -> Iterator[Goal]:
    for clustered in (False, True):
        graph = "clustered" if clustered else "well mixed"
        for kind in ("brigade", "one-like", "clones"):
            before, after = (reached(attacks, kind, many, clustered=clustered) for many in (0, 320))
            yield at_most(f"gain of 320 by {kind}, {graph}", after - before, 0.0)
        for kind in WAYS:
            for what, figure, met in _camouflage(attacks, kind, clustered=clustered):
                yield Goal(f"{what}, {graph}", figure, "≥ 10 % of members and ≥ 10 follow-backs each", met)
        for kind in dict.fromkeys(each.kind for each in suppressions if each.kind not in UNMEANT):
            gone = fmean(
                each.reached["warm"] for each in suppressions if each.kind == kind and each.clustered == clustered
            )
            yield at_most(f"removed by 40 in {kind}, {graph}", gone, 0.10)


def reached(
    attacks: Iterable[Attacked], kind: str, many: int, *, clustered: bool, backs: float = 0.1, rank: str = "warm"
) -> float:
    """Which share of the targets reached the top twentieth."""
    return fmean(
        each.reached[rank]
        for each in attacks
        if (each.kind, each.clustered, each.many, each.backs) == (kind, clustered, many, backs)
    )


def _camouflage(attacks: list[Attacked], kind: str, *, clustered: bool) -> Iterator[tuple[str, str, bool]]:
    cells = sorted({(each.many, each.backs) for each in attacks if each.kind == kind and each.clustered == clustered})
    lifting = [
        (many, backs) for many, backs in cells if reached(attacks, kind, many, clustered=clustered, backs=backs) >= 0.5
    ]
    told = "; ".join(f"{many} with {backs:g} each" for many, backs in lifting) or "none that was tried"
    said = "" if kind == "follow-backs" else f", {kind},"
    yield f"camouflaged fakes{said} that lift half their targets", told, all(m >= 100 and b >= 10 for m, b in lifting)


def _neutral(trials: list[Trial]) -> Iterator[Goal]:
    for shape in dict.fromkeys(each.shape for each in trials):
        there = [each.neutrality["warm"] for each in trials if each.shape == shape]
        if fmean(each["scored"] for each in there) < 10_000:
            continue
        yield at_most(f"{shape}: side, |δ|", max(abs(each["side"]) for each in there), 0.10)
        yield at_most(f"{shape}: sad and critical, |δ|", max(abs(each["critical"]) for each in there), 0.10)
        yield at_most(f"{shape}: tone, |ρ|", max(abs(each["tone"]) for each in there), 0.05)
        yield at_least(f"{shape}: top-tenth parity", min(each["parity"] for each in there), 0.80)
    yield at_least("trust, least of all towns", min(each.trust for each in trials if each.groups > 1), 0.9)


def _feeds(feeds: list[list[dict[str, float]]]) -> Iterator[Goal]:
    if feeds:
        full = [each for feed in feeds for each in feed if each["slider"] == 100]
        yield at_most("most places pushed down at slider 100", max(each["pushed_down"] for each in full), 25)
        none = [each for feed in feeds for each in feed if each["slider"] == 0]
        yield at_most("places moved at slider 0", max(each["pushed_down"] for each in none), 0)


def _counters(ablations: list[dict[str, float]]) -> Iterator[Goal]:
    if ablations:
        exact, noised, old = (fmean(each[name] for each in ablations) for name in ("exact", "noised", "old groups"))
        yield at_most("AUC that noise on counters costs", exact - noised, 0.01)
        yield at_most("AUC that ten-day-old groups cost", noised - old, 0.01)


def _between(what: str, figure: float) -> Goal:
    return Goal(what, f"{figure:.3f}", ".93 – .99", 0.93 <= figure <= 0.99)


def _costs(trials: list[Trial]) -> Iterator[Goal]:
    bounds: Mapping[str, tuple[float, float]] = {"1k, 50/50": (0.2, 1024), "100k": (10, 1024)}
    for shape, (seconds, megabytes) in bounds.items():
        there = [each for each in trials if each.shape == shape]
        if there:
            yield at_most(
                f"{shape}: CPU seconds of the job, median",
                sorted(each.cpu_s for each in there)[len(there) // 2],
                seconds,
            )
            yield at_most(f"{shape}: peak memory of the job, MB", max(each.peak_mb for each in there), megabytes)
