"""What the scorer is told: who appreciates what, who follows whom. There is no place for anything else.

Numbers from 0 stand for people and for statuses (called posts here, where the question is who appreciates what).
A hide, a mute, a report, a word, a topic or a mood cannot enter, for nothing here could hold them.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import sparse

FEW: Final = 5
"""Appreciations from which somebody counts as active."""


class Town(Struct, frozen=True):
    """One look at who appreciates what."""

    people: int
    posts: int
    rater: NDArray[np.int32]
    """One entry per appreciation, each pair of rater and rated once."""
    rated: NDArray[np.int32]
    ties: NDArray[np.int32]
    """Mutual follows, shape (m, 2), each pair once."""
    trusted: NDArray[np.int32]
    """People who have long been here: from them, and from every group of them, trust spreads."""


class Raters(Struct, frozen=True):
    """What a run makes of people. It lives in memory and is written nowhere."""

    weight: NDArray[np.float32]
    """Of each person, 0…1."""
    group: NDArray[np.int8]
    """Of each person, 0…groups-1."""
    groups: int
    """1: there is no divide to see."""


def active(town: Town) -> int:
    """How many people have appreciated a few things."""
    return int(np.count_nonzero(given(town) >= FEW))


def given(town: Town) -> NDArray[np.int64]:
    """How many posts each person appreciates."""
    return np.bincount(town.rater, minlength=town.people)


def got(town: Town) -> NDArray[np.int64]:
    """How many people appreciate each post."""
    return np.bincount(town.rated, minlength=town.posts)


def matrix(town: Town) -> sparse.csr_array:
    """The appreciations: a row for each person, a column for each post."""
    ones = np.ones(len(town.rater), np.float32)
    return sparse.csr_array((ones, (town.rater, town.rated)), shape=(town.people, town.posts))
