"""What waits to be posted: see it, give it another time, take it back."""

from collections.abc import Mapping

from msgspec import Struct

from kukhnya.actions.schedule_status import move_scheduled, take_back_scheduled
from kukhnya.api import scheduled_statuses
from kukhnya.api.scheduled_statuses import time_said
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused
from kukhnya.model.ids import ScheduledStatusId
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import check_form
from .show import items, page, pager, redirect
from .typed import beside


class WhenForm(Struct):
    """At what time."""

    when: str = ""


@get("/scheduled", page=True, twin="/api/v1/scheduled_statuses")
async def index(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """Everything that waits, written last first."""
    return await _list(tx, call, bounds)


async def _list(
    tx: ReadTx, call: Call, bounds: Page, errors: Mapping[str, str] | None = None, typed: tuple[str, str] = ("", "")
) -> Answer:
    listed = await scheduled_statuses.index(tx, call, bounds)
    return page(
        call, "scheduled.html", status=422 if errors else 200, waiting=items(listed), now=tx.now, errors=errors or {},
        ways=pager(call, listed, bounds.limit), typed=typed,
    )  # fmt: skip


@post("/scheduled/{scheduled_status_id}/time", page=True, limit="posts")
async def move(call: Call, scheduled_status_id: ScheduledStatusId, form: WhenForm) -> Answer:
    """Post it at another time."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: _moved(tx, call, scheduled_status_id, form.when))
    except Refused as wrong:
        errors = {f"when-{scheduled_status_id}": next(iter(beside(wrong).values()))}
        async with call.house.store.read(call.viewer) as tx:
            return await _list(tx, call, Page(limit=20), errors, (str(scheduled_status_id), form.when))
    return redirect("/scheduled")


async def _moved(tx: WriteTx, call: Call, an_id: ScheduledStatusId, when: str) -> None:
    await move_scheduled(tx, an_id, time_said(when), call.house.settings.bounds)


@get("/scheduled/{scheduled_status_id}/cancel", page=True)
async def ask(tx: ReadTx, call: Call, scheduled_status_id: ScheduledStatusId) -> Answer:
    """What is lost by taking it back, and a button."""
    return page(call, "unschedule.html", one=await scheduled_statuses.shown(call, tx, scheduled_status_id))


@post("/scheduled/{scheduled_status_id}/cancel", page=True)
async def cancel(call: Call, scheduled_status_id: ScheduledStatusId) -> Answer:
    """Take it back."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: take_back_scheduled(tx, scheduled_status_id))
    return redirect("/scheduled")
