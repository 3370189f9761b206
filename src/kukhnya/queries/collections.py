"""Collections: who is recommended by whom, as far as the viewer may know.

A collection exists for those who see its owner's profile whole. In it stand those who let themselves be recommended at this
moment and are not at odds with the viewer; whoever else is in it is neither named nor counted. The owner also sees those who
do not, or not yet, consent, and everybody sees themselves.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import Select, and_, case, func, or_, select

from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.ids import AccountId, CollectionId
from kukhnya.model.page import Page
from kukhnya.store.statement import Statement, among, json_row, json_rows, param
from kukhnya.store.tables import account
from kukhnya.store.tables.collections import collection, collection_item
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.quotes import at_odds
from kukhnya.visibility.rule import VIEWER, exists
from kukhnya.visibility.unwanted import of_blocked_domain

from . import accounts
from .accounts import HERE, WHOLE
from .consent import consents


class Item(Struct, frozen=True, array_like=True):
    """An account in a collection. `accepted`: it lets itself be shown to others now."""

    id: int
    account_id: int
    accepted: bool


class Collection(Struct, frozen=True, kw_only=True):
    """A collection as its viewer may see it."""

    id: CollectionId
    account_id: AccountId
    username: str
    name: str
    description: str
    language: str
    tag_key: str
    sensitive: bool
    discoverable: bool
    updated_at: int
    items: tuple[Item, ...]
    """Those the viewer may see in it, in the order in which they came."""


_items: Final = msgspec.json.Decoder(list[Item], strict=False)
_i, _who, _me = collection_item.alias("ci"), account.alias("cw"), collection_item.alias("cm")
_mine: Final = collection.c.account_id == VIEWER
_consents: Final = consents(_who, collection.c.account_id, _i.c.agreed)
_shown: Final = or_(
    _i.c.account_id == VIEWER,
    and_(
        ~_who.c.suspended, ~at_odds(VIEWER, _who.c.id), ~of_blocked_domain(_who.c.id), or_(_mine, _consents)
    ),
)  # fmt: skip
"""May the viewer see the item `ci`, the account `cw`, in the collection around it?"""
_inside: Final = (
    select(json_rows(json_row(_i.c.id, _i.c.account_id, case((_consents, 1), else_=0))))
    .select_from(_i.join(_who, _who.c.id == _i.c.account_id))
    .where(_i.c.collection_id == collection.c.id, _shown)
    .correlate(collection)
    .scalar_subquery()
)
_seen: Final = or_(_mine, and_(HERE, WHOLE, ~at_odds(VIEWER, account.c.id)))
_offered: Final = or_(_mine, collection.c.discoverable)


def _columns(*more: Any) -> Select[Any]:
    owned = collection.join(account, account.c.id == collection.c.account_id)
    return select(collection, account.c.username, _inside.label("items"), *more).select_from(owned).where(_seen)


def _page(asked: Select[Any]) -> Statement:
    return Statement(asked.order_by(collection.c.id.desc()).limit(param("limit")).offset(param("offset")))


_one: Final = Statement(_columns().where(collection.c.id == param("id")))
_of: Final = _page(_columns().where(collection.c.account_id == param("of"), _offered))
_naming: Final = _page(
    _columns().where(
        collection.c.id.in_(select(_me.c.collection_id).where(_me.c.account_id == param("who"))),
        or_(_mine, and_(collection.c.discoverable, ~account.c.silenced), param("who") == VIEWER),
        exists(
            _i.join(_who, _who.c.id == _i.c.account_id),
            _i.c.collection_id == collection.c.id,
            _i.c.account_id == param("who"),
            _shown,
        ),
    )
)
_own_item: Final = (
    select(_me.c.id)
    .where(_me.c.collection_id == collection.c.id, _me.c.account_id == VIEWER)
    .correlate(collection)
    .scalar_subquery()
)
_holding_me: Final = Statement(
    _columns(_own_item.label("own_item")).where(
        collection.c.id.in_(select(_me.c.collection_id).where(_me.c.account_id == VIEWER)),
        among(collection.c.account_id),
    )
)
_how_many: Final = Statement(select(func.count()).select_from(collection).where(_mine))


def _made(row: Any) -> Collection:
    said = {name: row[name] for name in Collection.__struct_fields__ if name != "items"}
    said |= {name: bool(row[name]) for name in ("sensitive", "discoverable")}
    return Collection(**said, items=tuple(sorted(_items.decode(row["items"]), key=lambda item: item.id)))


async def visible(tx: ReadTx, collection_id: CollectionId) -> Collection:
    """A collection. Raises NotFound. One statement."""
    row = await tx.one(_one, id=collection_id)
    if row is None:
        raise NotFound(collection_id)
    return _made(row)


async def own(tx: ReadTx, collection_id: CollectionId) -> Collection:
    """One of the viewer's. Raises NotFound, and Forbidden for one that is somebody else's."""
    found = await visible(tx, collection_id)
    if found.account_id != tx.viewer.id:
        raise Forbidden("This action is not allowed")
    return found


async def of_account(tx: ReadTx, account_id: AccountId, page: Page) -> list[Collection]:
    """What an account recommends, newest first: to others where the profile is open to them. Raises NotFound.

    Others are shown those that are meant to be found. Two statements.
    """
    await accounts.visible(tx, account_id)
    return [_made(row) for row in await tx.all(_of, of=account_id, limit=page.limit, offset=page.offset)]


async def naming(tx: ReadTx, account_id: AccountId, page: Page) -> list[Collection]:
    """The collections in which an account stands, newest first: all of them to itself. Raises NotFound.

    To others those that are meant to be found, where they may see both the collection and the account in it. Two statements.
    """
    row = await accounts.visible(tx, account_id)
    if not row["whole"]:
        return []
    return [_made(each) for each in await tx.all(_naming, who=account_id, limit=page.limit, offset=page.offset)]


async def holding_viewer(tx: ReadTx, owners: Sequence[int]) -> list[tuple[int, Collection]]:
    """The collections of these owners in which the viewer stands, each with the viewer's item. One statement or none."""
    rows = await tx.all(_holding_me, ids=list(owners)) if owners else []
    return [(row["own_item"], _made(row)) for row in rows]


async def how_many(tx: ReadTx) -> int:
    """How many collections the viewer has made."""
    return int(await tx.value(_how_many) or 0)
