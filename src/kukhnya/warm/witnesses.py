"""Newcomers add to what people who have long been here appreciate; they do not stand in for them.

Anybody can make new accounts, and have them like what members like. Nobody can make old ones. So of what newcomers appreciate as
much counts as people of long standing bear out: where those of one group appreciate a post `o` times, newcomers of that group
would as often as newcomers do there anyway (`r` for each of theirs). `o` is few and its like might as well have been more, so
`r` is taken times the upper end of what `o` leaves possible, the μ with (μ - o)²/μ = z² (the score interval of a Poisson mean:
Brown, Cai and DasGupta, Interval estimation in exponential families, 2003). Another appreciation never makes a post count less.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .town import Raters, Town

_DOUBT: Final = 1.25
"""z: one post in ten, of which newcomers think no differently, has fewer witnesses than that."""


def witnessed(town: Town, raters: Raters) -> NDArray[np.float64]:
    """The weights of those who appreciate each post, by group; of newcomers as far as people of long standing bear them out."""
    old = np.zeros(town.people, bool)
    old[town.trusted] = True
    heed = raters.weight.astype(np.float64)
    theirs = _sums(town, raters, np.where(old, heed, 0.0))
    new = _sums(town, raters, np.where(old, 0.0, heed))
    several, squares = theirs.sum(axis=0), _sums(town, raters, np.where(old, heed**2, 0.0)).sum(axis=0)
    known = several > 0
    each = np.divide(squares, several, out=np.ones(raters.groups), where=known)
    usual = np.divide(new.sum(axis=0), several, out=np.full(raters.groups, np.inf), where=known)
    return np.asarray(theirs + np.minimum(new, usual * each * _at_most(theirs / each)))


def _at_most(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many might have been expected where so many are seen."""
    return np.asarray(seen + _DOUBT**2 / 2 + _DOUBT * np.sqrt(seen + _DOUBT**2 / 4))


def _sums(town: Town, raters: Raters, heed: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each post and group, the sum over those who appreciate it."""
    place = town.rated.astype(np.int64) * raters.groups + raters.group[town.rater]
    sums = np.bincount(place, heed[town.rater], minlength=town.posts * raters.groups)
    return np.asarray(sums, np.float64).reshape(town.posts, raters.groups)
