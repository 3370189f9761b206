"""Who lives in a town: camps, moderates, how much each reads and likes, and who follows whom."""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Reals = NDArray[np.floating]

MODERATES: Final = 0.2
"""The share of people who stand near the middle."""
DEPTH: Final = (0.6, 1.2)
"""How far from the middle those of a camp stand, a corner being at 1."""
RESOLUTION: Final = 24
"""Tickets in the lottery of viewers that a person of average activity has."""
COMMUNITY: Final = 40
"""People in a circle of acquaintances, where the graph is clustered."""


class Shape(Struct, frozen=True, kw_only=True):
    """What a town is like before the dice are thrown."""

    people: int
    shares: tuple[float, ...] = (0.5, 0.5)
    clustered: bool = False
    posts_each: float = 1.1
    views_each: float = 126.0
    ties_each: float = 12.0


class People(Struct, frozen=True):
    """Everybody, by number. Nothing here may reach a scorer."""

    camp: NDArray[np.int8]
    position: NDArray[np.float32]
    activity: Reals
    generosity: NDArray[np.float32]
    community: Numbers
    long_standing: NDArray[np.bool_]


def corners(camps: int) -> NDArray[np.float64]:
    """The corners of a regular simplex around 0, each at 1: no two camps are nearer to one another than any other two."""
    around = np.eye(camps) - 1 / camps
    _, _, axes = np.linalg.svd(around)
    flat = around @ axes[: camps - 1].T
    return np.asarray(flat / np.linalg.norm(flat, axis=1, keepdims=True))


def people(shape: Shape, dice: np.random.Generator) -> People:
    """Draw everybody."""
    many, camps = shape.people, len(shape.shares)
    camp = dice.choice(camps, size=many, p=np.array(shape.shares) / sum(shape.shares)).astype(np.int8)
    depth = dice.uniform(*DEPTH, many)
    moderate = dice.random(many) < MODERATES
    depth[moderate] = dice.uniform(0, 0.3, int(moderate.sum()))
    position = corners(camps)[camp] * depth[:, None] + dice.normal(0, 0.15, (many, camps - 1))
    return People(
        camp=camp,
        position=position.astype(np.float32),
        activity=np.clip(dice.lognormal(-0.4, 0.9, many), 0.05, 12),
        generosity=dice.normal(0, 0.6, many).astype(np.float32),
        community=_communities(camp, dice),
        long_standing=dice.random(many) < 0.3,
    )


def _communities(camp: NDArray[np.int8], dice: np.random.Generator) -> Numbers:
    """Circles of about forty acquaintances, nearly all of one camp."""
    order = np.lexsort((dice.random(len(camp)), camp))
    found = np.empty(len(camp), np.int32)
    found[order] = np.arange(len(camp)) // COMMUNITY
    moved = dice.random(len(camp)) < 0.1
    found[moved] = dice.integers(0, found.max() + 1, int(moved.sum()))
    return found


class Lottery:
    """Draws people by how active they are, out of everybody or out of those of one label."""

    def __init__(self, label: NDArray[np.integer], activity: Reals) -> None:
        tickets = np.maximum(1, np.rint(activity * RESOLUTION)).astype(np.int64)
        order = np.argsort(label, kind="stable").astype(np.int32)
        self.tickets = np.repeat(order, tickets[order])
        held = np.bincount(label, weights=tickets).astype(np.int64)
        self.begins = np.concatenate(([0], np.cumsum(held)))
        self.mass = held / held.sum()

    def draw(self, label: NDArray[np.integer], dice: np.random.Generator) -> Numbers:
        """One person of each label asked for."""
        begin = self.begins[label]
        return np.asarray(
            self.tickets[begin + (dice.random(len(label)) * (self.begins[label + 1] - begin)).astype(np.int64)]
        )

    def anybody(self, many: int, dice: np.random.Generator) -> Numbers:
        """So many people, whoever they are."""
        return np.asarray(self.tickets[dice.integers(0, len(self.tickets), many)])


def ties(town: People, shape: Shape, dice: np.random.Generator) -> Numbers:
    """Mutual follows, each pair once: rather of one's own camp; where the graph is clustered, mostly of one's own circle."""
    many = int(shape.people * shape.ties_each / 2)
    by_camp, by_circle = Lottery(town.camp, town.activity), Lottery(town.community, town.activity)
    one = by_camp.anybody(many, dice)
    other = by_camp.anybody(many, dice)
    if shape.clustered:
        near, alike = dice.random(many) < 0.85, np.zeros(many, bool)
    else:
        near, alike = np.zeros(many, bool), dice.random(many) < 0.55
    other[near] = by_circle.draw(town.community[one[near]], dice)
    other[alike] = by_camp.draw(town.camp[one[alike]], dice)
    return pairs_once(one, other, shape.people)


def pairs_once(one: Numbers, other: Numbers, people_there: int) -> Numbers:
    """Pairs without order, each once, nobody with themself."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    keys = once((low.astype(np.int64) * people_there + high)[low != high])
    return np.stack(np.divmod(keys, people_there), axis=1).astype(np.int32)


def once(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each key once, in order. (`np.unique` hashes, which takes twenty times as long for ten million.)"""
    ordered = np.sort(keys)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[first])
