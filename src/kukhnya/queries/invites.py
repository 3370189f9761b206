"""Invites that are still good. What they were made of is not kept, so none of them can be written down again."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import invite
from kukhnya.store.tx import ReadTx

_live: Final = Statement(
    select(invite)
    .where(invite.c.expires_at > param("now"), invite.c.uses_left > 0, invite.c.role != "admin")
    .order_by(invite.c.expires_at, invite.c.code_hash)
)


async def live(tx: ReadTx) -> list[Any]:
    """The rows of invites that let somebody in, those that end first at the top."""
    return await tx.all(_live)
