"""Decide whether a hashtag, a link, a site or a status may trend."""

from collections.abc import Sequence
from typing import Final, Literal

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from kukhnya.store.statement import Statement, among_words, param, text_param
from kukhnya.store.tables.links import trend_review
from kukhnya.store.tx import WriteTx

Kind = Literal["tag", "link", "publisher", "status"]
Verdict = Literal["approved", "rejected"]

_decide: Final = Statement(
    (
        made := insert(trend_review).values(
            kind=text_param("kind"),
            subject=text_param("subject"),
            verdict=text_param("verdict"),
            decided_at=param("now"),
        )
    ).on_conflict_do_update(
        index_elements=["kind", "subject"],
        set_={"verdict": made.excluded.verdict, "decided_at": made.excluded.decided_at},
    )
)
_forget: Final = Statement(
    delete(trend_review).where(trend_review.c.kind == "status", among_words(trend_review.c.subject, "subjects"))
)


async def review_trend(tx: WriteTx, kind: Kind, subject: str, verdict: Verdict) -> None:
    """Let it trend, or never; the latest word holds. That the caller may decide is checked by the door."""
    await tx.execute(_decide, kind=kind, subject=subject, verdict=verdict)


async def forget_reviews(tx: WriteTx, status_ids: Sequence[int]) -> None:
    """Nothing of these statuses stays."""
    await tx.execute(_forget, subjects=[str(an_id) for an_id in status_ids])
