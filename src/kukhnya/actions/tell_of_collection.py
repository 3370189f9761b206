"""Tell people that they are in a collection, or that one they are in says something else of itself.

One notification of each kind stands for an owner: the latest, which makes the earlier one's room.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.ids import AccountId, CollectionId
from kukhnya.store.statement import Statement, among, param, text_param
from kukhnya.store.tables import notification
from kukhnya.store.tables.collections import collection, collection_item
from kukhnya.store.tx import WriteTx

from .notify import tell

_owner: Final = Statement(select(collection.c.account_id).where(collection.c.id == param("collection")))
_inside: Final = Statement(
    select(collection_item.c.account_id).where(collection_item.c.collection_id == param("collection"))
)
_make_room: Final = Statement(
    delete(notification).where(
        among(notification.c.account_id),
        notification.c.kind == text_param("kind"),
        notification.c.from_account_id == param("owner"),
    )
)


async def tell_of_adding(tx: WriteTx, collection_id: CollectionId, added: Sequence[AccountId]) -> None:
    """Tell those of these accounts that are still in it."""
    inside = set(await tx.column(_inside, collection=collection_id))
    await _tell(tx, "added_to_collection", collection_id, [who for who in added if who in inside])


async def tell_of_renaming(tx: WriteTx, collection_id: CollectionId) -> None:
    """Tell everybody in it."""
    await _tell(tx, "collection_update", collection_id, await tx.column(_inside, collection=collection_id))


async def _tell(tx: WriteTx, kind: str, collection_id: CollectionId, whom: Sequence[int]) -> None:
    owner = await tx.value(_owner, collection=collection_id)
    if owner is None or not whom:
        return
    await tx.execute(_make_room, ids=list(whom), kind=kind, owner=owner)
    await tell(tx, kind, AccountId(owner), whom)
