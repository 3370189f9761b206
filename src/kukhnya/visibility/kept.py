"""What every table holds about one person: asked for by whoever wants to know what an order would get.

A table stands either in KEPT, with the rows that are about somebody, or in NOTHING, with the reason why none is. A test
compares the two with the tables there are, so that a new one cannot be forgotten. *Own* rows are the person's to know.
*Others'* rows are what other people have done that names them (muted them, liked what they wrote): they are there, so an
order would get them, and they are shown to whoever runs the server alone, without anybody's words.
"""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, Select, Table, Text, and_, cast, func, or_, select

from kukhnya.store import tables as t
from kukhnya.store.sealed import (
    mention,
    newest,
    pin,
    scheduled_status,
    status,
    status_card,
    status_tag,
    status_text,
    status_version,
    status_word,
    work,
)
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import (
    collections,
    conversations,
    filters,
    held,
    law,
    ledger,
    links,
    mood,
    moves,
    notifications,
    push,
    reactions,
    staff,
    streams,
    support,
    ties,
    warm,
)

ME: Final = param("id")
WHO: Final = text_param("who")
"""The hash of the person's answers of this month (`queries.mood`): while its key lives, an order could have it too."""
MOST: Final = param("most")


class Side(Struct, frozen=True):
    """The rows of one side of a table: all there are, the newest of them, and how many."""

    condition: ColumnElement[bool]
    rows: Statement
    count: Statement


class Kept(Struct, frozen=True):
    """A table that says something about people. `words`: columns in which others have written, never shown."""

    table: Table
    own: Side | None
    others: Side | None
    words: frozenset[str] = frozenset()


def _side(table: Table, condition: ColumnElement[bool] | None) -> Side | None:
    if condition is None:
        return None
    order = [table.c.id.desc()] if "id" in table.c else list(table.primary_key)
    return Side(
        condition,
        Statement(select(table).where(condition).order_by(*order).limit(MOST)),
        Statement(select(func.count()).select_from(table).where(condition)),
    )


def _kept(
    table: Table, own: ColumnElement[bool] | None, others: ColumnElement[bool] | None = None, *words: str
) -> Kept:
    return Kept(table, _side(table, own), _side(table, others), frozenset(words))


def _by(table: Table, *columns: str) -> ColumnElement[bool]:
    """Rows that name the person in one of these columns."""
    return or_(*(table.c[column] == ME for column in columns))


def _ids(table: FromClause, column: str, *where: ColumnElement[bool]) -> Select[Any]:
    return select(table.c[column]).where(*where)


_statuses: Final = _ids(status, "id", status.c.account_id == ME)


def _under(table: Table, column: str = "status_id") -> ColumnElement[bool]:
    """Rows about what the person has posted."""
    return table.c[column].in_(_statuses)


def _own_or_under(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What the person did to any status, and what others did to theirs."""
    return _by(table, "account_id"), and_(_under(table), table.c.account_id != ME)


def _inside(part: Table, column: str, whole: Table, owner: str = "account_id") -> ColumnElement[bool]:
    """Parts of what the person owns."""
    return part.c[column].in_(_ids(whole, "id", whole.c[owner] == ME))


_my_reports: Final = _ids(staff.report, "id", staff.report.c.reporter_id == ME)
_reports_on_me: Final = _ids(staff.report, "id", staff.report.c.target_account_id == ME)

_STATUSES: Final = (
    _kept(
        status,
        _by(status, "account_id"),
        and_(
            or_(_under(status, "reblog_of_id"), _under(status, "quote_of_id"), _by(status, "in_reply_to_account_id")),
            status.c.account_id != ME,
        ),
    ),
    *(_kept(table, _under(table)) for table in (status_text, status_version, status_tag, status_word, status_card)),
    _kept(warm.warm_score, _under(warm.warm_score)),
    _kept(ledger.ledger_notice, _by(ledger.ledger_notice, "account_id")),
    _kept(support.support_answer, _by(support.support_answer, "account_id")),
    _kept(mood.glad, _under(mood.glad)),
    _kept(mood.mood_answer, mood.mood_answer.c.who == WHO),
    _kept(held.held, _by(held.held, "account_id")),
    _kept(law.law_choice, _by(law.law_choice, "account_id")),
    _kept(warm.warm_choice, _by(warm.warm_choice, "account_id")),
    _kept(mention, _under(mention), and_(_by(mention, "account_id"), ~_under(mention))),
    *(_kept(table, _by(table, "account_id")) for table in (scheduled_status, pin, work, newest, t.media)),
    _kept(t.tag, t.tag.c.id.in_(_ids(status_tag, "tag_id", _under(status_tag)))),
    *(_kept(table, _under(table)) for table in (t.poll, t.poll_option, t.idempotency)),
    *(_kept(table, *_own_or_under(table)) for table in (t.poll_vote, t.favourite, t.bookmark, reactions.reaction)),
    _kept(links.card, links.card.c.id.in_(_ids(status_card, "card_id", _under(status_card)))),
    _kept(
        links.trend_review,
        and_(
            links.trend_review.c.kind == "status",
            links.trend_review.c.subject.in_(select(cast(status.c.id, Text)).where(status.c.account_id == ME)),
        ),
    ),
    _kept(moves.move, _by(moves.move, "account_id")),
    _kept(moves.moved, _inside(moves.moved, "move_id", moves.move)),
)

_TIES: Final = (
    _kept(t.follow, _by(t.follow, "follower_id", "followee_id")),
    _kept(t.follow_request, _by(t.follow_request, "follower_id", "followee_id")),
    _kept(t.block, _by(t.block, "blocker_id"), _by(t.block, "blocked_id")),
    _kept(t.mute, _by(t.mute, "muter_id"), _by(t.mute, "muted_id")),
    _kept(t.thread_mute, _by(t.thread_mute, "account_id")),
    _kept(t.circle, _by(t.circle, "account_id")),
    _kept(t.circle_member, _inside(t.circle_member, "circle_id", t.circle), _by(t.circle_member, "account_id")),
    _kept(t.list_, _by(t.list_, "account_id")),
    _kept(t.list_member, _inside(t.list_member, "list_id", t.list_), _by(t.list_member, "account_id")),
    _kept(ties.tag_follow, _by(ties.tag_follow, "account_id")),
    _kept(ties.featured_tag, _by(ties.featured_tag, "account_id")),
    _kept(ties.endorsement, _by(ties.endorsement, "account_id"), _by(ties.endorsement, "endorsed_id")),
    _kept(
        ties.account_note,
        _by(ties.account_note, "writer_id"),
        and_(_by(ties.account_note, "about_account_id"), ties.account_note.c.writer_id != ME),
        "comment",
    ),
    _kept(ties.account_domain_block, _by(ties.account_domain_block, "account_id")),
    _kept(
        ties.dismissed_suggestion,
        _by(ties.dismissed_suggestion, "account_id"),
        _by(ties.dismissed_suggestion, "dismissed_id"),
    ),
    _kept(collections.collection, _by(collections.collection, "account_id")),
    _kept(
        collections.collection_item,
        _inside(collections.collection_item, "collection_id", collections.collection),
        _by(collections.collection_item, "account_id"),
    ),
    _kept(
        collections.collection_refusal,
        _by(collections.collection_refusal, "account_id"),
        _by(collections.collection_refusal, "owner_id"),
    ),
    _kept(filters.filter_, _by(filters.filter_, "account_id")),
    _kept(filters.filter_keyword, _inside(filters.filter_keyword, "filter_id", filters.filter_)),
    _kept(
        filters.filter_status,
        _inside(filters.filter_status, "filter_id", filters.filter_),
        and_(_under(filters.filter_status), ~_inside(filters.filter_status, "filter_id", filters.filter_)),
    ),
)

_TOLD: Final = (
    _kept(
        t.notification,
        _by(t.notification, "account_id"),
        and_(or_(_by(t.notification, "from_account_id"), _under(t.notification)), t.notification.c.account_id != ME),
    ),
    _kept(notifications.notification_policy, _by(notifications.notification_policy, "account_id")),
    _kept(
        notifications.notification_permission,
        _by(notifications.notification_permission, "account_id"),
        _by(notifications.notification_permission, "from_account_id"),
    ),
    _kept(conversations.conversation_mark, _by(conversations.conversation_mark, "account_id")),
    _kept(t.marker, _by(t.marker, "account_id")),
    _kept(staff.announcement_read, _by(staff.announcement_read, "account_id")),
    _kept(staff.announcement_reaction, _by(staff.announcement_reaction, "account_id")),
)

_SIGNED_IN: Final = (
    *(_kept(table, _by(table, "account_id")) for table in (t.token, t.login, t.oauth_code)),
    _kept(
        t.app,
        or_(
            t.app.c.id.in_(_ids(t.token, "app_id", t.token.c.account_id == ME)),
            t.app.c.id.in_(_ids(t.oauth_code, "app_id", t.oauth_code.c.account_id == ME)),
        ),
    ),
    _kept(push.push_subscription, _by(push.push_subscription, "account_id")),
    _kept(push.push_delivery, _by(push.push_delivery, "account_id")),
)

_SERVER: Final = (
    _kept(
        staff.report,
        _by(staff.report, "reporter_id"),
        and_(
            _by(staff.report, "target_account_id", "assigned_account_id", "resolver_id"),
            staff.report.c.reporter_id != ME,
        ),
        "comment",
    ),
    _kept(
        staff.report_status,
        staff.report_status.c.report_id.in_(_my_reports),
        and_(
            or_(_under(staff.report_status), staff.report_status.c.report_id.in_(_reports_on_me)),
            staff.report_status.c.report_id.not_in(_my_reports),
        ),
    ),
    _kept(
        staff.report_rule,
        staff.report_rule.c.report_id.in_(_my_reports),
        and_(
            staff.report_rule.c.report_id.in_(_reports_on_me), staff.report_rule.c.report_id.not_in(_my_reports)
        ),
    ),
    _kept(staff.server_block_account, _by(staff.server_block_account, "account_id")),
    _kept(t.job, None, t.job.c.body.contains(cast(ME, Text))),
    _kept(
        streams.stream_event,
        None,
        or_(_by(streams.stream_event, "account_id", "about_id"), _under(streams.stream_event, "about_id")),
    ),
)  # fmt: skip

KEPT: Final = (
    _kept(t.account, _by(t.account, "id")),
    _kept(t.member, _by(t.member, "account_id")),
    *_SIGNED_IN,
    *_STATUSES,
    *_TIES,
    *_TOLD,
    *_SERVER,
)
"""Every table that says something about people, in the order in which it is told."""

NOTHING: Final = {
    "invite": "a code's hash; nothing says who made it or who used it",
    "ledger_entry": "what authorities asked, without names; how many accounts it was about is told in steps",
    "custom_emoji": "pictures of the server",
    "mood_span": "how many were asked how they are, and figures of fifteen people or more",
    "audit": "figures of twenty posts or more",
    "second_look": "four numbers a week; nothing says whose",
    "rule": "words of the server",
    "server_text": "words of the server",
    "announcement": "words of the server; nothing says who wrote them",
    "server": "keys and words of the server",
    "id_sequence": "the last number given to anything",
    "server_block": "about servers",
    "server_allow": "about servers",
    "email_domain_block": "about servers",
    "email_block": "hashes of addresses nobody here has; nothing says whose they were",
}
"""Every other table, and why it says nothing about anybody."""

SECRET: Final = frozenset({
    ("member", "password"), ("token", "hash"), ("login", "hash"), ("oauth_code", "code_hash"), ("oauth_code", "challenge"),
    ("app", "secret_hash"), ("idempotency", "key_hash"), ("push_subscription", "auth"), ("push_subscription", "p256dh"),
})  # fmt: skip
"""Columns whose values open something, or can be guessed at: it is said that they are there, and no more."""

OF_OTHERS: Final = frozenset({
    ("notification", "from_account_id"), ("report", "assigned_account_id"), ("report", "resolver_id"),
})  # fmt: skip
"""Columns of a person's own rows that name others who may not want to be named to them: a closed profile that liked."""
