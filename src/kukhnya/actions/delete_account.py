"""Delete an account with everything that is its own, at once and in one transaction.

Its statuses go with their words, earlier words, pictures and polls; so do re-shares of them by others, what it liked
and voted, whom it followed, and every list, circle and notification it stood in. Counters of others are put right.
Nothing is left that says the account has been here, not even its name, which anybody may take again. The number of
statements does not depend on how much there is. Freed pages are overwritten (`secure_delete`); the write-ahead log
is emptied by `store.scrub`, which the worker calls soon after.
"""

from typing import Final

from sqlalchemy import Table, case, delete, exists, null, or_, select, union_all, update

from kukhnya.model.errors import NotFound
from kukhnya.model.events import AccountDeleted, FilesUnneeded
from kukhnya.model.ids import AccountId
from kukhnya.store.sealed import (
    mention,
    newest,
    pin,
    scheduled_status,
    status,
    status_tag,
    status_text,
    status_version,
    status_word,
    work,
)
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import (
    account,
    block,
    bookmark,
    circle,
    circle_member,
    favourite,
    follow,
    follow_request,
    idempotency,
    list_,
    list_member,
    login,
    marker,
    media,
    member,
    mute,
    notification,
    oauth_code,
    poll,
    poll_option,
    poll_vote,
    tag,
    thread_mute,
    token,
)
from kukhnya.store.tables.conversations import conversation_mark
from kukhnya.store.tables.filters import filter_, filter_keyword, filter_status
from kukhnya.store.tables.held import held
from kukhnya.store.tables.law import law_choice
from kukhnya.store.tables.ledger import ledger_notice
from kukhnya.store.tables.mood import glad
from kukhnya.store.tables.moves import move, moved
from kukhnya.store.tables.notifications import notification_permission, notification_policy
from kukhnya.store.tables.push import push_delivery, push_subscription
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tables.staff import (
    announcement_reaction,
    announcement_read,
    report,
    report_rule,
    report_status,
    server_block_account,
)
from kukhnya.store.tables.streams import stream_event
from kukhnya.store.tables.support import support_answer
from kukhnya.store.tables.ties import (
    account_domain_block,
    account_note,
    dismissed_suggestion,
    endorsement,
    featured_tag,
    tag_follow,
)
from kukhnya.store.tables.warm import warm_choice, warm_score
from kukhnya.store.tx import WriteTx

from .answer_week import forget_answers
from .forget_cards import take_off_cards
from .leave_collection import forget_collections_of
from .put_others_right import put_others_right
from .review_trend import forget_reviews

_ME: Final = param("id")
_FILES_IN_A_JOB: Final = 200

# What there is

_own, _shared = status.alias("own"), status.alias("shared")
_doomed: Final = Statement(
    union_all(
        select(_own.c.id).where(_own.c.account_id == _ME),
        select(_shared.c.id).where(
            _shared.c.reblog_of_id.in_(select(_own.c.id).where(_own.c.account_id == _ME)), _shared.c.account_id != _ME
        ),
    )
)
_waiting: Final = Statement(select(scheduled_status.c.id).where(scheduled_status.c.account_id == _ME))
_faces: Final = Statement(select(account.c.avatar, account.c.header).where(account.c.id == _ME))
_pictures: Final = Statement(select(media.c.key).where(media.c.account_id == _ME))
_tags: Final = Statement(select(status_tag.c.tag_id).where(among(status_tag.c.status_id)).distinct())

# What goes


def _where(table: Table, *columns: str) -> Statement:
    """Rows that name the account in one of these columns."""
    return Statement(delete(table).where(or_(*(table.c[column] == _ME for column in columns))))


def _of(table: Table) -> Statement:
    """Rows about statuses that go."""
    return Statement(delete(table).where(among(table.c.status_id)))


_texts, _versions, _named, _tagged = _of(status_text), _of(status_version), _of(mention), _of(status_tag)
_polls, _options, _votes = _of(poll), _of(poll_option), _of(poll_vote)
_liked, _kept, _told, _keys = _of(favourite), _of(bookmark), _of(notification), _of(idempotency)
_found: Final = _of(status_word)
_filtered: Final = _of(filter_status)
_moved: Final = _of(moved)
_scored, _answered, _glad, _waiting_for_a_word = _of(warm_score), _of(reaction), _of(glad), _of(held)
_evidence: Final = _of(report_status)
_statuses: Final = Statement(delete(status).where(among(status.c.id)))
_idle_tags: Final = Statement(delete(tag).where(among(tag.c.id), ~exists().where(status_tag.c.tag_id == tag.c.id)))

_threads: Final = Statement(select(status.c.thread_id).where(among(status.c.id)).distinct())
_idle_marks: Final = Statement(
    delete(conversation_mark).where(
        among(conversation_mark.c.thread_id), ~exists().where(status.c.thread_id == conversation_mark.c.thread_id)
    )
)

_scheduled: Final = _where(scheduled_status, "account_id")
_mentions, _favourites = _where(mention, "account_id"), _where(favourite, "account_id")
_bookmarks, _own_votes = _where(bookmark, "account_id"), _where(poll_vote, "account_id")
_notifications: Final = _where(notification, "account_id", "from_account_id")
_media, _pins, _newest = _where(media, "account_id"), _where(pin, "account_id"), _where(newest, "account_id")

_follows: Final = _where(follow, "follower_id", "followee_id")
_requests: Final = _where(follow_request, "follower_id", "followee_id")
_blocks, _mutes = _where(block, "blocker_id", "blocked_id"), _where(mute, "muter_id", "muted_id")
_in_circles: Final = Statement(
    delete(circle_member).where(
        or_(
            circle_member.c.account_id == _ME,
            circle_member.c.circle_id.in_(select(circle.c.id).where(circle.c.account_id == _ME)),
        )
    )
)
_in_lists: Final = Statement(
    delete(list_member).where(
        or_(
            list_member.c.account_id == _ME,
            list_member.c.list_id.in_(select(list_.c.id).where(list_.c.account_id == _ME)),
        )
    )
)
_wishes: Final = (
    _where(tag_follow, "account_id"),
    _where(featured_tag, "account_id"),
    _where(endorsement, "account_id", "endorsed_id"),
    _where(account_note, "writer_id", "about_account_id"),
    _where(account_domain_block, "account_id"),
    _where(dismissed_suggestion, "account_id", "dismissed_id"),
    _where(move, "account_id"),
    _where(work, "account_id"),
    _where(warm_choice, "account_id"),
    _where(ledger_notice, "account_id"),
    _where(reaction, "account_id"),
    _where(support_answer, "account_id"),
    _where(law_choice, "account_id"),
    _where(held, "account_id"),
)
_circles, _lists = _where(circle, "account_id"), _where(list_, "account_id")

_my_filters: Final = select(filter_.c.id).where(filter_.c.account_id == _ME)
_filter_parts: Final = tuple(
    Statement(delete(table).where(table.c.filter_id.in_(_my_filters))) for table in (filter_keyword, filter_status)
)
_filters: Final = _where(filter_, "account_id")
_reported: Final = select(report.c.id).where(or_(report.c.reporter_id == _ME, report.c.target_account_id == _ME))
_report_statuses: Final = Statement(delete(report_status).where(report_status.c.report_id.in_(_reported)))
_report_rules: Final = Statement(delete(report_rule).where(report_rule.c.report_id.in_(_reported)))
_reports: Final = _where(report, "reporter_id", "target_account_id")
_unassign: Final = Statement(
    update(report)
    .values(
        assigned_account_id=case((report.c.assigned_account_id == _ME, null()), else_=report.c.assigned_account_id),
        resolver_id=case((report.c.resolver_id == _ME, null()), else_=report.c.resolver_id),
    )
    .where(or_(report.c.assigned_account_id == _ME, report.c.resolver_id == _ME))
)
_reads, _reactions = _where(announcement_read, "account_id"), _where(announcement_reaction, "account_id")
_shut_out: Final = _where(server_block_account, "account_id")

_thread_mutes, _markers = _where(thread_mute, "account_id"), _where(marker, "account_id")
_marks: Final = _where(conversation_mark, "account_id")
_policy: Final = _where(notification_policy, "account_id")
_permissions: Final = _where(notification_permission, "account_id", "from_account_id")
_codes, _tokens, _logins = (_where(table, "account_id") for table in (oauth_code, token, login))
_announced: Final = Statement(
    delete(stream_event).where(or_(stream_event.c.account_id == _ME, among(stream_event.c.about_id)))
)
_pushes, _told_apps = _where(push_delivery, "account_id"), _where(push_subscription, "account_id")
_member, _account = _where(member, "account_id"), _where(account, "id")


async def delete_account(tx: WriteTx, account_id: AccountId) -> None:
    """Erase the account. Files are announced as unneeded by their random names. Raises NotFound."""
    faces = await tx.one(_faces, id=account_id)
    if faces is None:
        raise NotFound(account_id)
    ids = await tx.column(_doomed, id=account_id)
    files = [*(face.partition("/")[0] for face in faces if face), *await tx.column(_pictures, id=account_id)]
    await put_others_right(tx, account_id, ids)
    await _erase_statuses(tx, account_id, ids)
    await _erase_ties(tx, account_id)
    await _erase_reports(tx, account_id)
    await _erase_member(tx, account_id)
    for start in range(0, len(files), _FILES_IN_A_JOB):
        tx.emit(FilesUnneeded(tuple(files[start : start + _FILES_IN_A_JOB])))
    tx.emit(AccountDeleted(account_id))


async def _erase_statuses(tx: WriteTx, account_id: AccountId, ids: list[int]) -> None:
    """Statuses and all that hangs on them, whoever hung it there; then what the account hung on others'."""
    tags = await tx.column(_tags, ids=ids)
    threads = await tx.column(_threads, ids=ids)
    await tx.execute(_texts, ids=ids)
    await tx.execute(_versions, ids=ids)
    await tx.execute(_named, ids=ids)
    await tx.execute(_tagged, ids=ids)
    await tx.execute(_idle_tags, ids=tags)
    await tx.execute(_polls, ids=ids)
    await tx.execute(_options, ids=ids)
    await tx.execute(_votes, ids=ids)
    await tx.execute(_liked, ids=ids)
    await tx.execute(_kept, ids=ids)
    await tx.execute(_told, ids=ids)
    await tx.execute(_keys, ids=[*ids, *await tx.column(_waiting, id=account_id)])
    await tx.execute(_found, ids=ids)
    await tx.execute(_filtered, ids=ids)
    await tx.execute(_moved, ids=ids)
    await tx.execute(_scored, ids=ids)
    await tx.execute(_answered, ids=ids)
    await tx.execute(_glad, ids=ids)
    await tx.execute(_waiting_for_a_word, ids=ids)
    await tx.execute(_evidence, ids=ids)
    await take_off_cards(tx, ids)
    await forget_reviews(tx, ids)
    await tx.execute(_statuses, ids=ids)
    await tx.execute(_idle_marks, ids=threads)
    await tx.execute(_announced, id=account_id, ids=ids)
    await tx.execute(_mentions, id=account_id)
    await tx.execute(_favourites, id=account_id)
    await tx.execute(_bookmarks, id=account_id)
    await tx.execute(_own_votes, id=account_id)
    await tx.execute(_notifications, id=account_id)
    await tx.execute(_media, id=account_id)
    await tx.execute(_pins, id=account_id)
    await tx.execute(_newest, id=account_id)
    await tx.execute(_scheduled, id=account_id)


async def _erase_ties(tx: WriteTx, account_id: AccountId) -> None:
    """Whom it knew, and who knew it."""
    await tx.execute(_follows, id=account_id)
    await tx.execute(_requests, id=account_id)
    await tx.execute(_blocks, id=account_id)
    await tx.execute(_mutes, id=account_id)
    await tx.execute(_in_circles, id=account_id)
    await tx.execute(_circles, id=account_id)
    await tx.execute(_in_lists, id=account_id)
    await tx.execute(_lists, id=account_id)
    await forget_collections_of(tx, account_id)
    for statement in _wishes:
        await tx.execute(statement, id=account_id)


async def _erase_reports(tx: WriteTx, account_id: AccountId) -> None:
    """What it said to the moderators and they about it; what it read and answered of announcements."""
    await tx.execute(_report_statuses, id=account_id)
    await tx.execute(_report_rules, id=account_id)
    await tx.execute(_reports, id=account_id)
    await tx.execute(_unassign, id=account_id)
    await tx.execute(_reads, id=account_id)
    await tx.execute(_reactions, id=account_id)
    await tx.execute(_shut_out, id=account_id)


async def _erase_member(tx: WriteTx, account_id: AccountId) -> None:
    """How it signed in, and the account itself."""
    for statement in (*_filter_parts, _filters):
        await tx.execute(statement, id=account_id)
    await tx.execute(_thread_mutes, id=account_id)
    await tx.execute(_markers, id=account_id)
    await tx.execute(_marks, id=account_id)
    await tx.execute(_policy, id=account_id)
    await tx.execute(_permissions, id=account_id)
    await tx.execute(_codes, id=account_id)
    await tx.execute(_pushes, id=account_id)
    await tx.execute(_told_apps, id=account_id)
    await tx.execute(_tokens, id=account_id)
    await tx.execute(_logins, id=account_id)
    await forget_answers(tx, account_id)
    await tx.execute(_member, id=account_id)
    await tx.execute(_account, id=account_id)
