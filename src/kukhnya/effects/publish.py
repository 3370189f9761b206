"""Do what was to be done at this time: post what was scheduled, put back what a journey had folded away."""

from kukhnya.actions import publish_scheduled, travel
from kukhnya.model import events
from kukhnya.model.viewer import Viewer
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def due_status(tx: WriteTx, event: events.StatusDue, _files: Files) -> None:
    """Post a scheduled status, unless it has been moved or taken back."""
    await publish_scheduled.publish_scheduled(tx, event.scheduled_status_id)


async def after_travel(tx: WriteTx, event: events.TravelEnds, _files: Files) -> None:
    """Give somebody's statuses the audience they had before, unless they have done so themselves or moved the day."""
    await travel.arrive(tx.acting_for(Viewer(event.account_id)), event.move_id)
