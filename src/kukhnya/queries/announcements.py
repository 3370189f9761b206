"""What the server tells its members, with what they answered: others' answers as numbers alone."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AnnouncementId
from kukhnya.store.statement import Statement, among, among_words, flag_param, param
from kukhnya.store.tables import account
from kukhnya.store.tables.staff import announcement, announcement_reaction, announcement_read
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists

from .accounts import HERE

_read: Final = exists(
    announcement_read,
    announcement_read.c.announcement_id == announcement.c.id,
    announcement_read.c.account_id == VIEWER,
)
_live: Final = or_(announcement.c.ends_at.is_(None), announcement.c.ends_at > NOW)
_columns: Final = select(announcement, _read.label("read"))
_all: Final = Statement(_columns.where(_live, or_(flag_param("dismissed"), ~_read)).order_by(announcement.c.id.desc()))
_one: Final = Statement(_columns.where(_live, announcement.c.id == param("id")))
_every: Final = Statement(select(announcement).order_by(announcement.c.id))
_mine: Final = announcement_reaction.alias("mine")
_reactions: Final = Statement(
    select(
        announcement_reaction.c.announcement_id,
        announcement_reaction.c.name,
        func.count().label("many"),
        exists(
            _mine,
            _mine.c.announcement_id == announcement_reaction.c.announcement_id,
            _mine.c.name == announcement_reaction.c.name,
            _mine.c.account_id == VIEWER,
        ).label("me"),
        func.min(announcement_reaction.c.account_id).label("first"),
    )
    .where(among(announcement_reaction.c.announcement_id))
    .group_by(announcement_reaction.c.announcement_id, announcement_reaction.c.name)
    .order_by(func.count().desc(), announcement_reaction.c.name)
)
_named: Final = Statement(
    select(account.c.id, account.c.username, account.c.domain).where(
        among_words(account.c.username_key, "keys"), account.c.domain == "", HERE
    )
)


async def live(tx: ReadTx, *, dismissed: bool = False) -> list[Any]:
    """Rows of announcements that have not ended, with `read`, the newest first; `dismissed`: those put away too."""
    return await tx.all(_all, dismissed=dismissed)


async def one(tx: ReadTx, announcement_id: AnnouncementId) -> Any:
    """The row of one that has not ended. Raises NotFound."""
    row = await tx.one(_one, id=announcement_id)
    if row is None:
        raise NotFound(announcement_id)
    return row


async def everyone(tx: ReadTx) -> list[Any]:
    """The rows of all, the oldest first: for whoever runs the server."""
    return await tx.all(_every)


async def reactions(tx: ReadTx, ids: Sequence[int]) -> list[Any]:
    """Rows (announcement_id, name, many, me), what most have chosen first. One statement, none for no ids."""
    return await tx.all(_reactions, ids=list(ids)) if ids else []


async def named(tx: ReadTx, keys: Sequence[str]) -> list[Any]:
    """Rows (id, username, domain) of the members of these canonical names that are there. One statement or none."""
    return await tx.all(_named, keys=list(keys)) if keys else []
