"""Hashtags on a profile, with how often the account uses them as far as the viewer may see."""

from typing import Any, Final

from sqlalchemy import and_, func, select

from kukhnya.model.ids import AccountId
from kukhnya.store.sealed import status, status_tag
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import tag
from kukhnya.store.tables.ties import featured_tag
from kukhnya.store.tx import ReadTx

from .rule import VIEWER, listed, seen

RECENT: Final = 1000
"""Only the newest statuses of the account are counted."""

_recent: Final = (
    select(status.c.id)
    .where(status.c.account_id == param("account"))
    .order_by(status.c.id.desc())
    .limit(RECENT)
    .subquery("recent")
)
_bearing: Final = _recent.join(status_tag, status_tag.c.status_id == _recent.c.id).join(
    tag, tag.c.id == status_tag.c.tag_id
)
_used: Final = (
    select(tag.c.key, seen.c.created_at)
    .select_from(
        _bearing.join(
            featured_tag, and_(featured_tag.c.key == tag.c.key, featured_tag.c.account_id == param("account"))
        ).join(seen, seen.c.id == _recent.c.id)
    )
    .subquery("used")
)
_featured: Final = Statement(
    select(featured_tag.c.id, featured_tag.c.key, func.count(_used.c.key), func.max(_used.c.created_at))
    .select_from(featured_tag.outerjoin(_used, _used.c.key == featured_tag.c.key))
    .where(featured_tag.c.account_id == param("account"))
    .group_by(featured_tag.c.id, featured_tag.c.key)
    .order_by(featured_tag.c.id)
)
_mine: Final = select(featured_tag.c.key).where(featured_tag.c.account_id == VIEWER)
_favourites: Final = Statement(
    select(tag.c.key)
    .select_from(_bearing.join(seen, seen.c.id == _recent.c.id))
    .where(listed(seen), tag.c.key.not_in(_mine))
    .group_by(tag.c.key)
    .order_by(func.count().desc(), tag.c.key)
    .limit(param("limit"))
)


async def of_account(tx: ReadTx, account_id: AccountId) -> list[Any]:
    """Rows (id, key, uses, last use) of what stands on a profile. Whether it may be shown at all is asked before."""
    return await tx.all(_featured, account=account_id)


async def suggested(tx: ReadTx, limit: int = 10) -> list[str]:
    """The hashtags the viewer uses most for all to find, without those already on the profile."""
    return await tx.column(_favourites, account=tx.viewer.id, limit=limit)
