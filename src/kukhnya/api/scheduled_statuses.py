"""Scheduled statuses: see, move, take back. They are made where statuses are posted (`statuses.py`)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from kukhnya.actions.schedule_status import move_scheduled, take_back_scheduled
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, delete, get, put
from kukhnya.model.draft import Draft, PollDraft
from kukhnya.model.errors import refused
from kukhnya.model.ids import SECOND, ScheduledStatusId, Time, iso
from kukhnya.model.page import Page
from kukhnya.queries import media
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import scheduled
from kukhnya.visibility.scheduled import Scheduled

from .media import shaped as media_shaped
from .words import VISIBILITY


class TimeForm(Struct):
    """When it is to be posted."""

    scheduled_at: str = ""


def time_said(text: str) -> Time:
    """The time an app sent (ISO 8601; UTC where it names no zone). Raises Refused for what is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return Time(int(aware.timestamp() * SECOND))
    except (ValueError, OverflowError) as error:
        raise refused(
            "scheduled_at", "ERR_INVALID", "scheduled_at must be a time such as 2026-12-31T20:00:00Z"
        ) from error


def _params(draft: Draft) -> dict[str, Any]:
    audience = draft.audience
    return {
        "text": draft.text,
        "poll": None if draft.poll is None else _poll(draft.poll),
        "media_ids": [str(each) for each in draft.media_ids] or None,
        "sensitive": draft.sensitive,
        "spoiler_text": draft.spoiler or None,
        "visibility": None if audience is None else VISIBILITY[audience],
        "audience": None if audience is None else audience.value,
        "circle_id": _id(draft.circle_id),
        "expires_in": draft.expires_in_s,
        "language": draft.language or None,
        "in_reply_to_id": _id(draft.in_reply_to_id),
        "quoted_status_id": _id(draft.quoted_id),
        "quote_approval_policy": draft.quote_policy,
        "scheduled_at": None,
        "idempotency": None,
        "with_rate_limit": False,
        "application_id": 0,
    }


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def _poll(asked: PollDraft) -> dict[str, Any]:
    return {
        "options": list(asked.options),
        "expires_in": asked.expires_in_s,
        "multiple": asked.multiple,
        "hide_totals": asked.hide_totals,
    }


def _shaped(call: Call, kept: Scheduled, pictures: Mapping[int, Any]) -> dict[str, Any]:
    return {
        "id": str(kept.id),
        "scheduled_at": iso(kept.due_at),
        "params": _params(kept.draft),
        "media_attachments": [media_shaped(call, pictures[i]) for i in kept.draft.media_ids if i in pictures],
    }


async def _all_shaped(call: Call, tx: ReadTx, kept: Sequence[Scheduled]) -> list[dict[str, Any]]:
    ids = [each for one in kept for each in one.draft.media_ids]
    pictures = {row["id"]: row for row in await media.several_own(tx, ids)}
    return [_shaped(call, each, pictures) for each in kept]


async def shown(call: Call, tx: ReadTx, scheduled_status_id: ScheduledStatusId) -> dict[str, Any]:
    """A ScheduledStatus of the caller's. Raises NotFound."""
    return (await _all_shaped(call, tx, [await scheduled.one(tx, scheduled_status_id)]))[0]


@get("/api/v1/scheduled_statuses", scope="read:statuses")
async def index(tx: ReadTx, call: Call, page: Page) -> Listed:
    """What the caller has scheduled. Two statements."""
    kept = await scheduled.page(tx, page)
    made = await _all_shaped(call, tx, kept)
    return Listed(made, kept[0].id if kept else None, kept[-1].id if kept else None)


@get("/api/v1/scheduled_statuses/{scheduled_status_id}", scope="read:statuses")
async def show(tx: ReadTx, call: Call, scheduled_status_id: ScheduledStatusId) -> dict[str, Any]:
    """One of them."""
    return await shown(call, tx, scheduled_status_id)


@put("/api/v1/scheduled_statuses/{scheduled_status_id}", scope="write:statuses", limit="posts")
async def update(
    tx: WriteTx, call: Call, scheduled_status_id: ScheduledStatusId, form: TimeForm
) -> dict[str, Any]:  # fmt: skip
    """Have it posted at another time."""
    await scheduled.one(tx, scheduled_status_id)
    await move_scheduled(tx, scheduled_status_id, time_said(form.scheduled_at), call.house.settings.bounds)
    return await shown(call, tx, scheduled_status_id)


@delete("/api/v1/scheduled_statuses/{scheduled_status_id}", scope="write:statuses")
async def remove(tx: WriteTx, scheduled_status_id: ScheduledStatusId) -> None:
    """Take it back."""
    await take_back_scheduled(tx, scheduled_status_id)
