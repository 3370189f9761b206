"""Silence an account: it stays out of public timelines and trends; those who follow it read it as before."""

from typing import Final

from sqlalchemy import update

from kukhnya.model.ids import AccountId
from kukhnya.queries import staff
from kukhnya.store.statement import Statement, flag_param, param
from kukhnya.store.tables import account
from kukhnya.store.tx import WriteTx

_change: Final = Statement(
    update(account)
    .values(silenced=flag_param("silenced"), version=account.c.version + 1)
    .where(account.c.id == param("id"))
)


async def silence_account(tx: WriteTx, account_id: AccountId) -> None:
    """Keep it out of what is public. Raises NotFound, Forbidden."""
    await staff.subject(tx, account_id)
    await tx.execute(_change, id=account_id, silenced=True)


async def unsilence_account(tx: WriteTx, account_id: AccountId) -> None:
    """Let it be found again. Raises NotFound, Forbidden."""
    await staff.subject(tx, account_id)
    await tx.execute(_change, id=account_id, silenced=False)
