"""Announcements: written, changed and withdrawn by whoever runs the server."""

from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.announce import announce, reword, withdraw
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import SECOND, AnnouncementId, Time, time_of, to_datetime
from kukhnya.queries import announcements
from kukhnya.store.tx import ReadTx

from .forms import better, check_form, wrong_fields
from .show import page, redirect

WRONG: Final = {
    "starts_at": "Write a day and a time.",
    "ends_at": "It must end after it has started, and not in the past.",
}
"""What stands beside a field, where a time cannot be."""


class AnnouncementForm(Struct):
    """What is announced; times as a browser writes them, in UTC, and empty where there is none."""

    text: str = ""
    starts_at: str = ""
    ends_at: str = ""
    all_day: bool = False


def _moment(said: str, field: str) -> Time | None:
    if not said.strip():
        return None
    try:
        read = datetime.fromisoformat(said.strip()[:40])
        return Time(int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()) * SECOND)
    except (ValueError, OverflowError) as error:
        raise refused(field, "ERR_INVALID", f"{field} must be a time such as 2026-12-31T18:00") from error


def _written(time: int | None) -> str:
    return "" if time is None else to_datetime(time).strftime("%Y-%m-%dT%H:%M")


async def _listed(tx: ReadTx, call: Call, form: AnnouncementForm, errors: dict[str, str] | None = None) -> Answer:
    rows = [{**dict(row), "at": time_of(row["id"])} for row in reversed(await announcements.everyone(tx))]
    return page(
        call, "admin_announcements.html", status=422 if errors else 200, announcements=rows, form=form,
        errors=errors or {}, now=tx.now,
    )  # fmt: skip


@get("/admin/announcements", page=True, who=Who.ADMIN)
async def listed(tx: ReadTx, call: Call) -> Answer:
    """What is announced, and a form for something new."""
    return await _listed(tx, call, AnnouncementForm())


@post("/admin/announcements", page=True, who=Who.ADMIN)
async def publish(call: Call, form: AnnouncementForm) -> Answer:
    """Tell all members. The same words while they are announced are announced once."""
    check_form(call)

    async def once(tx: Any) -> None:
        starts, ends = _moment(form.starts_at, "starts_at"), _moment(form.ends_at, "ends_at")
        text = form.text.replace("\r\n", "\n").strip()
        if text and text in {row["source"] for row in await announcements.live(tx, dismissed=True)}:
            return
        await announce(tx, form.text, starts_at=starts, ends_at=ends, all_day=form.all_day)

    try:
        await call.house.store.write(call.viewer, once)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _listed(tx, call, form, better(wrong_fields(wrong), WRONG))
    return redirect("/admin/announcements")


async def _row(tx: ReadTx, announcement_id: AnnouncementId) -> Any:
    found = [row for row in await announcements.everyone(tx) if row["id"] == announcement_id]
    if not found:
        raise NotFound(announcement_id)
    return found[0]


@get("/admin/announcements/{announcement_id}", page=True, who=Who.ADMIN)
async def edit(tx: ReadTx, call: Call, announcement_id: AnnouncementId) -> Answer:
    """One of them, to say it otherwise."""
    row = await _row(tx, announcement_id)
    form = AnnouncementForm(row["source"], _written(row["starts_at"]), _written(row["ends_at"]), bool(row["all_day"]))
    return page(call, "admin_announcement.html", form=form, errors={}, id=announcement_id)


@post("/admin/announcements/{announcement_id}", page=True, who=Who.ADMIN)
async def change(call: Call, announcement_id: AnnouncementId, form: AnnouncementForm) -> Answer:
    """Say it otherwise."""
    check_form(call)
    try:
        starts, ends = _moment(form.starts_at, "starts_at"), _moment(form.ends_at, "ends_at")
        await call.house.store.write(
            call.viewer,
            lambda tx: reword(
                tx, announcement_id, form.text, starts_at=starts, ends_at=ends, all_day=form.all_day
            ),
        )  # fmt: skip
    except Refused as wrong:
        errors = better(wrong_fields(wrong), WRONG)
        return page(call, "admin_announcement.html", status=422, form=form, errors=errors, id=announcement_id)
    return redirect("/admin/announcements")


@get("/admin/announcements/{announcement_id}/withdraw", page=True, who=Who.ADMIN)
async def ask_withdraw(tx: ReadTx, call: Call, announcement_id: AnnouncementId) -> Answer:
    """What withdrawing means."""
    return page(call, "admin_withdraw.html", row=await _row(tx, announcement_id))


@post("/admin/announcements/{announcement_id}/withdraw", page=True, who=Who.ADMIN)
async def take_back(call: Call, announcement_id: AnnouncementId) -> Answer:
    """Take it away; one that is gone stays gone."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: withdraw(tx, [announcement_id]))
    except NotFound:
        return redirect("/admin/announcements")
    return redirect("/admin/announcements")
