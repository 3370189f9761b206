"""What concerns the viewer, as far as it may be shown at this moment.

A notification about a status is there only while the viewer may see the status; one from somebody who is gone,
suspended, blocked or muted is not there. Pages are full all the same, for the rule is part of the statement.
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId
from kukhnya.model.notification import KINDS
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among, among_words, flag_param, json_row, json_rows, param, text_param
from kukhnya.store.tables import account, block, marker, member, mute, notification, server
from kukhnya.store.tables.collections import collection, collection_item
from kukhnya.store.tables.ties import account_domain_block
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists, sees
from kukhnya.visibility.unwanted import of_blocked_domain

from .accounts import beside
from .server import SUSPENSIONS

_FOR_STAFF: Final[list[ColumnElement[str]]] = [
    literal_column(f"'{name}'") for name, kind in KINDS.items() if kind.staff
]
_named: Final = collection_item.join(collection, collection.c.id == collection_item.c.collection_id)
_OF_COLLECTIONS: Final[list[ColumnElement[str]]] = [
    literal_column(f"'{name}'") for name, kind in KINDS.items() if kind.collection
]


class Wish(Struct, frozen=True, kw_only=True):
    """Which notifications are asked for: of which kinds, from whom, and also those that are kept back?"""

    kinds: list[str]
    sender: int | None = None
    include_filtered: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of `wanted`."""
        return {
            "kinds": self.kinds,
            "of_one": self.sender is not None,
            "sender": self.sender or 0,
            "include_filtered": self.include_filtered,
        }


def heard_from(n: FromClause, viewer: ColumnElement[int] = VIEWER) -> ColumnElement[bool]:
    """Is the row `n` from somebody of whom `viewer` may hear now?"""
    sender = n.c.from_account_id
    return and_(
        exists(account, account.c.id == sender, _welcome(account, viewer)),
        ~_shut_out(sender, viewer),
        _still_in_collection(n, viewer, about_collection(n.c.kind)),
    )


def heard_among_many(n: FromClause, who: FromClause, in_collection: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same for the viewer, where many rows are looked at: `who` is the row of `account` that is joined to `n`.

    Those whom the viewer has shut out are read once, unless there are `few` or more of them: then each row asks.
    Whether `n` is `about_collection` is known of all of them together.
    """
    sender = n.c.from_account_id
    return and_(
        _welcome(who, VIEWER),
        case((_shut_out_are_few, sender.not_in(select(_all_shut_out.c.id))), else_=~_shut_out(sender, VIEWER)),
        _still_in_collection(n, VIEWER, in_collection),
    )


def _welcome(who: FromClause, viewer: ColumnElement[int]) -> ColumnElement[bool]:
    """Is the account `who` one to hear of, on a server to hear of?"""
    far = who.c.domain != literal_column("''")
    return and_(~who.c.suspended, ~and_(far, of_blocked_domain(who.c.id, viewer)))


def _silences(viewer: ColumnElement[int]) -> tuple[tuple[FromClause, ColumnElement[int], ColumnElement[bool]], ...]:
    """Rows that keep `viewer` from hearing of somebody: where they stand, whom they name, which are the viewer's."""
    lasts = or_(mute.c.until.is_(None), mute.c.until > NOW)
    return (
        (block, block.c.blocked_id, block.c.blocker_id == viewer),
        (block, block.c.blocker_id, block.c.blocked_id == viewer),
        (mute, mute.c.muted_id, and_(mute.c.muter_id == viewer, mute.c.notifications, lasts)),
    )


def _shut_out(sender: ColumnElement[int], viewer: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(*(exists(rows, of_viewer, named == sender) for rows, named, of_viewer in _silences(viewer)))


_all_shut_out: Final = (
    union_all(*(select(named.label("id")).where(of_viewer) for _, named, of_viewer in _silences(VIEWER)))
    .limit(param("few"))
    .cte("shut_out")
)
_shut_out_are_few: Final = select(func.count()).select_from(_all_shut_out).scalar_subquery() < param("few")
FEW: Final = 300
"""The usual `few`: a list of so many costs less than asking twenty rows."""
_MANY: Final[ColumnElement[int]] = literal_column("2000")


def _grounds() -> ColumnElement[Any]:
    """All by which `heard_among_many` and `asked_for` decide that can change while the notifications stay, as one text.

    Where it is the same as before, so is their answer, but for what is about a collection. Ids grow, and what is kept
    back is let through or put away, never kept back later: so as many with the same last one are the same.
    Null where there are `few` or more of any sort, for then it takes long to read.
    """
    domains = (
        select(account_domain_block.c.domain)
        .where(account_domain_block.c.account_id == VIEWER)
        .limit(param("few"))
        .subquery("domains")
    )
    kept_back = (
        select(notification.c.id)
        .where(notification.c.filtered, notification.c.account_id == VIEWER)
        .limit(_MANY)
        .subquery("kept_back")
    )
    suspensions = select(server.c.value).where(server.c.name == literal_column(f"'{SUSPENSIONS}'")).scalar_subquery()

    def read(rows: FromClause, said: ColumnElement[Any], most: ColumnElement[int]) -> ColumnElement[str]:
        return cast(select(case((func.count() < most, said))).select_from(rows).scalar_subquery(), Text)

    return (
        read(_all_shut_out, json_rows(_all_shut_out.c.id), param("few"))
        + read(domains, json_rows(domains.c.domain), param("few"))
        + read(kept_back, json_row(func.count(), func.max(kept_back.c.id)), _MANY)
        + func.coalesce(suspensions, literal_column("''"))
    )


GROUNDS: Final = _grounds()


def about_collection(kind: ColumnElement[str]) -> ColumnElement[bool]:
    """Is this the kind of what is about being in a collection of the sender?"""
    return kind.in_(_OF_COLLECTIONS)


def _still_in_collection(n: FromClause, viewer: ColumnElement[int], about: ColumnElement[bool]) -> ColumnElement[bool]:
    """Is `viewer` in any collection of the sender, where `n` is `about` that?"""
    return or_(
        ~about, exists(_named, collection_item.c.account_id == viewer, collection.c.account_id == n.c.from_account_id)
    )


def shown(n: FromClause, viewer: ColumnElement[int] = VIEWER) -> ColumnElement[bool]:
    """Is the row `n` of the notifications for `viewer`, and may it be shown now?"""
    return and_(n.c.account_id == viewer, heard_from(n, viewer), tellable(n, viewer))


def tellable(n: FromClause, viewer: ColumnElement[int] = VIEWER) -> ColumnElement[bool]:
    """Is the row `n` of a kind and about something that `viewer` may hear of now, whoever did it?"""
    return and_(
        or_(n.c.status_id == 0, sees(viewer, n.c.status_id)),
        or_(n.c.kind.not_in(_FOR_STAFF), exists(member, member.c.account_id == viewer, member.c.role != "member")),
    )


def asked_for(n: FromClause) -> ColumnElement[bool]:
    """Does a Wish ask for the row `n`, whatever its kind?"""
    return and_(
        or_(flag_param("include_filtered"), ~n.c.filtered),
        or_(~flag_param("of_one"), n.c.from_account_id == param("sender")),
    )


def wanted(n: FromClause) -> ColumnElement[bool]:
    """Is the row `n` one that may be shown and that a Wish asks for?"""
    return and_(asked_for(n), among_words(n.c.kind, "kinds"), shown(n))


_columns: Final = (notification.c.id, notification.c.kind, notification.c.from_account_id, notification.c.status_id)


def _with_sender(found: FromClause) -> Select[Any]:
    return beside(found, found.c.from_account_id)


_page: Final = Paged(select(*_columns).where(wanted(notification)), notification.c.id, _with_sender)
_one: Final = Statement(
    _with_sender(select(*_columns).where(shown(notification), notification.c.id == param("id")).subquery("one"))
)
_to_listeners: Final = Statement(
    select(notification.c.account_id, *_columns)
    .where(
        among(notification.c.id),
        among(notification.c.account_id, "listeners"),
        ~notification.c.filtered,
        shown(notification, notification.c.account_id),
    )
    .order_by(notification.c.id)
)
LAST_READ: Final = func.coalesce(
    select(marker.c.last_read_id)
    .where(marker.c.account_id == VIEWER, marker.c.timeline == text_param("timeline"))
    .scalar_subquery(),
    0,
)
"""What the viewer has marked as read; `timeline` is a parameter."""
_unread: Final = Statement(
    select(func.count()).select_from(
        select(notification.c.id)
        .where(wanted(notification), notification.c.id > LAST_READ)
        .limit(param("most"))
        .subquery()
    )
)


async def page(tx: ReadTx, page_: Page, wish: Wish) -> list[Any]:
    """Rows (id, kind, from_account_id, status_id), newest first, their senders `beside` them."""
    return sorted(await _page.rows(tx, page_, **wish.values), key=lambda row: int(row["id"]), reverse=True)


async def one(tx: ReadTx, notification_id: NotificationId) -> Any:
    """One of the viewer's notifications, kept back or not, its sender `beside` it. Raises NotFound."""
    row = await tx.one(_one, id=notification_id)
    if row is None:
        raise NotFound(notification_id)
    return row


async def to_listeners(tx: ReadTx, ids: Sequence[int], listeners: Sequence[int]) -> list[Any]:
    """Those of these notifications that are for one of these accounts and may be shown: their rows with `account_id`."""
    return await tx.all(_to_listeners, ids=list(ids), listeners=list(listeners))


async def unread(tx: ReadTx, most: int, wish: Wish) -> int:
    """How many are newer than what the viewer has marked as read, counted up to `most`."""
    return int(await tx.value(_unread, most=most, timeline="notifications", **wish.values) or 0)
