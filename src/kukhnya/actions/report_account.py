"""Ask the moderators to look at an account. Whoever is reported is not told, and nothing changes for them by it.

Only statuses that the reporter may see, and that are by that account, can be part of it. Their words are not copied.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from sqlalchemy import delete, func, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, TooMany, refused
from kukhnya.model.events import ReportFiled
from kukhnya.model.ids import DAY, AccountId, ReportId
from kukhnya.queries import accounts, reports, rules
from kukhnya.store.statement import Statement, among, inserting, param, text_param
from kukhnya.store.tables.staff import report, report_rule, report_status
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.rule import VIEWER, seen

CATEGORIES: Final = ("spam", "legal", "violation", "other")
MOST_STATUSES: Final = 100
_insert, _insert_status, _insert_rule = inserting(report), inserting(report_status), inserting(report_rule)
_theirs: Final = Statement(
    select(seen.c.id, seen.c.audience).where(among(seen.c.id), seen.c.account_id == param("account"))
)
_open: Final = Statement(
    select(func.count()).select_from(report).where(report.c.reporter_id == VIEWER, report.c.resolved_at.is_(None))
)
_change: Final = Statement(
    update(report).values(category=text_param("category"), updated_at=param("now")).where(report.c.id == param("id"))
)
_forget_rules: Final = Statement(delete(report_rule).where(report_rule.c.report_id == param("id")))


class Complaint(Struct, frozen=True, kw_only=True):
    """What the reporter says."""

    account_id: AccountId
    status_ids: tuple[int, ...] = ()
    comment: str = ""
    category: str = ""
    rule_ids: tuple[int, ...] = ()
    forward: bool = False


async def report_account(tx: WriteTx, said: Complaint, bounds: Bounds) -> ReportId:
    """Write it down; the answer is its id.

    Raises NotFound for an account or a status that is not there for the reporter, Refused, TooMany.
    """
    await accounts.visible(tx, said.account_id)
    if said.account_id == tx.viewer.id:
        raise refused("account_id", "ERR_INVALID", "You cannot report yourself")
    if len(said.comment) > bounds.report_characters:
        raise refused(
            "comment", "ERR_TOO_LONG", f"Comment is too long (maximum is {bounds.report_characters} characters)"
        )
    if len(said.status_ids) > MOST_STATUSES:
        raise refused("status_ids", "ERR_TOO_MANY", f"At most {MOST_STATUSES} statuses can be part of a report")
    category = "violation" if said.rule_ids else await _category(tx, said.category or "other", said.rule_ids)
    await _checked_rules(tx, said.rule_ids)
    if int(await tx.value(_open) or 0) >= bounds.open_reports:
        raise TooMany("The moderators have many reports of yours to look at already", DAY // 1000)
    found = await tx.all(_theirs, ids=list(said.status_ids), account=said.account_id) if said.status_ids else []
    if {row["id"] for row in found} != set(said.status_ids):
        raise NotFound(said.status_ids)
    report_id = ReportId(await tx.next_id())
    await tx.execute(
        _insert, id=report_id, reporter_id=tx.viewer.id, target_account_id=said.account_id, category=category,
        comment=names.tidy_text(said.comment), forwarded=False, updated_at=tx.now, assigned_account_id=None,
        resolver_id=None, resolved_at=None,
    )  # fmt: skip
    await tx.many(
        _insert_status, [{"report_id": report_id, "status_id": row["id"], "audience": row["audience"]} for row in found]
    )
    await _keep_rules(tx, report_id, said.rule_ids)
    tx.emit(ReportFiled(report_id))
    return report_id


async def change_report(tx: WriteTx, report_id: ReportId, category: str | None, rule_ids: Sequence[int] | None) -> None:
    """Say otherwise what it is about. What is None stays. Raises NotFound, Refused."""
    row = await reports.one(tx, report_id)
    after = row["category"] if category is None else category
    kept = await reports.rules_of(tx, [report_id]) if rule_ids is None else list(rule_ids)
    if rule_ids is None and after != "violation":
        kept = []
    after = await _category(tx, after, kept)
    await _checked_rules(tx, kept)
    await tx.execute(_change, id=report_id, category=after)
    await tx.execute(_forget_rules, id=report_id)
    await _keep_rules(tx, report_id, kept)


async def _category(_tx: WriteTx, category: str, rule_ids: Sequence[int]) -> str:
    if category not in CATEGORIES:
        raise refused("category", "ERR_INCLUSION", f"category must be one of {', '.join(CATEGORIES)}")
    if category == "violation" and not rule_ids:
        raise refused("rule_ids", "ERR_INVALID", "Rule ids does not reference valid rules")
    if category != "violation" and rule_ids:
        raise refused("rule_ids", "ERR_INVALID", "Rule ids must be blank")
    return category


async def _checked_rules(tx: WriteTx, rule_ids: Sequence[int]) -> None:
    known = {row["id"] for row in await rules.everyone(tx)} if rule_ids else set()
    if not set(rule_ids) <= known:
        raise refused("rule_ids", "ERR_INVALID", "Rule ids does not reference valid rules")


async def _keep_rules(tx: WriteTx, report_id: ReportId, rule_ids: Sequence[int]) -> None:
    await tx.many(_insert_rule, [{"report_id": report_id, "rule_id": rule_id} for rule_id in dict.fromkeys(rule_ids)])
