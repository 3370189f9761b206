"""Circles: people for whom alone something is posted. Ours, in the shape of lists."""

from typing import Any

from msgspec import Struct

from kukhnya.actions.keep_circle import (
    add_to_circle,
    create_circle,
    delete_circle,
    leave_circle,
    remove_from_circle,
    rename_circle,
)
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.model.ids import CircleId
from kukhnya.model.page import Page
from kukhnya.queries import circles
from kukhnya.store.tx import ReadTx, WriteTx

from . import render
from .lists import People


class CircleForm(Struct):
    """A circle as an app sends it."""

    title: str = ""


def shaped(row: Any) -> dict[str, object]:
    """A Circle from its row."""
    return {"id": str(row["id"]), "title": row["title"]}


@get("/api/v1/circles", scope="read:lists")
async def index(tx: ReadTx) -> list[dict[str, object]]:
    """The caller's circles."""
    return [shaped(row) for row in await circles.all_own(tx)]


@post("/api/v1/circles", scope="write:lists")
async def create(tx: WriteTx, call: Call, form: CircleForm) -> dict[str, object]:
    """Make a circle."""
    circle_id = await create_circle(tx, form.title, call.house.settings.bounds)
    return shaped(await circles.own(tx, circle_id))


@get("/api/v1/circles/{circle_id}", scope="read:lists")
async def show(tx: ReadTx, circle_id: CircleId) -> dict[str, object]:
    """One of the caller's circles."""
    return shaped(await circles.own(tx, circle_id))


@put("/api/v1/circles/{circle_id}", scope="write:lists")
async def update(tx: WriteTx, call: Call, circle_id: CircleId, form: CircleForm) -> dict[str, object]:
    """Give a circle another name."""
    await rename_circle(tx, circle_id, form.title, call.house.settings.bounds)
    return shaped(await circles.own(tx, circle_id))


@delete("/api/v1/circles/{circle_id}", scope="write:lists")
async def remove(tx: WriteTx, call: Call, circle_id: CircleId) -> None:
    """Take a circle away."""
    await delete_circle(tx, circle_id)
    tx.after_commit(call.house.fragments.clear)


@get("/api/v1/circles/{circle_id}/accounts", scope="read:lists", pages=(40, 80))
async def members(tx: ReadTx, call: Call, circle_id: CircleId, page: Page) -> Listed:
    """Who is in a circle."""
    return await render.people(call, tx, [(who, who) for who in await circles.members(tx, circle_id, page)])


@post("/api/v1/circles/{circle_id}/accounts", scope="write:lists")
async def add(tx: WriteTx, call: Call, circle_id: CircleId, people: People) -> None:
    """Take people in."""
    await add_to_circle(tx, circle_id, people.numbers(), call.house.settings.bounds)


@delete("/api/v1/circles/{circle_id}/accounts", scope="write:lists")
async def take_out(tx: WriteTx, call: Call, circle_id: CircleId, people: People) -> None:
    """Let people out."""
    await remove_from_circle(tx, circle_id, people.numbers())
    tx.after_commit(call.house.fragments.clear)


@delete("/api/v1/circles/{circle_id}/membership", scope="write:lists")
async def leave(tx: WriteTx, circle_id: CircleId) -> None:
    """Leave somebody else's circle."""
    await leave_circle(tx, circle_id)
