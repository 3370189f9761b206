"""Let an app act for the viewer: a code, good once and for ten minutes, to be changed into a token."""

import base64
import hashlib
import hmac
from typing import Any, Final

from sqlalchemy import delete, select, update

from kukhnya.model.ids import MINUTE, AccountId, AppId
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables import oauth_code, token
from kukhnya.store.tx import WriteTx

from .issue_token import issue_token
from .keep_push import end_orphaned_push

LIFE: Final = 10 * MINUTE
_insert: Final = inserting(oauth_code, without=("token_id",))
_forget: Final = Statement(delete(oauth_code).where(oauth_code.c.expires_at <= param("now")))
_take: Final = Statement(
    update(oauth_code)
    .values(token_id=param("token_id"))
    .where(oauth_code.c.code_hash == text_param("code_hash"), oauth_code.c.token_id.is_(None))
)
_code: Final = Statement(select(oauth_code).where(oauth_code.c.code_hash == text_param("code_hash")))
_revoke: Final = Statement(delete(token).where(token.c.id == param("id")))


async def grant_code(
    tx: WriteTx, code_hash: str, app_id: AppId, redirect_uri: str, scopes: str, challenge: str
) -> None:
    """Keep the hash of a code for the viewer and this app. `challenge`: S256 of PKCE, empty for none."""
    await tx.execute(_forget)
    await tx.execute(
        _insert,
        code_hash=code_hash,
        app_id=app_id,
        account_id=tx.viewer.id,
        redirect_uri=redirect_uri,
        scopes=scopes,
        challenge=challenge,
        expires_at=tx.now + LIFE,
    )


async def redeem_code(
    tx: WriteTx, code_hash: str, app_id: AppId, redirect_uri: str, verifier: str, token_hash: str
) -> str | None:
    """Change the code into a token whose hash is kept; the answer is its scopes.

    None for a code that is not good. One that is used a second time ends the token it was changed into.
    """
    row = await tx.one(_code, code_hash=code_hash)
    if row is None:
        return None
    if row["token_id"] is not None:
        await tx.execute(_revoke, id=row["token_id"])
        await end_orphaned_push(tx)
        return None
    if not _fits(row, app_id, redirect_uri, verifier) or row["expires_at"] <= tx.now:
        return None
    token_id = await issue_token(tx, app_id, AccountId(row["account_id"]), row["scopes"], token_hash)
    if not await tx.execute(_take, code_hash=code_hash, token_id=token_id):
        await tx.execute(_revoke, id=token_id)
        return None
    return str(row["scopes"])


def _fits(row: Any, app_id: AppId, redirect_uri: str, verifier: str) -> bool:
    if row["app_id"] != app_id or row["redirect_uri"] != redirect_uri:
        return False
    if not row["challenge"]:
        return True
    made = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("utf-8", "replace")).digest()).decode().rstrip("=")
    return hmac.compare_digest(made, row["challenge"])
