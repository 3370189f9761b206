"""What somebody takes along of statuses: the words of their own as typed, and the addresses of others' they like or keep."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.page import Page
from kukhnya.store.sealed import status, status_text, status_version
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import account
from kukhnya.store.tx import ReadTx

from .rule import VIEWER, seen

_typed: Final = Statement(
    select(seen.c.id, status_text.c.source)
    .select_from(seen.join(status_text, status_text.c.status_id == seen.c.id))
    .where(among(seen.c.id), seen.c.account_id == VIEWER)
)
_addresses: Final = Statement(
    select(seen.c.id, status_text.c.uri, account.c.username, account.c.domain)
    .select_from(
        seen.join(account, account.c.id == seen.c.account_id).outerjoin(
            status_text, status_text.c.status_id == seen.c.id
        )
    )
    .where(among(seen.c.id))
)
_earlier: Final = Statement(
    select(status_version.c.status_id, status_version.c.edited_at, status_version.c.spoiler, status_version.c.source)
    .select_from(status_version.join(status, status.c.id == status_version.c.status_id))
    .where(status.c.account_id == VIEWER)
    .order_by(status_version.c.status_id.desc(), status_version.c.edited_at.desc())
    .limit(param("limit"))
    .offset(param("offset"))
)


async def typed(tx: ReadTx, ids: Sequence[int]) -> dict[int, str]:
    """The words of those of these statuses that are the viewer's own, as they were typed. One statement."""
    return {row["id"]: row["source"] for row in await tx.all(_typed, ids=list(ids))}


async def versions(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (status_id, edited_at, spoiler, source): what the viewer's edited statuses said, and say. One statement."""
    return await tx.all(_earlier, limit=page.limit, offset=page.offset)


async def addresses(tx: ReadTx, ids: Sequence[int]) -> list[Any]:
    """Rows (id, uri, username, domain) of those of these statuses that the viewer may see. One statement."""
    return await tx.all(_addresses, ids=list(ids))
