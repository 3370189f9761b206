"""What a neutrality audit says: figures of no fewer than twenty posts each, and whether they are within what is promised."""

from typing import Literal

from msgspec import Struct

Verdict = Literal["pass", "miss", "few", "told"]
"""Within the bounds; outside; not enough data to say; nothing is promised of it."""


class Estimate(Struct, frozen=True):
    """A figure and where it lies with 95 % certainty."""

    value: float
    low: float
    high: float


class Measure(Struct, frozen=True, kw_only=True):
    """One figure for our order, for plain chronological order and for that of trends.

    Kinds: `side` and `top` (posts most appreciated by one of the groups, against the rest, and their part of the top tenth),
    `tone` (rank against the tone of the words), `dark` (sad and critical posts against the rest), `law` (posts that met a
    warning of a law pack against the rest), `trust` (the least trusted group's mean weight over the most trusted's),
    `pushed` (most places any post was pushed down) and `unlifted` (part of the first pages).
    """

    kind: str
    side: str = ""
    """A letter for the group; who is in it is not kept, and the letters mean nothing from week to week."""
    count: int = 0
    """How many posts (people, for `trust`; readers, for `pushed`) it is about."""
    ours: Estimate | None = None
    chronological: Estimate | None = None
    trends: Estimate | None = None
    least: float | None = None
    most: float | None = None
    """What is promised of ours; nothing where it is only told."""
    verdict: Verdict = "few"


class Audit(Struct, frozen=True, kw_only=True):
    """The audit of one run."""

    scored: int
    groups: int
    measures: list[Measure]
