"""Show a hashtag on one's profile, or show it no more."""

from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables.ties import featured_tag
from kukhnya.store.tx import WriteTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility.rule import VIEWER

_insert: Final = inserting(featured_tag, quietly=True)
_how_many: Final = Statement(
    select(func.count()).where(featured_tag.c.account_id == VIEWER, featured_tag.c.key != text_param("key"))
)
_delete: Final = Statement(
    delete(featured_tag).where(featured_tag.c.account_id == VIEWER, featured_tag.c.id == param("id"))
)
_delete_key: Final = Statement(
    delete(featured_tag).where(featured_tag.c.account_id == VIEWER, featured_tag.c.key == text_param("key"))
)


async def feature_tag(tx: WriteTx, name: str, bounds: Bounds) -> str:
    """Show the hashtag of this name; the answer is its canonical key. Raises Refused for none, or one too many."""
    key = tag_key(name.strip())
    if not key:
        raise refused("name", "ERR_INVALID", "Tag is invalid")
    if int(await tx.value(_how_many, key=key) or 0) >= bounds.featured_tags:
        raise refused("name", "ERR_TOO_MANY", f"You have reached the limit of {bounds.featured_tags} featured hashtags")
    await tx.execute(_insert, id=await tx.next_id(), account_id=tx.viewer.id, key=key)
    return key


async def unfeature_tag(tx: WriteTx, featured_id: int) -> None:
    """Show it no more. Raises NotFound for one that is not on the viewer's profile."""
    if not await tx.execute(_delete, id=featured_id):
        raise NotFound(featured_id)


async def unfeature_tag_named(tx: WriteTx, key: str) -> None:
    """Show the hashtag of this canonical key no more."""
    await tx.execute(_delete_key, key=key)
