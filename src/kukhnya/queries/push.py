"""What an app is told by push, as far as it may still be told."""

from typing import Any, Final

from sqlalchemy import and_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId, TokenId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, member, notification, token
from kukhnya.store.tables.push import push_subscription
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

from .notifications import shown

_sender: Final = account.alias("sender")
_own: Final = Statement(
    select(push_subscription).where(
        push_subscription.c.token_id == param("token"), push_subscription.c.account_id == VIEWER
    )
)
_letter: Final = Statement(
    select(
        notification.c.id,
        notification.c.kind,
        push_subscription.c.endpoint,
        push_subscription.c.p256dh,
        push_subscription.c.auth,
        push_subscription.c.standard,
        push_subscription.c.details,
        push_subscription.c.alerts,
        member.c.language,
        _sender.c.username,
        _sender.c.display_name,
    )
    .select_from(
        notification.join(push_subscription, push_subscription.c.account_id == notification.c.account_id)
        .join(token, and_(token.c.id == push_subscription.c.token_id, token.c.account_id == notification.c.account_id))
        .join(member, and_(member.c.account_id == notification.c.account_id, member.c.state == "active"))
        .join(_sender, _sender.c.id == notification.c.from_account_id)
    )
    .where(
        shown(notification),
        ~notification.c.filtered,
        notification.c.id == param("id"),
        push_subscription.c.token_id == param("token"),
    )
)


async def own(tx: ReadTx, token_id: TokenId) -> Any:
    """The row of this token's subscription. Raises NotFound."""
    row = await tx.one(_own, token=token_id)
    if row is None:
        raise NotFound(token_id)
    return row


async def letter(tx: ReadTx, token_id: int, notification_id: NotificationId) -> Any | None:
    """What there is to tell the viewer's app; None once the token, the subscription or the sight of it is gone."""
    return await tx.one(_letter, token=token_id, id=notification_id)
