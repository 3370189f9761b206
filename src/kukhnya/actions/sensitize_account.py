"""Have everything an account posts shown as sensitive, whatever it says itself. What it has said is not changed."""

from typing import Final

from sqlalchemy import update

from kukhnya.model.ids import AccountId
from kukhnya.queries import staff
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, flag_param, param
from kukhnya.store.tables import account
from kukhnya.store.tx import WriteTx

_change: Final = Statement(
    update(account)
    .values(sensitized=flag_param("sensitized"), version=account.c.version + 1)
    .where(account.c.id == param("id"))
)
_show: Final = Statement(update(status).values(version=status.c.version + 1).where(status.c.account_id == param("id")))


async def sensitize_account(tx: WriteTx, account_id: AccountId) -> None:
    """Veil what it posts and has posted. Raises NotFound, Forbidden."""
    await _set(tx, account_id, sensitized=True)


async def unsensitize_account(tx: WriteTx, account_id: AccountId) -> None:
    """Show its statuses as it means them. Raises NotFound, Forbidden."""
    await _set(tx, account_id, sensitized=False)


async def _set(tx: WriteTx, account_id: AccountId, *, sensitized: bool) -> None:
    row = await staff.subject(tx, account_id)
    if bool(row["sensitized"]) == sensitized:
        return
    await tx.execute(_change, id=account_id, sensitized=sensitized)
    await tx.execute(_show, id=account_id)
