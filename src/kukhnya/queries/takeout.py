"""What somebody takes along besides statuses: ties to others, hashtags, votes, and their pictures. Page by page."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, or_, select

from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among, json_rows
from kukhnya.store.tables import (
    account,
    block,
    circle,
    circle_member,
    follow,
    follow_request,
    list_,
    list_member,
    media,
    mute,
    poll_vote,
    thread_mute,
)
from kukhnya.store.tables.collections import collection_refusal
from kukhnya.store.tables.notifications import notification_permission
from kukhnya.store.tables.staff import report
from kukhnya.store.tables.ties import account_note, dismissed_suggestion, endorsement, featured_tag, tag_follow
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists


def _tied(edge: Table, who: ColumnElement[int], mine: ColumnElement[bool], *more: ColumnElement[Any]) -> Paged:
    """Accounts at the far end of an edge of the viewer's; suspended ones do not exist."""
    by = edge.c.id if "id" in edge.c else who
    return Paged(
        select(by.label("id"), account.c.username, account.c.domain, *more)
        .select_from(edge.join(account, account.c.id == who))
        .where(mine, ~account.c.suspended),
        by,
    )


def _named(table: Table) -> Paged:
    """Hashtags that the viewer has chosen."""
    return Paged(select(table.c.id, table.c.key).where(table.c.account_id == VIEWER), table.c.id)


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
_asked: Final = _tied(follow_request, follow_request.c.followee_id, follow_request.c.follower_id == VIEWER)
_noted: Final = _tied(
    account_note, account_note.c.about_account_id, account_note.c.writer_id == VIEWER, account_note.c.comment
)
_endorsed: Final = _tied(endorsement, endorsement.c.endorsed_id, endorsement.c.account_id == VIEWER)
_reported: Final = _tied(
    report, report.c.target_account_id, report.c.reporter_id == VIEWER, report.c.category, report.c.comment
)
_dismissed: Final = _tied(
    dismissed_suggestion, dismissed_suggestion.c.dismissed_id, dismissed_suggestion.c.account_id == VIEWER
)
_let_through: Final = _tied(
    notification_permission, notification_permission.c.from_account_id, notification_permission.c.account_id == VIEWER
)
_left: Final = _tied(collection_refusal, collection_refusal.c.owner_id, collection_refusal.c.account_id == VIEWER)
_tags_followed, _tags_featured = _named(tag_follow), _named(featured_tag)
_voted: Final = Paged(
    select(poll_vote.c.status_id, json_rows(poll_vote.c.position).label("places"))
    .where(poll_vote.c.account_id == VIEWER)
    .group_by(poll_vote.c.status_id),
    poll_vote.c.status_id,
)
_threads: Final = Paged(
    select(thread_mute.c.thread_id).where(thread_mute.c.account_id == VIEWER), thread_mute.c.thread_id
)
_handles: Final = Statement(
    select(account.c.id, account.c.username, account.c.domain).where(among(account.c.id), ~account.c.suspended)
)
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


async def asked(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain) of those whom the viewer has asked to follow."""
    return await _asked.rows(tx, page)


async def noted(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain, comment) of those about whom the viewer has noted something."""
    return await _noted.rows(tx, page)


async def endorsed(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain) of those on the viewer's profile."""
    return await _endorsed.rows(tx, page)


async def reported(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain, category, comment) of the viewer's reports."""
    return await _reported.rows(tx, page)


async def dismissed(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain) of those whom the viewer does not want suggested."""
    return await _dismissed.rows(tx, page)


async def let_through(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain) of those whose news the viewer has let through."""
    return await _let_through.rows(tx, page)


async def left(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, username, domain) of those in whose collections the viewer does not want to be."""
    return await _left.rows(tx, page)


async def tags_followed(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, key) of the hashtags that the viewer follows."""
    return await _tags_followed.rows(tx, page)


async def tags_featured(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, key) of the hashtags on the viewer's profile."""
    return await _tags_featured.rows(tx, page)


async def voted(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (status id, places of the chosen answers as JSON) of the viewer's votes."""
    return await _voted.rows(tx, page)


async def threads_muted(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id) of the conversations of which the viewer wants to hear no more: of the status each began with."""
    return await _threads.rows(tx, page)


async def handles(tx: ReadTx, ids: Sequence[int]) -> dict[int, Any]:
    """Rows (id, username, domain) of these accounts by their ids. One statement, none for nobody."""
    return {row["id"]: row for row in await tx.all(_handles, ids=list(ids))} if ids else {}


async def pictures(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (id, key, extension) of the viewer's pictures."""
    return await _pictures.rows(tx, page)
