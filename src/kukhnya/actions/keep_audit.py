"""Keep the neutrality audit of this week, in place of an earlier one of the same week."""

from typing import Final

from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.ids import week
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables.mood import audit
from kukhnya.store.tx import WriteTx

_keep: Final = Statement(
    (made := insert(audit).values(week=param("week"), figures=text_param("figures"))).on_conflict_do_update(
        index_elements=["week"], set_={"figures": made.excluded.figures}
    )
)


async def keep_audit(tx: WriteTx, figures: str) -> None:
    """Keep these figures (`warm.findings.Audit` as JSON)."""
    await tx.execute(_keep, week=week(tx.now), figures=figures)
