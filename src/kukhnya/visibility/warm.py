"""The warm feed: what the reader's home holds, some of it lifted, none of it lowered, nothing left out.

    key = when it was posted + slider/100 × (12 h × g + 4 h × c), the largest first

`g` says how widely a status is appreciated (`warm_score` of one epoch), `c` how close its author is to the reader
(`closeness`). Both lie between nought and one, so a status moves up by hours and no further, and whatever is passed by
stays where it is. Keys are counted like ids, so a status that nothing lifts has its own id for a key.

A statement answers for a range of keys, as home's do for a range of ids: from where the last one ended to an edge. What
has its key in the range is a status in the same range of ids that is lifted little or not, or one posted before, at most
as far below as anything can be lifted. Which of them may stand on the page is home's rule, and home's alone.

    told    whatever the memory (`stretches`) has in the range, in the order of its keys, put to the rule until the page is
            full: quick where not too many of the server's statuses are looked at for one that is found
    merge   author by author, from the database alone: for whoever follows few of many
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from msgspec import Struct, field

from kukhnya.model.ids import HOUR, TOP, Time, first_id_at
from kukhnya.model.page import Page
from kukhnya.model.warmth import STEPS
from kukhnya.store.statement import Dialect, Statement
from kukhnya.store.tx import ReadTx

from . import home as homes
from .followed_tags import under_tags
from .home import Effort, Seen
from .stretches import Place, Stretch, Stretches

EFFORT: Final[dict[Dialect, Effort]] = {
    "sqlite": Effort(many=1, stretch=96, far=250, look=40),
    "postgresql": Effort(many=1, stretch=96, far=250, heads=32, each=64, look=40),
}
"""As home's; author by author with less at a time: there, every candidate gets its key before the first is put to the rule."""
DENSE: Final = 150
"""Whoever follows so many finds a page in half as many."""
PAGE: Final = 20
"""`stretch` is for a page of so many."""
FADES: Final = 0.9
"""What was too far apart for a look is taken for so much nearer with each page."""
_LOOKS: Final = 2
"""So often a page is looked for by what is kept in memory."""

WIDE: Final = first_id_at(Time(12 * HOUR))
"""How far what is appreciated most widely is lifted, counted in ids."""
NEAR: Final = first_id_at(Time(4 * HOUR))
"""How far what the closest have written is lifted."""
FULL: Final = 100
"""The end of the slider."""

FIRST: Final[Place] = (TOP, TOP)
LAST: Final[Place] = (0, 0)


class Lifts(Struct, frozen=True):
    """How far what is lifted, for one reader at one position of the slider, in one epoch."""

    epoch: int
    unit: int
    """The lift of a fortieth of all that was scored: step 10 is lifted by one, step 19 by nineteen of them."""
    near: Mapping[int, int] = field(default_factory=dict)
    """Author by author the lift of those who are close."""

    @property
    def most(self) -> int:
        """Nothing is lifted further than this."""
        return (STEPS - 1) * self.unit + max(self.near.values(), default=0)

    @property
    def none(self) -> bool:
        """Is nothing lifted?"""
        return not self.unit and not any(self.near.values())

    def wide(self, step: int) -> int:
        """The lift of a status in this step."""
        return max(0, 2 * step - (STEPS - 1)) * self.unit


def lifts(epoch: int, slider: int, close: Mapping[int, float]) -> Lifts:
    """The lifts at this position of the slider, for somebody to whom these authors are so close."""
    near = {author: int(NEAR * slider * c / FULL) for author, c in close.items()}
    return Lifts(epoch, WIDE * slider // (FULL * STEPS), near)


class Part(Struct, frozen=True):
    """Which part of the feed is asked for: between two places, both left out, filled from one of them."""

    limit: int
    below: Place = FIRST
    above: Place = LAST
    upwards: bool = False


# How far a status is lifted: by its step where it has one in this epoch, and by who has written it; one's own not at all.
_STEP: Final = "(2 * w.step - 19) * :unit"
_KEY: Final = """s.id + CASE WHEN s.account_id = :viewer THEN 0 ELSE {near} + coalesce((SELECT {step_lift} FROM warm_score w
     WHERE w.epoch = :epoch AND w.status_id = s.id AND w.step >= 10), 0) END"""
_NEAR: Final[dict[Dialect, str]] = {
    "sqlite": """coalesce(json_extract(:close, '$."' || s.account_id || '"'), 0)""",
    "postgresql": "coalesce((:near_ids)[array_position(:close_ids, s.account_id)], 0)",
}

# What comes first by what is kept in memory, put to the rule in that order. The last row is no status: it says how many
# there are above what is kept.
_TOLD: Final = """WITH found(id, place) AS MATERIALIZED (SELECT s.id, c.place FROM {told} c {join} status s ON s.id = c.id
  WHERE {follows} AND {rule} {in_turn} LIMIT :want)
SELECT id, place FROM found UNION ALL SELECT count(*), 0 FROM status WHERE id > :top"""
_IN_TURN: Final[dict[Dialect, dict[str, str]]] = {
    "sqlite": {"told": "(SELECT value AS id, key AS place FROM json_each(:ids))", "in_turn": ""},
    "postgresql": {
        "told": """(SELECT u.id, u.place - 1 AS place FROM unnest(:ids) WITH ORDINALITY u(id, place)
   ORDER BY 2 LIMIT :all)""",
        "in_turn": "ORDER BY c.place",
    },
}
# Author by author, where that is quicker: what home would look at, and below it what may be lifted into the range.
_MERGED: Final = """,
 edge(id) AS MATERIALIZED (
  SELECT CASE WHEN count(id) = :look THEN {furthest}(id) ELSE (SELECT id {step} FROM deep) END FROM candidate),
 looked(id, key) AS (
  SELECT s.id, {key} FROM candidate c {join} status s ON s.id = c.id
  UNION ALL SELECT s.id, {key} FROM ({authors}) a {join} newest n ON n.account_id = a.author
    {lateral} WHERE n.bound >= {base} - :most),"""
_LATERAL: Final[dict[Dialect, str]] = {
    "sqlite": "CROSS JOIN status s ON s.account_id = a.author AND s.id >= {base} - :most AND s.id < {base}",
    "postgresql": """CROSS JOIN LATERAL (SELECT t.id, t.account_id FROM status t WHERE t.account_id = a.author
      AND t.id >= {base} - :most AND t.id < {base} ORDER BY t.id DESC LIMIT :all) s""",
}
# The LIMIT must stay, as in home: without one, SQLite drops the order when the result is joined. A key is asked for once:
# each time it is named outside, it would be worked out anew.
_FOUND: Final = """
 lifted(id, key) AS (SELECT l.id, l.key FROM looked l ORDER BY 2 {order}, 1 {order} LIMIT :all),
 found(id, key) AS MATERIALIZED (
  SELECT s.id, c.key FROM {lifted} c {join} status s ON s.id = c.id WHERE {inside} AND {rule} {sorted} LIMIT :want)
SELECT id, key FROM found UNION ALL SELECT -CASE WHEN (SELECT count(*) FROM found) = :want THEN 0 ELSE (
  SELECT id FROM edge) END, 0"""
_SORTED: Final[dict[Dialect, dict[str, str]]] = {
    "sqlite": {"sorted": "", "lifted": "lifted"},
    "postgresql": {
        "sorted": "ORDER BY c.key {order}, c.id {order}",
        "lifted": "(SELECT id, key FROM lifted ORDER BY key {order}, id {order} LIMIT :all)",
    },
}
_EDGE: Final = "(SELECT id FROM edge)"
_DOWN: Final = {
    "base": _EDGE,
    "inside": f"c.key >= {_EDGE} AND (c.key, c.id) < (:near_key, :near_tie) AND (c.key, c.id) > (:far_key, :far_tie)",
}  # fmt: skip
_UP: Final = {
    "base": "(:near + 1)",
    "inside": f"c.key <= {_EDGE} AND (c.key, c.id) > (:near_key, :near_tie) AND (c.key, c.id) < (:far_key, :far_tie)",
}  # fmt: skip


@cache
def _told(dialect: Dialect) -> Statement:
    """The text of one look by what is kept in memory, made once."""
    join = homes.DIALECTS[dialect]["join"]
    made = _TOLD.format(rule=homes.rule(dialect), follows=homes.FOLLOWS, join=join, **_IN_TURN[dialect])
    return Statement(None, **{dialect: made})


@cache
def _merging(dialect: Dialect, *, upwards: bool) -> Statement:
    """The text of one look author by author, made once."""
    way = {**homes.UP, **_UP} if upwards else {**homes.DOWN, **_DOWN}
    parts = {key: part.format(**way) for key, part in {**homes.DIALECTS[dialect], **_SORTED[dialect]}.items()}
    made = (homes.CANDIDATES[dialect] + _MERGED + _FOUND).format(
        rule=homes.rule(dialect), audible=homes.audible("author"), authors=homes.AUTHORS, key=_key(dialect),
        lateral=_LATERAL[dialect].format(**way), **{**way, **parts},
    )  # fmt: skip
    return Statement(None, **{dialect: made})


def _key(dialect: Dialect) -> str:
    return _KEY.format(near=_NEAR[dialect], step_lift=_STEP)


_PLACE: Final = "SELECT {key} FROM status s WHERE s.id = :id AND {standing}"


@cache
def _place_statement(dialect: Dialect) -> Statement:
    made = _PLACE.format(key=_key(dialect), standing=homes.standing(dialect, ":viewer"))
    return Statement(None, **{dialect: made})


def _lifting(tx: ReadTx, how: Lifts) -> dict[str, Any]:
    """The lifts as a statement takes them."""
    if tx.dialect == "sqlite":
        close: dict[str, Any] = {"close": json.dumps(how.near)}
    else:
        close = {"close_ids": list(how.near), "near_ids": list(how.near.values())}
    return {"epoch": how.epoch, "unit": how.unit, **close}


async def place_of(tx: ReadTx, status_id: int, how: Lifts) -> Place:
    """Where a status stands; where its id would, if it is none that the reader's home holds."""
    key = await tx.value(_place_statement(tx.dialect), id=status_id, no=0, **_lifting(tx, how))
    return (status_id if key is None else int(key), status_id)


class Means(Struct, frozen=True):
    """What a page is found with."""

    stretches: Stretches
    follows: int = 0
    """A hint, as it is for home: a stale one changes the speed alone."""
    tags: bool = False
    """Does what stands under followed hashtags, which nothing lifts, belong to it?"""
    effort: Effort | None = None


async def warm(tx: ReadTx, part: Part, how: Lifts, means: Means) -> list[tuple[Seen, int]]:
    """Ids and keys of one page of the reader's warm feed, the largest key first. One to three statements."""
    found = await _Search(tx, part, how, means).page()
    if not means.tags:
        return found
    under = await under_tags(tx, _reach(part, found), apart=True)
    return _merged(part, found, [(an_id, int(an_id)) for an_id in under])


class _Search:
    """A page on its way: what has been found from one end of a part, and how far everything has been looked at."""

    def __init__(self, tx: ReadTx, part: Part, how: Lifts, means: Means) -> None:
        self._tx, self._part, self._how, self._follows, self._stretches = tx, part, how, means.follows, means.stretches
        self._effort = means.effort or EFFORT[tx.dialect]
        self._at, self._far = (part.above, part.below) if part.upwards else (part.below, part.above)
        self._found: list[tuple[Seen, int]] = []

    async def page(self) -> list[tuple[Seen, int]]:
        """Look until the page is full, or all has been looked at: by what is kept while it is likely near, else by author."""
        effort, who = self._effort, self._tx.viewer.id
        usual = effort.stretch / PAGE if self._follows < DENSE else effort.stretch / PAGE / 2
        rare = self._stretches.rare(who, self._follows) or usual
        looks = _LOOKS if self._follows >= effort.many else 0
        while self._wanted and self._left:
            many = int(rare * self._wanted) + 1
            if looks and many <= effort.far:
                looks -= 1
                looked, found = await self._told(many)
                if looked:
                    rare = looked / max(found, 1)
                    self._stretches.learn(who, self._follows, rare)
            else:
                if looks == _LOOKS:  # too far apart lately, perhaps not for ever
                    self._stretches.learn(who, self._follows, rare * FADES)
                looks = 0
                await self._merge(effort)
                effort = effort.harder()
        return self._found[::-1] if self._part.upwards else self._found

    @property
    def _wanted(self) -> int:
        return self._part.limit - len(self._found)

    @property
    def _left(self) -> bool:
        """Is there anything between that has not been looked at?"""
        return self._at < self._far if self._part.upwards else self._at > self._far

    async def _told(self, many: int) -> tuple[int, int]:
        """Look at the next so many by what is kept in memory; how many had to be looked at, and were found."""
        upwards, key, unit = self._part.upwards, self._at[0], self._how.unit
        stretch = await self._stretches.of(self._tx, self._how.epoch, key, many, upwards=upwards)
        edge = stretch.edge(unit, key, self._far[0], many, upwards=upwards)
        rows, places = await self._put(stretch, edge)
        if rows[-1][0]:  # something has been posted meanwhile, and may stand higher
            await self._stretches.caught_up(self._tx, stretch)
            edge = stretch.edge(unit, key, self._far[0], many, upwards=upwards)
            rows, places = await self._put(stretch, edge)
        self._found += [(row[0], places[row[1]][0]) for row in rows[:-1]]
        self._at = (edge, TOP if upwards else 0)
        full = self._wanted == 0
        return rows[-2][1] + 1 if full else len(places), len(rows) - 1

    async def _put(self, stretch: Stretch, edge: int) -> tuple[list[Any], list[Place]]:
        """Put what stands between here and an edge to the rule."""
        tx, how, upwards, key = self._tx, self._how, self._part.upwards, self._at[0]
        places = stretch.places(how.unit, how.near, tx.viewer.id, *((key, edge) if upwards else (edge, key)))
        first, last = (self._at, self._far) if upwards else (self._far, self._at)
        places = places[bisect_right(places, first) : bisect_left(places, last)]
        if not upwards:
            places.reverse()
        top = stretch.top if stretch.end == TOP and (upwards or key > stretch.top) else TOP
        ids = [an_id for _, an_id in places]
        return await tx.all(_told(tx.dialect), ids=ids, top=top, want=self._wanted, no=0, all=1 << 40), places

    async def _merge(self, effort: Effort) -> None:
        """Look author by author."""
        tx, how, upwards, (key, tie), far = self._tx, self._how, self._part.upwards, self._at, self._far
        # A status that nothing lifts, and whose id is the key of another's place, may still be on either side of it.
        at, end = (key - 1, far[0]) if upwards else (key, max(far[0] - 1, 0))
        *rows, (edge, _) = await tx.all(
            _merging(tx.dialect, upwards=upwards), near=at, far=end, near_key=key, near_tie=tie, far_key=far[0],
            far_tie=far[1], want=self._wanted, most=how.most, heads=effort.heads, look=effort.look, each=effort.each,
            no=0, all=1 << 40, **_lifting(tx, how),
        )  # fmt: skip
        found = sorted(((int(row[1]), Seen(row[0])) for row in rows), reverse=not upwards)
        self._found += [(an_id, key) for key, an_id in found]
        at = -edge
        done = at + 1 >= end if upwards else at - 1 <= end
        self._at = far if done else (at, TOP if upwards else 0)


def _reach(part: Part, found: Sequence[tuple[Seen, int]]) -> Page:
    """Between which ids something may belong on this page that nothing lifts."""
    low, high = part.above[0], part.below[0]
    if len(found) >= part.limit:
        low, high = (low, min(high, found[0][1] + 1)) if part.upwards else (max(low, found[-1][1]), high)
    low = max(low - 1, 0)
    return Page(part.limit, high, min_id=low) if part.upwards else Page(part.limit, high, low)


def _merged(part: Part, *found: Sequence[tuple[Seen, int]]) -> list[tuple[Seen, int]]:
    """Two sorted pages as one, as long as a page is, and within its bounds."""
    places = sorted({(key, an_id) for each in found for an_id, key in each}, reverse=True)
    inside = [(Seen(an_id), key) for key, an_id in places if part.above < (key, an_id) < part.below]
    return inside[-part.limit :] if part.upwards else inside[: part.limit]
