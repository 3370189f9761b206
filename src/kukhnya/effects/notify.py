"""Tell people what concerns them."""

from kukhnya.actions import notify
from kukhnya.actions.tell_of_collection import tell_of_adding, tell_of_renaming
from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def of_post(tx: WriteTx, event: events.StatusPosted, _files: Files) -> None:
    """Those named, those who asked to hear of the author, the author of what is shared."""
    await notify.tell_of_post(tx, event.status_id)


async def of_edit(tx: WriteTx, event: events.StatusEdited, _files: Files) -> None:
    """Those newly named, those who share it."""
    await notify.tell_of_edit(tx, event.status_id, event.mentioned)


async def of_like(tx: WriteTx, event: events.Favourited, _files: Files) -> None:
    """The author."""
    await notify.tell_of_like(tx, event.account_id, event.status_id)


async def of_reaction(tx: WriteTx, event: events.Reacted, _files: Files) -> None:
    """The author."""
    await notify.tell_of_reaction(tx, event.account_id, event.status_id, event.name)


async def of_poll(tx: WriteTx, event: events.PollEnded, _files: Files) -> None:
    """Those who voted."""
    await notify.tell_of_poll(tx, event.status_id)


async def of_follow(tx: WriteTx, event: events.Followed, _files: Files) -> None:
    """Who is followed."""
    await notify.tell(tx, "follow", event.follower_id, [event.followee_id])


async def of_request(tx: WriteTx, event: events.FollowAsked, _files: Files) -> None:
    """Who is asked."""
    await notify.tell(tx, "follow_request", event.follower_id, [event.followee_id])


async def of_sign_up(tx: WriteTx, event: events.SignedUp, _files: Files) -> None:
    """Those who look after the server."""
    await notify.tell_of_sign_up(tx, event.account_id)


async def of_report(tx: WriteTx, event: events.ReportFiled, _files: Files) -> None:
    """Those who look after the server."""
    await notify.tell_of_report(tx, event.report_id)


async def of_collection(tx: WriteTx, event: events.AddedToCollection, _files: Files) -> None:
    """Those who have been put into it."""
    await tell_of_adding(tx, event.collection_id, event.account_ids)


async def of_renaming(tx: WriteTx, event: events.CollectionRenamed, _files: Files) -> None:
    """Those who are in it."""
    await tell_of_renaming(tx, event.collection_id)
