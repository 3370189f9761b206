"""Reported statuses, as far as moderators may see them.

A report opens nothing that its reporter cannot open: a moderator sees a reported status while the reporter may. Two doors
that shut *after* the report do not count: that the reporter has blocked the author since (apps offer it in the same
breath; the follow ends with it), and that the author is suspended. A narrowed audience counts at once.
"""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, among
from kukhnya.store.tables import block
from kukhnya.store.tables.staff import report, report_status
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import NOW, exists, opened_to

_reporter: Final = report.c.reporter_id
_by_reporter: Final = block.alias("br")
_shown: Final = Statement(
    sa.select(report_status.c.report_id, status.c.id)
    .select_from(
        report_status.join(report, report.c.id == report_status.c.report_id).join(
            status, status.c.id == report_status.c.status_id
        )
    )
    .where(
        among(report_status.c.report_id),
        sa.or_(status.c.expires_at.is_(None), status.c.expires_at > NOW),
        sa.or_(
            opened_to(_reporter, status),
            sa.and_(
                status.c.audience == report_status.c.audience,
                exists(
                    _by_reporter,
                    _by_reporter.c.blocker_id == _reporter,
                    _by_reporter.c.blocked_id == status.c.account_id,
                ),
            ),
        ),
    )
    .order_by(status.c.id)
)


async def reported(tx: ReadTx, reports: Sequence[int]) -> dict[int, list[Seen]]:
    """The statuses of each report that may be shown to whoever looks after it. One statement, none for no reports."""
    found: dict[int, list[Seen]] = {}
    rows: list[Any] = await tx.all(_shown, ids=list(reports)) if reports else []
    for row in rows:
        found.setdefault(row["report_id"], []).append(Seen(row["id"]))
    return found
