"""Post what was to be posted now."""

from kukhnya.actions import publish_scheduled
from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def due_status(tx: WriteTx, event: events.StatusDue, _files: Files) -> None:
    """Post a scheduled status, unless it has been moved or taken back."""
    await publish_scheduled.publish_scheduled(tx, event.scheduled_status_id)
