"""Share a status again, to an audience of one's own and for a time; or take the sharing back without a trace."""

from typing import Any, Final

from sqlalchemy import select, update

from kukhnya.model.audience import Audience, Relation
from kukhnya.model.errors import Forbidden
from kukhnya.model.events import StatusExpires, StatusPosted
from kukhnya.model.ids import StatusId, week
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import member
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER, shareable, widens

from .delete_status import erase
from .post_status import checked_expiry, count_status, insert_status, raise_newest

_count: Final = Statement(
    update(status)
    .values(reblogs_count=status.c.reblogs_count + 1, version=status.c.version + 1)
    .where(status.c.id == param("id"))
)
_known: Final = Statement(
    select(status.c.id, status.c.expires_at).where(status.c.reblog_of_id == param("id"), status.c.account_id == VIEWER)
)
_choice: Final = Statement(select(member.c.default_reblog_audience).where(member.c.account_id == VIEWER))
_NARROWING: Final = (Audience.FOLLOWERS, Audience.MUTUALS, Audience.SELF)


async def reblog(
    tx: WriteTx, status_id: StatusId, audience: Audience | None = None, expires_in_s: int | None = None
) -> Seen:
    """Share it; the answer is the re-share, the same one the second time.

    Raises NotFound, Forbidden where the status is not to be shared so widely or at all, Refused for a wrong time.
    """
    an_id = StatusId(await tx.next_id())  # first of all, so that two at once find each other's re-share
    row = await pages.one(tx, StatusId(await pages.original(tx, status_id)))
    known = await tx.one(_known, id=row["id"])
    if known is not None and (known["expires_at"] is None or known["expires_at"] > tx.now):
        return Seen(known["id"])
    if known is not None:  # it is over and only waits to be erased
        await erase(tx, [known["id"]])
    chosen = await _audience(tx, row, audience)
    expires_at = checked_expiry(tx.now, expires_in_s)
    await tx.execute(
        insert_status, id=an_id, account_id=tx.viewer.id, audience=chosen.value,
        circle_id=row["circle_id"] if chosen is Audience.CIRCLE else None, expires_at=expires_at,
        reblog_of_id=row["id"], in_reply_to_id=None, in_reply_to_account_id=None, thread_id=an_id, created_at=tx.now,
        has_media=False, quote_of_id=None, quote_state="", quote_policy="nobody",
    )  # fmt: skip
    await tx.execute(_count, id=row["id"])
    await tx.execute(raise_newest, account_id=tx.viewer.id, bound=an_id)
    await tx.execute(count_status, account_id=tx.viewer.id, step=1, week=week(tx.now))
    if expires_at is not None:
        tx.emit(StatusExpires(an_id), at=expires_at)
    tx.emit(StatusPosted(an_id))
    return Seen(an_id)


async def _audience(tx: WriteTx, row: Any, asked: Audience | None) -> Audience:
    """The audience asked for, else the sharer's choice or what is narrower and allowed. Raises Forbidden."""
    of, mine = Audience(row["audience"]), row["account_id"] == tx.viewer.id
    if asked is not None:
        if not shareable(of, mine, asked):
            raise Forbidden("This action is not allowed")
        return asked
    choice = Audience(await tx.value(_choice) or Audience.FOLLOWERS)
    for audience in (choice, of, *_NARROWING):
        # Those in the circle of one's own status are the same for whom it was.
        if shareable(of, mine, audience) and not widens(choice, audience) - {Relation.IN_CIRCLE}:
            return audience
    raise Forbidden("This action is not allowed")


async def unreblog(tx: WriteTx, status_id: StatusId) -> Seen:
    """Take the sharing back; the answer is the original. Raises NotFound."""
    target = await pages.original(tx, status_id)
    known = await tx.one(_known, id=target)
    if known is not None:
        await erase(tx, [known["id"]])
    return target
