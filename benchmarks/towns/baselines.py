"""What others rank by. Each answers a score for every post of a town, higher first."""

from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.towns.factors import intercepts
from benchmarks.towns.people import Reals
from benchmarks.towns.town import Events, Town

HALF_LIFE_H: Final = 24.0
"""Mastodon's trends halve within hours; a day is friendlier to them, because what is liked has time to count."""
SEED: Final = 11


def chronological(events: Events) -> Reals:
    """Newest first."""
    return events.posted_at


def engagement(events: Events) -> Reals:
    """Whatever moves people, added up."""
    return np.asarray(events.likes + 2.0 * events.boosts + 2.0 * events.replies)


def trends(events: Events) -> Reals:
    """Mastodon's formula."""
    moved = np.maximum(events.likes + events.boosts - 1.0, 0)
    return np.asarray(moved**2 * 0.5 ** ((events.now - events.posted_at) / HALF_LIFE_H))


def share_of_positives(town: Town) -> Reals:
    """Appreciations for each view, drawn towards the town's own share as by ten views."""
    views = np.bincount(town.seen, minlength=town.events.posts)
    given = np.bincount(town.events.rated, minlength=town.events.posts)
    return np.asarray((given + 10 * given.sum() / views.sum()) / (views + 10))


def factorisation(town: Town) -> Reals:
    """The factorisation on likes and views taken for votes. It is given what `warm` must not have: who saw what."""
    vote = (town.acts.liked | town.acts.boosted).astype(np.float32)
    return intercepts(town.seen_by, town.seen, vote, (town.events.people, town.events.posts), SEED)


def factorisation_of_votes(town: Town) -> Reals:
    """The same on explicit three-way votes, which is what it was made for."""
    kept = town.acts.voted
    size = (town.events.people, town.events.posts)
    return intercepts(town.seen_by[kept], town.seen[kept], town.acts.vote[kept], size, SEED)


BASELINES: Final[dict[str, Callable[[Town], Reals]]] = {
    "chronological": lambda town: chronological(town.events),
    "engagement": lambda town: engagement(town.events),
    "trends": lambda town: trends(town.events),
    "share": share_of_positives,
    "factorisation": factorisation,
}
