"""Who lets themselves be recommended: the one place that says whom a collection may name.

Nobody is named who does not want to be found, and only those who follow the owner are: to follow is to know of them. To be named
is then to be seen to follow, so whoever keeps their follows to themselves is asked first and named once they have said yes.
All of it is asked whenever a collection is read; what somebody changes holds at once, in every collection.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, FromClause, and_, case, literal_column, or_

from kukhnya.store.tables import follow
from kukhnya.store.tables.collections import collection_refusal
from kukhnya.visibility.rule import exists

AUTOMATIC, MANUAL, DENIED = "automatic", "manual", "denied"
_SAID: Final[Mapping[str, ColumnElement[str]]] = {
    word: literal_column(f"'{word}'") for word in (AUTOMATIC, MANUAL, DENIED)
}


def to_be_found(who: FromClause) -> ColumnElement[bool]:
    """Does the row `who` of the accounts want to be found by strangers, and may it be shown to them?"""
    return and_(who.c.discoverable, ~who.c.closed, ~who.c.silenced, ~who.c.suspended, who.c.domain == "")


def policy(who: FromClause, whole: ColumnElement[bool]) -> ColumnElement[str]:
    """How those it follows may recommend `who`: automatic, manual (it is asked) or denied, also where not all of it is shown."""
    return case(
        (~and_(whole, to_be_found(who)), _SAID[DENIED]), (who.c.graph_hidden, _SAID[MANUAL]), else_=_SAID[AUTOMATIC]
    )


def follows(who: ColumnElement[int], owner: ColumnElement[int]) -> ColumnElement[bool]:
    """Does `who` follow `owner`?"""
    to = follow.alias("pf")
    return exists(to, to.c.follower_id == who, to.c.followee_id == owner)


def may_name(owner: ColumnElement[int], who: ColumnElement[int]) -> ColumnElement[bool]:
    """May `owner` put `who` into a collection, where its policy lets anybody: does it follow, and has it not refused?"""
    no = collection_refusal.alias("pr")
    return and_(follows(who, owner), ~exists(no, no.c.owner_id == owner, no.c.account_id == who))


def consents(who: FromClause, owner: ColumnElement[int], agreed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Does `who` let itself be shown to others in a collection of `owner` now? `agreed`: it has said yes itself."""
    return and_(to_be_found(who), or_(~who.c.graph_hidden, agreed), follows(who.c.id, owner))
