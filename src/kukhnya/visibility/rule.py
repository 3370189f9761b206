"""The one rule: who may see a status, asked in three directions.

A status names its Audience. A viewer stands in some Relations to it. OPENED_TO says which relation
opens which audience, and is the whole policy: the SQL, the answer in memory, the check-up and the table
in the README are read off it. Nothing else in Kukhnya compares an audience.

    seen         the statuses one viewer may see    (timelines, threads, search)
    seen_openly  those that all were meant to find  (trends, links)
    viewers_of   the accounts that may see one      (delivery, streaming, push)
    explain      why, relation by relation          (the check-up)

A closed profile is no audience: it withdraws the relations *anyone* and *member*, and so closes its past
at once. Blocks, suspension and expiry shut everybody out but the author.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from kukhnya.model.audience import Audience, Relation
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, block, circle_member, follow

A, R = Audience, Relation

OPENED_TO: Final[Mapping[Audience, frozenset[Relation]]] = {
    A.PUBLIC: frozenset({R.ANYONE, R.FOLLOWER, R.MENTIONED, R.AUTHOR}),
    A.UNLISTED: frozenset({R.ANYONE, R.FOLLOWER, R.MENTIONED, R.AUTHOR}),
    A.MEMBERS: frozenset({R.MEMBER, R.FOLLOWER, R.MENTIONED, R.AUTHOR}),
    A.FOLLOWERS: frozenset({R.FOLLOWER, R.MENTIONED, R.AUTHOR}),
    A.MUTUALS: frozenset({R.MUTUAL, R.MENTIONED, R.AUTHOR}),
    A.CIRCLE: frozenset({R.IN_CIRCLE, R.MENTIONED, R.AUTHOR}),
    A.DIRECT: frozenset({R.MENTIONED, R.AUTHOR}),
    A.SELF: frozenset({R.AUTHOR}),
}
"""Which relation opens which audience. Being mentioned opens everything but *self*."""


def opens(audience: Audience, relations: Iterable[Relation], *, shut: bool = False) -> bool:
    """The policy in memory. `shut`: a block, a suspension or an expiry stands."""
    held = frozenset(relations)
    return R.AUTHOR in held or (not shut and bool(OPENED_TO[audience] & held))


def anyone_may(audience: Audience) -> bool:
    """Does this audience reach people who are not signed in, where the author's profile is open?"""
    return Relation.ANYONE in OPENED_TO[audience]


def anyone_else_may(audience: Audience) -> bool:
    """Is it for anybody but its author?"""
    return bool(OPENED_TO[audience])


def named_may(audience: Audience) -> bool:
    """Does being named in it open a status for this audience?"""
    return Relation.MENTIONED in OPENED_TO[audience]


def widens(before: Audience, after: Audience, *, other_circle: bool = False) -> frozenset[Relation]:
    """The relations that `after` opens and `before` did not: those who would gain. `other_circle`: not the same one."""
    gained = OPENED_TO[after] - OPENED_TO[before]
    if before is Audience.UNLISTED and after is Audience.PUBLIC:
        gained |= {Relation.ANYONE}  # the same people may read it, but now they also find it
    if other_circle and Relation.IN_CIRCLE in OPENED_TO[after]:
        gained |= {Relation.IN_CIRCLE}
    # A mutual follower is a follower, a follower of an open profile is anyone: what was open to more is not gained.
    if before is Audience.FOLLOWERS:
        gained -= {Relation.MUTUAL}
    if Relation.ANYONE in OPENED_TO[before]:
        gained -= {Relation.MEMBER, Relation.MUTUAL}
    if before is Audience.MEMBERS:
        gained -= {Relation.MUTUAL}
    return frozenset(gained)


def shareable(audience: Audience, by_author: bool, shares_to: Audience) -> bool:  # noqa: FBT001 - a table of two
    """May a status for `audience` be re-shared to `shares_to`? Authors may share their own, and nobody may widen."""
    if audience in {Audience.SELF, Audience.CIRCLE, Audience.MUTUALS}:
        return by_author and shares_to is audience
    if shares_to in {Audience.CIRCLE, Audience.DIRECT} or audience is Audience.DIRECT:
        return False  # a re-share says nothing of its own: it names nobody and has no circle
    if not by_author and not {Relation.ANYONE, Relation.MEMBER} & OPENED_TO[audience]:
        return False
    return not widens(audience, shares_to)


def pinnable(audience: Audience) -> bool:
    """May a status for this audience stand at the top of a profile? A letter to those it names may not."""
    return audience is not Audience.DIRECT


def listed(s: FromClause) -> ColumnElement[bool]:
    """Does the author mean the status to be found in the local timeline, under hashtags and in search?"""
    return s.c.audience.in_([sa.literal_column("'public'"), sa.literal_column("'members'")])


def everybodys(s: FromClause) -> ColumnElement[bool]:
    """Does the author mean the status to be found by anybody? Only such words may stand in an index."""
    return s.c.audience == sa.literal_column(f"'{A.PUBLIC.value}'")


def letter(s: FromClause) -> ColumnElement[bool]:
    """Is the status a letter to those it names, and so part of a conversation?"""
    return s.c.audience == sa.literal_column("'direct'")


def found_by_all(s: FromClause, by: FromClause | None = None) -> ColumnElement[bool]:
    """Does the author mean everybody to find the status, signed in or not, behind a profile that is open and not silenced?

    What is computed from more than one reader's view (trends, cards of links, oEmbed) is computed from these alone.
    `by`: the author's row, where a statement has it at hand.
    """
    who = _shown if by is None else by
    facts = (~who.c.closed, ~who.c.silenced, ~who.c.suspended)
    open_ = exists(_shown, _shown.c.id == s.c.account_id, *facts) if by is None else sa.and_(*facts)
    lasts = sa.or_(s.c.expires_at.is_(None), s.c.expires_at > NOW)
    return sa.and_(s.c.audience == sa.literal_column("'public'"), lasts, open_)


VIEWER: Final = param("viewer")
NOW: Final = param("now")
STATUS: Final = param("status")

# Made once: an alias copies every column, and a condition that is asked of the same row is the same condition.
_shown, _author, _me, _gone = (account.alias(name) for name in ("shown", "author", "me", "gone"))
_inside, _named = circle_member.alias("ci"), mention.alias("na")
_to, _back = follow.alias("fo"), follow.alias("fb")
_ours, _theirs = block.alias("bo"), block.alias("bt")
_shared, _it = status.alias("shared"), status.alias("it")


def exists(table: FromClause, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Is there such a row? Not EXISTS: under OR, PostgreSQL hashes it over the whole table (20 ms for 0.9).

    Every other table in `where` belongs to a statement around this one, at any depth.
    """
    inside = (table.left, table.right) if isinstance(table, sa.Join) else (table,)
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(table).where(*where).correlate_except(*inside)
    return found.suffix_with("LIMIT 1").scalar_subquery().is_not(None)


@cache
def relations(
    viewer: ColumnElement[int], s: FromClause = status, by: FromClause | None = None
) -> Mapping[Relation, ColumnElement[bool]]:
    """Each relation of `viewer` to the status row `s`, as SQL, the cheapest and likeliest first."""
    who = s.c.account_id
    since = sa.or_(_to.c.reads_from.is_(None), _to.c.reads_from <= s.c.created_at)
    follows = exists(_to, _to.c.follower_id == viewer, _to.c.followee_id == who, since)
    followed = exists(_back, _back.c.follower_id == who, _back.c.followee_id == viewer)
    ajar = exists(_author, _author.c.id == who, ~_author.c.closed) if by is None else ~by.c.closed
    member = exists(_me, _me.c.id == viewer, _me.c.domain == sa.literal_column("''"))
    in_circle = exists(_inside, _inside.c.circle_id == s.c.circle_id, _inside.c.account_id == viewer)
    mentioned = exists(_named, _named.c.status_id == s.c.id, _named.c.account_id == viewer)
    return {
        R.FOLLOWER: follows,
        R.ANYONE: ajar,
        R.MEMBER: ajar & member,
        R.MUTUAL: follows & followed,
        R.IN_CIRCLE: in_circle,
        R.MENTIONED: mentioned,
        R.AUTHOR: who == viewer,
    }


def shut(
    viewer: ColumnElement[int], now: ColumnElement[int], s: FromClause = status, by: FromClause | None = None
) -> ColumnElement[bool]:
    """A door closed on everyone but the author."""
    who = s.c.account_id
    return sa.or_(
        sa.and_(s.c.expires_at.is_not(None), s.c.expires_at <= now),
        *_apart(viewer, who),
        exists(_gone, _gone.c.id == who, _gone.c.suspended) if by is None else by.c.suspended,
    )


def _apart(viewer: ColumnElement[int], by: ColumnElement[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Has either of the two blocked the other?"""
    return (
        exists(_theirs, _theirs.c.blocker_id == by, _theirs.c.blocked_id == viewer),
        exists(_ours, _ours.c.blocker_id == viewer, _ours.c.blocked_id == by),
    )


def reaches_strangers(s: FromClause) -> ColumnElement[bool]:
    """Is `s` for people who do not follow, wherever its author's profile is open?"""
    return sa.or_(_opened_by(R.ANYONE, s), _opened_by(R.MEMBER, s))


def open_to_anyone(s: FromClause) -> ColumnElement[bool]:
    """Is `s` for people who are not signed in, wherever its author's profile is open?"""
    return _opened_by(R.ANYONE, s)


def open_to_members(s: FromClause) -> ColumnElement[bool]:
    """Is `s` for the members of this server and nobody further, wherever its author's profile is open?"""
    return _opened_by(R.MEMBER, s)


def wider_than_circle(s: FromClause) -> ColumnElement[bool]:
    """Is `s` for more people than those its author has named one by one, in a circle, a letter or the text?"""
    return sa.or_(*(_opened_by(relation, s) for relation in (R.ANYONE, R.MEMBER, R.FOLLOWER, R.MUTUAL)))


def _opened_by(relation: Relation, s: FromClause) -> ColumnElement[bool]:
    """Is the audience of `s` one that this relation opens?"""
    audiences: list[ColumnElement[str]] = [sa.literal_column(f"'{a.value}'") for a in A if relation in OPENED_TO[a]]
    return s.c.audience.in_(audiences)


def opened_to(viewer: ColumnElement[int], s: FromClause, by: FromClause | None = None) -> ColumnElement[bool]:
    """Does any relation but the author's open `s` to `viewer`, whatever door is shut?"""
    facts = relations(viewer, s, by).items()
    return sa.or_(*(sa.and_(_opened_by(relation, s), fact) for relation, fact in facts if relation is not R.AUTHOR))


@cache
def may_see(
    viewer: ColumnElement[int], now: ColumnElement[int] = NOW, s: FromClause = status, by: FromClause | None = None
) -> ColumnElement[bool]:
    """The policy as SQL, for any pair of viewer and status. `by`: the author's row, where a statement has it at hand."""
    return sa.or_(s.c.account_id == viewer, sa.and_(opened_to(viewer, s, by), ~shut(viewer, now, s, by)))


@cache
def may_read(viewer: ColumnElement[int], now: ColumnElement[int] = NOW, s: FromClause = status) -> ColumnElement[bool]:
    """The policy for a status and, where it is a re-share, for what it shares too."""
    of_shared = exists(_shared, _shared.c.id == s.c.reblog_of_id, may_see(viewer, now, _shared))
    return sa.and_(may_see(viewer, now, s), sa.or_(s.c.reblog_of_id.is_(None), of_shared))


def in_the_open(
    viewer: ColumnElement[int], s: FromClause = status, by: FromClause | None = None
) -> ColumnElement[bool]:
    """The policy for what is not a re-share and was meant for everybody to find: `may_read` and `found_by_all` in one.

    Anybody may see it but those whom a block keeps apart, so that nothing else need be asked.
    """
    near = sa.or_(s.c.account_id == viewer, sa.not_(sa.or_(*_apart(viewer, s.c.account_id))))
    return sa.and_(_opened_by(R.ANYONE, s), s.c.reblog_of_id.is_(None), found_by_all(s, by), near)


def sees(viewer: ColumnElement[int], status_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The policy for a viewer and a status that are columns of a statement around it."""
    return exists(_it, _it.c.id == status_id, may_read(viewer, NOW, _it))


seen: Final = sa.select(status).where(may_read(VIEWER)).subquery("seen")
"""The statuses that `viewer` may see `now`. Both planners flatten it: the guarded table costs the rule alone."""

seen_openly: Final = sa.select(status).where(in_the_open(VIEWER)).subquery("openly")
"""Those of them that everybody was meant to find and that are no re-shares, for half of what the rule costs."""

seen_openly_first: Final = sa.select(status).where(sa.or_(in_the_open(VIEWER), may_read(VIEWER))).subquery("seen")
"""The same as `seen`: costs less where most are in the open, and more where few are."""

_by: Final = account.alias("by")
_beside: Final = (
    sa.select(status, _by.c.indexable, _by.c.silenced, _by.c.domain)
    .select_from(status.join(_by, _by.c.id == status.c.account_id))
    .where(status.c.reblog_of_id.is_(None))
)
own_words_seen: Final = _beside.where(may_see(VIEWER, NOW, status, _by)).subquery("said")
"""Those of `seen` that are no re-shares, beside what search asks of their authors: where many pass, each author is looked up once."""

own_words_seen_openly: Final = _beside.where(in_the_open(VIEWER, status, _by)).subquery("said")
"""The same of `seen_openly`."""

_who: Final = account.alias("who")
viewers_of: Final = Statement(
    sa.select(_who.c.id)
    .select_from(_who.join(status, status.c.id == STATUS))
    .where(may_read(_who.c.id))
    .order_by(_who.c.id)
)
"""The ids of the accounts that may see `status` now. Costs the rule once per account: never on a hot path."""

explain: Final = Statement(
    sa.select(
        status.c.audience,
        may_read(VIEWER).label("visible"),
        shut(VIEWER, NOW).label("shut"),
        *(fact.label(relation.value) for relation, fact in relations(VIEWER).items()),
    ).where(status.c.id == STATUS)
)
"""Why `viewer` sees `status`, or not: audience, visible, shut, and every relation as a column."""


def explanation(row: Any) -> tuple[bool, frozenset[Relation], bool]:
    """Read one row of `explain`: may it be seen, by which relations, and is the door shut."""
    opened = OPENED_TO[Audience(row["audience"])]
    return bool(row["visible"]), frozenset(r for r in R if row[r.value] and r in opened), bool(row["shut"])
