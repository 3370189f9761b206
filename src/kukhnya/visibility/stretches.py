"""The server's statuses as numbers, kept in memory: who wrote which, and in which step of an epoch it stands.

It says in what order the warm feed puts them to home's rule, and nothing of who may see them: whatever is found here
is asked for again, by its id, in the transaction of whoever reads. What is kept cannot be out of date: ids appear in
the order in which they are committed, a status keeps its author, an epoch is never changed once it is written. What has
been deleted is found no more, and forgotten at once where it was deleted (`door/fragments.py`); what has been posted since
has a larger id than all that is kept: each page asks whether there is any, and catches up.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from kukhnya.model.ids import HOUR, TOP, Time, first_id_at
from kukhnya.model.warmth import STEPS
from kukhnya.store.statement import Statement
from kukhnya.store.tx import ReadTx

from .home import DOWN, UP

ROWS: Final = 2000
"""So many of the newest statuses make a stretch, with what may be lifted into it; further back, a quarter of them."""
MOST: Final = 200_000
"""So many statuses are kept in all."""
READERS: Final = 2000
"""For so many readers is known how far their pages reach."""
LIFT: Final = first_id_at(Time(16 * HOUR))
"""Nothing is ever lifted further."""
LEVELS: Final = STEPS // 2 + 1
"""What is not lifted, and each step that is: level n is lifted by 2n - 1 units."""
_CLOSE: Final = 12
"""A range of keys is halved so often at most, until it holds about as many as are wanted."""

Place = tuple[int, int]
"""Where something stands: its key, then its id where two have the same."""


class Stretch:
    """All statuses of a range of ids, in one epoch."""

    def __init__(self, epoch: int, floor: int, end: int, low: int) -> None:
        self.epoch = epoch
        self.floor, self.end = floor, end
        """Keys from the one to the other are all here. `end` is TOP where nothing was newer."""
        self.top = low - 1
        """Nothing up to this id is missing. What is above it was posted later."""
        self.ids: list[int] = []
        self._by: dict[int, list[int]] = {}
        self._levels: list[tuple[list[int], list[int]]] = [([], []) for _ in range(LEVELS)]

    def add(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Statuses (id, author, step), the oldest first; those that are here already are passed by."""
        for an_id, author, step in rows:
            if an_id > self.top:
                ids, authors = self._levels[max(0, step - STEPS + LEVELS)]
                ids.append(an_id)
                authors.append(author)
                self.ids.append(an_id)
                self._by.setdefault(author, []).append(an_id)
                self.top = an_id

    def reaches(self, key: int, many: int, *, upwards: bool) -> bool:
        """Are about so many statuses, from this key on, all here?"""
        if upwards:
            enough = self.end == TOP or bisect_left(self.ids, self.end) - bisect_left(self.ids, key) >= many
            return self.floor <= key < self.end and enough
        enough = self.floor == 0 or bisect_left(self.ids, key) - bisect_left(self.ids, self.floor) >= many
        return self.floor < key <= self.end + 1 and enough

    def edge(self, unit: int, key: int, far: int, many: int, *, upwards: bool) -> int:
        """How far from `key` towards `far` a range of keys goes on that holds so many, or up to twice as many."""
        far = min(far, self.end) if upwards else max(far, self.floor)
        high = self.top + unit * STEPS  # above, there is little or nothing
        few, last = (key, min(far, high)) if upwards else (min(key, high), far)
        begin = self._below(unit, key if upwards else key + 1)
        ahead = many * 3 // 2
        at = bisect_left(self.ids, key) + (ahead if upwards else -ahead)
        much, guess = last, self.ids[at] if 0 <= at < len(self.ids) else last
        for _ in range(_CLOSE):
            if not min(few, much) < guess < max(few, much):
                guess = last if much == last else (few + much) // 2
            held = self._below(unit, guess + 1) - begin if upwards else begin - self._below(unit, guess)
            if many <= held <= 2 * many:
                return far if guess == last else guess
            if held < many and guess == last:
                return far
            few, much = (guess, much) if held < many else (few, guess)
            guess = (few + much) // 2
        return far if much == last else much

    def _below(self, unit: int, key: int) -> int:
        """How many keys are smaller, were no author close."""
        below = 0
        for (ids, _), lift in zip(self._levels, _lifts(unit), strict=True):
            below += bisect_left(ids, key - lift)
        return below

    def places(self, unit: int, near: Mapping[int, int], own: int, low: int, high: int) -> list[Place]:
        """All places whose keys are in this range, the smallest first. `near`: how far which authors are lifted besides."""
        mine = self._by.get(own, [])
        found: list[Place] = [(i, i) for i in mine[bisect_left(mine, low) : bisect_right(mine, high)]]
        deep = low - max(near.values(), default=0)
        for (ids, authors), lift in zip(self._levels, _lifts(unit), strict=True):
            start = bisect_left(ids, deep - lift)
            for at in range(start, bisect_right(ids, high - lift, start)):
                key, by = ids[at] + lift, authors[at]
                if by in near:
                    key += near[by]
                if low <= key <= high and by != own:
                    found.append((key, ids[at]))
        found.sort()
        return found


@cache
def _lifts(unit: int) -> tuple[int, ...]:
    """How far each level is lifted."""
    return (0, *((2 * level - 1) * unit for level in range(1, LEVELS)))


# The last row is no status: it is where the stretch ends, the newest status, and whether this transaction knows the epoch.
_LOAD: Final = """WITH edge(id) AS MATERIALIZED (
  SELECT coalesce((SELECT id FROM status WHERE id {after} :near ORDER BY id {order} LIMIT 1 OFFSET :rows - 1), :none))
SELECT s.id, s.account_id, coalesce((SELECT w.step FROM warm_score w WHERE w.epoch = :epoch AND w.status_id = s.id), 0)
FROM status s WHERE {inside}
UNION ALL SELECT id, coalesce((SELECT max(id) FROM status), 0),
  CASE WHEN (SELECT 1 FROM warm_score WHERE epoch = :epoch LIMIT 1) IS NULL THEN 0 ELSE 1 END FROM edge"""
_INSIDE: Final = {
    False: "s.id >= (SELECT id FROM edge) - :lift AND s.id < :near",
    True: "s.id >= :near - :lift AND s.id <= (SELECT id FROM edge)",
}
_LATER: Final = "SELECT id, account_id, 0 FROM status WHERE id > :top"
_later: Final = Statement(None, sqlite=_LATER, postgresql=_LATER)


@cache
def _load(*, upwards: bool) -> Statement:
    text = _LOAD.format(inside=_INSIDE[upwards], **(UP if upwards else DOWN))
    return Statement(None, sqlite=text, postgresql=text)


class Stretches:
    """Stretches that have been asked for lately: the newest statuses, and what somebody reads who turns pages further back."""

    def __init__(self, rows: int = ROWS, most: int = MOST, lift: int = LIFT) -> None:
        self._rows, self._most, self._lift = rows, most, lift
        self._kept: list[Stretch] = []
        self._rare: OrderedDict[int, tuple[int, float]] = OrderedDict()

    async def of(self, tx: ReadTx, epoch: int, key: int, many: int, *, upwards: bool) -> Stretch:
        """One that has so many statuses from this key on, or all there are. One or two statements where none is kept."""
        for each in reversed(self._kept):
            if each.epoch == epoch and each.reaches(key, many, upwards=upwards):
                if each is not self._kept[-1]:
                    self._kept.remove(each)
                    self._kept.append(each)
                return each
        if not any(each.epoch == epoch and each.end == TOP for each in self._kept):
            newest = await self._loaded(tx, epoch, TOP, self._rows, upwards=False)
            if newest.reaches(key, many, upwards=upwards):
                return newest
        return await self._loaded(tx, epoch, key, max(many, self._rows // 4), upwards=upwards)

    def forget(self) -> None:
        """Forget who wrote what: something has been deleted, and its author's name is not to be found beside its id."""
        self._kept.clear()

    def rare(self, viewer: int, follows: int) -> float | None:
        """How many statuses had to be looked at lately for each that somebody's page holds, while they follow so many."""
        known = self._rare.get(viewer)
        return known[1] if known and known[0] == follows else None

    def learn(self, viewer: int, follows: int, rare: float) -> None:
        """Remember that: it changes the speed alone."""
        self._rare[viewer] = (follows, rare)
        self._rare.move_to_end(viewer)
        if len(self._rare) > READERS:
            self._rare.popitem(last=False)

    async def _loaded(self, tx: ReadTx, epoch: int, key: int, rows: int, *, upwards: bool) -> Stretch:
        values = {"epoch": epoch, "near": key, "rows": rows, "lift": self._lift, "none": TOP if upwards else 0}
        *found, (edge, newest, known) = await tx.all(_load(upwards=upwards), **values)
        floor, end = (key, edge) if upwards else (edge, key - 1 if newest >= key else TOP)
        made = Stretch(epoch, floor, end, floor - self._lift)
        made.add(sorted((row[0], row[1], row[2]) for row in found))
        if known:  # else the epoch is not yet, or no more, to be seen from here
            self._kept.append(made)
            while len(self._kept) > 1 and sum(len(each.ids) for each in self._kept) > self._most:
                del self._kept[0]
        return made

    async def caught_up(self, tx: ReadTx, stretch: Stretch) -> None:
        """Add what has been posted since. One statement. What has become too long is let go."""
        found = await tx.all(_later, top=stretch.top)
        stretch.add(sorted((row[0], row[1], row[2]) for row in found))
        if len(stretch.ids) > self._most and stretch in self._kept:
            self._kept.remove(stretch)
