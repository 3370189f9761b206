"""What a reader of the warm feed sees: how far a post is pushed down, and how page one is liked by those who like it least."""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.towns.people import Lottery, Reals
from benchmarks.towns.town import Town

READERS: Final = 300
FOLLOWED: Final = 80
PAGE: Final = 20
LIFT_H: Final = 12.0
SLIDERS: Final = (0, 25, 50, 100)
STEPS: Final = 20


class Feed(Struct, frozen=True):
    """One place of the slider."""

    slider: int
    pushed_down: int
    """The most places any post of any reader stands lower than by time."""
    appreciation: float
    """What the least appreciative camp thinks of page one, as a multiple of the same by time."""
    unlifted: float
    """The share of page one that no lift brought there."""


def lifts(scores: Reals) -> Reals:
    """`g`, 0…1: of the percentile among what is scored, in twenty steps, as it is stored."""
    lift = np.zeros(len(scores))
    scored = np.flatnonzero(~np.isnan(scores))
    place = np.argsort(np.argsort(scores[scored], kind="stable"), kind="stable")
    step = np.minimum(STEPS * (place + 0.5) / max(1, len(scored)), STEPS - 1).astype(int)
    lift[scored] = np.maximum(0, 2 * (step + 0.5) / STEPS - 1)
    return lift


def feeds(town: Town, scores: Reals, dice: np.random.Generator) -> list[Feed]:
    """The feeds of three hundred readers with eighty followed each, `g` alone, at each place of the slider."""
    lift = lifts(scores)
    lottery = Lottery(town.people.camp, town.people.activity)
    pages = [_candidates(town, lottery, reader, dice) for reader in dice.choice(town.shape.people, READERS)]
    plain = np.mean([town.worst[_by(town.events.posted_at, page)[:PAGE]].mean() for page in pages])
    return [_feed(town, slider, lift, pages, float(plain)) for slider in SLIDERS]


def _candidates(town: Town, lottery: Lottery, reader: int, dice: np.random.Generator) -> NDArray[np.int64]:
    """What was posted by those a reader follows: mostly people of their own camp, active ones rather."""
    own = lottery.draw(np.full(FOLLOWED * 6 // 10, town.people.camp[reader]), dice)
    followed = np.concatenate([own, lottery.anybody(FOLLOWED - len(own), dice)])
    return np.flatnonzero(np.isin(town.posts.author, followed))


def _by(key: Reals, page: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(page[np.argsort(-key[page], kind="stable")])


def _feed(town: Town, slider: int, lift: Reals, pages: list[NDArray[np.int64]], plain: float) -> Feed:
    at = town.events.posted_at
    key = at + slider / 100 * LIFT_H * lift
    pushed, liked, unlifted = 0, [], []
    for page in pages:
        warm = _by(key, page)
        place = {post: here for here, post in enumerate(_by(at, page))}
        pushed = max(pushed, max((here - place[post] for here, post in enumerate(warm)), default=0))
        liked.append(town.worst[warm[:PAGE]].mean())
        unlifted.append((lift[warm[:PAGE]] == 0).mean())
    return Feed(slider, pushed, float(np.mean(liked) / plain), float(np.mean(unlifted)))
