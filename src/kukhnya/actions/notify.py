"""Write down whom something concerns. A notification is a row with ids; what may be shown is decided when it is read.

Nobody is told by oneself, by whom they block or mute or who blocks them, about a thread they have muted, or of a
status they may not see. Telling twice is telling once. What is told of a status is told in turn, so that
nothing is written about one that is being deleted.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select

from kukhnya.model.events import Notified
from kukhnya.model.ids import AccountId, NotificationId, StatusId
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables import account, block, favourite, follow, mute, notification, poll, poll_vote, thread_mute
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import NOW, exists, may_read

NO_STATUS: Final = StatusId(0)
_sender: Final = param("sender")
_id: Final = account.c.id


def _willing() -> ColumnElement[bool]:
    """A member who is not suspended and wants to hear from the sender."""
    return and_(
        among(_id),
        account.c.domain == "",
        ~account.c.suspended,
        _id != _sender,
        ~exists(
            block,
            or_(
                and_(block.c.blocker_id == _id, block.c.blocked_id == _sender),
                and_(block.c.blocker_id == _sender, block.c.blocked_id == _id),
            ),
        ),
        ~exists(
            mute,
            mute.c.muter_id == _id,
            mute.c.muted_id == _sender,
            mute.c.notifications,
            or_(mute.c.until.is_(None), mute.c.until > NOW),
        ),
    )


_hearers: Final = Statement(select(_id).where(_willing()))
_readers: Final = Statement(
    select(_id)
    .select_from(account.join(status, status.c.id == param("status")))
    .where(
        _willing(),
        may_read(_id),
        ~exists(thread_mute, thread_mute.c.account_id == _id, thread_mute.c.thread_id == status.c.thread_id),
    )
)
_insert: Final = inserting(notification, quietly=True)
_facts: Final = Statement(
    select(status.c.account_id, status.c.reblog_of_id, status.c.expires_at).where(status.c.id == param("status"))
)
_named: Final = Statement(select(mention.c.account_id).where(mention.c.status_id == param("status")))
_subscribers: Final = Statement(
    select(follow.c.follower_id).where(follow.c.followee_id == param("author"), follow.c.notify)
)
_sharers: Final = Statement(select(status.c.account_id).where(status.c.reblog_of_id == param("status")))
_voters: Final = Statement(select(poll_vote.c.account_id).where(poll_vote.c.status_id == param("status")).distinct())

_liked: Final = Statement(
    select(favourite.c.id).where(favourite.c.status_id == param("status"), favourite.c.account_id == _sender)
)
_ended: Final = Statement(select(poll.c.status_id).where(poll.c.status_id == param("status"), poll.c.expires_at <= NOW))


async def tell(tx: WriteTx, kind: str, sender: AccountId, whom: Sequence[int], status_id: StatusId = NO_STATUS) -> None:
    """Tell these accounts, as far as they want to hear and may see. Two statements, none for nobody."""
    if not whom:
        return
    wanted = _readers if status_id else _hearers
    told = await tx.column(wanted, ids=list(whom), sender=sender, **({"status": status_id} if status_id else {}))
    ids = await tx.next_ids(len(told)) if told else []
    await tx.many(
        _insert,
        [
            {"id": an_id, "account_id": who, "kind": kind, "from_account_id": sender, "status_id": status_id}
            for an_id, who in zip(ids, told, strict=True)
        ],
    )
    if ids:
        tx.emit(Notified(tuple(NotificationId(an_id) for an_id in ids)))


async def tell_of_post(tx: WriteTx, status_id: StatusId) -> None:
    """Tell those named, those who asked to hear of the author, and the author of what is shared."""
    row = await tx.one(_facts, status=status_id)
    if row is None:
        return
    author = AccountId(row["account_id"])
    if row["reblog_of_id"] is not None:
        original = await tx.one(_facts, status=row["reblog_of_id"])
        if original is not None:
            await tell(tx, "reblog", author, [original["account_id"]], StatusId(row["reblog_of_id"]))
        return
    named = await tx.column(_named, status=status_id)
    await tell(tx, "mention", author, named, status_id)
    subscribers = await tx.column(_subscribers, author=author)
    await tell(tx, "status", author, [who for who in subscribers if who not in named], status_id)


async def tell_of_edit(tx: WriteTx, status_id: StatusId, newly: Sequence[AccountId]) -> None:
    """Tell those newly named, and those who share the status, that it says something else now."""
    row = await tx.one(_facts, status=status_id)
    if row is None:
        return
    await tell(tx, "mention", row["account_id"], newly, status_id)
    await tell(tx, "update", row["account_id"], await tx.column(_sharers, status=status_id), status_id)


async def tell_of_like(tx: WriteTx, who: AccountId, status_id: StatusId) -> None:
    """Tell the author that somebody likes a status, if it is still so."""
    row = await tx.one(_facts, status=status_id)
    if row is not None and await tx.value(_liked, status=status_id, sender=who) is not None:
        await tell(tx, "favourite", who, [row["account_id"]], status_id)


async def tell_of_poll(tx: WriteTx, status_id: StatusId) -> None:
    """Tell those who voted that a poll has ended, unless an edit has given it more time."""
    row = await tx.one(_facts, status=status_id)
    if row is not None and await tx.value(_ended, status=status_id) is not None:
        await tell(tx, "poll", row["account_id"], await tx.column(_voters, status=status_id), status_id)
