"""Little towns whose truth is known: two camps that seldom like the same, and statuses for one camp, the other, or both."""

from typing import Final

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from kukhnya.warm.score import Raters, Town, raters, rates, scores

FOR_BOTH: Final = 2
_LIKED: Final = ((0.5, 0.02), (0.02, 0.5), (0.3, 0.3))
"""How likely each camp likes what is for the first, the second, for both."""


class Lived(Struct, frozen=True):
    """A town, its truth, and who saw what."""

    town: Town
    camp: NDArray[np.int64]
    kind: NDArray[np.int64]
    """Of each post: 0 or 1 for a camp's own, 2 for what both like."""
    seen: NDArray[np.bool_]
    """People × posts."""


def two_camps(people: int = 240, posts: int = 240, *, seed: int = 7, divided: bool = True) -> Lived:
    """Camps of equal size; each person sees half of everything. Not divided: the camps have one taste."""
    random = np.random.default_rng(seed)
    camp, kind = np.arange(people) % 2, np.arange(posts) % 3
    liked = np.array(_LIKED)[kind][:, camp].T if divided else np.tile(random.uniform(0.1, 0.4, posts), (people, 1))
    seen = random.random((people, posts)) < 0.5
    likes = seen & (random.random((people, posts)) < liked)
    everybody = np.triu(random.random((people, people)) < 0.1, 1)
    trusted = np.arange(min(20, people), dtype=np.int32)
    return Lived(town_of(likes, np.argwhere(everybody), trusted), camp, kind, seen)


def town_of(likes: NDArray[np.bool_], ties: NDArray[np.int64], trusted: NDArray[np.int32]) -> Town:
    """The town in which these likes are all there is."""
    rater, rated = np.nonzero(likes)
    return Town(
        len(likes), likes.shape[1], rater.astype(np.int32), rated.astype(np.int32), ties.astype(np.int32), trusted
    )


def joined(lived: Lived, likes: NDArray[np.bool_], *, views: bool = True) -> Lived:
    """The same town after more people have come, who follow nobody mutually; what they like they have seen."""
    town = lived.town
    who, what = np.nonzero(likes)
    more = replace(
        town,
        people=town.people + len(likes),
        rater=np.concatenate([town.rater, (who + town.people).astype(np.int32)]),
        rated=np.concatenate([town.rated, what.astype(np.int32)]),
    )
    return replace(lived, town=more, seen=np.vstack([lived.seen, likes & views]))


def looked_at(lived: Lived, found: Raters) -> NDArray[np.float64]:
    """What the counters would say: for each post and group, Σ weight × rate over those who saw it."""
    each = found.weight * rates(lived.town, found, lived.seen.sum(axis=1))
    sides = np.eye(found.groups)[found.group] * each[:, None]
    return np.asarray(lived.seen.T.astype(float) @ sides)


def scored(lived: Lived, *, seed: int = 1) -> NDArray[np.float64]:
    """The scores of a whole run."""
    found = raters(lived.town, seed=seed)
    return scores(lived.town, found, looked_at(lived, found))
