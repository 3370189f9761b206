"""What the viewer has liked and kept, and, for authors, who liked and shared."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import param
from kukhnya.store.tables import account, bookmark, favourite
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, seen

_favourites: Final = Paged(
    select(seen.c.id, favourite.c.id.label("edge"))
    .select_from(favourite.join(seen, seen.c.id == favourite.c.status_id))
    .where(favourite.c.account_id == VIEWER),
    favourite.c.id,
)
_bookmarks: Final = Paged(
    select(seen.c.id, bookmark.c.id.label("edge"))
    .select_from(bookmark.join(seen, seen.c.id == bookmark.c.status_id))
    .where(bookmark.c.account_id == VIEWER),
    bookmark.c.id,
)
# Only to the author, and only those whose own profile is open: the others are counted, not named.
_favourited_by: Final = Paged(
    select(account.c.id, favourite.c.id.label("edge"))
    .select_from(
        favourite.join(seen, seen.c.id == favourite.c.status_id).join(account, account.c.id == favourite.c.account_id)
    )
    .where(
        favourite.c.status_id == param("status"), seen.c.account_id == VIEWER, ~account.c.closed, ~account.c.suspended
    ),
    favourite.c.id,
)
_original: Final = seen.alias("original")
_reblogged_by: Final = Paged(
    select(account.c.id, seen.c.id.label("edge"))
    .select_from(
        seen.join(_original, _original.c.id == seen.c.reblog_of_id).join(account, account.c.id == seen.c.account_id)
    )
    .where(
        seen.c.reblog_of_id == param("status"),
        _original.c.account_id == VIEWER,
        ~account.c.closed,
        ~account.c.suspended,
    ),
    seen.c.id,
)


async def favourites(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (status id, edge id) of what the viewer likes and may still see."""
    return await _favourites.rows(tx, page)


async def bookmarks(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (status id, edge id) of what the viewer has kept and may still see."""
    return await _bookmarks.rows(tx, page)


async def favourited_by(tx: ReadTx, status_id: StatusId, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those who like a status: to its author alone, closed profiles never."""
    return await _favourited_by.rows(tx, page, status=status_id)


async def reblogged_by(tx: ReadTx, status_id: StatusId, page: Page) -> list[Any]:
    """Rows (account id, edge id) of those who share a status: to its author alone, closed profiles never."""
    return await _reblogged_by.rows(tx, page, status=status_id)
