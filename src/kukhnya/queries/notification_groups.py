"""What concerns the viewer, told together where it is the same thing: so many like one status.

No group is kept. A notification stands for its group where no newer one of the group may be shown; so each group is on
one page only, whatever has happened since. What may not be shown is neither named nor counted.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, case, func, literal_column, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.notification import GROUP_IDS, KINDS, alone_key, group_key, group_of
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among_words, json_row, json_rows, param, text_param
from kukhnya.store.tables import notification
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, exists

from .notifications import LAST_READ, Wish, asked_for, heard_from, tellable, wanted

GROUPED: Final = [name for name, kind in KINDS.items() if kind.grouped]
SAMPLE: Final[ColumnElement[int]] = literal_column("8")
"""How many of those in a group are named with it; the rest are asked for."""
LOOK: Final = 5_000
"""Notifications that are looked at together, to count groups: whoever never marks any as read has very many."""
_HALF_DAY: Final[ColumnElement[int]] = literal_column(str(GROUP_IDS), BigInteger())

_newer, _inside = notification.alias("newer"), notification.alias("inside")
_start: Final = notification.c.id // _HALF_DAY * _HALF_DAY
_groupable: Final = among_words(notification.c.kind, "grouped")


def _of_group(n: FromClause, since: ColumnElement[bool]) -> ColumnElement[bool]:
    """Is the row `n` of the same group as the notification, and may it be shown where that may?

    Kind and status are the notification's own, of which all is asked already (`wanted`): left are those who did it.
    `since`: the one lower bound, lest another be walked from.
    """
    return and_(
        n.c.account_id == notification.c.account_id,
        n.c.kind == notification.c.kind,
        n.c.status_id == notification.c.status_id,
        since,
        n.c.id < _start + _HALF_DAY,
        asked_for(n),
        heard_from(n),
    )


_newest: Final = or_(~_groupable, ~exists(_newer, _of_group(_newer, _newer.c.id > notification.c.id)))
_facts: Final = (
    select(json_row(func.count(), func.min(case((_inside.c.id > param("low"), _inside.c.id)))))
    .select_from(_inside)
    .where(_of_group(_inside, _inside.c.id >= _start))
    .correlate(notification)
    .scalar_subquery()
)
_sample: Final = (
    select(_inside.c.from_account_id)
    .where(_of_group(_inside, _inside.c.id >= _start))
    .order_by(_inside.c.id.desc())
    .limit(SAMPLE)
    .correlate(notification)
    .subquery("sample")
)
_heads: Final = select(
    notification.c.id,
    notification.c.kind,
    notification.c.from_account_id,
    notification.c.status_id,
    case((_groupable, _facts)).label("facts"),
    case((_groupable, select(json_rows(_sample.c.from_account_id)).select_from(_sample).scalar_subquery())).label(
        "sample"
    ),
)

# What most of a large group fails is asked first.
_page: Final = Paged(_heads.where(_newest, wanted(notification)), notification.c.id)
_alone: Final = Statement(_heads.where(wanted(notification), notification.c.id == param("first")))
_named: Final = (
    notification.c.kind == text_param("kind"),
    notification.c.status_id == param("status"),
    notification.c.id >= param("first"),
    notification.c.id < param("end"),
)
_group: Final = Statement(
    _heads.where(wanted(notification), *_named).order_by(notification.c.id.desc()).limit(literal_column("1"))
)
_senders: Final = Paged(
    select(notification.c.from_account_id, notification.c.id).where(wanted(notification), *_named), notification.c.id
)
_fresh: Final = (
    select(notification.c.id, notification.c.kind, notification.c.status_id)
    .where(
        notification.c.account_id == VIEWER,
        notification.c.id > LAST_READ,
        asked_for(notification),
        among_words(notification.c.kind, "kinds"),
    )
    .order_by(notification.c.id.desc())
    .limit(param("look"))
    .subquery("fresh")
)
_fresh_groupable: Final = among_words(_fresh.c.kind, "grouped")
_fresh_group: Final = case((_fresh_groupable, _fresh.c.id // _HALF_DAY), else_=_fresh.c.id)
_fresh_groups: Final = (
    select(
        _fresh.c.kind, _fresh.c.status_id, func.min(_fresh.c.id).label("first"), func.max(_fresh.c.id).label("last"),
        func.count().label("many"),
    )
    .group_by(_fresh.c.kind, _fresh.c.status_id, _fresh_group)
    .subquery("fresh_groups")
)  # fmt: skip
_anybody: Final = exists(
    _inside,
    _inside.c.account_id == VIEWER,
    _inside.c.kind == _fresh_groups.c.kind,
    _inside.c.status_id == _fresh_groups.c.status_id,
    _inside.c.id >= _fresh_groups.c.first,
    _inside.c.id <= _fresh_groups.c.last,
    asked_for(_inside),
    heard_from(_inside),
)
_unread: Final = Statement(
    select(
        func.coalesce(func.sum(_fresh_groups.c.many), 0),
        func.coalesce(func.sum(case((and_(tellable(_fresh_groups), _anybody), 1), else_=0)), 0),
    )
)
"""How many are newer than what has been read, `look` at most, and in how many groups somebody is heard from."""
_unread_of_many: Final = Statement(
    select(func.count()).select_from(
        select(notification.c.id)
        .where(_newest, wanted(notification), notification.c.id > LAST_READ)
        .order_by(notification.c.id.desc())
        .limit(param("most"))
        .subquery()
    )
)
"""The same as far as one likes, each notification looked at by itself."""


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


def _made(row: Any, grouped: list[str]) -> NotificationGroup:
    an_id, kind = row["id"], row["kind"]
    if kind not in grouped:
        return NotificationGroup(alone_key(an_id), kind, row["status_id"], an_id, an_id, 1, (row["from_account_id"],))
    count, oldest = msgspec.json.decode(row["facts"])
    return NotificationGroup(
        group_key(kind, row["status_id"], an_id), kind, row["status_id"], an_id, oldest or an_id, count,
        tuple(msgspec.json.decode(row["sample"])),
    )  # fmt: skip


async def page(tx: ReadTx, page_: Page, wish: Wish, grouped: list[str]) -> list[NotificationGroup]:
    """Groups, the one with the newest notification first; only these kinds are grouped. One statement."""
    rows = await _page.rows(tx, page_, grouped=grouped, **wish.values)
    return [_made(row, grouped) for row in rows]


async def one(tx: ReadTx, key: str, wish: Wish) -> NotificationGroup:
    """The group of this key. Raises NotFound where there is nothing in it that may be shown."""
    named = group_of(key)
    if named is None:
        raise NotFound(key)
    if named.kind:
        row = await tx.one(
            _group, kind=named.kind, status=named.status_id, first=named.first, end=named.end, low=0, grouped=GROUPED,
            **wish.values,
        )  # fmt: skip
        grouped = GROUPED
    else:
        grouped = []
        row = await tx.one(_alone, first=named.first, low=0, grouped=grouped, **wish.values)
    if row is None:
        raise NotFound(key)
    return _made(row, grouped)


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
    values = {"timeline": "notifications", "grouped": grouped, **wish.values}
    row = await tx.one(_unread, look=LOOK, **values)
    looked_at, groups = row or (0, 0)
    if looked_at >= LOOK and groups < most:
        groups = await tx.value(_unread_of_many, most=most, **values) or 0
    return min(int(groups), most)
