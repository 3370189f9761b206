"""Collections: accounts that somebody recommends, and that let themselves be recommended."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct, field

from kukhnya.actions.keep_collection import (
    Wording,
    add_to_collection,
    create_collection,
    delete_collection,
    remove_from_collection,
    update_collection,
)
from kukhnya.actions.leave_collection import agree_to_collection, revoke_collection_item
from kukhnya.door.answers import Answer, json_bytes
from kukhnya.door.route import Call, Who, delete, get, patch, post, put
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, CollectionId, CollectionItemId, iso, time_of
from kukhnya.model.notification import KINDS
from kukhnya.model.page import Page
from kukhnya.queries import collections
from kukhnya.queries.collections import Collection, Item
from kukhnya.store.tx import ReadTx, WriteTx

from . import render
from .forms import Id, an_id, numbers
from .partial import partial

_FACES: Final = 4
"""So many of each collection are shown with a list of collections."""
_PAGES: Final = (40, 80)


class CollectionForm(Struct):
    """What an app says of a collection."""

    name: str | None = None
    description: str | None = None
    language: str | None = None
    tag_name: str | None = None
    sensitive: bool | None = None
    discoverable: bool | None = None

    def wording(self) -> Wording:
        """The same for the action."""
        return Wording(**{name: getattr(self, name) for name in Wording.__struct_fields__})


class NewCollection(CollectionForm):
    """The same, and whom to put into it."""

    account_ids: list[Id] | Id = field(default_factory=list)


class Chosen(Struct):
    """Whom to put into it."""

    account_id: Id | None = None


def item(of: Item) -> dict[str, Any]:
    """A CollectionItem. `pending`: the account does not let itself be shown to others, or not yet."""
    return {
        "id": str(of.id),
        "account_id": str(of.account_id),
        "state": "accepted" if of.accepted else "pending",
        "created_at": iso(time_of(of.id)),
    }


def shaped(call: Call, of: Collection) -> dict[str, Any]:
    """A Collection. It has no page of its own, so no `url`."""
    return {
        "id": str(of.id),
        "account_id": str(of.account_id),
        "uri": call.address(f"/users/{of.username}/collections/{of.id}"),
        "url": None,
        "name": of.name,
        "description": escape(of.description, quote=False),
        "language": of.language or None,
        "local": True,
        "sensitive": of.sensitive,
        "discoverable": of.discoverable,
        "tag": {"name": of.tag_key, "url": call.address(f"/tags/{of.tag_key}")} if of.tag_key else None,
        "item_count": len(of.items),
        "items": [item(each) for each in of.items],
        "created_at": iso(time_of(of.id)),
        "updated_at": iso(of.updated_at),
    }


async def _wrapped(call: Call, tx: ReadTx, collection_id: CollectionId) -> dict[str, Any]:
    return {"collection": shaped(call, await collections.visible(tx, collection_id))}


async def _listed(call: Call, tx: ReadTx, page: Page, found: Sequence[Collection]) -> Answer:
    """Collections with a few of the faces in them, and where the rest of the list is."""
    faces = [who for each in found for who in (each.account_id, *(i.account_id for i in each.items[:_FACES]))]
    people = await render.accounts_of(call, tx, list(dict.fromkeys(faces)))
    said = {"collections": [shaped(call, each) for each in found], "partial_accounts": [partial(one) for one in people]}
    return Answer(json_bytes(said), headers=_links(call, page, full=len(found) == page.limit))


def _links(call: Call, page: Page, *, full: bool) -> tuple[tuple[str, str], ...]:
    """These lists are paged by how many are left out."""

    def link(offset: int, rel: str) -> str:
        return f'<{call.url}?{urlencode({"limit": page.limit, "offset": offset})}>; rel="{rel}"'

    links = [link(page.offset + page.limit, "next")] if full else []
    links += [link(max(0, page.offset - page.limit), "prev")] if page.offset else []
    return (("link", ", ".join(links)),) if links else ()


@post("/api/v1/collections", scope="write:collections", limit="posts")
async def create(tx: WriteTx, call: Call, form: NewCollection) -> dict[str, Any]:
    """Make a collection, with accounts in it or none. Nobody is shown it by a list unless `discoverable` is said."""
    bounds = call.house.settings.bounds
    ids = numbers(form.account_ids, "account_ids")
    return await _wrapped(call, tx, await create_collection(tx, form.wording(), ids, bounds))


@get("/api/v1/collections/{collection_id}", scope="read:collections", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, collection_id: CollectionId) -> bytes:
    """A collection with its owner and those in it whom the caller may see there."""
    found = await collections.visible(tx, collection_id)
    people = await render.accounts_of(
        call, tx, list(dict.fromkeys((found.account_id, *(each.account_id for each in found.items))))
    )
    return b'{"accounts":[' + b",".join(people) + b'],"collection":' + json_bytes(shaped(call, found)) + b"}"


@patch("/api/v1/collections/{collection_id}", scope="write:collections")
async def update(tx: WriteTx, call: Call, collection_id: CollectionId, form: CollectionForm) -> dict[str, Any]:
    """Change what a collection says of itself; those in it are told of another name or description."""
    await update_collection(tx, collection_id, form.wording(), call.house.settings.bounds)
    return await _wrapped(call, tx, collection_id)


@put("/api/v1/collections/{collection_id}", scope="write:collections")
async def update_too(tx: WriteTx, call: Call, collection_id: CollectionId, form: CollectionForm) -> dict[str, Any]:
    """The same, by the verb that some apps use."""
    await update_collection(tx, collection_id, form.wording(), call.house.settings.bounds)
    return await _wrapped(call, tx, collection_id)


@delete("/api/v1/collections/{collection_id}", scope="write:collections")
async def remove(tx: WriteTx, collection_id: CollectionId) -> None:
    """Take a collection away."""
    await delete_collection(tx, collection_id)


@post("/api/v1/collections/{collection_id}/items", scope="write:collections", limit="posts")
async def add(tx: WriteTx, call: Call, collection_id: CollectionId, chosen: Chosen) -> dict[str, Any]:
    """Put somebody who follows the caller into a collection; they are told, and shown in it as far as they consent."""
    who = an_id(chosen.account_id, "account_id")
    if who is None:
        raise refused("account_id", "ERR_BLANK", "`account_id` parameter is missing")
    await add_to_collection(tx, collection_id, who, call.house.settings.bounds)
    inside = (await collections.visible(tx, collection_id)).items
    return {"collection_item": next(item(each) for each in inside if each.account_id == who)}


@delete("/api/v1/collections/{collection_id}/items/{item_id}", scope="write:collections")
async def take_out(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    """Take somebody out of a collection."""
    await remove_from_collection(tx, collection_id, item_id)


@post("/api/v1/collections/{collection_id}/items/{item_id}/accept", scope="write:collections")
async def accept(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    """Let oneself be shown in somebody's collection, though one's follows are one's own affair."""
    await agree_to_collection(tx, collection_id, item_id)


@post("/api/v1/collections/{collection_id}/items/{item_id}/revoke", scope="write:collections")
async def revoke(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    """Leave somebody's collections, for good: they cannot put the caller into one again."""
    await revoke_collection_item(tx, collection_id, item_id)


@get("/api/v1/{account_id}/collections", scope="read:collections", who=Who.ANYONE, pages=_PAGES)
async def of_account(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Answer:
    """What an account recommends; to others what is meant to be found, where they may see its profile."""
    return await _listed(call, tx, page, await collections.of_account(tx, account_id, page))


@get("/api/v1/accounts/{account_id}/collections", scope="read:collections", who=Who.ANYONE, pages=_PAGES)
async def of_that_account(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Answer:
    """The same, at the address where apps ask for it."""
    return await _listed(call, tx, page, await collections.of_account(tx, account_id, page))


@get("/api/v1/{account_id}/in_collections", scope="read:collections", who=Who.ANYONE, pages=_PAGES)
async def naming_account(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Answer:
    """The collections somebody stands in: all of them to themselves, to others those they could find anyway."""
    return await _listed(call, tx, page, await collections.naming(tx, account_id, page))


@get("/api/v1/accounts/{account_id}/in_collections", scope="read:collections", who=Who.ANYONE, pages=_PAGES)
async def naming_that_account(tx: ReadTx, call: Call, account_id: AccountId, page: Page) -> Answer:
    """The same, at the address where apps ask for it."""
    return await _listed(call, tx, page, await collections.naming(tx, account_id, page))


async def told_of(call: Call, tx: ReadTx, told: Mapping[int, tuple[str, int]]) -> dict[int, dict[str, Any]]:
    """The collections that the caller's notifications are about: by notification, given its kind and its sender.

    One statement, none where no notification is about a collection.
    """
    about = {an_id: (kind, by) for an_id, (kind, by) in told.items() if kind in KINDS and KINDS[kind].collection}
    if not about:
        return {}
    held = await collections.holding_viewer(tx, list({by for _, by in about.values()}))
    latest: dict[tuple[str, int], Collection] = {}
    for _, each in sorted(held, key=lambda pair: pair[0]):
        latest["added_to_collection", each.account_id] = each
    for _, each in sorted(held, key=lambda pair: pair[1].updated_at):
        latest["collection_update", each.account_id] = each
    return {an_id: shaped(call, latest[key]) for an_id, key in about.items() if key in latest}
