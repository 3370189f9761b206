"""Post a scheduled status when its time has come, once, in its author's name.

Nothing is posted for an account that is suspended or may not sign in. What the author may no longer answer or quote is
left out; a circle that is gone leaves the author alone. So it is never for more people than was asked.
"""

from typing import Final

import msgspec
from sqlalchemy import select

from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft
from kukhnya.model.errors import Forbidden, NotFound, Refused
from kukhnya.model.ids import AccountId, ScheduledStatusId
from kukhnya.model.viewer import Viewer
from kukhnya.store.sealed import scheduled_status
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, member
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages, scheduled

from .change_audience import circle_for
from .post_status import post_status
from .quote_status import quoting
from .schedule_status import release, take_back_scheduled

_due: Final = Statement(
    select(scheduled_status.c.account_id, account.c.suspended, member.c.state)
    .select_from(
        scheduled_status.join(account, account.c.id == scheduled_status.c.account_id).join(
            member, member.c.account_id == account.c.id
        )
    )
    .where(scheduled_status.c.id == param("id"), scheduled_status.c.due_at <= param("now"))
)


async def publish_scheduled(tx: WriteTx, an_id: ScheduledStatusId) -> None:
    """Post it if its time is now; nothing happens to one that has been moved, taken back or posted."""
    row = await tx.one(_due, id=an_id)
    if row is None:
        return
    theirs = tx.acting_for(Viewer(AccountId(row["account_id"])))
    kept = await scheduled.one(theirs, an_id)
    if row["suspended"] or row["state"] != "active":
        await take_back_scheduled(theirs, an_id)
        return
    await theirs.execute(release, id=an_id)
    await take_back_scheduled(theirs, an_id)
    await post_status(theirs, await _as_allowed(theirs, kept.draft), kept.bounds)


async def _as_allowed(tx: WriteTx, draft: Draft) -> Draft:
    """The draft without what has gone since. Of this nothing is written, so a refusal leaves nothing behind."""
    audience = draft.audience or Audience.SELF
    parent = draft.in_reply_to_id
    if parent is not None and not await pages.among_ids(tx, [parent]):
        parent = None
    try:
        circle_id = await circle_for(tx, audience, draft.circle_id)
    except (NotFound, Refused):
        audience, circle_id = Audience.SELF, None
    quoted = draft.quoted_id
    try:
        await quoting(tx, quoted, audience, circle_id)
    except (NotFound, Forbidden, Refused):
        quoted = None
    return msgspec.structs.replace(
        draft, audience=audience, circle_id=circle_id, in_reply_to_id=parent, quoted_id=quoted
    )  # fmt: skip
