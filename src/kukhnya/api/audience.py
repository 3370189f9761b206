"""Changing who may see many statuses that are posted, taking it back, and travel mode. Ours: docs/reference/own-api.md."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from kukhnya.actions.move_statuses import Moved, Undone, checked, move_statuses, undo_move
from kukhnya.actions.travel import come_back, set_off
from kukhnya.door.flagged import flagged_of
from kukhnya.door.route import Call, delete, get, post
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import DAY, SECOND, CircleId, MoveId, StatusId, Time, iso, to_datetime
from kukhnya.model.selection import Selection
from kukhnya.queries import moves
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import chosen
from kukhnya.visibility.chosen import Preview
from kukhnya.visibility.folding import folding_soon

from .forms import Id, an_id
from .words import audience_named

MOST_NAMED = 1000
NONE = (StatusId(0),)
"""No status has this number: a selection of ids that found none means none, and not all."""


class Select(Struct, forbid_unknown_fields=True):
    """Which statuses are meant: a word nobody knows is refused, for leaving a condition out would mean more of them."""

    all: bool = False
    ids: list[Id] = field(default_factory=list)
    before: str | None = None
    after: str | None = None
    audiences: list[str] = field(default_factory=list)
    tag: str | None = None
    text: str | None = None
    has_media: bool | None = None
    flagged_by_packs: bool = False


class ManyForm(Struct):
    """A change of many audiences as an app sends it."""

    to: str
    select: Select = field(default_factory=Select)
    circle_id: Id | None = None
    confirm_widening: bool = False
    dry_run: bool = False


class TravelForm(Struct):
    """What stays as it is, and the day on which the rest comes back."""

    keep: list[Id] = field(default_factory=list)
    until: str | None = None


def day(value: str | None, name: str) -> Time | None:
    """The first instant of a day such as 2026-01-31, UTC. Raises Refused for what is none."""
    if not value:
        return None
    try:
        there = date.fromisoformat(value)
        return Time(int(datetime(there.year, there.month, there.day, tzinfo=UTC).timestamp()) * SECOND)
    except (ValueError, OverflowError) as error:
        raise refused(name, "ERR_INVALID", f"{name} must be a day such as 2026-01-31") from error


def selection(said: Select) -> Selection:
    """What is selected. Raises Refused naming the condition that makes no sense."""
    after = day(said.after, "select.after")
    if said.tag and not tag_key(said.tag):
        raise refused("select.tag", "ERR_INVALID", "select.tag is not a hashtag")
    return Selection(
        everything=said.all,
        ids=named(said.ids, "select.ids"),
        before=day(said.before, "select.before"),
        after=None if after is None else Time(after + DAY),
        audiences=tuple(audience_named(word, "select.audiences") for word in said.audiences),
        tag=tag_key(said.tag or ""),
        text=said.text or "",
        has_media=said.has_media,
    )


def named(ids: list[Id], name: str) -> tuple[StatusId, ...]:
    """The ids an app sent. Raises Refused for what is none, and for too many."""
    if len(ids) > MOST_NAMED:
        raise refused(name, "ERR_TOO_MANY", f"At most {MOST_NAMED} ids can be named at once")
    return tuple(StatusId(an_id(each, name) or 0) for each in ids)


def shaped(what: Preview) -> dict[str, Any]:
    """What a change comes to."""
    return {
        "count": what.count,
        "pinned": what.pinned,
        "widened": what.widened,
        "unmoved": what.stay,
        "oldest": None if what.oldest is None else to_datetime(what.oldest).date().isoformat(),
    }


def done(said: Moved) -> dict[str, Any]:
    """A change that has been made."""
    return {"id": str(said.id), **shaped(said.preview), "undo_until": iso(said.undo_until)}


async def meant_by(call: Call, said: Select) -> Selection:
    """What is selected, with what the packs would warn about today found for it. Raises Refused as `selection`."""
    meant = selection(said)
    if not said.flagged_by_packs:
        return meant
    if not call.caller.jurisdictions:
        raise refused("select.flagged_by_packs", "ERR_BLANK", "Choose first in which places you want to be told")
    found = await flagged_of(call.house, call.viewer, call.caller.jurisdictions)
    ids = [each for each in found if not meant.ids or each in meant.ids]
    return msgspec.structs.replace(meant, ids=tuple(ids) or NONE)


@post("/api/kukhnya/v1/audience", scope="write:statuses")
async def change(call: Call, form: ManyForm) -> dict[str, Any]:
    """Give many of one's statuses another audience, or with `dry_run` say what that comes to and change nothing."""
    meant = await meant_by(call, form.select)
    return await call.house.store.write(call.viewer, lambda tx: _changed(tx, call, form, meant))


async def _changed(tx: WriteTx, call: Call, form: ManyForm, chosen_ones: Selection) -> dict[str, Any]:
    to = audience_named(form.to, "to")
    circle_id = an_id(form.circle_id, "circle_id")
    circle = None if circle_id is None else CircleId(circle_id)
    if form.dry_run:
        values = await chosen.described(tx, chosen_ones, await checked(tx, chosen_ones, to, circle))
        what = await chosen.preview(tx, values, to)
        widened = await chosen.sample(tx, values, what.widening)
        return {**shaped(what), "widened_ids": [str(each) for each in widened]}
    made = await move_statuses(tx, chosen_ones, to, circle, confirmed=form.confirm_widening)
    tx.after_commit(call.house.fragments.clear)
    return done(made)


@get("/api/kukhnya/v1/audience", scope="read:statuses")
async def undoable(tx: ReadTx) -> list[dict[str, Any]]:
    """Changes that can still be undone, newest first."""
    return [
        {
            "id": str(row["id"]),
            "kind": row["kind"],
            "to": row["audience"],
            "count": row["many"],
            "undo_until": None if row["ends_at"] is None else iso(row["ends_at"]),
        }
        for row in await moves.undoable(tx)
    ]


def undone(said: Undone) -> dict[str, int]:
    """What taking a change back came to."""
    return {"restored": said.restored, "gone": said.gone, "moved_since": said.moved_since}


@get("/api/kukhnya/v1/folding", scope="read:statuses")
async def folding(tx: ReadTx) -> dict[str, int]:
    """How many of one's statuses fold away within a week."""
    return {"within_a_week": await folding_soon(tx)}


@post("/api/kukhnya/v1/audience/{move_id}/undo", scope="write:statuses")
async def undo(tx: WriteTx, call: Call, move_id: MoveId) -> dict[str, int]:
    """Put back what a change has moved."""
    said = await undo_move(tx, move_id)
    tx.after_commit(call.house.fragments.clear)
    return undone(said)


@post("/api/kukhnya/v1/travel", scope="write:statuses")
async def leave(tx: WriteTx, call: Call, form: TravelForm) -> dict[str, Any]:
    """Fold away everything but what is named; while one is travelling, move the day."""
    await set_off(tx, named(form.keep, "keep"), day(form.until, "until"))
    tx.after_commit(call.house.fragments.clear)
    return await _journey(tx)


@get("/api/kukhnya/v1/travel", scope="read:statuses")
async def travelling(tx: ReadTx) -> dict[str, Any]:
    """Travel mode as it is now. Who is not travelling finds nothing here."""
    return await _journey(tx)


async def _journey(tx: ReadTx) -> dict[str, Any]:
    row = await moves.journey(tx)
    if row is None:
        raise NotFound("travel")
    ends_at = row["ends_at"]
    return {"count": row["many"], "until": None if ends_at is None else to_datetime(ends_at).date().isoformat()}


@delete("/api/kukhnya/v1/travel", scope="write:statuses")
async def arrive(tx: WriteTx, call: Call) -> dict[str, int]:
    """Put everything back as it was."""
    said = await come_back(tx)
    tx.after_commit(call.house.fragments.clear)
    return undone(said)
