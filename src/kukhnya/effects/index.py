"""Keep what search reads in step with what may be found."""

from kukhnya.actions import index_status
from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx


async def status(
    tx: WriteTx, event: events.StatusPosted | events.StatusEdited | events.AudienceChanged, _files: Files
) -> None:
    """A status that says something new, or says it to others."""
    await index_status.index_status(tx, event.status_id)


async def account(tx: WriteTx, event: events.FindabilityChanged, _files: Files) -> None:
    """Everything of an account that lets itself be found, or does so no more."""
    await index_status.index_account(tx, event.account_id, event.below)


async def narrowed(tx: WriteTx, event: events.AudiencesMoved, _files: Files) -> None:
    """Statuses that are no longer for everybody leave the index, and bear no card."""
    await index_status.forget_narrowed(tx, event.account_id, event.below)
