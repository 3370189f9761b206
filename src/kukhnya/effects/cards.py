"""Give statuses the cards of their links, and take them away."""

from kukhnya.actions.link_card import link_card
from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def of_post(tx: WriteTx, event: events.StatusPosted, _files: Files) -> None:
    """The first link of what everybody may find."""
    await link_card(tx, event.status_id)


async def of_edit(tx: WriteTx, event: events.StatusEdited, _files: Files) -> None:
    """Another link, or none."""
    await link_card(tx, event.status_id)


async def of_audience(tx: WriteTx, event: events.AudienceChanged, _files: Files) -> None:
    """What is narrower now bears none."""
    await link_card(tx, event.status_id)
