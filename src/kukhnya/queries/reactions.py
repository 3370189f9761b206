"""What the viewer has liked, answered and kept, and, for authors, who liked, answered and shared."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import param
from kukhnya.store.tables import account, bookmark, favourite
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, exists, seen

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


_later: Final = reaction.alias("later")
_reacted: Final = Paged(
    select(seen.c.id, reaction.c.id.label("edge"))
    .select_from(reaction.join(seen, seen.c.id == reaction.c.status_id))
    .where(
        reaction.c.account_id == VIEWER,
        ~exists(
            _later,
            _later.c.account_id == reaction.c.account_id,
            _later.c.status_id == reaction.c.status_id,
            _later.c.id > reaction.c.id,
        ),
    ),
    reaction.c.id,
)
_given: Final = Paged(
    select(seen.c.id, reaction.c.id.label("edge"), reaction.c.name)
    .select_from(reaction.join(seen, seen.c.id == reaction.c.status_id))
    .where(reaction.c.account_id == VIEWER),
    reaction.c.id,
)
_reacted_by: Final = Paged(
    select(account.c.id, reaction.c.id.label("edge"), reaction.c.name)
    .select_from(
        reaction.join(seen, seen.c.id == reaction.c.status_id).join(account, account.c.id == reaction.c.account_id)
    )
    .where(
        reaction.c.status_id == param("status"), seen.c.account_id == VIEWER, ~account.c.closed, ~account.c.suspended
    ),
    reaction.c.id,
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


async def reacted(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (status id, edge id) of what the viewer has given a kind reaction and may still see, each once."""
    return await _reacted.rows(tx, page)


async def given(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (status id, edge id, name) of every kind reaction of the viewer to what they may still see."""
    return await _given.rows(tx, page)


async def reacted_by(tx: ReadTx, status_id: StatusId, page: Page) -> list[Any]:
    """Rows (account id, edge id, name) of kind reactions to a status: to its author alone, closed profiles never."""
    return await _reacted_by.rows(tx, page, status=status_id)
