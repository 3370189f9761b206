"""What the parts of the bridging job say to each other, and what of it is kept.

`Handed` and `Learned` go through a pipe between two processes and are never written down: they hold who weighs what
and who is in which group. `WarmState` and `WarmRun` are kept, and hold nothing of a person.
"""

from typing import Final

from msgspec import Struct

from .ids import Time

STATE: Final = "warm_state"
"""Under this name the server keeps a `WarmState`."""
RUN: Final = "warm_run"
"""Under this name it keeps a `WarmRun` while a run is under way."""
ASKED: Final = "warm_asked"
"""Under this name stands that somebody wants a run at once."""
STEPS: Final = 20
"""A score is kept as the twentieth of all scores in which it stands."""
STAGES: Final = ("reading", "people", "scores", "writing")
"""What a run does, in this order."""


class WarmState(Struct, frozen=True, kw_only=True):
    """How the last run went."""

    epoch: int = 0
    at: Time = Time(0)
    """When it ended, in whole hours."""
    scored: int = 0
    """How many statuses have a score."""
    divide: bool = False
    """Was there a divide to see? Without one nothing is scored, and the warm feed is chronological."""
    active: str = "0"
    """How many people the run counted as active, roughly: `0`, `30`, `100`, `300` … and more."""
    took_s: float = 0.0
    full_at: Time = Time(0)
    """When people were last looked at anew, in whole hours."""

    @property
    def enough(self) -> bool:
        """Were there enough people to see a divide, had there been one?"""
        return self.active != "0"


class WarmRun(Struct, frozen=True, kw_only=True):
    """A run that is under way."""

    stage: str
    since: Time
    """In whole minutes."""


class Handed(Struct, frozen=True, kw_only=True):
    """What the server gives to a run: views by post and group, and what the last run made of people.

    Rows of numbers as bytes: ids 64 bits, groups 8, weights and views of a person 32, expected appreciations 64.
    """

    database: str = ""
    full: bool = True
    since: Time = Time(0)
    """Since when views have been counted without a gap; 0: not at all."""
    groups: int = 0
    people: bytes = b""
    group: bytes = b""
    weight: bytes = b""
    seen: bytes = b""
    """How much each person was shown lately."""
    posts: bytes = b""
    expected: bytes = b""
    """For each post and group: Σ weight × rate over views, with its noise; 0 where too few looked."""
    packs: str = ""
    """The folder of law packs of the server's own."""
    glad: bytes = b""
    """Pairs (status, account) of those who said that they are glad to have seen it: they are in memory alone."""


class Learned(Struct, frozen=True, kw_only=True):
    """What a run gives back: what views are to be counted by until the next one, and how it went."""

    groups: int
    same: bool
    """Are the groups those of before, so that what has been counted goes on?"""
    people: bytes
    group: bytes
    weight: bytes
    rate: bytes
    """Weight × rate of each person."""
    seen: bytes
    state: WarmState
