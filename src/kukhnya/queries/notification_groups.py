"""What concerns the viewer, told together where it is the same thing: so many like one status.

No group is kept in the database. A group stands on the page that its newest notification which may be shown belongs to,
and is read whole from there; so each is on one page only, whatever has happened since. What may not be shown is neither
named nor counted.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal_column, select

from kukhnya.model.errors import NotFound
from kukhnya.model.memory import Memory
from kukhnya.model.notification import KINDS, alone_key, group_key, group_of
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import (
    Dialect,
    Statement,
    among,
    among_words,
    flag_param,
    json_row,
    json_rows,
    param,
    text_param,
)
from kukhnya.store.tables import notification
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, exists

from .grouping import (
    EACH,
    FIRST,
    done_by,
    facts,
    groupable,
    in_collection,
    in_group,
    inside,
    named,
    shown_in_group,
    told,
)
from .known_groups import NEW, KnownGroups, Near
from .notifications import FEW, GROUNDS, LAST_READ, Wish, asked_for, tellable, wanted

GROUPED: Final = [name for name, kind in KINDS.items() if kind.grouped]
LOOK: Final = 5
"""Notifications that are looked at for each group that is wanted, before more are."""
LOOK_UNREAD: Final = 5_000
"""Notifications that PostgreSQL looks at first to count groups: whoever never marks any as read has very many."""
_HARDER: Final = 8
"""How many times more is looked at where that was too little."""
_ONE_BY_ONE: Final = and_(among(notification.c.id), notification.c.account_id + literal_column("0") == VIEWER)
"""Those of the viewer's among `ids`. Without the sum all of the viewer's would be read to find them."""


def _look(*, upwards: bool) -> Statement:
    """The groups of the `look` notifications that come next, at most `some` of them, by the newest there.

    One row: the edge of what was looked at, the grounds, and for each group what `Near` says, facts and names if it is
    `cold`. Which of them may be shown is known afterwards; so a group may stand further down. Where there are still
    `amount` notifications between `floor` and `ceiling`, `top` the newest, none is looked for, and of `ids` it is said
    which may still be told of.
    """
    by, beyond = notification.c.id, notification.alias("beyond")
    between = (beyond.c.account_id == VIEWER, beyond.c.id > param("over"), beyond.c.id < param("under"))
    order = beyond.c.id.asc() if upwards else beyond.c.id.desc()
    one: ColumnElement[int] = literal_column("1")
    first_beyond = select(beyond.c.id).where(*between).order_by(order).limit(one).offset(param("look"))
    far = param("under") if upwards else param("over")
    edges = select(func.coalesce(first_beyond.scalar_subquery(), far).label("id")).cte("edges")
    edge = select(edges.c.id).scalar_subquery()
    # The limit cuts nothing off: it keeps the kinds from being asked of each notification.
    near = (
        select(notification.c.kind, notification.c.status_id, FIRST)
        .where(
            notification.c.account_id == VIEWER,
            by > (param("over") if upwards else edge),
            by < (edge if upwards else param("under")),
            asked_for(notification),
        )
        .distinct()
        .limit(param("look"))
        .subquery("near")
    )
    groups = _candidates(near)
    region = (
        select(func.count().label("amount"), func.max(notification.c.id).label("newest"))
        .where(notification.c.account_id == VIEWER, by > param("floor"), by < param("ceiling"))
        .cte("region")
    )
    amount, newest = (select(column).scalar_subquery() for column in (region.c.amount, region.c.newest))
    as_before = and_(amount == param("amount"), newest == param("top"))
    still = select(json_rows(by)).where(_ONE_BY_ONE, tellable(notification)).scalar_subquery()
    listed = select(json_rows(_said(groups))).select_from(groups).scalar_subquery()
    return Statement(
        select(
            case((as_before, None), else_=edge).label("edge"),
            GROUNDS.label("grounds"),
            amount.label("amount"),
            newest.label("newest"),
            case((as_before, still)).label("still"),
            case((as_before, None), else_=listed).label("near"),
        )
    )


def _candidates(near: FromClause) -> FromClause:
    """The `some` of these groups that are the newest, and whether they may be told of."""
    last = select(func.max(inside.c.id)).where(*in_group(near), inside.c.id < param("under")).scalar_subquery()
    at_most = case((groupable(near.c.kind), last), else_=near.c.first).label("last")
    candidates = (
        select(*near.c, in_collection(near), at_most)
        .where(among_words(near.c.kind, "kinds"))
        .order_by(at_most.desc())
        .limit(param("some"))
        .subquery("candidates")
    )
    # The limit keeps what is asked here from being asked anew wherever the answer is used.
    asked = select(*candidates.c, tellable(candidates).label("tellable")).limit(param("some"))
    return asked.subquery("groups")


def _said(group: FromClause) -> ColumnElement[Any]:
    """A group as a `Near`."""
    all_ = select(func.count()).select_from(inside).where(*in_group(group)).scalar_subquery()
    newest = select(func.max(inside.c.id)).where(*in_group(group)).scalar_subquery()
    cold = and_(flag_param("cold"), group.c.tellable)
    return json_row(
        group.c.kind,
        group.c.status_id,
        group.c.first,
        group.c.last,
        group.c.tellable,
        case((group.c.tellable, all_)),
        case((group.c.tellable, newest)),
        case((cold, facts(group))),
        case((cold, named(group))),
    )


_down, _up = _look(upwards=False), _look(upwards=True)
_chosen: Final = EACH.where(_ONE_BY_ONE).limit(param("some")).subquery("chosen")
_groups: Final = Statement(told(_chosen))
"""Whole groups, of each of which one notification is named."""

_within: Final = (
    notification.c.kind == text_param("kind"),
    notification.c.status_id == param("status"),
    notification.c.id >= param("first"),
    notification.c.id < param("end"),
)
_one: Final = EACH.where(notification.c.account_id == VIEWER, among_words(notification.c.kind, "kinds")).limit(
    literal_column("1")
)
_alone: Final = Statement(told(_one.where(notification.c.id == param("first")).subquery("one")))
_group: Final = Statement(told(_one.where(*_within).subquery("one")))
_senders: Final = Paged(
    select(notification.c.from_account_id, notification.c.id).where(wanted(notification), *_within), notification.c.id
)

_fresh: Final = select(notification.c.kind, notification.c.status_id, FIRST).where(
    notification.c.account_id == VIEWER,
    notification.c.id > LAST_READ,
    asked_for(notification),
    among_words(notification.c.kind, "kinds"),
)


def _unread_among(fresh: FromClause, looked_at: ColumnElement[int]) -> Statement:
    """How many rows were looked at to find these groups, and in how many of them somebody is heard of, `most` at most."""
    groups = select(*fresh.c, in_collection(fresh)).subquery("groups")
    anybody = exists(done_by, shown_in_group(groups), inside.c.id > LAST_READ)
    one: ColumnElement[int] = literal_column("1")
    heard = select(one).select_from(groups).where(tellable(groups), anybody).limit(param("most")).subquery("heard")
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


_near: Final = msgspec.json.Decoder(list[Near])


def _made(kind: str, status_id: int, counted: Any, sample: Any, grouped: list[str]) -> NotificationGroup | None:
    """A group of its facts and names; None where nothing of it may be shown."""
    rows = _list(sample)
    if not rows:
        return None
    newest = rows[0][0]
    count, oldest = _list(counted)
    key = group_key(kind, status_id, newest) if kind in grouped else alone_key(newest)
    return NotificationGroup(key, kind, status_id, newest, oldest or newest, count, tuple(row[1] for row in rows))


def _list(said: Any) -> list[Any]:
    """A list in JSON; inside another, one database hands it over as text."""
    return msgspec.json.decode(said) if isinstance(said, str | bytes) else said or []


async def page(tx: ReadTx, page_: Page, wish: Wish, grouped: list[str], memory: Memory) -> list[NotificationGroup]:
    """Groups, the one with the newest notification first; only these kinds are grouped.

    One statement, or a few where most of what was looked at may not be shown or is of very large groups. Each looks at
    a stretch of notifications, beginning at one edge; groups that stand within it are found, and the next goes on. To
    ask for the same page again takes one, and a second for its news.
    """
    known = KnownGroups(memory, tx.viewer.id, page_, wish, grouped)
    values = {"since": page_.low, "few": FEW, "grouped": grouped, **wish.values}
    upwards, want = page_.upwards, page_.offset + page_.limit
    over, under, before = page_.low, page_.max_id, known.before
    look, some = before.look or LOOK * want, before.some
    region, effort, looked_at = before.region, 1, 0
    found, tried, first = list[NotificationGroup](), list[Near](), None
    while len(found) < want and over + 1 < under:
        # Which of a stretch are the lowest is not known before all are asked about: nothing is left out upwards.
        some = look if upwards else max(some, (want - len(found)) * effort)
        stretch = {"over": over, "under": under, "look": look, "some": some, "cold": before is NEW}
        row = (await tx.all(_up if upwards else _down, **stretch, **region, **values))[0]
        if before.again(row):
            return before.groups
        region = NEW.region
        if row["near"] is None:
            continue
        first = first or row
        near = _near.decode(row["near"])
        looked_at, tried = looked_at + look, [*tried, *near]
        low, high = (over, row["edge"]) if upwards else (row["edge"], under)
        if upwards or len(near) < some:
            look *= _HARDER
        else:
            low, effort = min(each.last for each in near) - 1, effort * _HARDER
        known.stand_on(row["grounds"])
        found += [group for group in await _whole(tx, near, known, values) if low < group.newest < high]
        over, under, some = (high - 1, under, 0) if upwards else (over, low + 1, 0)
    found.sort(key=lambda group: group.newest, reverse=not upwards)
    shown = found[page_.offset : want]
    if not upwards and first:
        known.keep(shown, first, tried, looked_at, under - 1)
    return shown[::-1] if upwards else shown


async def _whole(
    tx: ReadTx, near: Sequence[Near], known: KnownGroups, values: dict[str, Any]
) -> list[NotificationGroup]:
    """Those of these groups of which anything may be shown. One statement for what is neither told nor known, or none."""
    here = {(each.kind, each.status_id, each.first): each for each in near if each.tellable}
    made = {name: known.get(each) for name, each in here.items() if each.facts is None}
    told_now = [(name, each.facts, each.named) for name, each in here.items() if each.facts is not None]
    if missing := [here[name].newest for name, kept in made.items() if kept is None]:
        told_now += [
            ((row["kind"], row["status_id"], row["first"]), row["facts"], row["named"])
            for row in await tx.all(_groups, ids=missing, some=len(missing), **values)
        ]
    for name, counted, sample in told_now:
        made[name] = known.put(here[name], _made(*name[:2], counted, sample, values["grouped"]))
    return [kept[0] for kept in made.values() if kept and kept[0]]


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
    group = _made(row["kind"], row["status_id"], row["facts"], row["named"], grouped) if row else None
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
