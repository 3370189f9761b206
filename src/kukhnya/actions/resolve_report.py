"""Look after reports: take one, hand it back, say that it is done or not done after all."""

from typing import Final

from sqlalchemy import update

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, ReportId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables.staff import report
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_now, _this = param("now"), report.c.id == param("id")
_assign: Final = Statement(update(report).values(assigned_account_id=VIEWER, updated_at=_now).where(_this))
_unassign: Final = Statement(update(report).values(assigned_account_id=None, updated_at=_now).where(_this))
_reopen: Final = Statement(update(report).values(resolver_id=None, resolved_at=None, updated_at=_now).where(_this))
_done: Final = {"resolver_id": VIEWER, "resolved_at": _now, "updated_at": _now}
_resolve: Final = Statement(update(report).values(_done).where(_this, report.c.resolved_at.is_(None)))
_resolve_all: Final = Statement(
    update(report).values(_done).where(report.c.target_account_id == param("account"), report.c.resolved_at.is_(None))
)


async def assign_report(tx: WriteTx, report_id: ReportId) -> None:
    """Say that the viewer looks after it. Raises NotFound."""
    await _changed(tx, _assign, report_id)


async def unassign_report(tx: WriteTx, report_id: ReportId) -> None:
    """Say that nobody looks after it. Raises NotFound."""
    await _changed(tx, _unassign, report_id)


async def resolve_report(tx: WriteTx, report_id: ReportId) -> None:
    """Say that it is done; one that is done stays as it is."""
    await tx.execute(_resolve, id=report_id)


async def reopen_report(tx: WriteTx, report_id: ReportId) -> None:
    """Say that it is not done after all. Raises NotFound."""
    await _changed(tx, _reopen, report_id)


async def resolve_all(tx: WriteTx, account_id: AccountId) -> None:
    """Say that everything reported of this account is done."""
    await tx.execute(_resolve_all, account=account_id)


async def _changed(tx: WriteTx, statement: Statement, report_id: ReportId) -> None:
    if await tx.execute(statement, id=report_id) == 0:
        raise NotFound(report_id)
