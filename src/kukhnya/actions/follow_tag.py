"""Follow a hashtag: what is found under it comes to the home page. Nobody is told."""

from typing import Final

from sqlalchemy import delete, func, select

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import refused
from kukhnya.store.statement import Statement, inserting, text_param
from kukhnya.store.tables.ties import tag_follow
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_insert: Final = inserting(tag_follow, quietly=True)
_how_many: Final = Statement(
    select(func.count()).where(tag_follow.c.account_id == VIEWER, tag_follow.c.key != text_param("key"))
)
_delete: Final = Statement(
    delete(tag_follow).where(tag_follow.c.account_id == VIEWER, tag_follow.c.key == text_param("key"))
)


async def follow_tag(tx: WriteTx, key: str, bounds: Bounds) -> None:
    """Follow the hashtag of this canonical key, used by anybody or not. Raises Refused where there are too many."""
    if int(await tx.value(_how_many, key=key) or 0) >= bounds.followed_tags:
        raise refused("name", "ERR_TOO_MANY", f"You have reached the limit of {bounds.followed_tags} followed hashtags")
    await tx.execute(_insert, account_id=tx.viewer.id, key=key, id=await tx.next_id())


async def unfollow_tag(tx: WriteTx, key: str) -> None:
    """Follow it no more."""
    await tx.execute(_delete, key=key)
