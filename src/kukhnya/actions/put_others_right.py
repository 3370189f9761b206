"""While an account goes: counters, names and arrows of others that showed something of it.

Each is counted while what goes is still there, so this runs before anything is erased. The number of statements does
not depend on how much there is.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, case, exists, func, literal_column, null, or_, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.ids import AccountId
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import account, favourite, follow, poll, poll_option, poll_vote
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import anyone_may

from .quote_status import lose_quoted

_ME: Final = param("id")

_mine: Final = status.alias("mine")
_counted: Final[list[ColumnElement[str]]] = [
    literal_column(f"'{audience.value}'") for audience in Audience if anyone_may(audience)
]
_replies: Final = (
    select(func.count())
    .where(_mine.c.in_reply_to_id == status.c.id, _mine.c.account_id == _ME, _mine.c.audience.in_(_counted))
    .scalar_subquery()
)
_reblogs: Final = (
    select(func.count()).where(_mine.c.reblog_of_id == status.c.id, _mine.c.account_id == _ME).scalar_subquery()
)
_quotes: Final = (
    select(func.count())
    .where(_mine.c.quote_of_id == status.c.id, _mine.c.account_id == _ME, _mine.c.quote_state == "accepted",
           _mine.c.audience.in_(_counted))
    .scalar_subquery()
)  # fmt: skip
_posted: Final = select(func.count()).where(_mine.c.account_id == account.c.id, among(_mine.c.id)).scalar_subquery()


def _status_changed(where: ColumnElement[bool], **values: Any) -> Statement:
    return Statement(update(status).values(version=status.c.version + 1, **values).where(where))


def _account_changed(where: ColumnElement[bool], **values: Any) -> Statement:
    return Statement(update(account).values(version=account.c.version + 1, **values).where(where))


_unshare_own: Final = _account_changed(
    account.c.id.in_(select(_mine.c.account_id).where(among(_mine.c.id), _mine.c.account_id != _ME)),
    statuses_count=account.c.statuses_count - _posted,
)
_unshare: Final = _status_changed(
    status.c.id.in_(select(_mine.c.reblog_of_id).where(_mine.c.account_id == _ME, _mine.c.reblog_of_id.is_not(None))),
    reblogs_count=status.c.reblogs_count - _reblogs,
)
_unreply: Final = _status_changed(
    status.c.id.in_(
        select(_mine.c.in_reply_to_id).where(_mine.c.account_id == _ME, _mine.c.in_reply_to_id.is_not(None))
    ),
    replies_count=case((status.c.replies_count > _replies, status.c.replies_count - _replies), else_=0),
)
_unquote: Final = _status_changed(
    status.c.id.in_(select(_mine.c.quote_of_id).where(_mine.c.account_id == _ME, _mine.c.quote_of_id.is_not(None))),
    quotes_count=status.c.quotes_count - _quotes,
)
_unanswer: Final = _status_changed(
    or_(among(status.c.in_reply_to_id), status.c.in_reply_to_account_id == _ME),
    in_reply_to_id=null(), in_reply_to_account_id=null(),
)  # fmt: skip
_unlike: Final = _status_changed(
    status.c.id.in_(select(favourite.c.status_id).where(favourite.c.account_id == _ME)),
    favourites_count=status.c.favourites_count - 1,
)
_unanswer_kindly: Final = _status_changed(
    status.c.id.in_(select(reaction.c.status_id).where(reaction.c.account_id == _ME))
)
_unname: Final = _status_changed(status.c.id.in_(select(mention.c.status_id).where(mention.c.account_id == _ME)))
_voted_on: Final = select(poll_vote.c.status_id).where(poll_vote.c.account_id == _ME)
_votes_in_poll: Final = (
    select(func.count()).where(poll_vote.c.status_id == poll.c.status_id, poll_vote.c.account_id == _ME)
).scalar_subquery()
_unvote_option: Final = Statement(
    update(poll_option)
    .values(votes_count=poll_option.c.votes_count - 1)
    .where(
        poll_option.c.status_id.in_(_voted_on),
        exists().where(
            poll_vote.c.status_id == poll_option.c.status_id, poll_vote.c.position == poll_option.c.position,
            poll_vote.c.account_id == _ME,
        ),
    )
)  # fmt: skip
_unvote_poll: Final = Statement(
    update(poll)
    .values(votes_count=poll.c.votes_count - _votes_in_poll, voters_count=poll.c.voters_count - 1)
    .where(poll.c.status_id.in_(_voted_on))
)
_unvote: Final = _status_changed(status.c.id.in_(_voted_on))
_unfollow: Final = _account_changed(
    account.c.id.in_(select(follow.c.followee_id).where(follow.c.follower_id == _ME)),
    followers_count=account.c.followers_count - 1,
)
_unfollowed: Final = _account_changed(
    account.c.id.in_(select(follow.c.follower_id).where(follow.c.followee_id == _ME)),
    following_count=account.c.following_count - 1,
)


async def put_others_right(tx: WriteTx, account_id: AccountId, ids: list[int]) -> None:
    """Put right what others show of the account and of these statuses, which are about to go."""
    await tx.execute(_unshare_own, id=account_id, ids=ids)
    await tx.execute(_unshare, id=account_id)
    await tx.execute(_unreply, id=account_id)
    await tx.execute(_unquote, id=account_id)
    await tx.execute(lose_quoted, ids=ids)
    await tx.execute(_unanswer, id=account_id, ids=ids)
    await tx.execute(_unlike, id=account_id)
    await tx.execute(_unanswer_kindly, id=account_id)
    await tx.execute(_unname, id=account_id)
    await tx.execute(_unvote_option, id=account_id)
    await tx.execute(_unvote_poll, id=account_id)
    await tx.execute(_unvote, id=account_id)
    await tx.execute(_unfollow, id=account_id)
    await tx.execute(_unfollowed, id=account_id)
