"""Change a password, and end everything that was opened with the old one."""

from typing import Final

from sqlalchemy import delete, update

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import login, member, oauth_code, token
from kukhnya.store.tx import WriteTx

from .keep_push import end_orphaned_push

_change: Final = Statement(
    update(member).values(password=text_param("password")).where(member.c.account_id == param("id"))
)
_end_logins: Final = Statement(delete(login).where(login.c.account_id == param("id"), login.c.id != param("kept")))
_end_tokens: Final = Statement(delete(token).where(token.c.account_id == param("id")))
_end_codes: Final = Statement(delete(oauth_code).where(oauth_code.c.account_id == param("id")))


async def set_password(tx: WriteTx, account_id: AccountId, password_hash: str, *, keep_login: int = 0) -> None:
    """Keep the hash; sign out every browser but `keep_login`, and every app. Raises NotFound for no member."""
    if await tx.execute(_change, id=account_id, password=password_hash) == 0:
        raise NotFound(account_id)
    await tx.execute(_end_logins, id=account_id, kept=keep_login)
    await tx.execute(_end_tokens, id=account_id)
    await end_orphaned_push(tx)
    await tx.execute(_end_codes, id=account_id)


async def renew_hash(tx: WriteTx, account_id: AccountId, password_hash: str) -> None:
    """Keep the same password under a hash of today's strength; nobody is signed out."""
    await tx.execute(_change, id=account_id, password=password_hash)
