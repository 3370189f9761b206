"""The scorer under test, given what a server has and nothing that only the dice know."""

from typing import Final

import numpy as np
from msgspec import Struct

from benchmarks.towns.people import Numbers, Reals
from benchmarks.towns.town import Events, Views
from kukhnya.warm.score import Raters, Town, raters, rates, scores, selective

SEED: Final = 5


class Answer(Struct, frozen=True):
    """The score of each post (NaN: none), and who weighs what, for the audit."""

    scores: Reals
    raters: Raters


def warm(events: Events, ties: Numbers, trusted: Numbers, views: Views, *, old: Raters | None = None) -> Answer:
    """Score every post. `old`: groups and weights of an earlier run, by which the views were counted."""
    told = Town(
        people=events.people, posts=events.posts, rater=events.rater, rated=events.rated, ties=ties, trusted=trusted
    )
    found = old or raters(told, seed=SEED, choosy=selective(told, events.viewed))
    expected = np.asarray(views(found.weight * rates(told, found, events.viewed), found.group), np.float64)
    if expected.shape[1] < found.groups:
        raise ValueError("views of fewer groups than there are")
    return Answer(scores(told, found, expected), found)
