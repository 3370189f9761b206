"""What is said in a town and what people do when they see it.

A post has a common-ground quality, perhaps a viewpoint, may be bait that one side loves and all others hate, and has a tone
that is drawn apart from all of that: whoever ranks by tone ranks by nothing that anybody here wants.
"""

from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.towns.people import Numbers, People, Reals, Shape

APOLITICAL: Final = 0.4
BAIT: Final = 0.12
MEANT: Final = (0.3, 1.2)
"""How far towards a corner a viewpoint is."""
AIMED: Final = 1.0
"""The share of viewpoints that are against one other camp. (In a town of two they all are.)"""
BAITED: Final = (0.7, 1.2)
SELDOM: Final = -2.25
"""How seldom a neutral person likes a neutral post (log-odds)."""
QUALITY: Final = 0.7
VIEWPOINT: Final = 1.85
LOVED: Final = 0.6
HATED: Final = 1.0
ANSWERED: Final = 0.15
"""How much oftener bait is answered by those who love it; the others do so twice as often."""
TAKEN: Final = 0.3
"""From how much agreement somebody feels meant."""
AT_ONCE: Final = 1 << 21
"""Views whose acts are drawn together, which bounds memory."""


class Posts(Struct, frozen=True):
    """What was said, by number. Nothing here may reach a scorer."""

    author: Numbers
    quality: Reals
    viewpoint: Reals
    side: NDArray[np.int8]
    bait: NDArray[np.bool_]
    tone: Reals


class Acts(Struct, frozen=True):
    """What each view led to, one truth per view."""

    liked: NDArray[np.bool_]
    boosted: NDArray[np.bool_]
    replied: NDArray[np.bool_]
    hidden: NDArray[np.bool_]
    reported: NDArray[np.bool_]
    asked: NDArray[np.bool_]
    glad: NDArray[np.bool_]
    brightened: NDArray[np.bool_]
    voted: NDArray[np.bool_]
    vote: NDArray[np.float32]


def posts(living: People, shape: Shape, corner: Reals, dice: np.random.Generator) -> Posts:
    """Draw what is said; a viewpoint is mostly its author's camp's."""
    many = int(shape.people * shape.posts_each)
    busy = living.activity / living.activity.sum()
    author = dice.choice(shape.people, size=many, p=busy).astype(np.int32)
    side = living.camp[author].copy()
    kind = dice.random(many)
    apolitical, bait = kind < APOLITICAL, kind > 1 - BAIT
    strength = np.where(apolitical, 0.0, np.where(bait, dice.uniform(*BAITED, many), dice.uniform(*MEANT, many)))
    return Posts(
        author=author,
        quality=dice.normal(0, 1, many),
        viewpoint=_pointed(side, corner, dice) * strength[:, None],
        side=np.where(apolitical, np.int8(-1), side),
        bait=bait,
        tone=dice.normal(0, 1, many),
    )


def _pointed(side: NDArray[np.int8], corner: Reals, dice: np.random.Generator) -> Reals:
    """Where a viewpoint points: towards its own camp, and away from one other or from all alike; its own camp agrees by 1."""
    other = (side + dice.integers(1, len(corner), len(side))) % len(corner)
    against = corner[side] - corner[other]
    against *= 2 / (against**2).sum(axis=1, keepdims=True)
    aimed = dice.random(len(side)) < AIMED
    return np.asarray(np.where(aimed[:, None], against, corner[side]))


def approval(said: Posts, corner: Reals) -> Reals:
    """How likely a typical member of each camp likes each post once it is seen: (posts, camps)."""
    agrees = said.viewpoint @ corner.T * 0.9
    return np.asarray(_chance(SELDOM + QUALITY * said.quality[:, None] + _pull(agrees, said.bait[:, None])))


def _pull(agrees: Reals, bait: NDArray[np.bool_]) -> Reals:
    """What a viewpoint adds for somebody who agrees so much with it."""
    bent = np.where(agrees > 0, LOVED, HATED) * agrees
    return np.asarray(VIEWPOINT * agrees + np.where(bait, bent, 0.0))


def _chance(odds: Reals) -> Reals:
    return np.asarray(1 / (1 + np.exp(-odds)))


def acts(living: People, said: Posts, seen_by: Numbers, seen: Numbers, dice: np.random.Generator) -> Acts:
    """Draw what each view led to."""
    parts = [
        _some(living, said, seen_by[begin : begin + AT_ONCE], seen[begin : begin + AT_ONCE], dice)
        for begin in range(0, len(seen), AT_ONCE)
    ]
    return Acts(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _some(
    living: People, said: Posts, seen_by: Numbers, seen: Numbers, dice: np.random.Generator
) -> tuple[NDArray[np.generic], ...]:
    many, bait = len(seen), said.bait[seen]
    viewpoint = said.viewpoint.astype(np.float32)
    agrees = sum(
        living.position[:, axis][seen_by] * viewpoint[:, axis][seen] for axis in range(living.position.shape[1])
    )
    agrees = np.asarray(agrees, np.float32)
    taste = (SELDOM + QUALITY * said.quality).astype(np.float32)[seen] + _pull(agrees, bait)
    mine = bait & (agrees > TAKEN)
    other = bait & (agrees < -TAKEN)
    liked = dice.random(many, np.float32) < _chance(taste + living.generosity[seen_by])
    boosted = (liked & (dice.random(many, np.float32) < 0.15)) | (mine & (dice.random(many, np.float32) < 0.10))
    replied = dice.random(many, np.float32) < 0.01 + ANSWERED * mine + 2 * ANSWERED * other
    hidden = dice.random(many, np.float32) < 0.002 + 0.03 * other
    reported = dice.random(many, np.float32) < 0.0003 + 0.006 * other
    asked = dice.random(many, np.float32) < 0.02
    glad = asked & (dice.random(many, np.float32) < _chance(taste + 2.0))
    cheer = said.tone.astype(np.float32)[seen]
    brightened = asked & (dice.random(many, np.float32) < _chance(0.6 * (taste + 2.0) + 1.2 * cheer))
    voted = dice.random(many, np.float32) < 0.5
    vote = _votes(taste, dice)
    return liked, boosted, replied, hidden, reported, asked, glad, brightened, voted, vote


def _votes(taste: Reals, dice: np.random.Generator) -> NDArray[np.float32]:
    """The three-way answer each viewer would give where there is a vote: 1, ½ or 0."""
    felt = taste + 2.0 + dice.logistic(0, 1, len(taste))
    return np.asarray(0.5 * (felt > 0) + 0.5 * (felt > 1.2), np.float32)
