"""Circles: people for whom alone something is posted. Who is in one, and who comes in or goes."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.keep_circle import add_to_circle, create_circle, delete_circle, remove_from_circle, rename_circle
from kukhnya.api import accounts
from kukhnya.api import circles as told
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import CircleId
from kukhnya.model.page import Page
from kukhnya.queries import circles
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import check_form, wrong_fields
from .lists import OFFERED, Whom
from .people import Picked, picked
from .show import items, page, pager, redirect

CANNOT_JOIN: Final = "They cannot be in a circle of yours."
FULL: Final = "A circle cannot hold so many people."


class CircleForm(Struct):
    """A circle as the page has it."""

    title: str = ""


@get("/circles", page=True, twin="/api/v1/circles")
async def index(tx: ReadTx, call: Call) -> Answer:
    """The reader's circles with how many are in each, and a form for one more."""
    return await _all(tx, call, {})


async def _all(tx: ReadTx, call: Call, errors: dict[str, str], title: str = "") -> Answer:
    own, counted = await told.index(tx), await circles.counted(tx)
    rows = [{**each, "people": counted.get(int(str(each["id"])), 0)} for each in own]
    return page(call, "circles.html", status=422 if errors else 200, circles=rows, title_field=title, errors=errors)


@post("/circles", page=True)
async def create(call: Call, form: CircleForm) -> Answer:
    """Make a circle; then people are asked in."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        circle_id = await call.house.store.write(call.viewer, lambda tx: create_circle(tx, form.title, bounds))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _all(tx, call, wrong_fields(wrong), form.title)
    return redirect(f"/circles/{circle_id}")


@get("/circles/{circle_id}", page=True, twin="/api/v1/circles/{circle_id}", pages=(80, 80))
async def show(tx: ReadTx, call: Call, circle_id: CircleId, bounds: Page) -> Answer:
    """Who is in a circle, whom to take in, and what it is called."""
    return await _one(tx, call, circle_id, bounds, {})


async def _one(
    tx: ReadTx, call: Call, circle_id: CircleId, bounds: Page, errors: dict[str, str], **typed: str
) -> Answer:
    row = await told.show(tx, circle_id)
    listed = await told.members(tx, call, circle_id, bounds)
    inside: list[Any] = items(listed)
    there = {each["id"] for each in inside}
    followers = items(await accounts.followers(tx, call, tx.viewer.id, OFFERED))
    return page(
        call, "circle.html", status=422 if errors else 200, circle=row, people=inside, errors=errors,
        offered=[each for each in followers if each["id"] not in there], ways=pager(call, listed, bounds.limit),
        handle=typed.get("handle", ""), title_field=typed.get("title", row["title"]),
    )  # fmt: skip


@post("/circles/{circle_id}", page=True)
async def rename(call: Call, circle_id: CircleId, form: CircleForm) -> Answer:
    """Give a circle another name."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        await call.house.store.write(call.viewer, lambda tx: rename_circle(tx, circle_id, form.title, bounds))
    except Refused as wrong:
        return await _again(call, circle_id, wrong, title=form.title)
    return redirect(f"/circles/{circle_id}")


async def _again(call: Call, circle_id: CircleId, wrong: Refused, **typed: str) -> Answer:
    async with call.house.store.read(call.viewer) as tx:
        return await _one(tx, call, circle_id, OFFERED, wrong_fields(wrong), **typed)


@post("/circles/{circle_id}/people", page=True)
async def add(call: Call, circle_id: CircleId, form: Picked) -> Answer:
    """Take people in."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: _add(call, tx, circle_id, form))
    except Refused as wrong:
        return await _again(call, circle_id, wrong, handle=form.handle)
    return redirect(f"/circles/{circle_id}")


async def _add(call: Call, tx: WriteTx, circle_id: CircleId, form: Picked) -> None:
    await circles.own(tx, circle_id)
    ids = await picked(call, tx, form)
    try:
        await add_to_circle(tx, circle_id, ids, call.house.settings.bounds)
    except NotFound:
        raise refused("handle", "ERR_CANNOT_JOIN", CANNOT_JOIN) from None
    except Refused:
        raise refused("handle", "ERR_FULL", FULL) from None


@post("/circles/{circle_id}/people/remove", page=True)
async def take_out(call: Call, circle_id: CircleId, whom: Whom) -> Answer:
    """Let somebody out: they read nothing more of what is for the circle."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: remove_from_circle(tx, circle_id, [whom.number()]))
    call.house.fragments.clear()
    return redirect(f"/circles/{circle_id}")


@get("/circles/{circle_id}/delete", page=True)
async def ask_to_delete(tx: ReadTx, call: Call, circle_id: CircleId) -> Answer:
    """Is a circle to be taken away?"""
    return page(call, "circle_delete.html", circle=await told.show(tx, circle_id))


@post("/circles/{circle_id}/delete", page=True)
async def remove(call: Call, circle_id: CircleId) -> Answer:
    """Take a circle away; what was for it alone stays with its author and those it names."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: delete_circle(tx, circle_id))
    call.house.fragments.clear()
    return redirect("/circles")
