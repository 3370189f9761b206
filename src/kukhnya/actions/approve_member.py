"""Let somebody in who asked to become a member."""

from typing import Final

from sqlalchemy import update

from kukhnya.model.errors import refused
from kukhnya.model.events import SignedUp
from kukhnya.model.ids import AccountId, tomorrow
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, member
from kukhnya.store.tx import WriteTx

_approve: Final = Statement(
    update(member).values(state="active").where(member.c.account_id == param("id"), member.c.state == "pending")
)
_show: Final = Statement(update(account).values(version=account.c.version + 1).where(account.c.id == param("id")))


async def approve_member(tx: WriteTx, account_id: AccountId) -> None:
    """Make a member of one who waits for it. Raises Refused for an account that does not wait."""
    if await tx.execute(_approve, id=account_id) == 0:
        raise refused("state", "ERR_INVALID", "This account does not wait for approval")
    await tx.execute(_show, id=account_id)
    tx.emit(SignedUp(account_id), at=tomorrow(tx.now))
