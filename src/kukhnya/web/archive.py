"""Everything that is somebody's own, in the shapes that other servers know: an archive like Mastodon's, and its CSVs.

Read page by page, each in a transaction of its own and with the owner as the viewer, so that it may take as long as the
line is slow and holds nothing up. What is posted meanwhile is not in it.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

import msgspec

from kukhnya.api import entities
from kukhnya.door.route import Call
from kukhnya.model.audience import Audience
from kukhnya.model.ids import iso, month
from kukhnya.model.page import Page
from kukhnya.model.reaction import REACTIONS
from kukhnya.queries import circles, domain_blocks, reactions, takeout
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import archive, pages
from kukhnya.visibility import cards as look

from . import archive_own
from .archived import (
    about_accounts,
    addresses,
    as_csv,
    as_they_are,
    paged,
    place_of,
    seen_addresses,
    truth,
    uri_of,
    whole,
)
from .zipped import Entry

_PUBLIC: Final = "https://www.w3.org/ns/activitystreams#Public"


async def entries(call: Call, me: Any) -> AsyncIterator[Entry]:
    """All entries of the archive of the viewer, whose own row is `me`."""
    yield "actor.json", whole(msgspec.json.encode(actor(call, me)))
    yield "outbox.json", _collection(call, "outbox.json", _statuses(call))
    yield "likes.json", _collection(call, "likes.json", seen_addresses(call, reactions.favourites))
    yield "kind.json", _collection(call, "kind.json", _answered(call))
    yield "bookmarks.json", _collection(call, "bookmarks.json", seen_addresses(call, reactions.bookmarks))
    follows = ["Account address", "Show boosts", "Notify on new posts", "Languages"]
    yield "following_accounts.csv", as_csv(about_accounts(call, takeout.following, _follow), follows)
    yield "lists.csv", as_csv(about_accounts(call, takeout.listed, _titled))
    yield "circles.csv", as_csv(about_accounts(call, takeout.circled, _titled))
    yield "blocked_accounts.csv", as_csv(about_accounts(call, takeout.blocked, lambda handle, _row: [[handle]]))
    yield (
        "muted_accounts.csv",
        as_csv(about_accounts(call, takeout.muted, _mute), ["Account address", "Hide notifications"]),
    )
    yield "blocked_domains.csv", as_csv(_domains(call))
    yield "bookmarks.csv", as_csv([address] async for address in addresses(call, reactions.bookmarks))
    async for entry in archive_own.entries(call, me):
        yield entry
    async for entry in _pictures(call, me):
        yield entry


def _actor_id(call: Call, username: str, domain: str = "", uri: str | None = None) -> str:
    return uri or (entities.account_url(call, username, domain) if domain else call.address(f"/users/{username}"))


def actor(call: Call, me: Any) -> dict[str, Any]:
    """The account as an ActivityPub actor, its pictures and collections beside it in the archive."""
    faces = {"icon": ("avatar", me["avatar"]), "image": ("header", me["header"])}
    lines = [
        {"type": "PropertyValue", "name": line["name"], "value": line["html"]}
        for line in msgspec.json.decode(me["fields"])
    ]
    return {
        "@context": ["https://www.w3.org/ns/activitystreams", _terms(call)],
        "id": _actor_id(call, me["username"]),
        "type": "Service" if me["bot"] else "Person",
        "preferredUsername": me["username"],
        "name": me["display_name"],
        "summary": me["note_html"],
        "source": {"content": me["note"], "mediaType": "text/plain"},
        "url": entities.account_url(call, me["username"], ""),
        "published": iso(month(me["created_month"])),
        "manuallyApprovesFollowers": bool(me["locked"] or me["closed"]),
        "discoverable": bool(me["discoverable"]),
        "indexable": bool(me["indexable"]),
        "kukhnya:closed": bool(me["closed"]),
        "attachment": lines,
        "outbox": "outbox.json",
        "likes": "likes.json",
        "bookmarks": "bookmarks.json",
        **{
            place: {"type": "Image", "url": f"{name}.{kept.partition('/')[2]}", "name": me[f"{name}_description"]}
            for place, (name, kept) in faces.items()
            if kept
        },
    }


def _terms(call: Call) -> dict[str, str]:
    return {
        "schema": "http://schema.org#", "PropertyValue": "schema:PropertyValue", "value": "schema:value",
        "toot": "http://joinmastodon.org/ns#", "discoverable": "toot:discoverable", "indexable": "toot:indexable",
        "blurhash": "toot:blurhash", "sensitive": "as:sensitive", "Hashtag": "as:Hashtag",
        "manuallyApprovesFollowers": "as:manuallyApprovesFollowers", "kukhnya": call.address("/about#"),
    }  # fmt: skip


async def _collection(call: Call, name: str, pieces: AsyncIterator[list[Any]]) -> AsyncIterator[bytes]:
    """An ordered collection, piece by piece; how many there were stands at its end."""
    head = {
        "@context": ["https://www.w3.org/ns/activitystreams", _terms(call)],
        "id": name,
        "type": "OrderedCollection",
    }
    yield msgspec.json.encode(head)[:-1] + b',"orderedItems":['
    many = 0
    async for piece in pieces:
        if piece:
            yield (b"," if many else b"") + b",".join(msgspec.json.encode(each) for each in piece)
        many += len(piece)
    yield b'],"totalItems":%d}' % many


async def _statuses(call: Call) -> AsyncIterator[list[Any]]:
    """The viewer's statuses and re-shares, the latest first, as activities."""
    async with call.house.store.read(call.viewer) as tx:
        titles = {row["id"]: row["title"] for row in await circles.all_own(tx)}

    async def own(tx: ReadTx, page: Page) -> list[Any]:
        return [(an_id,) for an_id in await pages.by_account(tx, tx.viewer.id, page)]

    async def acts(tx: ReadTx, rows: list[Any]) -> list[Any]:
        cards = await look.cards(tx, [row[0] for row in rows])
        shared = [card.reblog for card in cards if card.reblog is not None]
        bodies = {row["id"]: row for row in await look.bodies(tx, [*cards, *shared])}
        words = await archive.typed(tx, list(bodies))
        above = [row["in_reply_to_id"] for row in bodies.values() if row["in_reply_to_id"]]
        answered = {row["id"]: uri_of(call, row) for row in await archive.addresses(tx, above)}
        return [
            _share(call, bodies[card.id], bodies.get(card.reblog.id))
            if card.reblog is not None
            else _create(call, bodies[card.id], words.get(card.id, ""), titles, answered)
            for card in cards
            if card.id in bodies
        ]

    async for piece in paged(call, own, acts):
        yield piece


def _addressed(call: Call, row: Any) -> dict[str, list[str]]:
    """Whom an activity is addressed to, as far as ActivityPub has words for it. Fewer rather than more."""
    followers = f"{_actor_id(call, row['username'])}/followers"
    named = [_actor_id(call, name, host) for _, _, name, host in sorted(msgspec.json.decode(row["mentions"]))]
    to, cc = {
        Audience.PUBLIC: ([_PUBLIC], [followers]),
        Audience.UNLISTED: ([followers], [_PUBLIC]),
        Audience.FOLLOWERS: ([followers], []),
    }.get(Audience(row["audience"]), ([], []))
    return {"to": [*to, *(named if not to else [])], "cc": [*cc, *(named if to else [])]}


def _act(call: Call, kind: str, row: Any, about: Any) -> dict[str, Any]:
    return {
        "id": f"{uri_of(call, row)}/activity",
        "type": kind,
        "actor": _actor_id(call, row["username"]),
        "published": iso(row["created_at"]),
        **_addressed(call, row),
        "object": about,
        "kukhnya:audience": row["audience"],
    }


def _share(call: Call, row: Any, shared: Any | None) -> dict[str, Any]:
    return _act(call, "Announce", row, None if shared is None else uri_of(call, shared))


def _create(call: Call, row: Any, words: str, titles: dict[int, str], answered: dict[int, str]) -> dict[str, Any]:
    """A status as a note, or as a question where it has a poll."""
    note = {
        "id": uri_of(call, row),
        "type": "Note",
        "summary": row["spoiler"] or None,
        "inReplyTo": answered.get(row["in_reply_to_id"]),
        "published": iso(row["created_at"]),
        "updated": iso(row["edited_at"]) if row["edited_at"] else None,
        "url": entities.status_url(call, row["username"], "", row["id"]),
        "attributedTo": _actor_id(call, row["username"]),
        **_addressed(call, row),
        "sensitive": bool(row["sensitive"]),
        "content": row["html"] or "",
        "source": {"content": words, "mediaType": "text/plain"},
        "contentMap": {row["language"]: row["html"] or ""} if row["language"] else None,
        "attachment": [_attachment(picture) for picture in sorted(msgspec.json.decode(row["media"]))],
        "tag": _tags(call, row),
        "kukhnya:audience": row["audience"],
        "kukhnya:circle": titles.get(row["circle_id"]),
        "kukhnya:expires": iso(row["expires_at"]) if row["expires_at"] else None,
        **_question(row),
    }
    return _act(call, "Create", row, {name: value for name, value in note.items() if value is not None})


def _attachment(picture: list[Any]) -> dict[str, Any]:
    _, _, key, _, extension, width, height, _, _, blurhash, description, x, y, _ = picture
    return {
        "type": "Document", "mediaType": f"image/{'jpeg' if extension == 'jpg' else extension}",
        "url": f"/{place_of(key, extension)}", "name": description or None, "blurhash": blurhash,
        "focalPoint": [x / 1000, y / 1000], "width": width, "height": height,
    }  # fmt: skip


def _tags(call: Call, row: Any) -> list[dict[str, str]]:
    named = [
        {"type": "Mention", "href": _actor_id(call, name, host), "name": f"@{entities.acct(name, host)}"}
        for _, _, name, host in sorted(msgspec.json.decode(row["mentions"]))
    ]
    return named + [
        {"type": "Hashtag", "href": call.address(f"/tags/{key}"), "name": f"#{key}"}
        for key, _ in sorted(msgspec.json.decode(row["tags"]))
    ]


def _question(row: Any) -> dict[str, Any]:
    if row["poll_id"] is None:
        return {}
    options = [
        {"type": "Note", "name": title, "replies": {"type": "Collection", "totalItems": votes}}
        for _, title, votes in sorted(msgspec.json.decode(row["options"]))
    ]
    ends = {"endTime": iso(row["poll_expires_at"])} if row["poll_expires_at"] else {}
    return {"type": "Question", "anyOf" if row["multiple"] else "oneOf": options, **ends}


async def _answered(call: Call) -> AsyncIterator[list[Any]]:
    """Every kind reaction to what may still be seen: the address of the status and the sign."""

    async def made(tx: ReadTx, rows: list[Any]) -> list[Any]:
        found = {row["id"]: row for row in await archive.addresses(tx, [row[0] for row in rows])}
        return [
            {"type": "EmojiReact", "object": uri_of(call, found[row[0]]), "content": REACTIONS[row["name"]]}
            for row in rows
            if row[0] in found
        ]

    async for piece in paged(call, reactions.given, made, edge=1):
        yield piece


def _follow(handle: str, row: Any) -> list[list[str]]:
    languages = ", ".join(msgspec.json.decode(row["languages"]))
    return [[handle, truth(row["reblogs"]), truth(row["notify"]), languages]]


def _mute(handle: str, row: Any) -> list[list[str]]:
    return [[handle, truth(row["notifications"])]]


def _titled(handle: str, row: Any) -> list[list[str]]:
    return [[title, handle] for title in sorted(msgspec.json.decode(row["titles"]))]


async def _domains(call: Call) -> AsyncIterator[list[str]]:
    async for rows in paged(call, domain_blocks.page, as_they_are, edge=1):
        for row in rows:
            yield [row[0]]


async def _pictures(call: Call, me: Any) -> AsyncIterator[Entry]:
    """The face, the header and every picture, as they are kept."""
    for name in ("avatar", "header"):
        key, _, extension = (me[name] or "").partition("/")
        if key and (body := await _read(call, key, extension)):
            yield f"{name}.{extension}", whole(body)
    async for rows in paged(call, takeout.pictures, as_they_are):
        for row in rows:
            if body := await _read(call, row["key"], row["extension"]):
                yield place_of(row["key"], row["extension"]), whole(body)


async def _read(call: Call, key: str, extension: str) -> bytes:
    """The larger file of a picture; nothing where it has gone meanwhile."""
    try:
        return await asyncio.to_thread(call.house.files.path(key, "large", extension).read_bytes)
    except FileNotFoundError:
        return b""
