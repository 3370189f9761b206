"""In what company a post is appreciated: by people who otherwise appreciate this and that, or by a crowd that goes about together.

Fakes can each look like a member: like what members like, and be followed back by a few. What they cannot hide is that those
who appreciate one of their targets appreciate the others too. So for each post and group it is asked how alike, on average,
those are who appreciate it (the cosine of what two people appreciate), and where that is far above what is usual in the town
they count as fewer: n people who are alike by ρ more than is usual as n/(1 + (n - 1)ρ), which is the number of independent
ones that tell as much (the design effect of samples drawn in clusters: Kish, Survey Sampling, 1965).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .town import Raters, Town, given, matrix

_DIRECTIONS: Final = 64
"""Random ones, onto which what people appreciate is thrown first: that tells quickly where nothing is to be seen …"""
_DOUBT: Final = 2.0 * float(np.sqrt(2 / _DIRECTIONS))
"""… but for so large a part of what it tells (two standard errors)."""
_AT_ONCE: Final = 4_000_000
"""Appreciations looked at together: bounds the memory."""
_LITTLE: Final = 40_000_000
"""Up to so many are looked at in full; of more, what random directions leave in doubt."""
_SEVERAL: Final = 4.0
"""So many people of one weight have company that says something."""
_CELLS: Final = 20
"""Posts with such company, from which the usual is known."""
_ALLOWED: Final = 0.06
"""How much more alike than usual people may be: fans of one author, a circle with one hobby."""
_RATHER: Final = 1.3
"""The same as a share of the usual, where most people are alike anyway."""


def company(town: Town, raters: Raters) -> NDArray[np.float64]:
    """What share of a group's appreciations of a post counts, (posts, groups): 1, but for crowds less."""
    rows = matrix(town)
    columns = rows.T.tocsr()
    each = np.maximum(given(town), 1)
    thrown = _thrown(rows) if float(each @ each) > _LITTLE else None
    told = [
        _Cells(rows, columns, thrown, np.where(raters.group == side, raters.weight, 0.0), each)
        for side in range(raters.groups)
    ]
    usual = min((cells.usual for cells in told if cells.usual is not None), default=1.0)
    allowed = max(_RATHER * usual, usual + _ALLOWED)
    return np.stack([cells.counted(allowed) for cells in told], axis=1)


def _thrown(rows: sparse.csr_array) -> NDArray[np.float32]:
    """What each person appreciates, along a few random directions: lengths stay about what they are (Johnson and Lindenstrauss)."""
    signs = np.random.default_rng(0).integers(0, 2, (rows.shape[1], _DIRECTIONS), dtype=np.int8)
    return np.asarray(rows @ ((signs * np.float32(2) - np.float32(1)) / np.float32(np.sqrt(_DIRECTIONS))))


class _Cells:
    """The appreciations of each post by one group."""

    def __init__(
        self, rows: sparse.csr_array, columns: sparse.csr_array, thrown: NDArray[np.float32] | None,
        weight: NDArray[np.float64], each: NDArray[np.int64],
    ) -> None:  # fmt: skip
        heed = weight / np.sqrt(each)
        self._columns, self._rows, self._exact = columns, sparse.csr_array(rows * heed[:, None]), thrown is None
        total, self._own = columns @ weight, columns @ weight**2
        self._pairs = total**2 - self._own
        self._several = np.divide(total**2, self._own, out=np.zeros(len(total)), where=self._own > 0)
        self._asked = np.flatnonzero(self._several >= _SEVERAL)
        if thrown is None:
            self._about = self._alike(self._asked)
        else:
            theirs = np.flatnonzero(weight)
            sums = columns[:, theirs] @ (thrown[theirs] * heed[theirs, None].astype(np.float32))
            self._about = self._of((sums[self._asked].astype(np.float64) ** 2).sum(axis=1), self._asked)

    @property
    def usual(self) -> float | None:
        """How alike those mostly are who appreciate the same post; None where too few do."""
        return float(np.median(self._about)) if len(self._asked) >= _CELLS else None

    def counted(self, allowed: float) -> NDArray[np.float64]:
        """What share of the appreciations counts, where people may be as alike as is `allowed`."""
        share = np.ones(len(self._several))
        doubt = _DOUBT * (1.0 / (self._several[self._asked] - 1.0) + np.maximum(self._about, 0.0))
        posts = self._asked[self._about + (0.0 if self._exact else doubt) > allowed]
        more = np.maximum(self._alike(posts) - allowed, 0.0)
        share[posts] = 1.0 / (1.0 + (self._several[posts] - 1.0) * more)
        return share

    def _alike(self, posts: NDArray[np.int64]) -> NDArray[np.float64]:
        """The mean cosine of pairs of different people who appreciate each of the posts."""
        return self._of(_lengths(self._columns[posts], self._rows), posts)

    def _of(self, lengths: NDArray[np.float64], posts: NDArray[np.int64]) -> NDArray[np.float64]:
        """The same from the squares of the sums of all."""
        return np.asarray((lengths - self._own[posts]) / self._pairs[posts])


def _lengths(columns: sparse.csr_array, rows: sparse.csr_array) -> NDArray[np.float64]:
    """For each of the posts (`columns`), the square of the sum of what those who appreciate it (`rows`) appreciate, block by block."""
    work = np.cumsum(columns @ np.diff(rows.indptr).astype(np.float64))
    found, start = np.zeros(len(work)), 0
    while start < len(work):
        before = work[start - 1] if start else 0.0
        end = max(start + 1, int(np.searchsorted(work, before + _AT_ONCE, side="right")))
        sums = columns[start:end] @ rows
        sums.data **= 2
        found[start:end] = sums.sum(axis=1)
        start = end
    return found
