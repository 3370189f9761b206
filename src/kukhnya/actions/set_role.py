"""Say what a member may do here: look after the server, or just live in it."""

from typing import Final

from sqlalchemy import delete, update

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, member, notification
from kukhnya.store.tx import WriteTx

from .create_account import Role

_set: Final = Statement(update(member).values(role=text_param("role")).where(member.c.account_id == param("id")))
_show: Final = Statement(update(account).values(version=account.c.version + 1).where(account.c.id == param("id")))

_untell: Final = Statement(
    delete(notification).where(notification.c.account_id == param("id"), notification.c.kind.like("admin.%"))
)


async def set_role(tx: WriteTx, account_id: AccountId, role: Role) -> None:
    """Give a member this role in place of the one before. Raises NotFound for no member."""
    if await tx.execute(_set, id=account_id, role=role) == 0:
        raise NotFound(account_id)
    await tx.execute(_show, id=account_id)
    if role == "member":
        await tx.execute(_untell, id=account_id)
