"""Forget what has run out: codes, invites, sign-ins, keys of requests sent twice, idle tags and cards, filters, pushes, moves, answers of a month that is over.

None of these opens or shows anything any more; until now they were only kept.
"""

from typing import Final

from sqlalchemy import delete, exists, literal_column, or_, select

from kukhnya.model.ids import DAY
from kukhnya.store.sealed import status_tag
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import idempotency, invite, login, oauth_code, tag
from kukhnya.store.tables.filters import filter_, filter_keyword, filter_status
from kukhnya.store.tables.moves import move, moved
from kukhnya.store.tables.staff import announcement, report, report_rule, report_status
from kukhnya.store.tx import WriteTx

from .announce import withdraw
from .close_weeks import close_weeks
from .decide_held import forget_held
from .forget_cards import forget_idle_cards
from .keep_push import end_orphaned_push
from .tell_streams import forget_told

REPORTS_KEPT: Final = 183 * DAY
"""How long a resolved report can be opened again."""

_NOW: Final = param("now")
_codes: Final = Statement(delete(oauth_code).where(oauth_code.c.expires_at <= _NOW))
_invites: Final = Statement(delete(invite).where(or_(invite.c.expires_at <= _NOW, invite.c.uses_left <= 0)))
_logins: Final = Statement(delete(login).where(login.c.expires_at <= _NOW))
_keys: Final = Statement(delete(idempotency).where(idempotency.c.expires_at <= _NOW))
_tags: Final = Statement(delete(tag).where(~exists().where(status_tag.c.tag_id == tag.c.id)))

_old: Final = select(report.c.id).where(report.c.resolved_at <= param("since"))
_report_statuses: Final = Statement(delete(report_status).where(report_status.c.report_id.in_(_old)))
_report_rules: Final = Statement(delete(report_rule).where(report_rule.c.report_id.in_(_old)))
_reports: Final = Statement(delete(report).where(report.c.resolved_at <= param("since")))
_ended: Final = Statement(select(announcement.c.id).where(announcement.c.ends_at <= _NOW))


_old_filters: Final = select(filter_.c.id).where(filter_.c.expires_at <= _NOW)
_filter_parts: Final = tuple(
    Statement(delete(table).where(table.c.filter_id.in_(_old_filters))) for table in (filter_keyword, filter_status)
)
_filters: Final = Statement(delete(filter_).where(filter_.c.expires_at <= _NOW))


_past: Final = select(move.c.id).where(move.c.kind == literal_column("'audience'"), move.c.ends_at <= _NOW)
_moved: Final = Statement(delete(moved).where(moved.c.move_id.in_(_past)))
_moves: Final = Statement(delete(move).where(move.c.id.in_(_past)))


async def forget_overdue(tx: WriteTx) -> int:
    """Delete every row whose time is over; the answer is how many there were."""
    for statement in (*_filter_parts, _moved):
        await tx.execute(statement)
    return (
        await tx.execute(_codes)
        + await tx.execute(_invites)
        + await tx.execute(_logins)
        + await tx.execute(_keys)
        + await tx.execute(_tags)
        + await tx.execute(_filters)
        + await tx.execute(_moves)
        + await close_weeks(tx)
        + await forget_held(tx)
        + await forget_told(tx)
        + await end_orphaned_push(tx)
        + await _forget_of_staff(tx)
        + await forget_idle_cards(tx)
    )


async def _forget_of_staff(tx: WriteTx) -> int:
    """Reports resolved half a year ago, and announcements whose time is over."""
    since = tx.now - REPORTS_KEPT
    await tx.execute(_report_statuses, since=since)
    await tx.execute(_report_rules, since=since)
    ended = await tx.column(_ended)
    if ended:
        await withdraw(tx, ended)
    return await tx.execute(_reports, since=since) + len(ended)
