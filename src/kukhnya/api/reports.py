"""Reports: asking those who look after the server to look at an account."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, field

from kukhnya.actions.report_account import Complaint, report_account
from kukhnya.door.answers import json_bytes
from kukhnya.door.route import Call, post
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, iso, time_of
from kukhnya.model.roles import STAFF
from kukhnya.queries import reports
from kukhnya.store.tx import ReadTx, WriteTx

from . import render
from .forms import Id, an_id, numbers


class ReportForm(Struct):
    """A report as an app sends it."""

    account_id: Id | None = None
    status_ids: list[Id] | Id = field(default_factory=list)
    comment: str = ""
    category: str = ""
    rule_ids: list[Id] | Id = field(default_factory=list)
    forward: bool = False


def _head(row: Any, statuses: Sequence[int], rules: Sequence[int]) -> bytes:
    return json_bytes({
        "id": str(row["id"]),
        "action_taken": row["resolved_at"] is not None,
        "action_taken_at": iso(row["resolved_at"]) if row["resolved_at"] else None,
        "category": row["category"],
        "comment": row["comment"],
        "forwarded": bool(row["forwarded"]),
        "created_at": iso(time_of(row["id"])),
        "status_ids": [str(an_id) for an_id in statuses],
        "rule_ids": [str(an_id) for an_id in rules],
    })[:-1]  # fmt: skip


@post("/api/v1/reports", scope="write:reports")
async def create(tx: WriteTx, call: Call, form: ReportForm) -> bytes:
    """Report an account. It is not told, and nothing changes for it until a moderator decides."""
    account_id = an_id(form.account_id, "account_id")
    if account_id is None:
        raise refused("account_id", "ERR_BLANK", "account_id can't be blank")
    said = Complaint(
        account_id=AccountId(account_id), status_ids=numbers(form.status_ids, "status_ids"), comment=form.comment,
        category=form.category, rule_ids=numbers(form.rule_ids, "rule_ids"), forward=form.forward,
    )  # fmt: skip
    report_id = await report_account(tx, said, call.house.settings.bounds)
    row, account = await reports.one(tx, report_id), await render.account(call, tx, said.account_id)
    return _head(row, said.status_ids, said.rule_ids) + b',"target_account":' + account + b"}"


async def attached(call: Call, tx: ReadTx, notifications: Sequence[Any]) -> dict[int, bytes]:
    """The Report of each `admin.report` among these rows of notifications, by notification: for staff alone."""
    rows = [row for row in notifications if row["kind"] == "admin.report"]
    if not rows or call.caller.role not in STAFF:
        return {}
    newest = await reports.newest_by(tx, [row["from_account_id"] for row in rows])
    rules = await reports.rules_by_report(tx, [row["id"] for row in newest.values()])
    targets = list(dict.fromkeys(row["target_account_id"] for row in newest.values()))
    people = dict(zip(targets, await render.accounts_of(call, tx, targets), strict=False))
    return {
        row["id"]: _head(report, (), rules.get(report["id"], ()))
        + b',"target_account":'
        + people.get(report["target_account_id"], b"null")
        + b"}"
        for row in rows
        if (report := newest.get(row["from_account_id"])) is not None
    }
