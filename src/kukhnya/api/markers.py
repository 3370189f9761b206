"""Markers: how far the caller has read, the same in every app."""

from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.set_marker import set_marker
from kukhnya.door.route import get, post
from kukhnya.model.errors import refused
from kukhnya.model.ids import iso
from kukhnya.queries import markers
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import Id, an_id

TIMELINES: Final = ("home", "notifications")


class Asked(Struct):
    """The timelines somebody asks about."""

    timeline: list[str] | str = field(default_factory=list)


class Mark(Struct):
    """The last thing read."""

    last_read_id: Id | None = None


class Marks(Struct):
    """The last things read."""

    home: Mark | None = None
    notifications: Mark | None = None


def _shaped(rows: list[Any]) -> dict[str, Any]:
    return {
        row["timeline"]: {
            "last_read_id": str(row["last_read_id"]),
            "version": row["version"],
            "updated_at": iso(row["updated_at"]),
        }
        for row in rows
    }


@get("/api/v1/markers", scope="read:statuses")
async def show(tx: ReadTx, asked: Asked) -> dict[str, Any]:
    """The caller's marks."""
    wanted = [asked.timeline] if isinstance(asked.timeline, str) else asked.timeline
    return _shaped(await markers.markers(tx, [name for name in wanted if name in TIMELINES]))


@post("/api/v1/markers", scope="write:statuses")
async def mark(tx: WriteTx, marks: Marks) -> dict[str, Any]:
    """Mark how far the caller has read."""
    said = {name: each for name in TIMELINES if isinstance(each := getattr(marks, name), Mark)}
    for name, each in said.items():
        number = an_id(each.last_read_id, f"{name}[last_read_id]")
        if number is None:
            raise refused(f"{name}[last_read_id]", "ERR_BLANK", "last_read_id can't be blank")
        await set_marker(tx, name, number)
    return _shaped(await markers.markers(tx, list(said)))
