"""Reports, for those who look after the server."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

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

_PEOPLE = slice(1, 5)
"""Where the ids of people stand in a row: who reported whom, who looks after it, who has done with it."""


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
    people = await staff.several(tx, list({who for row in rows for who in row[_PEOPLE] if who}))
    made = await admin_accounts.told(call, tx, list(people.values()))
    by_id = dict(zip(people, made, strict=True))
    shown = await reported(tx, [row["id"] for row in rows])
    ids = list(dict.fromkeys(an_id for found in shown.values() for an_id in found))
    statuses = dict(zip(ids, await render.statuses(call, tx, ids), strict=True))
    return [_shaped(row, by_id, [statuses[an_id] for an_id in shown.get(row["id"], ())]) for row in rows]


def _shaped(row: Any, people: Mapping[int, bytes], statuses: Sequence[bytes]) -> bytes:
    """Put together of what is encoded already: people and statuses are nearly all of it, and stand in many reports."""
    an_id, reporter, target, assigned, resolver, category, comment, forwarded, updated_at, resolved_at, _ = row
    head = json_bytes({
        "id": str(an_id),
        "action_taken": resolved_at is not None,
        "action_taken_at": iso(resolved_at) if resolved_at else None,
        "category": category,
        "comment": comment,
        "forwarded": bool(forwarded),
        "created_at": iso(time_of(an_id)),
        "updated_at": iso(updated_at),
    })  # fmt: skip
    who = [people.get(each, b"null") for each in (reporter, target, assigned, resolver)]
    rules = json_bytes(rules_shaped(reports.rules_in(row)))
    return b"".join((
        head[:-1], b',"account":', who[0], b',"target_account":', who[1], b',"assigned_account":', who[2],
        b',"action_taken_by_account":', who[3], b',"rules":', rules, b',"statuses":[', b",".join(statuses), b"]}",
    ))  # fmt: skip


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
