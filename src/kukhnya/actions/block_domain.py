"""Block another server, for oneself: what tied one to its accounts ends, and they are heard of no more.

The number of statements does not depend on how many accounts of that server are known here.
"""

from typing import Final

from sqlalchemy import ColumnElement, and_, delete, func, literal_column, or_, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import refused
from kukhnya.model.events import Unfollowed
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, among, inserting, param, text_param
from kukhnya.store.tables import (
    account,
    circle,
    circle_member,
    follow,
    follow_request,
    list_,
    list_member,
    notification,
)
from kukhnya.store.tables.ties import account_domain_block, endorsement
from kukhnya.store.tx import WriteTx
from kukhnya.text import domains
from kukhnya.visibility.rule import VIEWER

_insert: Final = inserting(account_domain_block, quietly=True)
_how_many: Final = Statement(
    select(func.count()).where(
        account_domain_block.c.account_id == VIEWER, account_domain_block.c.domain != text_param("domain")
    )
)
_delete: Final = Statement(
    delete(account_domain_block).where(
        account_domain_block.c.account_id == VIEWER, account_domain_block.c.domain == text_param("domain")
    )
)

_there: Final = select(account.c.id).where(
    account.c.domain != literal_column("''"), account.c.domain == text_param("domain")
)


def _between(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[bool]:
    """The edge ties the viewer to an account of that server, either way."""
    return or_(and_(one == VIEWER, other.in_(_there)), and_(other == VIEWER, one.in_(_there)))


_follows: Final = _between(follow.c.follower_id, follow.c.followee_id)
_edges: Final = Statement(select(follow.c.follower_id, follow.c.followee_id).where(_follows))
_end_follows: Final = Statement(delete(follow).where(_follows))
_end_requests: Final = Statement(
    delete(follow_request).where(_between(follow_request.c.follower_id, follow_request.c.followee_id))
)
_followed_no_more: Final = Statement(
    update(account)
    .values(followers_count=account.c.followers_count - 1, version=account.c.version + 1)
    .where(among(account.c.id))
)
_follow_no_more: Final = Statement(
    update(account)
    .values(following_count=account.c.following_count - 1, version=account.c.version + 1)
    .where(among(account.c.id))
)
_own_counts: Final = Statement(
    update(account)
    .values(
        following_count=account.c.following_count - param("following"),
        followers_count=account.c.followers_count - param("followers"),
        version=account.c.version + 1,
    )
    .where(account.c.id == VIEWER)
)
_leave_circles: Final = Statement(
    delete(circle_member).where(
        or_(
            and_(
                circle_member.c.account_id.in_(_there),
                circle_member.c.circle_id.in_(select(circle.c.id).where(circle.c.account_id == VIEWER)),
            ),
            and_(
                circle_member.c.account_id == VIEWER,
                circle_member.c.circle_id.in_(select(circle.c.id).where(circle.c.account_id.in_(_there))),
            ),
        )
    )
)
_unlist: Final = Statement(
    delete(list_member).where(
        list_member.c.account_id.in_(_there),
        list_member.c.list_id.in_(select(list_.c.id).where(list_.c.account_id == VIEWER)),
    )
)
_unendorse: Final = Statement(delete(endorsement).where(_between(endorsement.c.account_id, endorsement.c.endorsed_id)))
_untell: Final = Statement(
    delete(notification).where(_between(notification.c.account_id, notification.c.from_account_id))
)


async def block_domain(tx: WriteTx, name: str, own: str, bounds: Bounds) -> None:
    """Block the server of this name; blocked already, nothing happens. Raises Refused for no name, or one's `own`."""
    domain = checked_domain(name)
    if domain == domains.canonical(own):
        raise refused("domain", "ERR_INVALID", "Domain is that of this server: block its accounts one by one")
    if int(await tx.value(_how_many, domain=domain) or 0) >= bounds.domain_blocks:
        raise refused("domain", "ERR_TOO_MANY", f"You have reached the limit of {bounds.domain_blocks} blocked domains")
    if await tx.execute(_insert, account_id=tx.viewer.id, domain=domain, id=await tx.next_id()):
        await _untie(tx, domain)


async def unblock_domain(tx: WriteTx, name: str) -> None:
    """Block it no more; what was undone stays undone. Raises Refused for what is no name."""
    await tx.execute(_delete, domain=checked_domain(name))


def checked_domain(name: str) -> str:
    """The name in canonical form. Raises Refused where it is empty or none."""
    if not name.strip():
        raise refused("domain", "ERR_BLANK", "Domain can't be blank")
    domain = domains.canonical(name)
    if not domain:
        raise refused("domain", "ERR_INVALID", "Domain is not a valid domain name")
    return domain


async def _untie(tx: WriteTx, domain: str) -> None:
    """End follows and requests both ways, circles, lists, endorsements and notifications between the two."""
    edges = [(AccountId(row[0]), AccountId(row[1])) for row in await tx.all(_edges, domain=domain)]
    followed = [followee for follower, followee in edges if follower == tx.viewer.id]
    followers = [follower for follower, followee in edges if followee == tx.viewer.id]
    await tx.execute(_end_follows, domain=domain)
    await tx.execute(_followed_no_more, ids=followed)
    await tx.execute(_follow_no_more, ids=followers)
    if edges:
        await tx.execute(_own_counts, following=len(followed), followers=len(followers))
    for statement in (_end_requests, _leave_circles, _unlist, _unendorse, _untell):
        await tx.execute(statement, domain=domain)
    for follower, followee in edges:
        tx.emit(Unfollowed(follower, followee))
