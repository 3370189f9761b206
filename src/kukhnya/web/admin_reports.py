"""Reports: what waits and what is done, one with what it is about, and what can be done with it.

Of the reported posts those are shown that its reporter may see (`visibility.reported`); nobody learns that they were reported.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.resolve_report import assign_report, reopen_report, resolve_report, unassign_report
from kukhnya.api import admin_accounts, admin_reports
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import ReportId, parse_id, time_of
from kukhnya.model.page import Page
from kukhnya.queries import reports, staff
from kukhnya.store.tx import ReadTx, WriteTx

from .admin_people import possible
from .forms import check_form
from .show import page, pager, redirect

_PEOPLE: Final = ("reporter_id", "target_account_id", "assigned_account_id")
_ON_PERSON: Final = ("sensitive", "silence", "disable", "suspend")
ACTS: Final[Mapping[str, Callable[[WriteTx, ReportId], Awaitable[None]]]] = {
    "assign": assign_report,
    "unassign": unassign_report,
    "resolve": resolve_report,
    "reopen": reopen_report,
}


class Sought(Struct):
    """Which reports: open ones or those that are done, about whom."""

    resolved: bool = False
    target: str = ""


@get("/admin/reports", page=True, who=Who.STAFF)
async def listed(tx: ReadTx, call: Call, bounds: Page, sought: Sought) -> Answer:
    """Reports, the newest first."""
    rows = await reports.page(tx, bounds, resolved=sought.resolved, target=parse_id(sought.target) or 0)
    known = await staff.several(tx, list({row[column] for row in rows for column in _PEOPLE if row[column]}))
    people = dict(zip(known, await admin_accounts.shaped(call, tx, list(known.values())), strict=True))
    shown = [{**dict(row), "at": time_of(row["id"])} for row in rows]
    part = Listed(shown, rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)
    return page(
        call, "admin_reports.html", reports=shown, people=people, ways=pager(call, part, bounds.limit), sought=sought
    )


@get("/admin/reports/{report_id}", page=True, who=Who.STAFF)
async def one(tx: ReadTx, call: Call, report_id: ReportId) -> Answer:
    """One report with what it is about."""
    said: Any = msgspec.json.decode(await admin_reports.show(tx, call, report_id))
    about = said["target_account"]
    acts = [act for act in possible(call, about) if act in _ON_PERSON] if about else []
    return page(call, "admin_report.html", report=said, acts=acts, login_id=str(call.viewer.id))


@post("/admin/reports/{report_id}/{act}", page=True, who=Who.STAFF)
async def do(call: Call, report_id: ReportId, act: str) -> Answer:
    """Take it, hand it back, say that it is done or not done after all."""
    check_form(call)
    if act not in ACTS:
        raise NotFound(act)
    await call.house.store.write(call.viewer, lambda tx: ACTS[act](tx, report_id))
    return redirect(f"/admin/reports/{report_id}")
