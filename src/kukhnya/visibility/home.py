"""The newest statuses of everyone a viewer follows, without a stored feed.

A page is found in one to three statements. Each looks at a stretch of ids, beginning at one edge, and says
how far it has looked; the next goes on from there. So a page skips nothing and repeats nothing, whichever
statement found it.

    walk    the statuses of the whole server in order, kept where the author is followed:
            quick where the followees are many and busy
    merge   the statuses of the followees who come first, author by author:
            quick where they are few or silent

`newest` holds, for each account, a bound that no status of it exceeds; a loose bound costs a probe, one too
low hides statuses. Nothing here decides who may see what: every id passes the rule.
"""

import re
from functools import cache
from typing import Any, Final, NewType

from msgspec import Struct
from msgspec.structs import replace

from kukhnya.model.ids import ListId
from kukhnya.model.page import Page
from kukhnya.store.sealed import status
from kukhnya.store.statement import Dialect, Statement, condition
from kukhnya.store.tx import ReadTx

from .rule import VIEWER, may_see
from .unwanted import near

Seen = NewType("Seen", int)
"""The id of a status that has passed the rule, in this transaction. Only `visibility` makes them."""


class Effort(Struct, frozen=True):
    """How much one statement looks at; what is not found is looked for again, four times harder."""

    many: int = 200
    """Follows from which a walk is tried first."""
    stretch: int = 250
    """Statuses a walk looks at …"""
    far: int = 700
    """… and at most, if the first stretch promises the rest of the page."""
    heads: int = 48
    """Authors a merge opens."""
    each: int = 16
    """Statuses it takes of each (PostgreSQL)."""
    look: int = 64
    """Candidates it puts to the rule."""

    def harder(self) -> "Effort":
        """Four times as much."""
        return replace(self, heads=self.heads * 4, each=self.each * 4, look=self.look * 4)


EFFORT: Final[dict[Dialect, Effort]] = {"sqlite": Effort(), "postgresql": Effort(many=60, heads=32, each=64)}

AUTHORS: Final = "SELECT f.followee_id AS author FROM follow f WHERE f.follower_id = :viewer UNION ALL SELECT :viewer"
FOLLOWS: Final = """(s.account_id = :viewer OR (SELECT 1 FROM follow w WHERE w.follower_id = :viewer
   AND w.followee_id = s.account_id LIMIT 1) IS NOT NULL)"""
_LIST_AUTHORS: Final = """SELECT l.account_id AS author FROM list_member l JOIN follow f ON f.follower_id = :viewer
   AND f.followee_id = l.account_id WHERE l.list_id = :list"""

# The last row is no status: it is minus the edge, up to which everything has been looked at (0: the page is full).
_WALK: Final = """
WITH found(id) AS MATERIALIZED (
  SELECT s.id FROM (SELECT * FROM status WHERE id {after} :near ORDER BY id {order} LIMIT :look) s
  WHERE s.id {before} :far AND {follows} AND {rule} {sorted} LIMIT :want)
SELECT id FROM found UNION ALL SELECT -CASE WHEN (SELECT count(*) FROM found) = :want THEN 0 ELSE coalesce(
  (SELECT id FROM status WHERE id {after} :near ORDER BY id {order} LIMIT 1 OFFSET :look - 1), :far) END"""

_HEADS: Final = """head(author, id) AS MATERIALIZED (
  SELECT a.author, {head} (SELECT t.id FROM status t WHERE t.account_id = a.author AND t.id {after} :near
                           ORDER BY t.id {order} LIMIT 1) {head_end}
  FROM ({authors}) a {join} newest n ON n.account_id = a.author WHERE n.bound > {low}
  ORDER BY 2 {order} NULLS LAST LIMIT :heads)"""
_FOUND: Final = """,
 found(id) AS MATERIALIZED (
  SELECT s.id FROM {candidates} c {join} status s ON s.id = c.id WHERE {rule} {sorted} LIMIT :want)
SELECT id FROM found UNION ALL SELECT -CASE WHEN (SELECT count(*) FROM found) = :want THEN 0 ELSE (
  SELECT CASE WHEN count(id) = :look THEN {furthest}(id) ELSE (SELECT id {step} FROM deep) END FROM candidate) END"""
CANDIDATES: Final[dict[Dialect, str]] = {
    # The queue of a recursive SELECT is ordered: it merges the authors, opening each only as far as needed.
    # (Its LIMIT must stay: without one, SQLite 3.40 drops the order when the result is joined.)
    "sqlite": "WITH RECURSIVE "
    + _HEADS
    + """,
 deep(id) AS MATERIALIZED (
  SELECT CASE WHEN count(id) = :heads AND {furthest}(id) {before} :far THEN {furthest}(id) ELSE :far END FROM head),
 candidate(author, id) AS NOT MATERIALIZED (
  SELECT author, id FROM head WHERE id {before} (SELECT id FROM deep) AND {audible}
  UNION ALL SELECT c.author, (SELECT t.id FROM status t WHERE t.account_id = c.author AND t.id {after} c.id
                              AND t.id {before} (SELECT id FROM deep) ORDER BY t.id {order} LIMIT 1)
  FROM candidate c WHERE c.id IS NOT NULL ORDER BY 2 {order} NULLS LAST LIMIT :look)""",
    # PostgreSQL has no such queue: a few of each author, down to where the first of them may have more.
    "postgresql": "WITH "
    + _HEADS
    + """,
 reach(author, id) AS MATERIALIZED (
  SELECT h.author, (SELECT t.id FROM status t WHERE t.account_id = h.author AND t.id {after} :near
                    ORDER BY t.id {order} LIMIT 1 OFFSET :each)
  FROM head h WHERE h.id {before} :far AND {audible}),
 deep(id) AS MATERIALIZED (SELECT {nearest}(id) FROM (
  SELECT CASE WHEN count(id) = :heads THEN {furthest}(id) END AS id FROM head
  UNION ALL SELECT {nearest}(id) FROM reach UNION ALL SELECT :far) edges),
 candidate(id) AS MATERIALIZED (SELECT t.id FROM reach r CROSS JOIN LATERAL (
   SELECT t.id FROM status t WHERE t.account_id = r.author AND t.id {after} :near AND t.id {before} (SELECT id FROM deep)
   ORDER BY t.id {order} LIMIT :look) t ORDER BY t.id {order} LIMIT :look)""",
}
"""The statuses of the followed who come first, as `candidate(id)`, complete as far as they go; `deep(id)`: as far as could be.

(SQLite's has the author, too, and ends in an id that is null.)
"""
# SQLite keeps the inner order and stops early; PostgreSQL must be told to.
DIALECTS: Final[dict[Dialect, dict[str, str]]] = {
    "sqlite": {"join": "CROSS JOIN", "sorted": "", "candidates": "candidate"},
    "postgresql": {
        "join": "JOIN",
        "sorted": "ORDER BY s.id {order}",
        "candidates": "(SELECT id FROM candidate ORDER BY id {order} LIMIT :look)",
    },
}
DOWN: Final = {
    "after": "<", "before": ">", "order": "DESC", "nearest": "max", "furthest": "min", "step": "+ 1", "low": ":far",
    "head": "CASE WHEN n.bound < :near THEN n.bound ELSE", "head_end": "END",
}  # fmt: skip
UP: Final = {
    "after": ">", "before": "<", "order": "ASC", "nearest": "min", "furthest": "max", "step": "- 1", "low": ":near",
    "head": "", "head_end": "",
}  # fmt: skip


def one(table: str, where: str) -> str:
    """There is such a row."""
    return f"(SELECT 1 FROM {table} WHERE {where} LIMIT 1) IS NOT NULL"


def audible(author: str) -> str:
    """The author is not muted now."""
    return "NOT " + one(
        "mute m", f"m.muter_id = :viewer AND m.muted_id = {author} AND (m.until IS NULL OR m.until > :now)"
    )


_FOLLOWED_PARENT: Final = one("follow r", "r.follower_id = :viewer AND r.followee_id = s.in_reply_to_account_id")
_LISTED_PARENT: Final = one("list_member r", "r.list_id = :list AND r.account_id = s.in_reply_to_account_id")
_POLICY: Final = "(SELECT l.replies_policy FROM list l WHERE l.id = :list)"
_REPLIES: Final = {
    False: _FOLLOWED_PARENT,
    True: f"(CASE {_POLICY} WHEN 'list' THEN {_LISTED_PARENT} WHEN 'followed' THEN {_FOLLOWED_PARENT} ELSE :no = 1 END)",
}
# Asked once a statement: seldom does anybody keep such a list.
_NO_EXCLUSIVE_LIST: Final = "(SELECT 1 FROM list l WHERE l.account_id = :viewer AND l.exclusive LIMIT 1) IS NULL"
NOT_ELSEWHERE: Final = f"""({_NO_EXCLUSIVE_LIST} OR s.account_id = :viewer OR NOT {
    one(
        "list_member e JOIN list x ON x.id = e.list_id",
        "e.account_id = s.account_id AND x.account_id = :viewer AND x.exclusive",
    )
})"""
# Asked once a statement too: most follow everybody in whatever language they write. SQLite must be told of the index.
_BY_LANGUAGE: Final[dict[Dialect, str]] = {"sqlite": "INDEXED BY follow_in_languages", "postgresql": ""}
_OTHER_LANGUAGE: Final = """r.follower_id = :viewer AND r.followee_id = s.account_id AND r.languages <> '[]'
   AND l.language <> '' AND r.languages NOT LIKE '%"' || l.language || '"%'"""


def wanted_language(dialect: Dialect) -> str:
    """It is in one of the languages in which the viewer wants to read the author, or says in none what it is in."""
    other = one("follow r JOIN status_text l ON l.status_id = coalesce(s.reblog_of_id, s.id)", _OTHER_LANGUAGE)
    return f"""((SELECT 1 FROM follow l {_BY_LANGUAGE[dialect]} WHERE l.follower_id = :viewer AND l.languages <> '[]' LIMIT 1) IS NULL
      OR s.account_id = :viewer OR NOT {other})"""


def rule(dialect: Dialect, *, of_list: bool = False) -> str:
    """What may stand on a page: cheap and decisive tests first, the rule itself last.

    A muted author, a re-share by someone whose re-shares are hidden, of something unseen, muted or from a server the
    viewer blocks, a language that is not wanted of the author, and a reply to someone not followed stay off. To
    oneself and to the viewer one may always reply.
    """
    statuses, originals = status.alias("s"), status.alias("o")
    parts = [
        f"""(s.in_reply_to_account_id IS NULL OR s.account_id = :viewer
      OR s.in_reply_to_account_id IN (s.account_id, :viewer) OR {_REPLIES[of_list]})""",
        f"""(s.reblog_of_id IS NULL OR s.account_id = :viewer OR {
            one("follow r", "r.follower_id = :viewer AND r.followee_id = s.account_id AND r.reblogs")
        })""",
        audible("s.account_id"),
        *(() if of_list else (NOT_ELSEWHERE,)),
        wanted_language(dialect),
        f"({condition(may_see(VIEWER, s=statuses), statuses, dialect)})",
        f"""(s.reblog_of_id IS NULL OR {
            one(
                "status o",
                f'''o.id = s.reblog_of_id AND {audible("o.account_id")} AND {near("o.account_id")}
      AND ({condition(may_see(VIEWER, s=originals), originals, dialect)})''',
            )
        })""",
    ]
    return "\n  AND ".join(parts)


def standing(dialect: Dialect, viewer: str, list_: str = "") -> str:
    """The same for a viewer, and for a list, that are columns of a statement around it: may `s` stand on that page?"""
    text = rule(dialect, of_list=bool(list_))
    text = text if list_ else f"{FOLLOWS} AND {text}"
    return re.sub(r":viewer\b", viewer, re.sub(r":list\b", list_, text))


@cache
def statement(dialect: Dialect, *, walking: bool, upwards: bool, of_list: bool) -> Statement:
    """The text of one look, made once."""
    way = UP if upwards else DOWN
    parts = {key: part.format(**way) for key, part in DIALECTS[dialect].items()}
    text = (_WALK if walking else CANDIDATES[dialect] + _FOUND).format(
        rule=rule(dialect, of_list=of_list),
        audible=audible("author"),
        follows=FOLLOWS,
        authors=_LIST_AUTHORS if of_list else AUTHORS,
        **parts,
        **way,
    )
    return Statement(None, **{dialect: text})


async def home(
    tx: ReadTx, page: Page, *, follows: int = 0, of_list: ListId | None = None, effort: Effort | None = None
) -> list[Seen]:
    """Ids of one page of the viewer's home, or of one of the viewer's lists, newest first.

    `follows` is a hint: how many accounts the viewer follows, roughly. A stale one changes the speed alone.
    """
    upwards = page.min_id is not None
    near, far = (page.min_id or 0, page.max_id) if upwards else (page.max_id, page.since_id)
    bound: dict[str, Any] = {"far": far, "no": 0} | ({} if of_list is None else {"list": of_list})
    effort = effort or EFFORT[tx.dialect]
    walking = of_list is None and follows >= effort.many
    stretch = effort.stretch
    found: list[int] = []
    while len(found) < page.limit and (near + 1 < far if upwards else near - 1 > far):
        look = statement(tx.dialect, walking=walking, upwards=upwards, of_list=of_list is not None)
        more = {"look": stretch} if walking else {"heads": effort.heads, "look": effort.look, "each": effort.each}
        *ids, edge = await tx.column(look, near=near, want=page.limit - len(found), **bound, **more)
        found += ids
        near = -edge
        if walking:  # on, if the rest of the page is likely within reach; else author by author
            hoped = stretch * (page.limit - len(found)) * 3 // (2 * len(ids)) if ids else effort.far + 1
            walking, stretch = stretch == effort.stretch and hoped <= effort.far, hoped
        else:
            effort = effort.harder()
    return [Seen(an_id) for an_id in sorted(found, reverse=True)]
