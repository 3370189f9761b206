"""Block somebody: from now on neither exists for the other, and what tied them is undone."""

from typing import Final

from sqlalchemy import and_, delete, or_, select

from kukhnya.model.errors import Forbidden
from kukhnya.model.events import Blocked
from kukhnya.model.ids import AccountId
from kukhnya.queries import accounts
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import block as block_table
from kukhnya.store.tables import circle, circle_member, follow_request, notification
from kukhnya.store.tables.notifications import notification_permission
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .unfollow import end_follow

_insert: Final = inserting(block_table, quietly=True)
_end_requests: Final = Statement(
    delete(follow_request).where(
        or_(
            and_(follow_request.c.follower_id == VIEWER, follow_request.c.followee_id == param("other")),
            and_(follow_request.c.follower_id == param("other"), follow_request.c.followee_id == VIEWER),
        )
    )
)
_leave_circles: Final = Statement(
    delete(circle_member).where(
        or_(
            and_(
                circle_member.c.account_id == param("other"),
                circle_member.c.circle_id.in_(select(circle.c.id).where(circle.c.account_id == VIEWER)),
            ),
            and_(
                circle_member.c.account_id == VIEWER,
                circle_member.c.circle_id.in_(select(circle.c.id).where(circle.c.account_id == param("other"))),
            ),
        )
    )
)
_forget_notifications: Final = Statement(
    delete(notification).where(
        or_(
            and_(notification.c.account_id == VIEWER, notification.c.from_account_id == param("other")),
            and_(notification.c.account_id == param("other"), notification.c.from_account_id == VIEWER),
        )
    )
)
_forget_permissions: Final = Statement(
    delete(notification_permission).where(
        notification_permission.c.account_id == VIEWER, notification_permission.c.from_account_id == param("other")
    )
)
_unblock: Final = Statement(
    delete(block_table).where(block_table.c.blocker_id == VIEWER, block_table.c.blocked_id == param("other"))
)


async def block(tx: WriteTx, other: AccountId) -> None:
    """Block; follows, requests, circle memberships and notifications between the two end. Raises Forbidden for oneself."""
    await accounts.visible(tx, other)
    if other == tx.viewer.id:
        raise Forbidden("You cannot block yourself")
    if not await tx.execute(_insert, blocker_id=tx.viewer.id, blocked_id=other, id=await tx.next_id()):
        return
    await end_follow(tx, tx.viewer.id, other)
    await end_follow(tx, other, tx.viewer.id)
    await tx.execute(_end_requests, other=other)
    await tx.execute(_leave_circles, other=other)
    await tx.execute(_forget_notifications, other=other)
    await tx.execute(_forget_permissions, other=other)
    tx.emit(Blocked(tx.viewer.id, other))


async def unblock(tx: WriteTx, other: AccountId) -> None:
    """Block no more; what was undone stays undone."""
    await tx.execute(_unblock, other=other)
