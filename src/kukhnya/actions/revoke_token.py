"""Take back what a token, an app or a signed-in browser may do."""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.ids import AppId
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import login, token
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .keep_push import end_orphaned_push

_by_hash: Final = Statement(delete(token).where(token.c.hash == text_param("hash"), token.c.app_id == param("app_id")))
_by_id: Final = Statement(delete(token).where(token.c.id == param("id"), token.c.account_id == VIEWER))
_login: Final = Statement(delete(login).where(login.c.hash == text_param("hash")))
_one_login: Final = Statement(delete(login).where(login.c.id == param("id"), login.c.account_id == VIEWER))
_other_logins: Final = Statement(delete(login).where(login.c.account_id == VIEWER, login.c.id != param("kept")))
_tokens: Final = Statement(delete(token).where(token.c.account_id == VIEWER))


async def revoke_token(tx: WriteTx, token_hash: str, app_id: AppId) -> None:
    """End a token of this app; nothing happens where there is none."""
    await tx.execute(_by_hash, hash=token_hash, app_id=app_id)
    await end_orphaned_push(tx)


async def revoke_own_token(tx: WriteTx, token_id: int) -> None:
    """End one of the viewer's tokens."""
    await tx.execute(_by_id, id=token_id)
    await end_orphaned_push(tx)


async def sign_out(tx: WriteTx, login_hash: str) -> None:
    """End the sign-in of a browser."""
    await tx.execute(_login, hash=login_hash)


async def end_login(tx: WriteTx, login_id: int) -> None:
    """End one of the viewer's signed-in browsers."""
    await tx.execute(_one_login, id=login_id)


async def end_all_others(tx: WriteTx, kept: int) -> None:
    """End every sign-in of the viewer but one, and every app's token."""
    await tx.execute(_other_logins, kept=kept)
    await tx.execute(_tokens)
    await end_orphaned_push(tx)
