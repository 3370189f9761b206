"""People who want to be found: the directory, and whom the viewer may want to follow.

Only open profiles whose owners said that they may be shown, and never somebody whom the viewer blocks, mutes, follows
or has asked to follow, or who blocks the viewer. Whom one follows tells of their follows only where they opened them.
"""

from typing import Any, Final

from sqlalchemy import and_, case, func, or_, select

from kukhnya.model.page import Page
from kukhnya.store.statement import Statement, flag_param, param
from kukhnya.store.tables import account, block, follow, follow_request, mute
from kukhnya.store.tables.ties import dismissed_suggestion
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists
from kukhnya.visibility.unwanted import of_blocked_domain

from .accounts import HERE
from .graph import FRIEND, FRIEND_OPEN, MINE, THEIRS

_FEW: Final = 3
"""So many times what is wanted is looked at first: of those whom most friends follow, most may be suggested."""
_MOST_FRIENDS, _MOST_EDGES, _MOST_LOOKED_AT = 100, 5000, 500

_ours, _mute, _to, _asked, _gone = (
    block.alias("db"),
    mute.alias("dm"),
    follow.alias("df"),
    follow_request.alias("dr"),
    dismissed_suggestion.alias("dd"),
)
_findable: Final = and_(
    account.c.discoverable,
    ~account.c.closed,
    ~account.c.silenced,
    HERE,
    ~exists(
        _ours,
        or_(
            and_(_ours.c.blocker_id == VIEWER, _ours.c.blocked_id == account.c.id),
            and_(_ours.c.blocker_id == account.c.id, _ours.c.blocked_id == VIEWER),
        ),
    ),
    ~exists(
        _mute,
        _mute.c.muter_id == VIEWER,
        _mute.c.muted_id == account.c.id,
        or_(_mute.c.until.is_(None), _mute.c.until > NOW),
    ),
    ~of_blocked_domain(account.c.id),
)
_new: Final = and_(
    _findable,
    account.c.id != VIEWER,
    ~exists(_to, _to.c.follower_id == VIEWER, _to.c.followee_id == account.c.id),
    ~exists(_asked, _asked.c.follower_id == VIEWER, _asked.c.followee_id == account.c.id),
    ~exists(_gone, _gone.c.account_id == VIEWER, _gone.c.dismissed_id == account.c.id),
)


def _directory(*order: Any) -> Statement:
    return Statement(
        select(account.c.id)
        .where(_findable, or_(~flag_param("local"), account.c.domain == ""))
        .order_by(*order, account.c.id.desc())
        .limit(param("limit"))
        .offset(param("offset"))
    )


_by_activity: Final = _directory(account.c.active_week.desc().nulls_last())
_by_age: Final = _directory()

# Bounded at each step, so that neither a long list of friends nor a friend who follows everybody makes it dear.
_friends: Final = (
    select(MINE.c.followee_id)
    .where(MINE.c.follower_id == VIEWER)
    .order_by(MINE.c.id.desc())
    .limit(_MOST_FRIENDS)
    .subquery("friends")
)
_edges: Final = (
    select(THEIRS.c.followee_id)
    .select_from(
        _friends.join(FRIEND, FRIEND.c.id == _friends.c.followee_id).join(THEIRS, THEIRS.c.follower_id == FRIEND.c.id)
    )
    .where(FRIEND_OPEN, ~exists(_to, _to.c.follower_id == VIEWER, _to.c.followee_id == THEIRS.c.followee_id))
    .limit(_MOST_EDGES)
    .subquery("edges")
)
_counted: Final = (
    select(_edges.c.followee_id, func.count().label("friends"), func.count().over().label("many"))
    .group_by(_edges.c.followee_id)
    .order_by(func.count().desc(), _edges.c.followee_id.desc())
    .limit(param("look"))
    .subquery("counted")
)
_of_friends: Final = Statement(
    select(account.c.id, _counted.c.many)
    .select_from(_counted.join(account, account.c.id == _counted.c.followee_id))
    .where(~account.c.graph_hidden, _new)
    .order_by(_counted.c.friends.desc(), account.c.id.desc())
    .limit(param("limit"))
)
# Who hides how many follow them is not ranked by it.
_followers: Final = case((account.c.graph_hidden, 0), else_=account.c.followers_count)
_most_followed: Final = (
    select(account.c.id)
    .where(account.c.discoverable, ~account.c.closed)
    .order_by(_followers.desc(), account.c.id.desc())
    .limit(_MOST_LOOKED_AT)
)
_popular: Final = Statement(
    select(account.c.id)
    .where(account.c.id.in_(_most_followed), _new)
    .order_by(_followers.desc(), account.c.id.desc())
    .limit(param("limit"))
)


async def directory(tx: ReadTx, page: Page, *, newest_first: bool, local: bool) -> list[int]:
    """Ids of accounts that want to be shown: those who posted in the latest weeks first, or the newest members."""
    statement = _by_age if newest_first else _by_activity
    return await tx.column(statement, local=local, limit=page.limit, offset=page.offset)


async def suggested(tx: ReadTx, limit: int) -> list[tuple[int, bool]]:
    """Ids of accounts to follow, each with whether friends follow it; those first. Three statements at most."""
    rows = await tx.all(_of_friends, limit=limit, look=_FEW * limit)
    if len(rows) < limit and not (rows and rows[0]["many"] <= _FEW * limit):
        rows = await tx.all(_of_friends, limit=limit, look=_MOST_LOOKED_AT)
    friends = [row["id"] for row in rows]
    known = set(friends)
    others = [i for i in await tx.column(_popular, limit=limit) if i not in known] if len(friends) < limit else []
    return [(an_id, True) for an_id in friends] + [(i, False) for i in others][: limit - len(friends)]
