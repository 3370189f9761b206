"""What a status said before, from the version that a reader was first allowed to read.

The author reads everything. Earlier versions stay with the author when the audience is widened (`history_from`).
Who reads only because of a follow or of being named begins at that moment; who reads through a circle, of which no
time is kept, reads the newest alone.
"""

from typing import Any, Final

import sqlalchemy as sa

from kukhnya.model.audience import Relation
from kukhnya.model.ids import StatusId, time_of
from kukhnya.store.sealed import mention, status, status_text, status_version
from kukhnya.store.statement import Statement
from kukhnya.store.tables import follow
from kukhnya.store.tx import ReadTx

from .rule import STATUS, VIEWER, explain, explanation

_versions: Final = Statement(
    sa.select(status_version).where(status_version.c.status_id == STATUS).order_by(status_version.c.edited_at)
)
_back: Final = follow.alias("back")
_current: Final = Statement(
    sa.select(
        status_text.c.source, status_text.c.html, status_text.c.spoiler, status_text.c.sensitive,
        status_text.c.history_from, status.c.created_at, status.c.edited_at,
        sa.select(mention.c.since).where(mention.c.status_id == STATUS, mention.c.account_id == VIEWER)
        .scalar_subquery().label("named_at"),
        sa.select(follow.c.id).where(follow.c.follower_id == VIEWER, follow.c.followee_id == status.c.account_id)
        .correlate(status).scalar_subquery().label("follow_id"),
        sa.select(_back.c.id).where(_back.c.follower_id == status.c.account_id, _back.c.followee_id == VIEWER)
        .correlate(status).scalar_subquery().label("back_id"),
    )
    .select_from(status.join(status_text, status_text.c.status_id == status.c.id))
    .where(status.c.id == STATUS)
)  # fmt: skip


async def versions(tx: ReadTx, status_id: StatusId) -> list[Any]:
    """Rows of `status_version` the viewer may read, oldest first; empty for a status that was never edited or is hidden."""
    reason = await tx.one(explain, status=status_id)
    if reason is None:
        return []
    visible, opening, _ = explanation(reason)
    if not visible:
        return []
    current = await tx.one(_current, status=status_id)
    if current is None:
        return []
    rows = await tx.all(_versions, status=status_id)
    begins = _begins(opening, current)
    first = max((place for place, row in enumerate(rows) if row["edited_at"] <= begins), default=0)
    return rows[first:]


async def text(tx: ReadTx, status_id: StatusId) -> Any | None:
    """The newest words of a status as typed (`source`, `spoiler`) and cleaned (`html`), where the viewer may see it."""
    reason = await tx.one(explain, status=status_id)
    return await tx.one(_current, status=status_id) if reason is not None and reason["visible"] else None


def _begins(opening: frozenset[Relation], current: Any) -> int:
    if Relation.AUTHOR in opening:
        return 0
    newest: int = current["edited_at"] or current["created_at"]
    personal = newest
    if opening & {Relation.ANYONE, Relation.MEMBER}:
        personal = 0
    if Relation.FOLLOWER in opening and current["follow_id"] is not None:
        personal = min(personal, time_of(current["follow_id"]))
    if Relation.MUTUAL in opening and None not in (current["follow_id"], current["back_id"]):
        personal = min(personal, time_of(max(current["follow_id"], current["back_id"])))
    if Relation.MENTIONED in opening and current["named_at"] is not None:
        personal = min(personal, current["named_at"])
    return max(personal, int(current["history_from"]))
