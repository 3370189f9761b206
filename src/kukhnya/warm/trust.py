"""How much somebody's appreciation weighs: by how much they are known here, never by what they think.

ramp     newcomers weigh little until they have appreciated a few things
cap      accounts that appreciate the same few posts count as one, however many they are
graph    people who have long been here vouch for those with whom they follow each other, and several vouched for
         vouch on: ties among a crowd of new accounts give it nothing, and a follow-back or two next to nothing.
         Where too few have long been here, trust walks along mutual follows from those and stops early
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from .town import FEW, Town, given, got, matrix

_HALF: Final = 5.0
"""Appreciations at which somebody weighs half."""
_SMALL_TOWN: Final = 200
"""Up to so many people, a newcomer weighs something from the first appreciation."""
_RARE, _COMMON = 2, 150
"""Appreciations of a post that says something about a coordination."""
_SHARED: Final = 4
_ALIKE: Final = 0.3
"""Two people with so many such posts in common, and so large a part of all of theirs, are linked …"""
_BEYOND_CHANCE: Final = 5.0
"""… if that is so many times what chance would give: where there is little to like, all like much of the same."""
_AT_ONCE: Final = 4_000_000
"""Pairs looked at together, at most (except where one person alone has more): bounds the memory."""
_LOOSE: Final = 60
"""Up to so many people everybody knows everybody: no walk."""
_SEEDS: Final = 20
_FEWEST_VOUCHERS: Final = 2.0
_VOUCH_ON: Final = 0.75
"""Who has so large a part of the vouchers that somebody known usually has vouches for others too."""
_DO: Final = 0.6
"""So large a part of the usual number of vouchers counts fully: with all of it, a minority in a small town weighs less."""
_STEEP: Final = 6


def ramp(town: Town) -> NDArray[np.float64]:
    """By how much they have appreciated so far."""
    many = given(town)
    weight = many / (many + _HALF)
    if town.people > _SMALL_TOWN:
        weight[many < FEW] = 0.0
    return weight


def cap(town: Town) -> NDArray[np.float64]:
    """One over the size of the crowd that appreciates in step with them."""
    telling = got(town)
    kept = (telling >= _RARE) & (telling <= _COMMON)
    rows = matrix(town)[:, np.flatnonzero(kept)]
    who = np.flatnonzero(np.diff(rows.indptr) >= _SHARED)
    if not len(who):
        return np.ones(town.people)
    pairs = list(_in_step(rows[who]))
    a, b = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
    links = sparse.coo_array((np.ones(len(a), np.int8), (a, b)), shape=(len(who), len(who)))
    _, component = connected_components(links, directed=False)
    share = np.ones(town.people)
    share[who] = 1.0 / np.bincount(component)[component]
    return share


def _in_step(rows: sparse.csr_array) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Pairs of rows that have enough in common, block by block."""
    many = np.diff(rows.indptr)
    columns = rows.T.tocsr()
    reach = sparse.csr_array((np.diff(columns.indptr)[rows.indices], rows.indices, rows.indptr), shape=rows.shape)
    work = np.cumsum(reach.sum(axis=1))
    chance = _BEYOND_CHANCE * np.sum(np.diff(columns.indptr) ** 2.0) / max(1.0, float(many.sum())) ** 2
    start = 0
    while start < len(many):
        before = work[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(work, before + _AT_ONCE, side="right")))
        common = rows[start:end] @ columns[:, start:]
        place = np.flatnonzero(common.data >= _SHARED)
        other = common.indices[place] + start
        one = np.searchsorted(common.indptr, place, side="right") - 1 + start
        shared = common.data[place]
        ours, theirs = many[one], many[other]
        close = (one < other) & (shared >= _ALIKE * (ours + theirs - shared)) & (shared >= chance * ours * theirs)
        yield one[close].astype(np.int32), other[close].astype(np.int32)
        start = end


def graph(town: Town, groups: Callable[[], NDArray[np.int8]], random: np.random.Generator) -> NDArray[np.float64]:
    """How far each person is trusted by those who are known here, 0…1. `groups` are asked for where trust has to walk."""
    if town.people <= _LOOSE or not len(town.trusted) or not len(town.ties):
        return np.ones(town.people)
    a, b = town.ties[:, 0], town.ties[:, 1]
    ones = np.ones(2 * len(a))
    ties = sparse.csr_array((ones, (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(town.people, town.people))
    vouched = _vouched(town, ties)
    return _walked(town, ties, _seeds(town, groups(), random)) ** 2 if vouched is None else vouched


def _vouched(town: Town, ties: sparse.csr_array) -> NDArray[np.float64] | None:
    """By how many who are known here each is vouched for; None where too few are known for that to say something.

    Steep, because a crowd needs little weight each: three fifths of the usual number count fully, a third a thirtieth.
    """
    known = np.zeros(town.people)
    known[town.trusted] = 1.0
    vouchers = ties @ known
    usual = np.median(vouchers[town.trusted])
    if usual < _FEWEST_VOUCHERS:
        return None
    known[vouchers >= _VOUCH_ON * usual] = 1.0
    vouchers = ties @ known
    return np.asarray(np.clip(vouchers / (_DO * np.median(vouchers[town.trusted])), 0.0, 1.0) ** _STEEP)


def _walked(town: Town, ties: sparse.csr_array, seeds: NDArray[np.int32]) -> NDArray[np.float64]:
    """How far trust has come from the seeds, each person's share of it seen against their ties."""
    if not len(seeds):
        return np.ones(town.people)
    degree = np.maximum(ties.sum(axis=1), 1.0)
    trust = np.zeros(town.people)
    trust[seeds] = 1.0 / len(seeds)
    for _ in range(int(np.ceil(np.log2(town.people))) + 2):
        trust = ties @ (trust / degree)
    rank = trust / degree
    return np.clip(rank / np.median(rank[rank > 0]), 0.0, 1.0) if np.any(rank > 0) else np.ones(town.people)


def _seeds(town: Town, group: NDArray[np.int8], random: np.random.Generator) -> NDArray[np.int32]:
    """A score of trusted people who have ties, as many from each group as there are."""
    tied = np.zeros(town.people, bool)
    tied[town.ties] = True
    trusted = np.sort(town.trusted[tied[town.trusted]])
    sides = [trusted[group[trusted] == side] for side in np.unique(group[trusted])]
    each = max(1, _SEEDS // max(1, len(sides)))
    drawn = [random.choice(side, each, replace=False) if len(side) > each else side for side in sides]
    return np.concatenate(drawn) if drawn else trusted
