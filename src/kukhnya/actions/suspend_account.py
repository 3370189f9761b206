"""Suspend an account: it and all its statuses are as if they did not exist, until that is undone."""

from typing import Final

from sqlalchemy import delete, update

from kukhnya.model.errors import NotFound
from kukhnya.model.events import FindabilityChanged
from kukhnya.model.ids import AccountId
from kukhnya.queries.server import SUSPENSIONS
from kukhnya.store.statement import Statement, flag_param, param
from kukhnya.store.tables import account, login, oauth_code, token
from kukhnya.store.tx import WriteTx

from .keep_push import end_orphaned_push
from .keep_server_value import count_on_server

_change: Final = Statement(
    update(account)
    .values(suspended=flag_param("suspended"), version=account.c.version + 1)
    .where(account.c.id == param("id"))
)
_end_logins: Final = Statement(delete(login).where(login.c.account_id == param("id")))
_end_tokens: Final = Statement(delete(token).where(token.c.account_id == param("id")))
_end_codes: Final = Statement(delete(oauth_code).where(oauth_code.c.account_id == param("id")))


async def suspend_account(tx: WriteTx, account_id: AccountId) -> None:
    """Hide the account and sign it out everywhere. Nothing of it is erased. Raises NotFound."""
    await _set(tx, account_id, suspended=True)
    await tx.execute(_end_logins, id=account_id)
    await tx.execute(_end_tokens, id=account_id)
    await end_orphaned_push(tx)
    await tx.execute(_end_codes, id=account_id)


async def restore_account(tx: WriteTx, account_id: AccountId) -> None:
    """Undo a suspension: what was shown is shown again. Raises NotFound."""
    await _set(tx, account_id, suspended=False)


async def _set(tx: WriteTx, account_id: AccountId, *, suspended: bool) -> None:
    if await tx.execute(_change, id=account_id, suspended=suspended) == 0:
        raise NotFound(account_id)
    await count_on_server(tx, SUSPENSIONS)
    tx.emit(FindabilityChanged(account_id))
