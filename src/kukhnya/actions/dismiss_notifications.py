"""Put notifications away: one, a group, or all."""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId
from kukhnya.model.notification import KINDS, group_of
from kukhnya.queries import notification_groups
from kukhnya.queries.notifications import Wish
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import notification
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_one: Final = Statement(
    delete(notification).where(notification.c.id == param("id"), notification.c.account_id == VIEWER)
)
_group: Final = Statement(
    delete(notification).where(
        notification.c.account_id == VIEWER,
        notification.c.kind == text_param("kind"),
        notification.c.status_id == param("status"),
        notification.c.id >= param("first"),
        notification.c.id < param("end"),
    )
)
_all: Final = Statement(delete(notification).where(notification.c.account_id == VIEWER))


async def dismiss(tx: WriteTx, notification_id: NotificationId) -> None:
    """Put one of the viewer's notifications away. Raises NotFound."""
    if not await tx.execute(_one, id=notification_id):
        raise NotFound(notification_id)


async def dismiss_group(tx: WriteTx, key: str) -> None:
    """Put away all that is told under this key. Raises NotFound where nothing of it may be shown."""
    await notification_groups.one(tx, key, Wish(kinds=list(KINDS), include_filtered=True))
    named = group_of(key)
    if named is None:
        raise NotFound(key)
    if named.kind:
        await tx.execute(_group, kind=named.kind, status=named.status_id, first=named.first, end=named.end)
    else:
        await tx.execute(_one, id=named.first)


async def dismiss_all(tx: WriteTx) -> None:
    """Put all of the viewer's notifications away."""
    await tx.execute(_all)
