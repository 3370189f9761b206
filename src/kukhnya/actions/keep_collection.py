"""Keep a collection of accounts that one recommends. Only those who let themselves be recommended can be put into it."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from sqlalchemy import and_, delete, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.events import AddedToCollection, CollectionRenamed
from kukhnya.model.ids import AccountId, CollectionId, CollectionItemId
from kukhnya.queries import collections
from kukhnya.queries.consent import may_name, to_be_found
from kukhnya.store.statement import Statement, among, flag_param, inserting, param, text_param
from kukhnya.store.tables import account
from kukhnya.store.tables.collections import collection, collection_item
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.text.parse import tag_key
from kukhnya.visibility.rule import VIEWER

from .leave_collection import forget_told
from .post_status import checked_language


class Wording(Struct, frozen=True, kw_only=True):
    """What is said of a collection; None is what is not said."""

    name: str | None = None
    description: str | None = None
    language: str | None = None
    tag_name: str | None = None
    sensitive: bool | None = None
    discoverable: bool | None = None


class _Kept(Struct, frozen=True):
    """The same as it is kept."""

    name: str
    description: str = ""
    language: str = ""
    tag_key: str = ""
    sensitive: bool = False
    discoverable: bool = False


_insert: Final = inserting(collection)
_update: Final = Statement(
    update(collection)
    .values(
        name=text_param("name"), description=text_param("description"), language=text_param("language"),
        tag_key=text_param("tag_key"), sensitive=flag_param("sensitive"), discoverable=flag_param("discoverable"),
        updated_at=param("now"),
    )
    .where(collection.c.id == param("id"), collection.c.account_id == VIEWER)
)  # fmt: skip
_delete: Final = Statement(delete(collection).where(collection.c.id == param("id")))
_empty: Final = Statement(delete(collection_item).where(collection_item.c.collection_id == param("id")))
_willing: Final = Statement(
    select(account.c.id).where(among(account.c.id), to_be_found(account), may_name(VIEWER, account.c.id))
)
_inside: Final = Statement(
    select(collection_item.c.account_id).where(collection_item.c.collection_id == param("collection"))
)
_add: Final = inserting(collection_item, quietly=True)
_remove: Final = Statement(
    delete(collection_item).where(
        and_(collection_item.c.id == param("item"), collection_item.c.collection_id == param("collection"))
    )
)


def _checked_name(name: str, bounds: Bounds) -> str:
    most = bounds.collection_name_characters
    if len(name) > most:
        raise refused("name", "ERR_TOO_LONG", f"Name is too long (maximum is {most} characters)")
    tidy = names.tidy(name, most)
    if not tidy:
        raise refused("name", "ERR_BLANK", "Name can't be blank")
    return tidy


def _checked_description(text: str, bounds: Bounds) -> str:
    most = bounds.collection_description_characters
    if len(text) > most:
        raise refused("description", "ERR_TOO_LONG", f"Description is too long (maximum is {most} characters)")
    return names.tidy_text(text).strip()


def _checked_tag(name: str) -> str:
    key = tag_key(name.strip())
    if name.strip() and not key:
        raise refused("tag_name", "ERR_INVALID", "Tag is invalid")
    return key


def _kept(said: Wording, before: _Kept, bounds: Bounds) -> _Kept:
    """What was before, and over it what is said. Raises Refused."""
    return _Kept(
        before.name if said.name is None else _checked_name(said.name, bounds),
        before.description if said.description is None else _checked_description(said.description, bounds),
        before.language if said.language is None else checked_language(said.language),
        before.tag_key if said.tag_name is None else _checked_tag(said.tag_name),
        before.sensitive if said.sensitive is None else said.sensitive,
        before.discoverable if said.discoverable is None else said.discoverable,
    )


def _values(kept: _Kept) -> dict[str, object]:
    return {name: getattr(kept, name) for name in kept.__struct_fields__}


async def create_collection(tx: WriteTx, said: Wording, ids: Sequence[int], bounds: Bounds) -> CollectionId:
    """Make a collection with these accounts in it, or none; the answer is its id. Raises Refused."""
    kept = _kept(said, _Kept(_checked_name(said.name or "", bounds)), bounds)
    if await collections.how_many(tx) >= bounds.collections:
        raise refused("base", "ERR_TOO_MANY", f"You have reached the limit of {bounds.collections} collections")
    collection_id = CollectionId(await tx.next_id())
    await tx.execute(_insert, id=collection_id, account_id=tx.viewer.id, updated_at=tx.now, **_values(kept))
    if ids:
        await _put_in(tx, collection_id, ids, bounds, "account_ids")
    return collection_id


async def update_collection(tx: WriteTx, collection_id: CollectionId, said: Wording, bounds: Bounds) -> None:
    """Change what is said. Those in it are told of another name or description. Raises NotFound, Forbidden, Refused."""
    found = await collections.own(tx, collection_id)
    before = _Kept(
        found.name, found.description, found.language, found.tag_key, found.sensitive, found.discoverable
    )  # fmt: skip
    kept = _kept(said, before, bounds)
    if kept == before:
        return
    await tx.execute(_update, id=collection_id, **_values(kept))
    if (kept.name, kept.description) != (before.name, before.description):
        tx.emit(CollectionRenamed(collection_id))


async def delete_collection(tx: WriteTx, collection_id: CollectionId) -> None:
    """Take a collection away. Raises NotFound, Forbidden."""
    await collections.own(tx, collection_id)
    await tx.execute(_empty, id=collection_id)
    await tx.execute(_delete, id=collection_id)
    await forget_told(tx, tx.viewer.id)


async def add_to_collection(tx: WriteTx, collection_id: CollectionId, who: int, bounds: Bounds) -> None:
    """Put an account into a collection; one that is in it stays. Raises NotFound, Forbidden, Refused."""
    await collections.own(tx, collection_id)
    await _put_in(tx, collection_id, [who], bounds, "account_id")


async def _put_in(tx: WriteTx, collection_id: CollectionId, ids: Sequence[int], bounds: Bounds, field: str) -> None:
    """Put all of these in, or none. Whoever cannot be is refused in the same words, whatever the reason: nobody learns it."""
    inside = set(await tx.column(_inside, collection=collection_id))
    new = [who for who in ids if who not in inside]
    if len(inside) + len(new) > bounds.collection_items:
        raise refused(field, "ERR_TOO_MANY", f"A collection holds {bounds.collection_items} accounts")
    if set(new) - set(await tx.column(_willing, ids=new) if new else ()):
        raise Refused(
            "Validation failed: This account cannot be added to collections",
            **{field: ("ERR_INVALID", "cannot be added")},
        )
    made = await tx.next_ids(len(new)) if new else []
    await tx.many(
        _add,
        [
            {"id": an_id, "collection_id": collection_id, "account_id": who, "agreed": False}
            for an_id, who in zip(made, new, strict=True)
        ],
    )
    if new:
        tx.emit(AddedToCollection(collection_id, tuple(AccountId(who) for who in new)))


async def remove_from_collection(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    """Take an account out again; it is not told. Raises NotFound, Forbidden."""
    await collections.own(tx, collection_id)
    if not await tx.execute(_remove, collection=collection_id, item=item_id):
        raise NotFound(item_id)
    await forget_told(tx, tx.viewer.id)
