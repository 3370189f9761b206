"""What somebody says to being in a collection: yes, or no. No is for good, in every collection of the same owner."""

from typing import Final

from sqlalchemy import delete, literal_column, or_, select, update

from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.ids import AccountId, CollectionId, CollectionItemId
from kukhnya.model.notification import KINDS
from kukhnya.queries import collections
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables import notification
from kukhnya.store.tables.collections import collection, collection_item, collection_refusal
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER, exists

_theirs: Final = collection_item.c.collection_id.in_(
    select(collection.c.id).where(collection.c.account_id == param("owner"))
)
_agree: Final = Statement(
    update(collection_item)
    .values(agreed=literal_column("true"))
    .where(
        collection_item.c.id == param("item"),
        collection_item.c.collection_id == param("collection"),
        collection_item.c.account_id == VIEWER,
    )
)
_owner: Final = Statement(
    select(collection.c.account_id)
    .select_from(collection.join(collection_item, collection_item.c.collection_id == collection.c.id))
    .where(
        collection_item.c.id == param("item"), collection.c.id == param("collection"),
        collection_item.c.account_id == VIEWER,
    )
)  # fmt: skip
_leave: Final = Statement(delete(collection_item).where(collection_item.c.account_id == param("who"), _theirs))
_refuse: Final = inserting(collection_refusal, quietly=True)
_still: Final = collection_item.join(collection, collection.c.id == collection_item.c.collection_id)
_forget: Final = Statement(
    delete(notification).where(
        notification.c.from_account_id == param("owner"),
        notification.c.kind.in_([literal_column(f"'{name}'") for name, kind in KINDS.items() if kind.collection]),
        ~exists(
            _still, collection.c.account_id == param("owner"), collection_item.c.account_id == notification.c.account_id
        ),
    )
)
_of_account: Final = (
    Statement(
        delete(collection_item).where(
            or_(
                collection_item.c.account_id == param("id"),
                collection_item.c.collection_id.in_(
                    select(collection.c.id).where(collection.c.account_id == param("id"))
                ),
            )
        )
    ),
    Statement(delete(collection).where(collection.c.account_id == param("id"))),
    Statement(
        delete(collection_refusal).where(
            or_(collection_refusal.c.owner_id == param("id"), collection_refusal.c.account_id == param("id"))
        )
    ),
)


async def agree_to_collection(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    """Let oneself be shown in a collection even though one keeps one's follows to oneself. Raises NotFound, Forbidden."""
    if not await tx.execute(_agree, collection=collection_id, item=item_id):
        await _not_mine(tx, collection_id, item_id)


async def revoke_collection_item(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    """Leave every collection of the owner of this one, and be in none of theirs again. Raises NotFound, Forbidden."""
    owner = await tx.value(_owner, collection=collection_id, item=item_id)
    if owner is None:
        await _not_mine(tx, collection_id, item_id)
        return
    await tx.execute(_refuse, owner_id=owner, account_id=tx.viewer.id)
    await leave_collections(tx, tx.viewer.id, AccountId(owner))


async def _not_mine(tx: WriteTx, collection_id: CollectionId, item_id: CollectionItemId) -> None:
    found = await collections.visible(tx, collection_id)
    if item_id in {item.id for item in found.items}:
        raise Forbidden("This action is not allowed")
    raise NotFound(item_id)


async def leave_collections(tx: WriteTx, who: AccountId, owner: AccountId) -> None:
    """Take an account out of all collections of an owner, and what it was told of them away."""
    if await tx.execute(_leave, who=who, owner=owner):
        await forget_told(tx, owner)


async def forget_told(tx: WriteTx, owner: AccountId) -> None:
    """Whoever is in no collection of this owner any more is no longer told of having been."""
    await tx.execute(_forget, owner=owner)


async def forget_collections_of(tx: WriteTx, account_id: AccountId) -> None:
    """An account goes: what it has gathered, where it stands, what it has refused and who has refused it."""
    for statement in _of_account:
        await tx.execute(statement, id=account_id)
