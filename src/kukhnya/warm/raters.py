"""People as raters: what each one's appreciation weighs, and in which group."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from . import trust
from .groups import groups, renamed
from .town import Raters, Town, given

_PRIOR_VIEWS: Final = 10.0
_SPARING: Final = 2.0
"""Who appreciates up to so many times as often as is usual is as choosy as anybody."""
_STEEP: Final = 4


def raters(
    town: Town, *, seed: int, previous: NDArray[np.int8] | None = None, choosy: NDArray[np.float64] | None = None
) -> Raters:
    """Weights and groups of the people of a town.

    `previous`: groups of an earlier run (-1: was not there), whose numbers are kept as far as the groups are the same;
    the walk of trust then begins in them. Else it begins in groups found without it, so that no group is left out.
    `choosy`: what `selective` answers; None: of nobody it is known how much they were shown.
    """
    random = np.random.default_rng(seed)
    weight = trust.ramp(town) * trust.cap(town)
    if choosy is not None:
        weight *= choosy
    known = weight

    def sides() -> NDArray[np.int8]:
        return groups(town, known, random) if previous is None else np.maximum(previous, 0).astype(np.int8)

    weight = known * trust.graph(town, sides, random)
    found = groups(town, weight, random)
    if previous is not None:
        found = renamed(found, previous)
    return Raters(weight.astype(np.float32), found, int(found.max(initial=0)) + 1)


def selective(town: Town, views_of: NDArray[np.int64]) -> NDArray[np.float64]:
    """How much each person's appreciation says, 0…1, seeing how much of what they are shown they appreciate.

    Forty who like all but a dozen posts lift everything else, and so push those down. Where fewer views were counted than
    there are appreciations (people of other servers, apps that like from afar) nothing is known, and it is 1.
    `town` and `views_of` must be of the same time.
    """
    many, seen = given(town), float(views_of.sum())
    base = min(0.4, len(town.rater) / seen) if seen else 0.4
    share = (many + _PRIOR_VIEWS * base) / (views_of + _PRIOR_VIEWS)
    says = np.clip((1.0 - share) / (1.0 - _SPARING * base), 0.0, 1.0) ** _STEEP
    return np.where(views_of >= many, says, 1.0)
