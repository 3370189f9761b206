"""The warm feed: what the reader's home holds, some of it lifted, none of it lowered, nothing left out.

    key = when it was posted + slider/100 × (12 h × g + 4 h × c), the largest first

`g` says how widely a status is appreciated (`warm_score` of one epoch), `c` how close its author is to the reader
(`closeness`). Both lie between nought and one, so a status moves up by hours and no further, and whatever is passed by
stays where it is. Keys are counted like ids, so a status that nothing lifts has its own id for a key.

A statement answers for a range of keys, as home's do for a range of ids: from where the last one ended to an edge. What
has its key in the range is a status in the same range of ids that is lifted little or not, or one posted before, at most
as far below as anything can be lifted. Which of them may stand on the page is home's rule, and home's alone.
"""

import json
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

EFFORT: Final[dict[Dialect, Effort]] = {
    "sqlite": Effort(many=24, stretch=48, look=40), "postgresql": Effort(many=24, stretch=48, heads=32, each=64, look=40),
}  # fmt: skip
"""As home's, with less at a time: every candidate gets its key before the first is put to the rule."""
DENSE: Final = 150
"""Whoever follows so many, or has much lifted from further down, finds a page in fewer of the newest statuses."""

WIDE: Final = first_id_at(Time(12 * HOUR))
"""How far what is appreciated most widely is lifted, counted in ids."""
NEAR: Final = first_id_at(Time(4 * HOUR))
"""How far what the closest have written is lifted."""
FULL: Final = 100
"""The end of the slider."""

Place = tuple[int, int]
"""Where something stands: its key, then its id where two have the same."""
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
_CLOSE: Final[dict[Dialect, str]] = {
    "sqlite": "(SELECT CAST(key AS INTEGER) AS author FROM json_each(:close)) q",
    "postgresql": "(SELECT unnest(:close_ids) AS author) q",
}

# What is looked at: the same stretch of ids as home would look at, and below it what may be lifted into the range.
_WALKED: Final = """WITH edge(id) AS MATERIALIZED (
  SELECT {nearer}(coalesce((SELECT id FROM status WHERE id {after} :near ORDER BY id {order} LIMIT 1 OFFSET :look - 1), :far),
                  :far {step})),
 looked(id, key) AS (
  SELECT s.id, {key} FROM (SELECT * FROM status WHERE id {after} :near ORDER BY id {order} LIMIT :look) s
  WHERE s.id {before} :far AND {follows}
  UNION ALL SELECT s.id, s.id + {step_lift} FROM warm_score w {join} status s ON s.id = w.status_id
  WHERE w.epoch = :epoch AND w.status_id >= {base} - :most AND w.status_id < {base} AND w.step >= 10
    AND w.status_id + {step_lift} BETWEEN {least} AND {largest} AND s.account_id <> :viewer AND {follows} AND {near} = 0
  UNION ALL SELECT s.id, {key} FROM {close} {join} status s ON s.account_id = q.author
    AND s.id >= {base} - :most AND s.id < {base} WHERE {follows}),"""
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
    "sqlite": {"sorted": "", "lifted": "lifted", "nearer": "{nearest}"},
    "postgresql": {
        "sorted": "ORDER BY c.key {order}, c.id {order}",
        "lifted": "(SELECT id, key FROM lifted ORDER BY key {order}, id {order} LIMIT :all)",
        "nearer": "{clamp}",
    },
}
_EDGE: Final = "(SELECT id FROM edge)"
_DOWN: Final = {
    "clamp": "greatest", "base": _EDGE, "least": _EDGE, "largest": ":near_key",
    "inside": f"c.key >= {_EDGE} AND (c.key, c.id) < (:near_key, :near_tie) AND (c.key, c.id) > (:far_key, :far_tie)",
}  # fmt: skip
_UP: Final = {
    "clamp": "least", "base": "(:near + 1)", "least": ":near_key", "largest": _EDGE,
    "inside": f"c.key <= {_EDGE} AND (c.key, c.id) > (:near_key, :near_tie) AND (c.key, c.id) < (:far_key, :far_tie)",
}  # fmt: skip


@cache
def _statement(dialect: Dialect, *, walking: bool, upwards: bool) -> Statement:
    """The text of one look, made once."""
    way = {**homes.UP, **_UP} if upwards else {**homes.DOWN, **_DOWN}
    parts = {key: part.format(**way) for key, part in {**homes.DIALECTS[dialect], **_SORTED[dialect]}.items()}
    text = (_WALKED if walking else homes.CANDIDATES[dialect] + _MERGED) + _FOUND
    made = text.format(
        rule=homes.rule(dialect), audible=homes.audible("author"), follows=homes.FOLLOWS, authors=homes.AUTHORS,
        key=_key(dialect), near=_NEAR[dialect], step_lift=_STEP, close=_CLOSE[dialect],
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


async def warm(
    tx: ReadTx, part: Part, how: Lifts, *, follows: int = 0, tags: bool = False, effort: Effort | None = None
) -> list[tuple[Seen, int]]:
    """Ids and keys of one page of the reader's warm feed, the largest key first. One to three statements.

    `follows` is a hint, as it is for home; `tags`: with what stands under followed hashtags, which nothing lifts.
    """
    found = await _lifted(tx, part, how, follows, effort or EFFORT[tx.dialect])
    if not tags:
        return found
    under = await under_tags(tx, _reach(part, found), apart=True)
    return _merged(part, found, [(an_id, int(an_id)) for an_id in under])


async def _lifted(tx: ReadTx, part: Part, how: Lifts, follows: int, effort: Effort) -> list[tuple[Seen, int]]:
    upwards = part.upwards
    near, far = (part.above, part.below) if upwards else (part.below, part.above)
    bound = {**_lifting(tx, how), "most": how.most, "far_key": far[0], "far_tie": far[1], "no": 0, "all": 1 << 40}
    # A status that nothing lifts, and whose id is the key of another's place, may still be on either side of it.
    at, end = (near[0] - 1, far[0]) if upwards else (near[0], max(far[0] - 1, 0))
    walking = follows >= effort.many
    soon = follows >= DENSE or how.most > WIDE // 2
    first = stretch = effort.stretch * 3 // 5 if soon else effort.stretch
    found: list[tuple[Seen, int]] = []
    while len(found) < part.limit and (at + 1 < end if upwards else at - 1 > end):
        look = _statement(tx.dialect, walking=walking, upwards=upwards)
        more = {"look": stretch} if walking else {"heads": effort.heads, "look": effort.look, "each": effort.each}
        *rows, (edge, _) = await tx.all(
            look, near=at, far=end, near_key=near[0], near_tie=near[1], want=part.limit - len(found), **bound, **more
        )
        found += [(Seen(row[0]), int(row[1])) for row in rows]
        at = -edge
        near = (at, TOP if upwards else 0)
        if walking:  # on, if the rest of the page is likely within reach; else author by author
            hoped = stretch * (part.limit - len(found)) * 3 // (2 * len(rows)) if rows else effort.far + 1
            walking, stretch = stretch == first and hoped <= effort.far, hoped
        else:
            effort = effort.harder()
    return sorted(found, key=lambda one: (one[1], one[0]), reverse=True)


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
