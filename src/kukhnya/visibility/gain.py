"""How many would gain, were a status for another audience: asked before its author widens it.

Only relations count here, not doors that are shut, so that the number does not tell the author who blocks them.
"""

from typing import Final

import sqlalchemy as sa

from kukhnya.model.audience import Audience
from kukhnya.model.ids import CircleId, StatusId
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, circle_member, follow
from kukhnya.store.tx import ReadTx

from .rule import STATUS, opened_to

MOST: Final = 1000
"""Nobody is counted beyond."""

_now: Final = status.alias("now_for")
_then: Final = (
    sa.select(
        status.c.id,
        status.c.account_id,
        status.c.created_at,
        text_param("audience").label("audience"),
        param("circle").label("circle_id"),
    )
    .where(status.c.id == STATUS)
    .subquery("then_for")
)
_who, _author = account.alias("gainer"), account.alias("widener")
# Everybody who stands in any relation at all, so that a closed profile does not cost the rule once per account.
_candidates: Final = sa.union(
    sa.select(follow.c.follower_id).where(follow.c.followee_id == param("author")),
    sa.select(circle_member.c.account_id).where(circle_member.c.circle_id == param("circle")),
    sa.select(mention.c.account_id).where(mention.c.status_id == STATUS),
    sa.select(account.c.id).where(
        sa.exists(sa.select(1).select_from(_author).where(_author.c.id == param("author"), ~_author.c.closed))
    ),
)
_gainers: Final = Statement(
    sa.select(sa.func.count()).select_from(
        sa.select(_who.c.id)
        .select_from(_who.join(_now, _now.c.id == STATUS).join(_then, _then.c.id == _now.c.id))
        .where(
            _who.c.id.in_(_candidates),
            _who.c.id != param("author"),
            ~_who.c.suspended,
            opened_to(_who.c.id, _then),
            ~opened_to(_who.c.id, _now),
        )
        .limit(MOST)
        .subquery()
    )
)


async def gainers(tx: ReadTx, status_id: StatusId, audience: Audience, circle_id: CircleId | None) -> int:
    """How many accounts could read a status of the viewer's for `audience` who cannot now, counted up to `MOST`."""
    found = await tx.value(_gainers, status=status_id, author=tx.viewer.id, audience=audience.value, circle=circle_id)
    return int(found or 0)
