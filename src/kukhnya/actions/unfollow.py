"""End a follow, from either side. Its past closes with it."""

from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.events import Unfollowed
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import follow, list_, list_member
from kukhnya.store.tables.ties import endorsement
from kukhnya.store.tx import WriteTx

from .follow import count_follow, end_request
from .leave_collection import leave_collections

_end: Final = Statement(
    delete(follow).where(follow.c.follower_id == param("follower"), follow.c.followee_id == param("followee"))
)
_lists: Final = Statement(select(list_.c.id).where(list_.c.account_id == param("follower")))
_unlist: Final = Statement(
    delete(list_member).where(among(list_member.c.list_id), list_member.c.account_id == param("followee"))
)
_unendorse: Final = Statement(
    delete(endorsement).where(
        endorsement.c.account_id == param("follower"), endorsement.c.endorsed_id == param("followee")
    )
)


async def unfollow(tx: WriteTx, target: AccountId) -> None:
    """The viewer follows `target` no more, and asks no more. Nothing happens where neither was so."""
    await end_follow(tx, tx.viewer.id, target)
    await end_request(tx, tx.viewer.id, target)


async def remove_follower(tx: WriteTx, follower: AccountId) -> None:
    """The viewer is followed by `follower` no more. They are not told."""
    await end_follow(tx, follower, tx.viewer.id)


async def end_follow(tx: WriteTx, follower: AccountId, followee: AccountId) -> None:
    """Take the edge away, uncount it; the followee leaves the follower's lists and profile, the follower the followee's collections."""
    if not await tx.execute(_end, follower=follower, followee=followee):
        return
    await tx.execute(count_follow, account=follower, following=-1, followers=0)
    await tx.execute(count_follow, account=followee, following=0, followers=-1)
    if lists := await tx.column(_lists, follower=follower):
        await tx.execute(_unlist, ids=lists, followee=followee)
    await tx.execute(_unendorse, follower=follower, followee=followee)
    await leave_collections(tx, follower, followee)
    tx.emit(Unfollowed(follower, followee))
