"""The viewer's own circles. Somebody else's circle does not exist, not even for its members."""

from typing import Any, Final

from sqlalchemy import func, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, CircleId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, circle, circle_member
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_own: Final = Statement(select(circle).where(circle.c.id == param("id"), circle.c.account_id == VIEWER))
_all: Final = Statement(select(circle).where(circle.c.account_id == VIEWER).order_by(circle.c.id))
_with: Final = Statement(
    select(circle)
    .select_from(circle.join(circle_member, circle_member.c.circle_id == circle.c.id))
    .where(circle.c.account_id == VIEWER, circle_member.c.account_id == param("who"))
    .order_by(circle.c.id)
)
_members: Final = Paged(
    select(circle_member.c.account_id)
    .select_from(circle_member.join(account, account.c.id == circle_member.c.account_id))
    .where(circle_member.c.circle_id == param("circle"), ~account.c.suspended),
    circle_member.c.account_id,
)
_counted: Final = Statement(
    select(circle_member.c.circle_id, func.count())
    .select_from(
        circle.join(circle_member, circle_member.c.circle_id == circle.c.id).join(
            account, account.c.id == circle_member.c.account_id
        )
    )
    .where(circle.c.account_id == VIEWER, ~account.c.suspended)
    .group_by(circle_member.c.circle_id)
)


async def own(tx: ReadTx, circle_id: CircleId) -> Any:
    """The row of one of the viewer's circles. Raises NotFound."""
    row = await tx.one(_own, id=circle_id)
    if row is None:
        raise NotFound(circle_id)
    return row


async def all_own(tx: ReadTx) -> list[Any]:
    """The rows of all of the viewer's circles."""
    return await tx.all(_all)


async def counted(tx: ReadTx) -> dict[int, int]:
    """How many people are in each of the viewer's circles; one without any is left out."""
    return {row[0]: row[1] for row in await tx.all(_counted)}


async def holding(tx: ReadTx, who: AccountId) -> list[Any]:
    """The rows of the viewer's circles in which an account is."""
    return await tx.all(_with, who=who)


async def members(tx: ReadTx, circle_id: CircleId, page: Page) -> list[int]:
    """Ids of the accounts in one of the viewer's circles, by account id. Raises NotFound."""
    await own(tx, circle_id)
    return await _members.ids(tx, page, circle=circle_id)
