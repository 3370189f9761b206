"""What concerns the viewer, told together where it is the same thing: so many like one status.

No group is kept. A group stands on the page that its newest notification which may be shown belongs to, and is read
whole from there; so each is on one page only, whatever has happened since. What may not be shown is neither named nor
counted. Kind and status are the same for all in a group, and asked about once; left are those who did it.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, FromClause, Select, and_, case, func, literal_column, select, true

from kukhnya.model.errors import NotFound
from kukhnya.model.notification import GROUP_IDS, KINDS, alone_key, group_key, group_of
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Dialect, Statement, among_words, json_row, json_rows, param, text_param
from kukhnya.store.tables import account, notification
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, exists

from .notifications import FEW, LAST_READ, Wish, about_collection, asked_for, heard_among_many, tellable, wanted

GROUPED: Final = [name for name, kind in KINDS.items() if kind.grouped]
SAMPLE: Final[ColumnElement[int]] = literal_column("8")
"""How many of those in a group are named with it; the rest are asked for."""
LOOK: Final = 5
"""Notifications that are looked at for each group that is wanted, before more are."""
LOOK_UNREAD: Final = 5_000
"""Notifications that PostgreSQL looks at first to count groups: whoever never marks any as read has very many."""
_HARDER: Final = 8
"""How many times more is looked at where that was too little."""
_HALF_DAY: Final[ColumnElement[int]] = literal_column(str(GROUP_IDS), BigInteger())
_ONE: Final[ColumnElement[int]] = literal_column("1", BigInteger())

_inside, _who = notification.alias("inside"), account.alias("who")
_done_by: Final = _inside.join(_who, _who.c.id == _inside.c.from_account_id)


def _groupable(kind: ColumnElement[str]) -> ColumnElement[bool]:
    return among_words(kind, "grouped")


_first: Final = case(
    (_groupable(notification.c.kind), notification.c.id // _HALF_DAY * _HALF_DAY), else_=notification.c.id
).label("first")
"""The least id that a notification of the same group can have."""


def _about_collection(rows: FromClause) -> ColumnElement[bool]:
    return about_collection(rows.c.kind).label("about_collection")


def _range(group: FromClause) -> tuple[ColumnElement[bool], ...]:
    """Is the row `inside` one of the group?"""
    return (
        _inside.c.account_id == VIEWER,
        _inside.c.kind == group.c.kind,
        _inside.c.status_id == group.c.status_id,
        _inside.c.id >= group.c.first,
        _inside.c.id < group.c.first + case((_groupable(group.c.kind), _HALF_DAY), else_=_ONE),
    )


def _of_group(group: FromClause) -> ColumnElement[bool]:
    """The same, done by `who`, and may it be shown where the group may?"""
    return and_(*_range(group), asked_for(_inside), heard_among_many(_inside, _who, group.c.about_collection))


def _told(group: FromClause, *more: ColumnElement[Any]) -> Select[Any]:
    """What is told of each `group` (kind, status_id, first, about_collection, tellable), in the columns that `_made` reads."""
    facts = (
        select(json_row(func.count(), func.min(case((_inside.c.id > param("since"), _inside.c.id)))))
        .select_from(_done_by)
        .where(_of_group(group))
        .correlate(group)
        .scalar_subquery()
    )
    sample = (
        select(_inside.c.id, _inside.c.from_account_id)
        .select_from(_done_by)
        .where(_of_group(group))
        .order_by(_inside.c.id.desc())
        .limit(SAMPLE)
        .correlate(group)
        .subquery("sample")
    )
    named = select(json_rows(json_row(sample.c.id, sample.c.from_account_id))).select_from(sample).scalar_subquery()
    return select(
        group.c.kind, group.c.status_id, group.c.tellable,
        case((group.c.tellable, facts)).label("facts"), case((group.c.tellable, named)).label("sample"), *more,
    )  # fmt: skip


def _look(*, upwards: bool) -> Statement:
    """The groups of the `look` notifications that come next, at most `some` of them, by the newest there; and the edge.

    Whether that one, or which of them, may be shown is asked afterwards; so the group may stand further down.
    One row at least: where there is no group, its kind is null.
    """
    by, beyond = notification.c.id, notification.alias("beyond")
    between = (beyond.c.account_id == VIEWER, beyond.c.id > param("over"), beyond.c.id < param("under"))
    order = beyond.c.id.asc() if upwards else beyond.c.id.desc()
    first_beyond = select(beyond.c.id).where(*between).order_by(order).limit(_ONE).offset(param("look"))
    far = param("under") if upwards else param("over")
    edges = select(func.coalesce(first_beyond.scalar_subquery(), far).label("id")).cte("edges")
    edge = select(edges.c.id).scalar_subquery()
    near = (
        select(notification.c.kind, notification.c.status_id, _first)
        .where(
            notification.c.account_id == VIEWER,
            by > (param("over") if upwards else edge),
            by < (edge if upwards else param("under")),
            asked_for(notification),
            among_words(notification.c.kind, "kinds"),
        )
        .distinct()
        .subquery("near")
    )
    last = select(func.max(_inside.c.id)).where(*_range(near), _inside.c.id < param("under")).scalar_subquery()
    at_most = case((_groupable(near.c.kind), last), else_=near.c.first).label("last")
    candidates = (
        select(*near.c, _about_collection(near), at_most)
        .order_by(at_most.desc())
        .limit(param("some"))
        .subquery("candidates")
    )
    # The limit keeps what is asked here from being asked anew wherever the answer is used.
    asked = select(*candidates.c, tellable(candidates).label("tellable")).limit(param("some"))
    groups = asked.subquery("groups")
    return Statement(
        _told(groups, groups.c.last, edges.c.id.label("edge")).select_from(edges.outerjoin(groups, true()))
    )


_down, _up = _look(upwards=False), _look(upwards=True)

_named: Final = (
    notification.c.kind == text_param("kind"),
    notification.c.status_id == param("status"),
    notification.c.id >= param("first"),
    notification.c.id < param("end"),
)
_one: Final = (
    select(
        notification.c.kind,
        notification.c.status_id,
        _first,
        _about_collection(notification),
        tellable(notification).label("tellable"),
    )
    .where(notification.c.account_id == VIEWER, among_words(notification.c.kind, "kinds"))
    .limit(_ONE)
)
_alone: Final = Statement(_told(_one.where(notification.c.id == param("first")).subquery("one")))
_group: Final = Statement(_told(_one.where(*_named).subquery("one")))
_senders: Final = Paged(
    select(notification.c.from_account_id, notification.c.id).where(wanted(notification), *_named), notification.c.id
)

_fresh: Final = select(notification.c.kind, notification.c.status_id, _first).where(
    notification.c.account_id == VIEWER,
    notification.c.id > LAST_READ,
    asked_for(notification),
    among_words(notification.c.kind, "kinds"),
)


def _unread_among(fresh: FromClause, looked_at: ColumnElement[int]) -> Statement:
    """How many rows were looked at to find these groups, and in how many of them somebody is heard of, `most` at most."""
    groups = select(*fresh.c, _about_collection(fresh)).subquery("groups")
    anybody = exists(_done_by, _of_group(groups), _inside.c.id > LAST_READ)
    heard = select(_ONE).select_from(groups).where(tellable(groups), anybody).limit(param("most")).subquery("heard")
    return Statement(select(looked_at, select(func.count()).select_from(heard).scalar_subquery()))


def _unread_counted() -> dict[Dialect, Statement]:
    """SQLite meets one group after the other and stops at the last that is wanted; PostgreSQL sorts all rows first."""
    rows = _fresh.order_by(notification.c.id.desc()).limit(param("look")).cte("rows")
    looked_at = select(func.count()).select_from(rows).scalar_subquery()
    return {
        "sqlite": _unread_among(_fresh.distinct().subquery("fresh"), literal_column("0")),
        "postgresql": _unread_among(select(rows).distinct().subquery("fresh"), looked_at),
    }


_unread: Final = _unread_counted()


class NotificationGroup(Struct, frozen=True):
    """One group, as its viewer may be told of it. `sample`: some of those who did it, the latest first."""

    key: str
    kind: str
    status_id: int
    newest: int
    oldest: int
    """The oldest within the page's bounds."""
    count: int
    sample: tuple[int, ...]


def _made(row: Any, grouped: Sequence[str]) -> NotificationGroup | None:
    """A group from a row of `_told`; None where nothing of it may be shown."""
    kind, status_id, tellable_, facts, named = row[:5]
    sample = msgspec.json.decode(named) if tellable_ else ()
    if not sample:
        return None
    newest = sample[0][0]
    count, oldest = msgspec.json.decode(facts)
    key = group_key(kind, status_id, newest) if kind in grouped else alone_key(newest)
    return NotificationGroup(
        key, kind, status_id, newest, oldest or newest, count, tuple(account_id for _, account_id in sample)
    )


async def page(tx: ReadTx, page_: Page, wish: Wish, grouped: list[str]) -> list[NotificationGroup]:
    """Groups, the one with the newest notification first; only these kinds are grouped.

    One statement, or a few where most of what was looked at may not be shown or is of very large groups. Each looks at
    a stretch of notifications, beginning at one edge; groups that stand within it are found, and the next goes on.
    """
    upwards, want = page_.upwards, page_.offset + page_.limit
    over, under = page_.low, page_.max_id
    look, effort = LOOK * want, 1
    found: list[NotificationGroup] = []
    while len(found) < want and over + 1 < under:
        # Which of a stretch are the lowest is not known before all are asked about: nothing is left out upwards.
        some = look if upwards else (want - len(found)) * effort
        rows = await tx.all(
            _up if upwards else _down, over=over, under=under, look=look, some=some, since=page_.low, few=FEW,
            grouped=grouped, **wish.values,
        )  # fmt: skip
        low, high = (over, rows[0]["edge"]) if upwards else (rows[0]["edge"], under)
        last = [row["last"] for row in rows if row["last"]]
        if upwards or len(last) < some:
            look *= _HARDER
        else:
            low, effort = min(last) - 1, effort * _HARDER
        found += [group for row in rows if (group := _made(row, grouped)) and low < group.newest < high]
        over, under = (high - 1, under) if upwards else (over, low + 1)
    found.sort(key=lambda group: group.newest, reverse=not upwards)
    shown = found[page_.offset : want]
    return shown[::-1] if upwards else shown


async def one(tx: ReadTx, key: str, wish: Wish) -> NotificationGroup:
    """The group of this key. Raises NotFound where there is nothing in it that may be shown."""
    named = group_of(key)
    if named is None:
        raise NotFound(key)
    values = {"first": named.first, "since": 0, "few": FEW, **wish.values}
    if named.kind:
        grouped = GROUPED
        row = await tx.one(
            _group, kind=named.kind, status=named.status_id, end=named.end, grouped=grouped, **values
        )  # fmt: skip
    else:
        grouped = []
        row = await tx.one(_alone, grouped=grouped, **values)
    group = _made(row, grouped) if row else None
    if group is None:
        raise NotFound(key)
    return group


async def senders(tx: ReadTx, key: str, page_: Page, wish: Wish) -> list[Any]:
    """Rows (account id, notification id) of those in a group, the latest first. Raises NotFound."""
    group = await one(tx, key, wish)
    named = group_of(key)
    if named is None or not named.kind:
        return [(group.sample[0], group.newest)]
    return await _senders.rows(
        tx, page_, kind=named.kind, status=named.status_id, first=named.first, end=named.end, **wish.values
    )


async def unread(tx: ReadTx, most: int, wish: Wish, grouped: list[str]) -> int:
    """How many groups have something newer than what the viewer has marked as read, counted up to `most`."""
    look = LOOK_UNREAD
    while True:
        row = await tx.one(
            _unread[tx.dialect], look=look, most=most, timeline="notifications", few=FEW, grouped=grouped, **wish.values
        )
        looked_at, groups = row or (0, 0)
        if groups >= most or looked_at < look:
            return int(groups)
        look *= _HARDER
