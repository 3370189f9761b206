"""People who seldom appreciate the same posts, found from nothing but what they appreciate.

The matrix of appreciations, freed of how much each person gives and each post gets, is laid out along its strongest
directions. A direction counts where it is stronger than what the same matrix shows with random signs, so a town
without a divide has one group. Groups have no names; nobody is told theirs, and none is written down.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.linalg import LinearOperator, eigsh

from .town import FEW, Town, got, matrix

ACTIVE: Final = 30
"""People who have appreciated a few things, below whom no divide can be seen."""
_DIRECTIONS: Final = 6
_ABOVE: Final = 1.12
_MOST: Final = 5
_ROUNDS: Final = 30
_STILL: Final = 1e-4
"""Centres that move less than this have settled; people are about 1 from the middle."""
_STARTS: Final = 8
"""One start may take two camps for one group and split a third; the best of several does not."""
_SAMPLE: Final = 4_000
"""About so many people are asked which start is best."""
_SMALLEST: Final = 0.04
"""A group of less than this share of all weight is none."""
_ALIKE: Final = 0.5
"""Groups of two runs are the same where so much of each is in both."""

Coordinates = NDArray[np.float64]


def groups(town: Town, weight: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.int8]:
    """The group of each person, numbered from 0."""
    rows = matrix(town)
    active = np.diff(rows.indptr) >= FEW
    counted = active & (weight > 0)
    alone = np.zeros(town.people, np.int8)
    if np.count_nonzero(counted) < ACTIVE:
        return alone
    where = _coordinates(town, rows, weight, active, random)
    if where is None:
        return alone
    centres = _centres(where[counted], weight[counted], min(where.shape[1] + 1, _MOST), random)
    return _nearest(where, centres).astype(np.int8)


def _coordinates(
    town: Town, rows: sparse.csr_array, weight: NDArray[np.float64], active: NDArray[np.bool_], random: np.random.Generator
) -> Coordinates | None:  # fmt: skip
    """Where each person stands along the directions that count; None where none does."""
    many, likes = np.diff(rows.indptr).astype(float), np.bincount(town.rated, weight[town.rater], town.posts)
    columns = np.flatnonzero(got(town) >= 2)  # noqa: PLR2004 - a post with one appreciation says nothing of two people
    if len(columns) <= _DIRECTIONS:
        return None
    usual_given, usual_got = many.mean(), likes[likes > 0].mean()
    by_post = 1.0 / np.sqrt(likes[columns] + usual_got)
    by_person = np.sqrt(weight) / np.sqrt(many + usual_given)
    kept = rows[:, columns]
    person = np.repeat(np.arange(town.people), np.diff(kept.indptr))
    plain = (by_post[kept.indices] * by_person[person]).astype(np.float32)
    spread = sparse.csr_array((plain, kept.indices, kept.indptr), shape=kept.shape)
    strength, axes = _strongest(spread, _DIRECTIONS, random, 1e-3)
    how_many = int(np.count_nonzero(strength[1:] > _ABOVE * _noise(spread, random)))
    if not how_many:
        return None
    where = (kept @ (axes[1 : how_many + 1] * by_post).T) / (many + usual_given)[:, None]
    where /= np.sqrt(np.mean(where[active] ** 2))
    return np.asarray(where)


def _noise(spread: sparse.csr_array, random: np.random.Generator) -> float:
    """The strongest direction of the same matrix where the signs mean nothing."""
    signs = random.integers(0, 2, len(spread.data), dtype=np.int8) * np.float32(2) - np.float32(1)
    noise = sparse.csr_array((spread.data * signs, spread.indices, spread.indptr), shape=spread.shape)
    return float(_strongest(noise, 1, random, 1e-2)[0][0])


def _strongest(
    rows: sparse.csr_array, how_many: int, random: np.random.Generator, within: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The largest singular values, falling, and the right singular vectors, one in each row.

    Those that stand out settle long before `within` is reached by the last; of the last only the strength is asked.
    """
    wide = rows.shape[1]
    columns = rows.T.tocsr()  # two walks along rows are quicker than one along rows and one across
    square = LinearOperator((wide, wide), matvec=lambda each: columns @ (rows @ each), dtype=np.float32)
    start = random.standard_normal(wide, np.float32)
    values, vectors = eigsh(square, how_many, v0=start, tol=within, ncv=min(wide, max(20, 2 * how_many + 1)))
    order = np.argsort(-values)
    return np.sqrt(np.maximum(values[order], 0.0)), vectors[:, order].T.astype(np.float64)


def _centres(
    where: Coordinates, weight: NDArray[np.float64], how_many: int, random: np.random.Generator
) -> Coordinates:
    """k-means++, by weight, so that a crowd that counts as one draws no group to itself; too small groups are dropped.

    People are put in an order of their own first, so that it does not matter how they are numbered.
    """
    signs = np.where(np.sum(where**3, axis=0) < 0, -1.0, 1.0)
    order = np.lexsort((where * signs).T[::-1])
    where, weight = where[order], weight[order]
    every = slice(None, None, max(1, len(where) // _SAMPLE))
    some, heed = where[every], weight[every]
    tried = [_settled(some, heed, _started(some, heed, how_many, random)) for _ in range(_STARTS)]
    best = min(tried, key=lambda each: float((_distances(some, each).min(axis=1) * heed).sum()))
    centres = _settled(where, weight, best)
    sizes = np.bincount(_nearest(where, centres), weight, len(centres))
    return np.asarray(centres[sizes >= _SMALLEST * weight.sum()])


def _started(
    where: Coordinates, weight: NDArray[np.float64], how_many: int, random: np.random.Generator
) -> Coordinates:
    """People far from one another, to begin with."""
    centres = where[[_drawn(weight, random)]]
    for _ in range(how_many - 1):
        far = _distances(where, centres).min(axis=1) * weight
        if not far.any():
            break
        centres = np.vstack([centres, where[_drawn(far, random)]])
    return centres


def _settled(where: Coordinates, weight: NDArray[np.float64], centres: Coordinates) -> Coordinates:
    """The middle of those who are nearest to each, again and again."""
    for _ in range(_ROUNDS):
        near = _nearest(where, centres)
        sizes = np.bincount(near, weight, len(centres))
        sums = [np.bincount(near, weight * axis, len(centres)) for axis in where.T]
        moved = (np.stack(sums, axis=1) / np.maximum(sizes, np.finfo(float).tiny)[:, None])[sizes > 0]
        if moved.shape == centres.shape and np.allclose(moved, centres, rtol=0, atol=_STILL):
            return moved
        centres = moved
    return centres


def _drawn(chance: NDArray[np.float64], random: np.random.Generator) -> int:
    """One place, by chance."""
    place = np.searchsorted(np.cumsum(chance), random.random() * chance.sum(), side="right")
    return min(int(place), len(chance) - 1)


def _distances(where: Coordinates, centres: Coordinates) -> Coordinates:
    squares: Coordinates = (where**2).sum(axis=1)[:, None] - 2 * where @ centres.T + (centres**2).sum(axis=1)
    return np.maximum(squares, 0.0)


def _nearest(where: Coordinates, centres: Coordinates) -> NDArray[np.int64]:
    return np.asarray(_distances(where, centres).argmin(axis=1))


def renamed(group: NDArray[np.int8], previous: NDArray[np.int8]) -> NDArray[np.int8]:
    """The same groups under the numbers that fit those of an earlier run best (-1: was not there)."""
    common = _common(group, previous)
    size = max(common.shape)
    square = np.zeros((size, size), np.int64)
    square[: common.shape[0], : common.shape[1]] = common
    numbers = linear_sum_assignment(-square)[1].astype(np.int8)
    again = numbers[group]
    return np.unique(again, return_inverse=True)[1].astype(np.int8)


def same(group: NDArray[np.int8], previous: NDArray[np.int8]) -> bool:
    """Are these the groups of an earlier run, under the same numbers, so that what was counted of those is of these?"""
    common = _common(group, previous)
    if common.shape[0] != common.shape[1]:
        return False
    either = common.sum(axis=0) + common.sum(axis=1) - np.diag(common)
    return bool(np.all(np.diag(common) >= _ALIKE * either))


def _common(group: NDArray[np.int8], previous: NDArray[np.int8]) -> NDArray[np.int64]:
    """How many people are in each group of the one and of the other."""
    there = previous >= 0
    wide = int(previous.max(initial=-1)) + 1
    counted = np.zeros((int(group.max(initial=-1)) + 1, wide), np.int64)
    np.add.at(counted, (group[there], previous[there]), 1)
    return counted
