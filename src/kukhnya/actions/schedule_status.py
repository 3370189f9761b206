"""Write a status to be posted later; move it to another time; take it back.

The draft is looked at as if it were posted now, and what the author did not say is settled now, so that a default which
becomes wider later widens nothing. Events hold its id; its words lie in the sealed table until they are posted.
"""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import bindparam, delete, func, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import MAX_AHEAD_S, MIN_AHEAD_S, Draft
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import MediaWithdrawn, StatusDue, StatusTakenBack
from kukhnya.model.ids import DAY, SECOND, MediaId, ScheduledStatusId, Time
from kukhnya.store.sealed import scheduled_status
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables import idempotency, media
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility import scheduled
from kukhnya.visibility.rule import VIEWER

from .delete_status import GRACE
from .post_status import Checked, checked, claimed, keep_key

_insert: Final = inserting(scheduled_status)
_how_many: Final = Statement(
    select(func.count()).select_from(scheduled_status).where(
        scheduled_status.c.account_id == VIEWER, scheduled_status.c.id != param("but")
    )
)  # fmt: skip
_that_day: Final = Statement(
    select(func.count()).select_from(scheduled_status).where(
        scheduled_status.c.account_id == VIEWER, scheduled_status.c.id != param("but"),
        scheduled_status.c.due_at >= param("day"), scheduled_status.c.due_at < param("day") + DAY,
    )
)  # fmt: skip
_move: Final = Statement(
    update(scheduled_status)
    .values(due_at=param("due_at"))
    .where(scheduled_status.c.id == param("id"), scheduled_status.c.account_id == VIEWER)
)
_take_back: Final = Statement(
    delete(scheduled_status).where(scheduled_status.c.id == param("id"), scheduled_status.c.account_id == VIEWER)
)
_forget_key: Final = Statement(delete(idempotency).where(idempotency.c.status_id == param("id")))
_reserve: Final = Statement(
    update(media)
    .values(waits_for_id=param("id"), withdrawn_at=None)
    .where(among(media.c.id), media.c.account_id == VIEWER, media.c.status_id.is_(None), media.c.waits_for_id.is_(None))
)
_reserved: Final = Statement(select(media.c.id).where(media.c.waits_for_id == param("id")))
release: Final = Statement(update(media).values(waits_for_id=None).where(media.c.waits_for_id == param("id")))
_withdraw: Final = Statement(
    update(media)
    .values(waits_for_id=None, withdrawn_at=bindparam("at", type_=media.c.withdrawn_at.type))
    .where(media.c.waits_for_id == param("id"))
)


async def schedule_status(tx: WriteTx, draft: Draft, due_at: Time, bounds: Bounds) -> ScheduledStatusId:
    """Keep it until its time, or find it kept already under the same idempotency key; the answer is its id.

    Raises Refused for a time too near or too far, too many, and what `checked` refuses; NotFound, Forbidden likewise.
    """
    check_time(tx.now, due_at)
    if draft.idempotency_hash and (known := await claimed(tx, draft.idempotency_hash)):
        return ScheduledStatusId(known)
    an_id = ScheduledStatusId(await tx.next_id())
    made = await checked(tx, draft, bounds)
    await _check_room(tx, an_id, due_at, bounds)
    await _reserve_pictures(tx, an_id, draft.media_ids)
    await tx.execute(
        _insert, id=an_id, account_id=tx.viewer.id, due_at=due_at,
        body=scheduled.sealed(_settled(draft, made, bounds), bounds),
    )  # fmt: skip
    if draft.idempotency_hash:
        await keep_key(tx, draft.idempotency_hash, an_id)
    tx.emit(StatusDue(an_id), at=due_at)
    return an_id


def _settled(draft: Draft, made: Checked, bounds: Bounds) -> Draft:
    """The draft with everything said, and nothing longer than it was when it was looked at."""
    asked = draft.poll
    if asked is not None:
        titles = tuple(names.tidy(option, bounds.poll_option_characters) for option in asked.options)
        asked = msgspec.structs.replace(asked, options=titles)
    return msgspec.structs.replace(
        draft, text=made.said.source, spoiler=names.tidy(draft.spoiler, bounds.characters), poll=asked,
        audience=made.audience, circle_id=made.circle_id, expires_in_s=made.lasts_s, language=made.language,
        sensitive=made.sensitive, quote_policy=made.quote_policy, quoted_id=made.quoted and made.quoted["id"],
        in_reply_to_id=made.parent and made.parent["id"], idempotency_hash=None,
    )  # fmt: skip


async def move_scheduled(tx: WriteTx, an_id: ScheduledStatusId, due_at: Time, bounds: Bounds) -> None:
    """Have it posted at another time. Raises NotFound, Refused."""
    await scheduled.one(tx, an_id)
    check_time(tx.now, due_at)
    await _check_room(tx, an_id, due_at, bounds)
    await tx.execute(_move, id=an_id, due_at=due_at)
    tx.emit(StatusDue(an_id), at=due_at)


async def take_back_scheduled(tx: WriteTx, an_id: ScheduledStatusId) -> None:
    """Forget it. Its pictures wait ten minutes to be put on something else, as those of a deleted status do."""
    if not await tx.execute(_take_back, id=an_id):
        raise NotFound(an_id)
    await tx.execute(_forget_key, id=an_id)
    pictures = await tx.column(_reserved, id=an_id)
    await tx.execute(_withdraw, id=an_id, at=tx.now)
    for picture in pictures:
        tx.emit(MediaWithdrawn(MediaId(picture)), at=Time(tx.now + GRACE))
    tx.emit(StatusTakenBack(an_id))


def check_time(now: Time, due_at: Time) -> None:
    """Raises Refused for a time that is not from five minutes to a year ahead."""
    if not now + MIN_AHEAD_S * SECOND <= due_at <= now + MAX_AHEAD_S * SECOND:
        raise refused("scheduled_at", "ERR_INCLUSION", "scheduled_at must be from 5 minutes to 366 days ahead")


async def _check_room(tx: WriteTx, an_id: ScheduledStatusId, due_at: Time, bounds: Bounds) -> None:
    """Raises Refused where so many wait already, besides this one."""
    if int(await tx.value(_how_many, but=an_id) or 0) >= bounds.scheduled:
        raise refused("scheduled_at", "ERR_TOO_MANY", f"At most {bounds.scheduled} statuses can be scheduled")
    if int(await tx.value(_that_day, but=an_id, day=due_at // DAY * DAY) or 0) >= bounds.scheduled_a_day:
        raise refused(
            "scheduled_at", "ERR_TOO_MANY", f"At most {bounds.scheduled_a_day} statuses a day can be scheduled"
        )


async def _reserve_pictures(tx: WriteTx, an_id: ScheduledStatusId, media_ids: Sequence[MediaId]) -> None:
    """Keep these pictures for it. Raises Refused unless each is the author's, named once, and free."""
    if media_ids and await tx.execute(_reserve, id=an_id, ids=list(media_ids)) != len(media_ids):
        raise refused("media_ids", "ERR_INVALID", "Pictures must be yours, each named once, and not on another status")
