"""Reports, for those who look after the server."""

from collections.abc import Sequence
from typing import Any

from msgspec import Raw, Struct

from kukhnya.actions.report_account import change_report
from kukhnya.actions.resolve_report import assign_report, reopen_report, resolve_report, unassign_report
from kukhnya.door.answers import Listed, json_bytes
from kukhnya.door.route import Call, Who, get, post, put
from kukhnya.model.ids import ReportId, iso, time_of
from kukhnya.model.page import Page
from kukhnya.queries import reports, staff
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.reported import reported

from . import admin_accounts, render
from .forms import Id, an_id, numbers
from .rules import shaped as rules_shaped

_PEOPLE = ("reporter_id", "target_account_id", "assigned_account_id", "resolver_id")


class Wanted(Struct):
    """Which reports."""

    resolved: bool = False
    account_id: Id | None = None
    target_account_id: Id | None = None


class ChangeForm(Struct):
    """What a report is about after all."""

    category: str | None = None
    rule_ids: list[Id] | Id | None = None


async def shaped(call: Call, tx: ReadTx, rows: Sequence[Any]) -> list[bytes]:
    """Admin::Reports as JSON. Three statements warm, however many there are: people, and the statuses shown."""
    people = await staff.several(tx, list({row[column] for row in rows for column in _PEOPLE if row[column]}))
    made = await admin_accounts.told(call, tx, list(people.values()))
    by_id = dict(zip(people, map(Raw, made), strict=True))  # each stands in many reports
    shown = await reported(tx, [row["id"] for row in rows])
    ids = list(dict.fromkeys(an_id for found in shown.values() for an_id in found))
    statuses = dict(zip(ids, await render.statuses(call, tx, ids), strict=True))
    return [_shaped(row, by_id, [statuses[an_id] for an_id in shown.get(row["id"], ())]) for row in rows]


def _shaped(row: Any, people: dict[int, Raw], statuses: list[bytes]) -> bytes:
    head = {
        "id": str(row["id"]),
        "action_taken": row["resolved_at"] is not None,
        "action_taken_at": iso(row["resolved_at"]) if row["resolved_at"] else None,
        "category": row["category"],
        "comment": row["comment"],
        "forwarded": bool(row["forwarded"]),
        "created_at": iso(time_of(row["id"])),
        "updated_at": iso(row["updated_at"]),
        "account": people.get(row["reporter_id"]),
        "target_account": people.get(row["target_account_id"]),
        "assigned_account": people.get(row["assigned_account_id"]),
        "action_taken_by_account": people.get(row["resolver_id"]),
        "rules": rules_shaped(reports.rules_in(row)),
    }
    return json_bytes(head)[:-1] + b',"statuses":[' + b",".join(statuses) + b"]}"


async def _one(call: Call, tx: ReadTx, report_id: ReportId) -> bytes:
    return (await shaped(call, tx, [await reports.one(tx, report_id)]))[0]


@get("/api/v1/admin/reports", scope="admin:read:reports", who=Who.STAFF, pages=(100, 200))
async def index(tx: ReadTx, call: Call, page: Page, wanted: Wanted) -> Listed:
    """Reports, the newest first: open ones, or resolved ones where asked."""
    rows = await reports.page(
        tx, page, resolved=wanted.resolved, reporter=an_id(wanted.account_id, "account_id") or 0,
        target=an_id(wanted.target_account_id, "target_account_id") or 0,
    )  # fmt: skip
    body = b"[" + b",".join(await shaped(call, tx, rows)) + b"]"
    return Listed(body, rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/admin/reports/{report_id}", scope="admin:read:reports", who=Who.STAFF)
async def show(tx: ReadTx, call: Call, report_id: ReportId) -> bytes:
    """One report."""
    return await _one(call, tx, report_id)


@put("/api/v1/admin/reports/{report_id}", scope="admin:write:reports", who=Who.STAFF)
async def update(tx: WriteTx, call: Call, report_id: ReportId, form: ChangeForm) -> bytes:
    """Say otherwise what it is about."""
    given = None if form.rule_ids is None else numbers(form.rule_ids, "rule_ids")
    await change_report(tx, report_id, form.category, given)
    return await _one(call, tx, report_id)


@post("/api/v1/admin/reports/{report_id}/assign_to_self", scope="admin:write:reports", who=Who.STAFF)
async def assign(tx: WriteTx, call: Call, report_id: ReportId) -> bytes:
    """Take it."""
    await assign_report(tx, report_id)
    return await _one(call, tx, report_id)


@post("/api/v1/admin/reports/{report_id}/unassign", scope="admin:write:reports", who=Who.STAFF)
async def unassign(tx: WriteTx, call: Call, report_id: ReportId) -> bytes:
    """Hand it back."""
    await unassign_report(tx, report_id)
    return await _one(call, tx, report_id)


@post("/api/v1/admin/reports/{report_id}/resolve", scope="admin:write:reports", who=Who.STAFF)
async def resolve(tx: WriteTx, call: Call, report_id: ReportId) -> bytes:
    """Say that it is done."""
    await resolve_report(tx, report_id)
    return await _one(call, tx, report_id)


@post("/api/v1/admin/reports/{report_id}/reopen", scope="admin:write:reports", who=Who.STAFF)
async def reopen(tx: WriteTx, call: Call, report_id: ReportId) -> bytes:
    """Say that it is not done after all."""
    await reopen_report(tx, report_id)
    return await _one(call, tx, report_id)
