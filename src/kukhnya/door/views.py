"""How often what was shown to whom: by status and group of people, in memory alone.

A page of a timeline that is delivered to somebody signed in adds, for each status on it, what the reader's group could be
expected to appreciate: once a day for each reader and status, so that nobody sinks a status by asking for it again and again.
Each sum begins with a noise of about one view, so that nobody can be read out of it; sums of few views are not told. Of a
person one number is kept: how much they were shown lately; and of each reader and status, for a day, one bit that is found only
with a key. A restart loses all of it.
"""

import math
import random
import secrets
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Final

from kukhnya.model.ids import DAY, Time, first_id_at
from kukhnya.model.warmth import Handed, Learned

FEWEST: Final = 5
"""Views of a status by a group below which nothing is told of them."""
KEPT: Final = 14 * DAY
MOST: Final = 200_000
"""Statuses that are counted at a time; of more, the oldest are let go."""
MET_BITS: Final = 1 << 22
"""Half a megabyte, for half a million views a day."""


class Met:
    """Who has come by what today: one bit for each pair of reader and status, where nobody finds it who has not both and the key.

    Begun anew each day, and when an eighth of the bits is set, with another key: until then hardly one pair in ten is taken
    for another.
    """

    def __init__(self) -> None:
        self._until = Time(0)
        self._key, self._free = 0, 0
        self._bits = bytearray()

    def first(self, reader: int, status: int) -> bool:
        """Has the reader not met the status today? From now on they have."""
        if not self._free:
            self._key, self._free = secrets.randbits(62), MET_BITS // 8
            self._bits = bytearray(MET_BITS // 8)
        at = hash((self._key, reader, status)) % MET_BITS
        place, bit = at >> 3, 1 << (at & 7)
        if self._bits[place] & bit:
            return False
        self._bits[place] |= bit
        self._free -= 1
        return True

    def forget(self, now: Time) -> None:
        """Begin anew where a day is over."""
        if now >= self._until:
            self._bits, self._free, self._until = bytearray(), 0, Time(now + DAY)


class Views:
    """Counts pages of one process. Nothing is counted before a run has told the groups."""

    def __init__(self) -> None:
        self.since = Time(0)
        """Since when all views have been counted; 0: not yet."""
        self.groups = 0
        self._people, self._group = array("q"), array("b")
        self._weight, self._rate, self._seen = array("f"), array("f"), array("f")
        self._noise = 0.0
        self._told_at = Time(0)
        self._met = Met()
        self._first_id = 0
        self._places: dict[int, int] = {}
        self._many, self._expected = array("I"), array("d")

    @property
    def counting(self) -> bool:
        """Are views counted in this process?"""
        return self.groups > 0

    def shown(self, reader: int, statuses: Iterable[int], *, sought: bool = False) -> None:
        """A page with these statuses goes to a reader: a few microseconds.

        `sought`: the reader has gone to look for them, which is counted for the reader alone and sinks nothing.
        """
        place = bisect_left(self._people, reader)
        if place == len(self._people) or self._people[place] != reader:
            return
        side, rate, counted = self._group[place], self._rate[place], 0
        for each in statuses:
            if each >= self._first_id and self._met.first(reader, each):
                counted += 1
                if not sought:
                    at = self._places.get(each)
                    at = (self._opened(each) if at is None else at) + side
                    self._many[at] += 1
                    self._expected[at] += rate
        self._seen[place] += counted

    def _opened(self, status_id: int) -> int:
        """The place of a status that nobody was shown before."""
        at = self._places[status_id] = len(self._many)
        self._many.extend([0] * self.groups)
        self._expected.extend(self._noise * random.choice((-1, 1)) * random.expovariate(1) for _ in range(self.groups))  # noqa: S311 - noise, no secret
        return at

    def handed(self, now: Time, *, database: str, full: bool) -> Handed:
        """What a run is given. Old statuses are let go, and what people were shown fades as fast."""
        self._let_go(now)
        self._met.forget(now)
        fade = math.exp((self._told_at - now) / KEPT)
        self._seen = array("f", (each * fade for each in self._seen))
        self._told_at = now
        told = (
            max(0.0, expected) if many >= FEWEST else 0.0
            for many, expected in zip(self._many, self._expected, strict=True)
        )
        return Handed(
            database=database, full=full or not self.counting, since=self.since, groups=self.groups,
            people=self._people.tobytes(), group=self._group.tobytes(), weight=self._weight.tobytes(),
            seen=self._seen.tobytes(), posts=array("q", self._places).tobytes(), expected=array("d", told).tobytes(),
        )  # fmt: skip

    def _let_go(self, now: Time) -> None:
        """Forget statuses of more than 14 days ago, and the oldest where there are too many."""
        oldest = first_id_at(Time(now - KEPT))
        kept = sorted(each for each in self._places if each >= oldest)[-MOST:]
        if len(kept) == len(self._places):
            return
        self._first_id = max(self._first_id, kept[0] if len(kept) == MOST else oldest)
        many, expected = array("I"), array("d")
        for each in kept:
            at = self._places[each]
            many.extend(self._many[at : at + self.groups])
            expected.extend(self._expected[at : at + self.groups])
        self._places = {each: place * self.groups for place, each in enumerate(kept)}
        self._many, self._expected = many, expected

    def learn(self, learned: Learned, now: Time) -> None:
        """Count by what a run has found; begin anew where its groups are not those of before."""
        if not (learned.same and self.counting):
            self._places, self._many, self._expected = {}, array("I"), array("d")
            self.since, self._first_id = now, first_id_at(now)
            self._met.forget(now)
        self.groups = learned.groups
        self._people, self._group = array("q", learned.people), array("b", learned.group)
        self._weight, self._rate = array("f", learned.weight), array("f", learned.rate)
        self._seen = array("f", learned.seen)
        weighty = [each for each in self._rate if each > 0]
        self._noise = sum(weighty) / len(weighty) if weighty else 0.0
        self._told_at = self._told_at or now
