"""The viewer's own lists. Somebody else's list does not exist."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, ListId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, list_, list_member
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_own: Final = Statement(select(list_).where(list_.c.id == param("id"), list_.c.account_id == VIEWER))
_all: Final = Statement(select(list_).where(list_.c.account_id == VIEWER).order_by(list_.c.id))
_with: Final = Statement(
    select(list_)
    .select_from(list_.join(list_member, list_member.c.list_id == list_.c.id))
    .where(list_.c.account_id == VIEWER, list_member.c.account_id == param("who"))
    .order_by(list_.c.id)
)
_members: Final = Paged(
    select(list_member.c.account_id)
    .select_from(list_member.join(account, account.c.id == list_member.c.account_id))
    .where(list_member.c.list_id == param("list"), ~account.c.suspended),
    list_member.c.account_id,
)


async def own(tx: ReadTx, list_id: ListId) -> Any:
    """The row of one of the viewer's lists. Raises NotFound."""
    row = await tx.one(_own, id=list_id)
    if row is None:
        raise NotFound(list_id)
    return row


async def all_own(tx: ReadTx) -> list[Any]:
    """The rows of all of the viewer's lists."""
    return await tx.all(_all)


async def holding(tx: ReadTx, who: AccountId) -> list[Any]:
    """The rows of the viewer's lists on which an account is."""
    return await tx.all(_with, who=who)


async def members(tx: ReadTx, list_id: ListId, page: Page) -> list[int]:
    """Ids of the accounts on one of the viewer's lists, by account id. Raises NotFound."""
    await own(tx, list_id)
    return await _members.ids(tx, page, list=list_id)
