"""What is kept back from the viewer, and by which policy.

A request is all that is kept back from one account; it has no row, and its id is that account's. So nobody can name
another's, and it is gone when the last of what it holds may no longer be shown.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, case, func, literal_column, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import notification
from kukhnya.store.tables.notifications import notification_policy
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

from .accounts import beside
from .notifications import shown

MOST_REQUESTS: Final = 100
_MOST_COUNTED: Final[ColumnElement[int]] = literal_column("1000")

POLICIES: Final = tuple(column.name for column in notification_policy.columns if column.name != "account_id")
"""The sorts of senders that a policy names."""

_about: Final = notification.alias("about")
_requests: Final = (
    select(
        notification.c.from_account_id.label("id"),
        func.min(notification.c.id).label("first"),
        func.max(notification.c.id).label("last"),
        func.count().label("many"),
        func.max(case((notification.c.status_id != 0, notification.c.id))).label("last_of_status"),
    )
    .where(notification.c.filtered, shown(notification))
    .group_by(notification.c.from_account_id)
)


def _with_status(found: FromClause) -> Select[Any]:
    """What was found, with the latest status that any of it is about, and the account beside it."""
    last = select(_about.c.status_id).where(_about.c.id == found.c.last_of_status).scalar_subquery()
    said = select(*found.c, last.label("status_id")).subquery("said")
    return beside(said, said.c.id)


_page: Final = Paged(_requests, notification.c.from_account_id, _with_status)
_one: Final = Statement(_with_status(_requests.where(notification.c.from_account_id == param("id")).subquery("one")))
_among: Final = Statement(
    select(notification.c.from_account_id)
    .where(notification.c.filtered, among(notification.c.from_account_id), shown(notification))
    .distinct()
)
_some: Final = (
    select(notification.c.from_account_id)
    .where(notification.c.filtered, shown(notification))
    .limit(_MOST_COUNTED)
    .subquery()
)
_pending: Final = Statement(
    select(func.count(_some.c.from_account_id.distinct()).label("requests"), func.count().label("notifications"))
)
_policy: Final = Statement(select(notification_policy).where(notification_policy.c.account_id == VIEWER))


async def page(tx: ReadTx, page_: Page) -> list[Any]:
    """Rows (id, first, last, many, …, status_id), by id from the largest, the accounts `beside` them."""
    return sorted(await _page.rows(tx, page_), key=lambda row: int(row["id"]), reverse=True)


async def one(tx: ReadTx, request_id: AccountId) -> Any:
    """One request, a row as `page` gives it. Raises NotFound."""
    row = await tx.one(_one, id=request_id)
    if row is None:
        raise NotFound(request_id)
    return row


async def all_there(tx: ReadTx, ids: list[int]) -> None:
    """Raises NotFound unless each of these is a request to the viewer."""
    missing = set(ids) - set(await tx.column(_among, ids=ids))
    if missing:
        raise NotFound(sorted(missing))


async def policy(tx: ReadTx) -> dict[str, str]:
    """What the viewer has chosen for each sort of sender."""
    row = await tx.one(_policy)
    return {name: row[name] if row else "accept" for name in POLICIES}


async def pending(tx: ReadTx) -> tuple[int, int]:
    """How many requests wait, up to a hundred, and how much is in them, up to a thousand."""
    row = await tx.one(_pending)
    return (min(row["requests"], MOST_REQUESTS), row["notifications"]) if row else (0, 0)
