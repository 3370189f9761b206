"""What members have reported: for those who look after the server."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import and_, func, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import ReportId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among, flag_param, json_row, json_rows, param
from kukhnya.store.tables.staff import report, report_rule, rule
from kukhnya.store.tx import ReadTx

_named: Final = (
    select(json_rows(json_row(rule.c.id, rule.c.text, rule.c.hint)))
    .select_from(report_rule.join(rule, rule.c.id == report_rule.c.rule_id))
    .where(report_rule.c.report_id == report.c.id)
    .correlate(report)
    .scalar_subquery()
    .label("rules")
)
_row: Final = select(
    report.c.id, report.c.reporter_id, report.c.target_account_id, report.c.assigned_account_id, report.c.resolver_id,
    report.c.category, report.c.comment, report.c.forwarded, report.c.updated_at, report.c.resolved_at, _named,
)  # fmt: skip
_page: Final = Paged(
    _row.where(
        or_(
            and_(flag_param("resolved"), report.c.resolved_at.is_not(None)),
            and_(~flag_param("resolved"), report.c.resolved_at.is_(None)),
        ),
        or_(param("reporter") == 0, report.c.reporter_id == param("reporter")),
        or_(param("target") == 0, report.c.target_account_id == param("target")),
    ),
    report.c.id,
)
_one: Final = Statement(_row.where(report.c.id == param("id")))
_rules: Final = Statement(
    select(report_rule.c.rule_id).where(among(report_rule.c.report_id)).order_by(report_rule.c.rule_id)
)
_pairs: Final = Statement(
    select(report_rule.c.report_id, report_rule.c.rule_id)
    .where(among(report_rule.c.report_id))
    .order_by(report_rule.c.rule_id)
)
_newest: Final = Statement(
    select(report).where(
        report.c.id.in_(select(func.max(report.c.id)).where(among(report.c.reporter_id)).group_by(report.c.reporter_id))
    )
)


async def page(tx: ReadTx, page_: Page, *, resolved: bool, reporter: int = 0, target: int = 0) -> list[Any]:
    """Rows of reports, the newest first: open ones or resolved ones; by this account, of this account. One statement."""
    return await _page.rows(tx, page_, resolved=resolved, reporter=reporter, target=target)


async def one(tx: ReadTx, report_id: ReportId) -> Any:
    """The row of a report. Raises NotFound."""
    row = await tx.one(_one, id=report_id)
    if row is None:
        raise NotFound(report_id)
    return row


def rules_in(row: Any) -> list[dict[str, Any]]:
    """The rules that the report of such a row names, in the order in which they were made: id, text, hint."""
    named = [] if row["rules"] == "[]" else sorted(msgspec.json.decode(row["rules"]))
    return [{"id": an_id, "text": text, "hint": hint} for an_id, text, hint in named]


async def rules_of(tx: ReadTx, ids: Sequence[int]) -> list[int]:
    """The ids of the rules that these reports name."""
    return await tx.column(_rules, ids=list(ids))


async def rules_by_report(tx: ReadTx, ids: Sequence[int]) -> dict[int, list[int]]:
    """The same by report. One statement."""
    named: dict[int, list[int]] = {}
    for row in await tx.all(_pairs, ids=list(ids)):
        named.setdefault(row["report_id"], []).append(row["rule_id"])
    return named


async def newest_by(tx: ReadTx, reporters: Sequence[int]) -> dict[int, Any]:
    """The row of the newest report of each of these accounts that has one. One statement."""
    return {row["reporter_id"]: row for row in await tx.all(_newest, ids=list(reporters))} if reporters else {}
