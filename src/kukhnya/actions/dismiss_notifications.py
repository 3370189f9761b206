"""Put notifications away: one, or all."""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import notification
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_one: Final = Statement(
    delete(notification).where(notification.c.id == param("id"), notification.c.account_id == VIEWER)
)
_all: Final = Statement(delete(notification).where(notification.c.account_id == VIEWER))


async def dismiss(tx: WriteTx, notification_id: NotificationId) -> None:
    """Put one of the viewer's notifications away. Raises NotFound."""
    if not await tx.execute(_one, id=notification_id):
        raise NotFound(notification_id)


async def dismiss_all(tx: WriteTx) -> None:
    """Put all of the viewer's notifications away."""
    await tx.execute(_all)
