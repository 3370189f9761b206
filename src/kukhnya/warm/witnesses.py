"""Newcomers add to what people who have long been here appreciate; they do not stand in for them.

Anybody can make new accounts, and have them like what members like. Nobody can make old ones. So of what newcomers appreciate as
much counts as people of long standing bear out: where those of one group appreciate a post `o` times, newcomers of that group
would as often as newcomers do there anyway (`r` for each of theirs). `o` is few and its like might as well have been more, so
`r` is taken times the upper end of what `o` leaves possible, the μ with (μ - o)²/μ = z² (the score interval of a Poisson mean:
Brown, Cai and DasGupta, Interval estimation in exponential families, 2003). However many newcomers come, nothing counts less for it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .town import Raters, Town

_DOUBT: Final = 1.1
"""z: one post in ten, of which newcomers think no differently, has fewer witnesses than that."""


def witnessed(town: Town, raters: Raters) -> NDArray[np.float64]:
    """The weights of those who appreciate each post, by group; of newcomers as far as people of long standing bear them out."""
    old = np.zeros(town.people, bool)
    old[town.trusted] = True
    side, heed = raters.group[town.rater], raters.weight.astype(np.float64)[town.rater]
    known = np.where(old[town.rater], heed, 0.0)
    place = town.rated.astype(np.int64) * raters.groups + side
    theirs, new = (
        np.bincount(place, each, minlength=town.posts * raters.groups).reshape(town.posts, raters.groups)
        for each in (known, heed - known)
    )
    several, squares = theirs.sum(axis=0), np.bincount(side, known**2, minlength=raters.groups)
    each = np.divide(squares, several, out=np.ones(raters.groups), where=several > 0)
    usual = np.divide(new.sum(axis=0), several, out=np.full(raters.groups, np.inf), where=several > 0)
    return np.asarray(theirs + np.minimum(new, usual * each * _at_most(theirs / each)))


def _at_most(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many might have been expected where so many are seen."""
    return np.asarray(seen + _DOUBT**2 / 2 + _DOUBT * np.sqrt(seen + _DOUBT**2 / 4))
