"""A profile and a status as pages, for whoever may see them. Everything else is the same page as what is missing."""

from typing import Any

import msgspec

from kukhnya.door.answers import Answer
from kukhnya.door.pictures import face_address, plain_address, signed_address
from kukhnya.door.route import Call, Who, get
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, MediaId, StatusId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import cards as look
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import anyone_may

from .show import page


def face(call: Call, row: Any) -> str:
    """The address of an account's picture."""
    if row["avatar"]:
        return face_address(call, row["avatar"], "small")
    return call.address(f"/media/drawn/{row['username']}/avatar.png")


async def _statuses(call: Call, tx: ReadTx, ids: list[Seen]) -> list[dict[str, Any]]:
    """What a page shows of these statuses, in two statements."""
    cards = await look.cards(tx, ids)
    every = [card.reblog or card for card in cards]
    bodies = {row["id"]: row for row in await look.bodies(tx, every)}
    shown = []
    for card, own in zip(cards, every, strict=True):
        row = bodies[own.id]
        audience = Audience(row["audience"])
        plain = own.exact and not own.mine and anyone_may(audience)
        shown.append(
            {
                "id": own.id, "row": row,  "face": face(call, row), "audience": audience.value,
                "wide": anyone_may(audience), "shared": card.reblog is not None,
                "media": [_picture(call, each, plain=plain) for each in sorted(msgspec.json.decode(row["media"]))],
                "options": [title for _, title, _ in sorted(msgspec.json.decode(row["options"]))],
            }
        )  # fmt: skip
    return shown


def _picture(call: Call, picture: Any, *, plain: bool) -> dict[str, Any]:
    media_id, key, extension, width, height = picture[1], picture[2], picture[4], picture[7], picture[8]
    address = (
        plain_address(call, key, "small", extension)
        if plain
        else signed_address(call, MediaId(media_id), "small", extension)
    )
    return {"src": address, "alt": picture[10], "width": width, "height": height, "colour": picture[13]}


@get("/{handle}", who=Who.ANYONE, page=True)
async def profile(tx: ReadTx, call: Call, handle: str) -> Answer:
    """An account's page: all of it, or handle and picture alone where the profile is closed."""
    return await _profile(tx, call, handle)


@get("/{handle}/tagged/{name}", who=Who.ANYONE, page=True)
async def tagged(tx: ReadTx, call: Call, handle: str, name: str) -> Answer:
    """The same with what it posts under a hashtag alone."""
    key = tag_key(name)
    if not key:
        raise NotFound(name)
    return await _profile(tx, call, handle, key)


async def _profile(tx: ReadTx, call: Call, handle: str, key: str = "") -> Answer:
    if not handle.startswith("@"):
        raise NotFound(handle)
    row = await accounts.by_handle(tx, handle, call.house.settings.domain)
    ids = await pages.by_account(tx, AccountId(row["id"]), Page(20), tagged=key)
    shown = await _statuses(call, tx, ids)
    fields = msgspec.json.decode(row["fields"]) if row["whole"] else []
    header = face_address(call, row["header"]) if row["header"] and row["whole"] else ""
    return page(call, "profile.html", who=row, face=face(call, row), header=header, fields=fields, statuses=shown)


@get("/{handle}/{status_id}", who=Who.ANYONE, page=True)
async def status(tx: ReadTx, call: Call, handle: str, status_id: StatusId) -> Answer:
    """A status with what comes before and after it, as far as the reader may see."""
    if not handle.startswith("@"):
        raise NotFound(handle)
    author = await accounts.by_handle(tx, handle, call.house.settings.domain)
    row = await pages.one(tx, status_id)
    if row["account_id"] != author["id"]:
        raise NotFound(status_id)
    above, below = await pages.thread(tx, row)
    shown = await _statuses(call, tx, [*above, Seen(status_id), *below[:60]])
    address = call.address(f"/{handle}/{status_id}")
    embeddable = await pages.embeddable(tx, status_id) is not None
    return page(call, "status.html", statuses=shown, at=status_id, who=author, address=address, embeddable=embeddable)
