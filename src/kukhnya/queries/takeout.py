"""What somebody takes along besides statuses: whom they follow, list, block and mute, and their pictures. Page by page."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Table, or_, select

from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import json_rows
from kukhnya.store.tables import account, block, circle, circle_member, follow, list_, list_member, media, mute
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists


def _tied(edge: Table, who: ColumnElement[int], mine: ColumnElement[bool], *more: ColumnElement[Any]) -> Paged:
    """Accounts at the far end of an edge of the viewer's; suspended ones do not exist."""
    return Paged(
        select(edge.c.id, account.c.username, account.c.domain, *more)
        .select_from(edge.join(account, account.c.id == who))
        .where(mine, ~account.c.suspended),
        edge.c.id,
    )


def _kept_in(group: Table, kept: Table, group_id: ColumnElement[int]) -> Paged:
    """Accounts with the titles of the viewer's lists they are on."""
    within = kept.join(group, group.c.id == group_id)
    on = (kept.c.account_id == account.c.id, group.c.account_id == VIEWER)
    titles = select(json_rows(group.c.title)).select_from(within).where(*on).correlate(account).scalar_subquery()
    return Paged(
        select(account.c.id, account.c.username, account.c.domain, titles.label("titles")).where(
            exists(within, *on), ~account.c.suspended
        ),
        account.c.id,
    )


_following: Final = _tied(
    follow, follow.c.followee_id, follow.c.follower_id == VIEWER, follow.c.reblogs, follow.c.notify, follow.c.languages
)
_blocked: Final = _tied(block, block.c.blocked_id, block.c.blocker_id == VIEWER)
_muted: Final = Paged(
    select(mute.c.id, account.c.username, account.c.domain, mute.c.notifications)
    .select_from(mute.join(account, account.c.id == mute.c.muted_id))
    .where(mute.c.muter_id == VIEWER, or_(mute.c.until.is_(None), mute.c.until > NOW), ~account.c.suspended),
    mute.c.id,
)
_listed: Final = _kept_in(list_, list_member, list_member.c.list_id)
_circled: Final = _kept_in(circle, circle_member, circle_member.c.circle_id)
_pictures: Final = Paged(
    select(media.c.id, media.c.key, media.c.extension).where(media.c.account_id == VIEWER), media.c.id
)


async def following(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain, reblogs, notify, languages) of those whom the viewer follows."""
    return await _following.rows(tx, page)


async def blocked(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain) of those whom the viewer blocks."""
    return await _blocked.rows(tx, page)


async def muted(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain, notifications) of those whom the viewer mutes now."""
    return await _muted.rows(tx, page)


async def listed(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain, titles as JSON) of those on the viewer's lists."""
    return await _listed.rows(tx, page)


async def circled(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain, titles as JSON) of those in the viewer's circles."""
    return await _circled.rows(tx, page)


async def pictures(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, key, extension) of the viewer's pictures."""
    return await _pictures.rows(tx, page)
