"""Pin a status to one's profile, or take it off."""

from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import StatusId
from kukhnya.store.sealed import pin, status
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER, pinnable

_pin: Final = inserting(pin, quietly=True)
_unpin: Final = Statement(delete(pin).where(pin.c.account_id == VIEWER, pin.c.status_id == param("id")))
_pins: Final = Statement(
    select(func.count()).select_from(pin).where(pin.c.account_id == VIEWER, pin.c.status_id != param("id"))
)
_own: Final = Statement(select(status.c.id).where(status.c.id == param("id"), status.c.account_id == VIEWER))


async def pin_status(tx: WriteTx, status_id: StatusId, bounds: Bounds) -> Seen:
    """Show it first on one's profile, to those who may see it. Raises NotFound, Refused."""
    an_id = await tx.next_id()  # before anything is counted, so that two at once do not both find the last place free
    row = await pages.one(tx, status_id)
    if row["account_id"] != tx.viewer.id:
        raise refused("base", "ERR_OWNERSHIP", "Someone else's post cannot be pinned")
    if row["reblog_of_id"] is not None:
        raise refused("base", "ERR_REBLOG", "A boost cannot be pinned")
    if not pinnable(Audience(row["audience"])):
        raise refused("base", "ERR_DIRECT", "Posts that are only visible to mentioned users cannot be pinned")
    if int(await tx.value(_pins, id=status_id) or 0) >= bounds.pins:
        raise refused("base", "ERR_LIMIT", "You have already pinned the maximum number of posts")
    await tx.execute(_pin, account_id=tx.viewer.id, status_id=status_id, id=an_id)
    return Seen(row["id"])


async def unpin_status(tx: WriteTx, status_id: StatusId) -> Seen:
    """Show it first no more. Raises NotFound where it is not one's own."""
    own = await tx.value(_own, id=status_id)
    if own is None:
        raise NotFound(status_id)
    await tx.execute(_unpin, id=status_id)
    return Seen(own)
