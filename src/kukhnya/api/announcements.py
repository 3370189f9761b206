"""Announcements: what those who run the server tell its members."""

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from kukhnya.actions.answer_announcement import dismiss_announcement, react, unreact
from kukhnya.door.answers import json_bytes
from kukhnya.door.pictures import face_address
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AnnouncementId, iso, parse_id, time_of
from kukhnya.queries import accounts, announcements
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text import names
from kukhnya.text.parse import Parts, parse
from kukhnya.text.render import MentionLink, to_html
from kukhnya.visibility import pages

from . import entities, render
from .delivery import says


class Wanted(Struct):
    """Whether those put away are wanted too."""

    with_dismissed: bool = False


def _linked(call: Call, parts: Parts) -> list[int]:
    """The ids of statuses of this server that a text links to."""
    ours = re.compile(re.escape(call.house.settings.base) + r"/@[^/]+/(\d{1,19})\Z")
    found = (ours.match(url) for url in parts.urls)
    return [number for each in found if each and (number := parse_id(each[1])) is not None]


async def shaped(call: Call, tx: ReadTx, rows: Sequence[Any]) -> bytes:
    """Announcements as JSON. Reactions in one statement; names, links and emoji in one each where there are any."""
    parts = [parse(row["source"]) for row in rows]
    handles = {handle for each in parts for handle in each.mentions if "@" not in handle}
    people = {
        names.username_key(row["username"]): row
        for row in await announcements.named(tx, [names.username_key(handle) for handle in handles])
    }
    answers = await announcements.reactions(tx, [row["id"] for row in rows])
    codes = {code for each in parts for code in each.shortcodes} | {row["name"] for row in answers}
    known = await accounts.emojis(tx, codes)
    ids = await pages.among_ids(tx, [number for each in parts for number in _linked(call, each)])
    statuses = dict(zip(ids, await render.statuses(call, tx, ids), strict=True))
    made = []
    for row, each in zip(rows, parts, strict=True):
        head = _shaped(call, row, each, people, known)
        head["reactions"] = [_reaction(call, r, known) for r in answers if r["announcement_id"] == row["id"]]
        linked = b",".join(statuses[number] for number in ids if number in _linked(call, each))
        made.append(json_bytes(head)[:-1] + b',"statuses":[' + linked + b"]}")
    return b"[" + b",".join(made) + b"]"


def _shaped(call: Call, row: Any, parts: Parts, people: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    named = {h: people[key] for h in parts.mentions if (key := names.username_key(h)) in people}
    links = {
        handle: MentionLink(entities.account_url(call, who["username"], who["domain"]), who["username"])
        for handle, who in named.items()
    }
    return {
        "id": str(row["id"]),
        "content": to_html(row["source"], mentions=links, tag_url=lambda key: call.address(f"/tags/{key}")),
        "starts_at": iso(row["starts_at"]) if row["starts_at"] else None,
        "ends_at": iso(row["ends_at"]) if row["ends_at"] else None,
        "all_day": bool(row["all_day"]),
        "published_at": iso(time_of(row["id"])),
        "updated_at": iso(row["updated_at"]),
        "read": bool(row["read"]),
        "mentions": [
            {"id": str(who["id"]), "username": who["username"], "acct": who["username"], "url": links[handle].url}
            for handle, who in named.items()
        ],
        "tags": [{"name": key, "url": call.address(f"/tags/{key}")} for key in parts.tags],
        "emojis": entities.emojis(call, known, row["source"]),
    }


def _reaction(call: Call, row: Any, known: dict[str, str]) -> dict[str, Any]:
    made = {"name": row["name"], "count": row["many"], "me": bool(row["me"])}
    if row["name"] in known:
        made["url"] = made["static_url"] = face_address(call, known[row["name"]])
    return made


@get("/api/v1/announcements")
async def index(tx: ReadTx, call: Call, wanted: Wanted) -> bytes:
    """What is announced now, without what the caller has put away."""
    return await shaped(call, tx, await announcements.live(tx, dismissed=wanted.with_dismissed))


@post("/api/v1/announcements/{announcement_id}/dismiss", scope="write:accounts")
async def dismiss(tx: WriteTx, announcement_id: AnnouncementId) -> None:
    """Put one away."""
    await dismiss_announcement(tx, announcement_id)


@put("/api/v1/announcements/{announcement_id}/reactions/{name}", scope="write:favourites")
async def add(tx: WriteTx, announcement_id: AnnouncementId, name: str) -> None:
    """Answer with an emoji."""
    await react(tx, announcement_id, name)


@delete("/api/v1/announcements/{announcement_id}/reactions/{name}", scope="write:favourites")
async def take_back(tx: WriteTx, announcement_id: AnnouncementId, name: str) -> None:
    """Take the answer back."""
    await unreact(tx, announcement_id, name)


@says("announcement")
async def _told(call: Call, tx: ReadTx, announcement_id: int) -> bytes | None:
    """One announcement, for whoever listens; nobody's answers are marked as their own."""
    try:
        row = await announcements.one(tx, AnnouncementId(announcement_id))
    except NotFound:
        return None
    return (await shaped(call, tx, [row]))[1:-1]
