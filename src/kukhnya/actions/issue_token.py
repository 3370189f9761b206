"""Give an app a token: the word itself is told once, its hash is kept."""

from typing import Final

from kukhnya.model.ids import AccountId, AppId, TokenId, week
from kukhnya.store.statement import inserting
from kukhnya.store.tables import token
from kukhnya.store.tx import WriteTx

_insert: Final = inserting(token)


async def issue_token(tx: WriteTx, app_id: AppId, account_id: AccountId | None, scopes: str, hashed: str) -> TokenId:
    """Keep the hash of a token for this app, and account where it has one; the answer is its id."""
    token_id = TokenId(await tx.coarse_id())
    await tx.execute(
        _insert, id=token_id, hash=hashed, app_id=app_id, account_id=account_id, scopes=scopes,
        created_week=week(tx.now),
    )  # fmt: skip
    return token_id
