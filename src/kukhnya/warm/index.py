"""How people say their time here leaves them: one number with its interval, from answers better, same or worse.

People who answer several times count as one voice each (a cluster), so that five hundred answers of twenty people are no
more certain than twenty people are. The interval is Wilson's, on as many answers as they are worth, with Student's quantile.
This number ranks nothing and is no goal of any job: nothing that orders posts imports this file, which a test holds.
"""

from collections.abc import Hashable, Iterable
from math import sqrt
from typing import Final

from msgspec import Struct

LEAST_PEOPLE: Final = 15
"""From how many people an index may be shown."""
_FEW: Final = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469)
"""Student's quantile .975 with 1 to 6 degrees of freedom, where the expansion below is too coarse."""
_NORMAL: Final = 1.959964


class Index(Struct, frozen=True):
    """The mean of the answers, between 0 (all worse) and 1 (all better), and where it lies with 95 % certainty."""

    mean: float
    low: float
    high: float
    answers: int
    people: int


def index(answers: Iterable[tuple[Hashable, float]]) -> Index | None:
    """The index of pairs (who, what it counts); None where fewer than two people have answered."""
    said: dict[Hashable, tuple[int, float]] = {}
    count, total, squares = 0, 0.0, 0.0
    for who, worth in answers:
        many, sum_ = said.get(who, (0, 0.0))
        said[who] = (many + 1, sum_ + worth)
        count, total, squares = count + 1, total + worth, squares + worth * worth
    people = len(said)
    if people < 2:  # noqa: PLR2004 - one person has no spread
        return None
    mean = total / count
    variance = max(0.0, squares / count - mean * mean)
    spread = people / (people - 1) * sum((sum_ - many * mean) ** 2 for many, sum_ in said.values()) / count**2
    design = max(1.0, spread / (variance / count)) if variance > 0 else 1.0
    low, high = _interval(mean, variance, count / design, student(people - 1))
    return Index(mean, low, high, count, people)


def shown(found: Index | None) -> bool:
    """May this be shown? Not where few have answered, whose answers could be told from it."""
    return found is not None and found.people >= LEAST_PEOPLE


def student(degrees: int) -> float:
    """Student's quantile .975 with so many degrees of freedom: from a table for few, by Fisher and Cornish's expansion for more."""
    if degrees <= len(_FEW):
        return _FEW[degrees - 1]
    z, v = _NORMAL, float(degrees)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )


def _interval(mean: float, variance: float, worth: float, t: float) -> tuple[float, float]:
    """Wilson's interval, cut to what a mean can be. `worth`: how many independent answers these are worth."""
    shrunk = 1 + t * t / worth
    centre = (mean + t * t / (2 * worth)) / shrunk
    half = t / shrunk * sqrt(variance / worth + t * t / (4 * worth * worth))
    return max(0.0, centre - half), min(1.0, centre + half)
