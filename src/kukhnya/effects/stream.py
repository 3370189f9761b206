"""Tell those who listen. Written are ids alone; who hears what is asked of the rule when it is told (`api.delivery`)."""

from kukhnya.actions.tell_streams import tell_conversations, tell_streams
from kukhnya.model import events
from kukhnya.model.ids import TOP
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def of_post(tx: WriteTx, event: events.StatusPosted, _files: Files) -> None:
    """A status is there."""
    await tell_streams(tx, "update", [event.status_id])
    await tell_conversations(tx, event.status_id)


async def of_edit(tx: WriteTx, event: events.StatusEdited, _files: Files) -> None:
    """A status says something else."""
    await tell_streams(tx, "status.update", [event.status_id])


async def of_audience(tx: WriteTx, event: events.AudienceChanged, _files: Files) -> None:
    """A status is for others than before."""
    await tell_streams(tx, "audience", [event.status_id])


async def of_audiences(tx: WriteTx, event: events.AudiencesMoved, _files: Files) -> None:
    """Many statuses of an account are for others than before: told once, however long the rest takes."""
    if event.below == TOP:
        await tell_streams(tx, "audiences", account_id=event.account_id)


async def of_deletion(tx: WriteTx, event: events.StatusDeleted, _files: Files) -> None:
    """A status is gone."""
    await tell_streams(tx, "delete", [event.status_id], event.account_id)


async def of_notifications(tx: WriteTx, event: events.Notified, _files: Files) -> None:
    """Something concerns somebody."""
    await tell_streams(tx, "notification", event.notification_ids)


async def of_lost_account(tx: WriteTx, event: events.AccountDeleted, _files: Files) -> None:
    """All statuses of an account are gone."""
    await tell_streams(tx, "account", account_id=event.account_id)


async def of_filters(tx: WriteTx, event: events.FiltersChanged, _files: Files) -> None:
    """Somebody filters something else now."""
    await tell_streams(tx, "filters_changed", account_id=event.account_id)


async def of_merging(tx: WriteTx, event: events.NotificationsMerged, _files: Files) -> None:
    """What was kept back for somebody stands among their notifications now."""
    await tell_streams(tx, "notifications_merged", account_id=event.account_id)


async def of_announcement(tx: WriteTx, event: events.AnnouncementPublished, _files: Files) -> None:
    """Those who run the server have something to say."""
    await tell_streams(tx, "announcement", [event.announcement_id])


async def of_lost_announcement(tx: WriteTx, event: events.AnnouncementDeleted, _files: Files) -> None:
    """They have taken it back."""
    await tell_streams(tx, "announcement.delete", [event.announcement_id])
