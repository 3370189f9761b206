"""People who want to be found: the directory, and whom the viewer may want to follow.

Only open profiles whose owners said that they may be shown, and never somebody whom the viewer blocks, mutes, follows
or has asked to follow, or who blocks the viewer. Whom one follows tells of their follows only where they opened them.
"""

from collections import Counter
from typing import Any, Final

import msgspec
from sqlalchemy import and_, case, literal_column, or_, select

from kukhnya.model.page import Page
from kukhnya.store.statement import Statement, among, flag_param, json_rows, param
from kukhnya.store.tables import account, follow, follow_request, mute
from kukhnya.store.tables.ties import dismissed_suggestion
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.cards import AccountCard
from kukhnya.visibility.quotes import at_odds
from kukhnya.visibility.rule import NOW, VIEWER, exists
from kukhnya.visibility.unwanted import of_blocked_domain

from .accounts import CARD, HERE, card
from .graph import FRIEND, FRIEND_OPEN, MINE, THEIRS

_FEW: Final = 3
"""So many times what is wanted is looked at first: of those whom most friends follow, most may be suggested."""
_MOST_FRIENDS, _MOST_EDGES, _MOST_LOOKED_AT = 100, 5000, 500
_ids: Final = msgspec.json.Decoder(list[int])

_mute, _to, _asked, _gone = (
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
    ~at_odds(VIEWER, account.c.id),
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
_not_all: Final = (
    select(literal_column("1"))
    .where(MINE.c.follower_id == VIEWER)
    .limit(literal_column("1"))
    .offset(literal_column(str(_MOST_FRIENDS)))
    .scalar_subquery()
    .is_not(None)
)
"""The viewer follows more than these friends, so that they do not tell who is followed already."""
_edges: Final = (
    select(THEIRS.c.followee_id)
    .select_from(
        _friends.join(FRIEND, FRIEND.c.id == _friends.c.followee_id).join(THEIRS, THEIRS.c.follower_id == FRIEND.c.id)
    )
    .where(
        FRIEND_OPEN,
        or_(~_not_all, ~exists(_to, _to.c.follower_id == VIEWER, _to.c.followee_id == THEIRS.c.followee_id)),
    )
    .limit(case((_not_all, _MOST_EDGES), else_=_MOST_EDGES + _MOST_FRIENDS**2))
    .subquery("edges")
)
_around: Final = Statement(
    select(
        select(json_rows(_edges.c.followee_id)).select_from(_edges).scalar_subquery(),
        select(json_rows(_friends.c.followee_id)).select_from(_friends).scalar_subquery(),
    )
)
"""Whom friends follow, once for each of them, and the friends."""
_those: Final = Statement(select(*CARD).where(among(account.c.id), ~account.c.graph_hidden, _new))
# Who hides how many follow them is not ranked by it.
_followers: Final = case((account.c.graph_hidden, 0), else_=account.c.followers_count)
_most_followed: Final = (
    select(account.c.id)
    .where(account.c.discoverable, ~account.c.closed)
    .order_by(_followers.desc(), account.c.id.desc())
    .limit(_MOST_LOOKED_AT)
)
_popular: Final = (
    select(account.c.id, _followers.label("followers"))
    .where(account.c.id.in_(_most_followed), _new)
    .order_by(_followers.desc(), account.c.id.desc())
    .limit(param("limit"))
    .subquery("popular")
)
_others: Final = Statement(
    select(*CARD)
    .select_from(account.join(_popular, _popular.c.id == account.c.id))
    .order_by(_popular.c.followers.desc(), account.c.id.desc())
)


async def directory(tx: ReadTx, page: Page, *, newest_first: bool, local: bool) -> list[int]:
    """Ids of accounts that want to be shown: those who posted in the latest weeks first, or the newest members."""
    statement = _by_age if newest_first else _by_activity
    return await tx.column(statement, local=local, limit=page.limit, offset=page.offset)


async def suggested(tx: ReadTx, limit: int) -> list[tuple[AccountCard, bool]]:
    """Accounts to follow, each with whether friends follow it; those first. Four statements at most."""
    ranked = await _followed_by_friends(tx)
    found: dict[int, AccountCard] = {}
    for some in (ranked[: _FEW * limit], ranked[_FEW * limit :]):
        if some and len(found) < limit:
            found |= {row["id"]: card(row["id"], row) for row in await tx.all(_those, ids=some)}
    friends = [found[an_id] for an_id in ranked if an_id in found][:limit]
    rows = await tx.all(_others, limit=limit) if len(friends) < limit else []
    others = [card(row["id"], row) for row in rows if row["id"] not in found]
    return [(each, True) for each in friends] + [(each, False) for each in others][: limit - len(friends)]


async def _followed_by_friends(tx: ReadTx) -> list[int]:
    """Whom the viewer's friends follow and the viewer does not, those first whom most of them do. One statement."""
    row = await tx.one(_around)
    theirs, mine = (_ids.decode(each) for each in row or ("[]", "[]"))
    known = frozenset(mine)
    many = Counter([an_id for an_id in theirs if an_id not in known][:_MOST_EDGES])
    latest = sorted(many, reverse=True)
    return sorted(latest, key=many.__getitem__, reverse=True)[:_MOST_LOOKED_AT]
