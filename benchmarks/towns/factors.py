"""The Community-Notes-style rival: a factorisation of votes with intercepts, by plain alternating least squares.

`r = μ + i_u + i_p + f_u f_p`; the mean squared error plus 0.15 × the mean square of the intercepts and 0.03 × that of the
factors. A post's score is its intercept: what it is liked for beyond what its factor explains.
"""

from typing import Final

import numpy as np
from scipy.sparse import csr_array

from benchmarks.towns.people import Numbers, Reals

INTERCEPTS: Final = 0.15
FACTORS: Final = 0.03
SWEEPS: Final = 80
STILL: Final = 1e-4
"""It stops where no intercept of a post moves more than this in a sweep."""


def intercepts(person: Numbers, post: Numbers, vote: Reals, size: tuple[int, int], seed: int) -> Reals:
    """The intercept of each post, after as many sweeps as it takes."""
    there = np.ones(len(vote), np.float32)
    seen = csr_array((there, (person, post)), shape=size)
    voted = csr_array((vote.astype(np.float32), (person, post)), shape=size)
    voted.eliminate_zeros()
    sides = ((seen, voted, len(vote) / size[0]), (seen.T.tocsr(), voted.T.tocsr(), len(vote) / size[1]))
    mean = len(vote) / (len(vote) * (1 + INTERCEPTS))
    base = float(vote.sum() / len(vote)) * mean
    dice = np.random.default_rng(seed)
    people: Reals = np.zeros((size[0], 2))
    posts: Reals = np.stack([np.zeros(size[1]), dice.normal(0, 0.3, size[1])], axis=1)
    for _ in range(SWEEPS):
        before = posts[:, 0].copy()
        people = _solve(*sides[0], posts, base)
        posts = _solve(*sides[1], people, base)
        base = _base(sides[0], people, posts, float(vote.sum()), len(vote))
        if np.abs(posts[:, 0] - before).max() < STILL:
            break
    return np.asarray(posts[:, 0])


def _solve(seen: csr_array, voted: csr_array, each: float, other: Reals, base: float) -> Reals:
    """The best intercept and factor of each row, given those of the columns: a ridge of two by two."""
    i, f = other.T
    sums = np.asarray(seen @ np.stack([np.ones_like(f), f, f * f, i, i * f], axis=1))
    hits = np.asarray(voted @ np.stack([np.ones_like(f), f], axis=1))
    a, b, d = sums[:, 0] + INTERCEPTS * each, sums[:, 1], sums[:, 2] + FACTORS * each
    one = hits[:, 0] - base * sums[:, 0] - sums[:, 3]
    two = hits[:, 1] - base * sums[:, 1] - sums[:, 4]
    det = a * d - b * b
    return np.stack([(d * one - b * two) / det, (a * two - b * one) / det], axis=1)


def _base(side: tuple[csr_array, csr_array, float], people: Reals, posts: Reals, total: float, many: int) -> float:
    """μ, given everything else."""
    seen = side[0]
    crossed = (people[:, 1] * np.asarray(seen @ posts[:, 1])).sum()
    rest = np.diff(seen.indptr) @ people[:, 0] + np.asarray(seen.sum(axis=0)).ravel() @ posts[:, 0] + crossed
    return float((total - rest) / (many * (1 + INTERCEPTS)))
