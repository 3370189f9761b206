"""Circles: people whom the author keeps for statuses that are meant for them alone.

Members need not follow; they learn neither the circle's name nor who else is in it, and may leave.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import and_, delete, func, or_, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import CircleId
from kukhnya.queries import circles
from kukhnya.queries.accounts import HERE
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, among, inserting, param, text_param
from kukhnya.store.tables import account, block, circle, circle_member, member
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER, exists

from .keep_list import checked_title

_insert: Final = inserting(circle)
_how_many: Final = Statement(select(func.count()).select_from(circle).where(circle.c.account_id == VIEWER))
_members_count: Final = Statement(
    select(func.count())
    .select_from(circle_member)
    .where(circle_member.c.circle_id == param("circle"), ~among(circle_member.c.account_id, "but"))
)
_rename: Final = Statement(
    update(circle).values(title=text_param("title")).where(circle.c.id == param("id"), circle.c.account_id == VIEWER)
)
_delete: Final = Statement(delete(circle).where(circle.c.id == param("id"), circle.c.account_id == VIEWER))
_empty: Final = Statement(delete(circle_member).where(circle_member.c.circle_id == param("id")))
_orphan: Final = Statement(
    update(status).values(circle_id=None, version=status.c.version + 1).where(status.c.circle_id == param("id"))
)
_no_default: Final = Statement(
    update(member).values(default_circle_id=None).where(member.c.default_circle_id == param("id"))
)
_may_join: Final = Statement(
    select(account.c.id).where(
        among(account.c.id),
        account.c.id != VIEWER,
        HERE,
        ~exists(
            block,
            or_(
                and_(block.c.blocker_id == VIEWER, block.c.blocked_id == account.c.id),
                and_(block.c.blocker_id == account.c.id, block.c.blocked_id == VIEWER),
            ),
        ),
    )
)
_add: Final = inserting(circle_member, quietly=True)
_remove: Final = Statement(
    delete(circle_member).where(circle_member.c.circle_id == param("circle"), among(circle_member.c.account_id))
)
_leave: Final = Statement(
    delete(circle_member).where(circle_member.c.circle_id == param("circle"), circle_member.c.account_id == VIEWER)
)


async def create_circle(tx: WriteTx, title: str, bounds: Bounds) -> CircleId:
    """Make an empty circle; the answer is its id. Raises Refused."""
    tidy = checked_title(title, bounds)
    if int(await tx.value(_how_many) or 0) >= bounds.circles:
        raise refused("title", "ERR_TOO_MANY", f"You have reached the limit of {bounds.circles} circles")
    circle_id = CircleId(await tx.next_id())
    await tx.execute(_insert, id=circle_id, account_id=tx.viewer.id, title=tidy)
    return circle_id


async def rename_circle(tx: WriteTx, circle_id: CircleId, title: str, bounds: Bounds) -> None:
    """Give a circle another name. Raises NotFound, Refused."""
    if not await tx.execute(_rename, id=circle_id, title=checked_title(title, bounds)):
        raise NotFound(circle_id)


async def delete_circle(tx: WriteTx, circle_id: CircleId) -> None:
    """Take a circle away; what was for it alone is then read by its author and those it names. Raises NotFound."""
    if not await tx.execute(_delete, id=circle_id):
        raise NotFound(circle_id)
    await tx.execute(_empty, id=circle_id)
    await tx.execute(_orphan, id=circle_id)
    await tx.execute(_no_default, id=circle_id)


async def add_to_circle(tx: WriteTx, circle_id: CircleId, ids: Sequence[int], bounds: Bounds) -> None:
    """Take people in. Raises NotFound for a circle not one's own or somebody who cannot join, Refused beyond the limit."""
    await circles.own(tx, circle_id)
    welcome = set(await tx.column(_may_join, ids=list(ids)))
    if welcome != set(ids):
        raise NotFound(ids)
    others = int(await tx.value(_members_count, circle=circle_id, but=list(welcome)) or 0)
    if others + len(welcome) > bounds.circle_members:
        raise refused("account_ids", "ERR_TOO_MANY", f"A circle has at most {bounds.circle_members} people")
    await tx.many(_add, [{"circle_id": circle_id, "account_id": who} for who in welcome])


async def remove_from_circle(tx: WriteTx, circle_id: CircleId, ids: Sequence[int]) -> None:
    """Let people out: at their next request they read nothing more of what was for the circle. Raises NotFound."""
    await circles.own(tx, circle_id)
    await tx.execute(_remove, circle=circle_id, ids=list(ids))


async def leave_circle(tx: WriteTx, circle_id: CircleId) -> None:
    """The viewer leaves somebody's circle. Raises NotFound where the viewer is in no such circle."""
    if not await tx.execute(_leave, circle=circle_id):
        raise NotFound(circle_id)
