"""Kind reactions, in the shapes that apps of Pleroma and of Fedibird know. The six there are; any other is refused."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.react import react, unreact
from kukhnya.door.answers import Listed, json_bytes
from kukhnya.door.route import Call, Who, delete, get, put
from kukhnya.model.ids import TOP, StatusId
from kukhnya.model.page import Page
from kukhnya.model.reaction import REACTIONS, reaction_named
from kukhnya.queries import reactions
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen

from . import render

_MOST: Final = 200
"""So many who reacted are named where the answer has no pages."""
_PLEROMA: Final = "/api/v1/pleroma/statuses/{status_id}/reactions"
_FEDIBIRD: Final = "/api/v1/statuses/{status_id}/emoji_reactions"


class _Said(Struct):
    emoji_reactions: list[dict[str, Any]]


_said: Final = msgspec.json.Decoder(_Said)


@put(f"{_PLEROMA}/{{emoji}}", scope="write:favourites")
async def add(tx: WriteTx, call: Call, status_id: StatusId, emoji: str) -> bytes:
    """Answer a status with a kind reaction."""
    return await render.status(call, tx, await react(tx, status_id, emoji))


@delete(f"{_PLEROMA}/{{emoji}}", scope="write:favourites")
async def take_back(tx: WriteTx, call: Call, status_id: StatusId, emoji: str) -> bytes:
    """Take it back."""
    return await render.status(call, tx, await unreact(tx, status_id, emoji))


@put(f"{_FEDIBIRD}/{{emoji}}", scope="write:favourites")
async def add_as_fedibird(tx: WriteTx, call: Call, status_id: StatusId, emoji: str) -> bytes:
    """The same, as apps of Fedibird ask."""
    return await render.status(call, tx, await react(tx, status_id, emoji))


@delete(f"{_FEDIBIRD}/{{emoji}}", scope="write:favourites")
async def take_back_as_fedibird(tx: WriteTx, call: Call, status_id: StatusId, emoji: str) -> bytes:
    """Take it back."""
    return await render.status(call, tx, await unreact(tx, status_id, emoji))


@get(_PLEROMA, scope="read:statuses", who=Who.ANYONE)
async def index(tx: ReadTx, call: Call, status_id: StatusId) -> list[dict[str, Any]]:
    """How often each has been given; by whom is told to the author alone."""
    return await _told(tx, call, await pages.original(tx, status_id), list(REACTIONS))


@get(f"{_PLEROMA}/{{emoji}}", scope="read:statuses", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, status_id: StatusId, emoji: str) -> list[dict[str, Any]]:
    """The same of one of them."""
    return await _told(tx, call, await pages.original(tx, status_id), [reaction_named(emoji)])


@get("/api/v1/statuses/{status_id}/emoji_reactioned_by", scope="read:accounts", who=Who.ANYONE, pages=(40, 80))
async def reacted_by(tx: ReadTx, call: Call, status_id: StatusId, page: Page) -> Listed:
    """Who has given which: told to the author alone."""
    rows = await reactions.reacted_by(tx, StatusId(await pages.original(tx, status_id)), page)
    people = await _people(tx, call, rows)
    made = [
        b'{"name":' + json_bytes(REACTIONS[row["name"]]) + b',"account":' + bytes(people[row["id"]]) + b"}"
        for row in rows
        if row["id"] in people
    ]
    return Listed(b"[" + b",".join(made) + b"]", rows[0]["edge"] if rows else None, rows[-1]["edge"] if rows else None)


@get("/api/v1/emoji_reactions", scope="read:favourites")
async def reacted(tx: ReadTx, call: Call, page: Page) -> Listed:
    """What the caller has given a kind reaction."""
    rows = await reactions.reacted(tx, page)
    return await render.page(call, tx, [Seen(row[0]) for row in rows], by=[row[1] for row in rows])


async def _people(tx: ReadTx, call: Call, rows: Sequence[Any]) -> dict[int, msgspec.Raw]:
    ids = list(dict.fromkeys(row["id"] for row in rows))
    shown = await render.accounts_of(call, tx, ids)
    return {int(msgspec.json.decode(each, type=_Id).id): msgspec.Raw(each) for each in shown}


class _Id(Struct):
    id: str


async def _told(tx: ReadTx, call: Call, status_id: Seen, names: list[str]) -> list[dict[str, Any]]:
    wanted = {REACTIONS[name]: name for name in names}
    counts = _said.decode(await render.status(call, tx, status_id)).emoji_reactions
    rows = await reactions.reacted_by(tx, StatusId(status_id), Page(limit=_MOST, max_id=TOP))
    people = await _people(tx, call, rows)
    told = []
    for each in counts:
        if name := wanted.get(each["name"]):
            who = [row["id"] for row in rows if row["name"] == name and row["id"] in people]
            told.append(
                each | {"account_ids": [str(an_id) for an_id in who], "accounts": [people[an_id] for an_id in who]}
            )
    return told
