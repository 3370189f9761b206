"""Remember that a browser has signed in: the hash of its word, for thirty days."""

from typing import Final

from sqlalchemy import delete, or_, update

from kukhnya.model.ids import DAY, WEEK, AccountId, week
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import account, login
from kukhnya.store.tx import WriteTx

LIFE: Final = 30 * DAY
_insert: Final = inserting(login)
_forget: Final = Statement(delete(login).where(login.c.expires_at <= param("now")))
_seen: Final = Statement(
    update(account)
    .values(active_week=param("week"), version=account.c.version + 1)
    .where(
        account.c.id == param("account"), or_(account.c.active_week.is_(None), account.c.active_week != param("week"))
    )
)


async def sign_in(tx: WriteTx, account_id: AccountId, word_hash: str, name: str) -> None:
    """Keep it; `name` is what the owner will know the browser by."""
    await tx.execute(_forget)
    await tx.execute(
        _insert,
        id=await tx.coarse_id(),
        hash=word_hash,
        account_id=account_id,
        name=name,
        created_week=week(tx.now),
        expires_at=week(tx.now) + WEEK + LIFE,
    )
    await tx.execute(_seen, account=account_id, week=week(tx.now))
