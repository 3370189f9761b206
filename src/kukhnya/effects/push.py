"""Tell people's apps that something is new; the telling itself waits for its turn outside of any transaction."""

from kukhnya.actions.queue_push import queue_push
from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def of_notified(tx: WriteTx, event: events.Notified, _files: Files) -> None:
    """Note a push for each app that wants one."""
    await queue_push(tx, event.notification_ids)
