"""A town: what was said, who saw it, what they did, as a server would know it, and beside it what no server knows."""

from collections.abc import Callable
from typing import Final

import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.towns.people import Lottery, Numbers, People, Reals, Shape, corners, once, people, ties
from benchmarks.towns.tastes import Acts, Posts, acts, approval, posts

DRIFT: Final = 0.1
"""How far people move within ten days, from corner to middle being 1."""
WINDOW_H: Final = 72.0
"""All is posted within three days."""
HOMOPHILY: Final = 3.0
"""How much likelier somebody of the author's camp is to come by a post."""
CARRIED: Final = 1.4
"""How much farther bait is carried than what else is said."""
SPREAD: Final = 1.2
"""How unevenly posts are seen."""
FEWEST_VIEWS: Final = 3
MOST: Final = 0.6
"""No post comes by more than this share of the people (before those who came by it twice are counted once)."""
HIDDEN_UNDER: Final = 5
"""Counters of fewer views answer nothing."""

Views = Callable[[Reals, NDArray[np.int8]], Reals]
"""`views(per_person, group)`: for each post and group, the sum of what each viewer of that group is given."""


class Events(Struct, frozen=True):
    """What a server has of a town anyway."""

    people: int
    posts: int
    posted_at: Reals
    likes: Numbers
    boosts: Numbers
    replies: Numbers
    rater: Numbers
    rated: Numbers
    viewed: NDArray[np.int64]

    @property
    def now(self) -> float:
        """When it is asked."""
        return WINDOW_H


class Town(Struct, frozen=True):
    """One town. A scorer gets `events`, `ties`, `trusted` and `views`; the rest is for its judges."""

    shape: Shape
    people: People
    posts: Posts
    events: Events
    ties: Numbers
    trusted: Numbers
    truth: Reals
    seen_by: Numbers
    seen: Numbers
    acts: Acts

    @property
    def worst(self) -> Reals:
        """What the least appreciative camp thinks of each post."""
        return np.asarray(self.truth.min(axis=1))


class Counters:
    """Answers sums over viewers by group, with noise of one view on each, and never who saw what.

    A server draws that noise once for each post and group, and keeps it whatever happens then. So a seed draws the same for a
    town before an attack and after it, and what has changed is what the attack has done.
    """

    def __init__(self, town: Town, seed: int, *, noise: float = 1.0) -> None:
        self._town, self._seed, self._noise = town, seed, noise

    def __call__(self, per_person: Reals, group: NDArray[np.int8]) -> Reals:
        """The sums, (posts, groups)."""
        town, groups = self._town, int(group.max()) + 1
        cell = town.seen.astype(np.int64) * groups + group[town.seen_by]
        size = town.events.posts * groups
        weight = np.asarray(per_person, np.float32)[town.seen_by]
        many = np.bincount(cell, minlength=size)
        answer = np.bincount(cell, weights=weight, minlength=size)
        if self._noise:
            one_view = float(weight.mean()) * self._noise
            answer = np.maximum(answer + one_view * self._drawn(group, groups).ravel(), 0)
            answer[many < HIDDEN_UNDER] = 0
        return np.asarray(answer.reshape(-1, groups))

    def _drawn(self, group: NDArray[np.int8], groups: int) -> Reals:
        """The noise, (posts, groups). A scorer numbers its groups as it likes: the draws are those of the camp that a group mostly is."""
        camp = self._town.people.camp
        common = np.zeros((max(groups, len(self._town.shape.shares)),) * 2)
        np.add.at(common, (group[: len(camp)], camp), 1)
        stream = linear_sum_assignment(-common)[1][:groups]
        posts = self._town.events.posts
        return np.stack([np.random.default_rng([self._seed, each]).laplace(0, 1, posts) for each in stream], axis=1)


def build(shape: Shape, seed: int, *, earlier: bool = False) -> Town:
    """The town of a seed: the same shape and seed make the same town. `earlier`: ten days before, with other things said."""
    dice = np.random.default_rng([seed, shape.people, len(shape.shares)])
    living = people(shape, dice)
    if earlier:
        moved = living.position + dice.normal(0, DRIFT, living.position.shape).astype(np.float32)
        living, dice = structs.replace(living, position=moved), np.random.default_rng([seed, shape.people, 10])
    said = posts(living, shape, corners(len(shape.shares)), dice)
    seen_by, seen = _views(living, said, shape, dice)
    did = acts(living, said, seen_by, seen, dice)
    return Town(
        shape=shape,
        people=living,
        posts=said,
        events=_events(shape.people, len(said.author), dice.uniform(0, WINDOW_H, len(said.author)), seen_by, seen, did),
        ties=ties(living, shape, dice),
        trusted=np.flatnonzero(living.long_standing).astype(np.int32),
        truth=approval(said, corners(len(shape.shares))),
        seen_by=seen_by,
        seen=seen,
        acts=did,
    )


def _views(living: People, said: Posts, shape: Shape, dice: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Who came by what, each pair once and sorted by post: few posts are seen by very many, and rather by their author's camp."""
    reach = dice.lognormal(0, SPREAD, len(said.author)) * np.where(said.bait, CARRIED, 1.0)
    many = reach * (shape.people * shape.views_each / reach.sum())
    counts = np.maximum(np.minimum(many, MOST * shape.people), FEWEST_VIEWS).astype(np.int64)
    lottery = Lottery(living.camp, living.activity)
    seen = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    drawn = _camps_of_viewers(living.camp[said.author], lottery.mass, counts, dice)
    seen_by = lottery.draw(drawn, dice)
    keys = once(seen.astype(np.int64) * shape.people + seen_by)
    seen, seen_by = (part.astype(np.int32) for part in np.divmod(keys, shape.people))
    return seen_by, seen


def _camps_of_viewers(
    author: NDArray[np.int8], mass: Reals, counts: NDArray[np.int64], dice: np.random.Generator
) -> NDArray[np.int64]:
    """The camp of each viewer of each post."""
    chance = np.where(np.arange(len(mass)) == np.arange(len(mass))[:, None], HOMOPHILY, 1.0) * mass
    bounds = np.cumsum(chance / chance.sum(axis=1, keepdims=True), axis=1)
    bounds[:, -1] = 1.0
    thrown = dice.random(int(counts.sum()))
    camp = np.zeros(len(thrown), np.int64)
    of_author = np.repeat(author, counts)
    for bound in bounds.T[:-1]:
        camp += thrown > bound[of_author]
    return camp


def _events(many: int, posts_there: int, at: Reals, seen_by: Numbers, seen: Numbers, did: Acts) -> Events:
    kept = did.liked | did.boosted
    return Events(
        people=many,
        posts=posts_there,
        posted_at=at,
        likes=np.bincount(seen[did.liked], minlength=posts_there).astype(np.int32),
        boosts=np.bincount(seen[did.boosted], minlength=posts_there).astype(np.int32),
        replies=np.bincount(seen[did.replied], minlength=posts_there).astype(np.int32),
        rater=seen_by[kept],
        rated=seen[kept],
        viewed=np.bincount(seen_by, minlength=many),
    )
