"""Who may quote a status, who sees the quoted words, and where a status is quoted.

A quote is shown as far as the reader may see what is quoted now: the rule is asked of it as of any other status. Who
has blocked somebody is no longer quoted by them, nor the other way round; readers cannot tell that from a revocation.
"""

from typing import Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause

from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.sealed import status
from kukhnya.store.statement import param
from kukhnya.store.tables import block, follow, mute
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import NOW, exists, letter, open_to_anyone, seen

ACCEPTED, REVOKED, DELETED, UNSEEN, MUTED_ACCOUNT = "accepted", "revoked", "deleted", "unauthorized", "muted_account"
"""What apps are told of a quote. The first three are also what is kept of it."""

_ACCEPTED: Final[ColumnElement[str]] = sa.literal_column("'accepted'")


def policy(s: FromClause) -> ColumnElement[str]:
    """Who may quote `s` besides its author: nobody where it is not for anyone."""
    return sa.case((open_to_anyone(s), s.c.quote_policy), else_=sa.literal_column("'nobody'"))


def quotable(viewer: ColumnElement[int], s: FromClause) -> ColumnElement[bool]:
    """May `viewer`, who sees `s`, quote it? Its author may unless it is a letter to those it names."""
    to = follow.alias()
    follows = exists(to, to.c.follower_id == viewer, to.c.followee_id == s.c.account_id)
    return sa.case(
        (s.c.account_id == viewer, ~letter(s)),
        (sa.or_(viewer == 0, sa.not_(open_to_anyone(s))), sa.false()),
        (s.c.quote_policy == sa.literal_column("'public'"), sa.true()),
        (s.c.quote_policy == sa.literal_column("'followers'"), follows),
        else_=sa.false(),
    )


def open_to_quotes(quoted: FromClause, quote_of: ColumnElement[int], state: ColumnElement[str]) -> ColumnElement[bool]:
    """Is `quoted` what is quoted, with consent that stands? For a join."""
    return sa.and_(quoted.c.id == quote_of, state == _ACCEPTED)


def at_odds(one: ColumnElement[int], other: ColumnElement[int]) -> ColumnElement[bool]:
    """Does either of two accounts block the other?"""
    forth, back = block.alias(), block.alias()
    return sa.or_(
        exists(forth, forth.c.blocker_id == one, forth.c.blocked_id == other),
        exists(back, back.c.blocker_id == other, back.c.blocked_id == one),
    )


def mutes(viewer: ColumnElement[int], whom: ColumnElement[int]) -> ColumnElement[bool]:
    """Does `viewer` want to see nothing of `whom`?"""
    quiet = mute.alias()
    until = sa.or_(quiet.c.until.is_(None), quiet.c.until > NOW)
    return exists(quiet, quiet.c.muter_id == viewer, quiet.c.muted_id == whom, until)


_of: Final = status.alias("quoted")
_quotes: Final = Paged(
    sa.select(seen.c.id)
    .select_from(seen.join(_of, _of.c.id == seen.c.quote_of_id))
    .where(
        seen.c.quote_of_id == param("of"),
        seen.c.quote_state == _ACCEPTED,
        ~at_odds(seen.c.account_id, _of.c.account_id),
    ),
    seen.c.id,
)


async def of_status(tx: ReadTx, status_id: StatusId, page: Page) -> list[Seen]:
    """Statuses that quote this one, newest first, as far as the viewer may see them. One statement."""
    return [Seen(an_id) for an_id in await _quotes.ids(tx, page, of=status_id)]
