"""How widely a post is appreciated: by the group that appreciates it least.

Each group's appreciations are held against how many would have come from those who saw it. What one group says of a
post informs the guess about another exactly as far as the two agree in general. The score is the cautious end of the
guess for the least appreciative group, so neither loudness nor numbers of one side lift anything.

Whom an appreciation comes from is weighed (`raters.py`); newcomers and crowds are held to what others bear out
(`witnesses.py`, `company.py`).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kukhnya.model.warmth import STEPS

from .company import company
from .groups import same
from .raters import raters, selective
from .town import Raters, Town, active, given
from .witnesses import witnessed

__all__ = ["LEAST", "STEPS", "Raters", "Town", "active", "raters", "rates", "same", "scores", "selective", "steps"]

LEAST: Final = 2.5
"""Weighted appreciations below which a post has no score: five people's, as people are usually weighed."""
_PRIOR_VIEWS: Final = 50.0
_FLOOR: Final = 0.001
_ENOUGH: Final = 100.0
"""Expected appreciations from which a post counts fully in what is learned of the groups."""
_SMALLEST_SPREAD: Final = 0.02
_CAUTION: Final = 1.0
_BLUR: Final = 0.2
"""Groups whose guesses are so close are heard together; so little times ln(groups) is all that one group's love alone can add."""


def rates(town: Town, raters: Raters, views_of: NDArray[np.int64]) -> NDArray[np.float64]:  # noqa: ARG001 - agreed
    """How likely each person appreciates what they see; never more than the usual, which would be a weapon."""
    seen = float(views_of.sum())
    base = min(1.0, len(town.rater) / seen) if seen else 1.0
    return np.minimum((given(town) + _PRIOR_VIEWS * base) / (views_of + _PRIOR_VIEWS), base)


def scores(town: Town, raters: Raters, expected: NDArray[np.float64], *, least: float = LEAST) -> NDArray[np.float64]:
    """The score of each post; NaN where too few appreciate it. `expected`: (posts, groups), Σ weight × rate over views."""
    liked = witnessed(town, raters) * company(town, raters)
    total = expected.sum(axis=0)
    scale = np.divide(liked.sum(axis=0), total, out=np.zeros(raters.groups), where=total > 0)
    fair = np.maximum(expected * scale, _FLOOR)
    relative = liked / fair - 1.0
    prior = _prior(relative, fair)
    found = np.full(town.posts, np.nan)
    enough = np.flatnonzero(liked.sum(axis=1) >= least)
    found[enough] = _cautious(relative[enough], fair[enough], prior)
    return found


def _prior(relative: NDArray[np.float64], fair: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much groups differ in what they appreciate, and how far they agree: learned from all posts."""
    heed = np.minimum(fair, _ENOUGH)
    leaning = heed * relative
    weights = heed.T @ heed
    sums = leaning.T @ leaning
    sums[np.diag_indices_from(sums)] -= (heed**2 / fair).sum(axis=0)
    shared = np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)
    values, vectors = np.linalg.eigh((shared + shared.T) / 2)
    return np.asarray((vectors * np.maximum(values, _SMALLEST_SPREAD)) @ vectors.T)


def _cautious(
    relative: NDArray[np.float64], fair: NDArray[np.float64], prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The lower bound of the least appreciative group, or of those that are about level."""
    several = len(prior)
    noisy = np.broadcast_to(prior, (len(fair), several, several)).copy()
    noisy[:, np.arange(several), np.arange(several)] += 1.0 / fair
    gain = np.linalg.solve(noisy, np.broadcast_to(prior, noisy.shape))
    mean = np.einsum("pg,pgh->ph", relative, gain)
    left = np.diag(prior) - np.einsum("gh,phg->pg", prior, gain)
    return _least(mean - _CAUTION * np.sqrt(np.maximum(left, 0.0)))


def _least(bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least of each row, smoothly, so that it does not hang on the luck of one group where several are level.

    That is -τ ln(mean of exp(-x/τ)) (Boyd and Vandenberghe, Convex Optimization, 2004, 3.1.5): the least, up to τ ln(groups) more.
    """
    least = bounds.min(axis=1, keepdims=True)
    return np.asarray(least[:, 0] - _BLUR * np.log(np.exp((least - bounds) / _BLUR).mean(axis=1)))


def steps(scores: NDArray[np.float64]) -> NDArray[np.int8]:
    """In which twentieth of the scored posts each stands: 0…19, equal scores in the same; -1 without a score."""
    found = np.full(len(scores), -1, np.int8)
    scored = np.flatnonzero(~np.isnan(scores))
    if len(scored):
        ordered = np.sort(scores[scored])
        below = np.searchsorted(ordered, scores[scored], side="left")
        up_to = np.searchsorted(ordered, scores[scored], side="right")
        found[scored] = np.minimum(STEPS * (below + up_to) / (2 * len(scored)), STEPS - 1).astype(np.int8)
    return found
