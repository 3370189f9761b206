"""What somebody takes along of statuses: the words of their own as typed, and the addresses of others' they like or keep."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.sealed import status_text
from kukhnya.store.statement import Statement, among
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


async def typed(tx: ReadTx, ids: Sequence[int]) -> dict[int, str]:
    """The words of those of these statuses that are the viewer's own, as they were typed. One statement."""
    return {row["id"]: row["source"] for row in await tx.all(_typed, ids=list(ids))}


async def addresses(tx: ReadTx, ids: Sequence[int]) -> list[Any]:
    """Rows (id, uri, username, domain) of those of these statuses that the viewer may see. One statement."""
    return await tx.all(_addresses, ids=list(ids))
