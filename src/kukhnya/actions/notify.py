"""Write down whom something concerns. A notification is a row with ids; what may be shown is decided when it is read.

Nobody is told by oneself, by whom they block (or whose server) or mute or who blocks them, about a thread they have muted, or of a
status they may not see. Telling twice is telling once. What is told of a status is told in turn, so that
nothing is written about one that is being deleted. The readers' own policies are asked in the same statement: what one
keeps back is written with a flag and announced to nobody, what another drops is not written.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, literal_column, or_, select, true

from kukhnya.model.events import Notified
from kukhnya.model.ids import DAY, AccountId, NotificationId, ReportId, StatusId, Time, first_id_at, month
from kukhnya.model.notification import KINDS, reaction_kind
from kukhnya.queries import staff
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, among, flag_param, inserting, param, text_param
from kukhnya.store.tables import (
    account,
    block,
    favourite,
    follow,
    member,
    mute,
    notification,
    poll,
    poll_vote,
    thread_mute,
)
from kukhnya.store.tables.notifications import notification_permission, notification_policy
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tables.staff import report
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import NOW, exists, letter, may_read
from kukhnya.visibility.unwanted import of_blocked_domain

NO_STATUS: Final = StatusId(0)
NEW_ACCOUNT_DAYS: Final = 30
"""How long an account is new. Only its month is known, so it may be new for a month longer, never shorter."""
NEW_FOLLOWER_DAYS: Final = 3
"""So long a follower counts as none: to follow is no way around a policy."""
_sender: Final = param("sender")
_id: Final = account.c.id
_policy: Final = notification_policy.alias("policy")
_SHOWN, _KEPT_BACK, _DROPPED = 0, 1, 2


def _willing() -> ColumnElement[bool]:
    """A member who is not suspended and wants to hear from the sender."""
    return and_(
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
        ~of_blocked_domain(_sender, _id),
    )


def _about_sender() -> dict[str, ColumnElement[bool]]:
    """What a policy may mind of a sender whom the reader does not follow, by its column."""
    sender, back = account.alias("sender"), follow.alias("back")
    known = exists(
        back, back.c.follower_id == _sender, back.c.followee_id == _id, back.c.id <= param("followers_before")
    )
    return {
        "for_not_following": true(),
        "for_not_followers": ~known,
        "for_new_accounts": exists(sender, sender.c.id == _sender, sender.c.created_month >= param("accounts_since")),
        "for_limited_accounts": exists(sender, sender.c.id == _sender, sender.c.silenced),
        "for_bots": exists(sender, sender.c.id == _sender, sender.c.bot),
    }


def _unasked_letter() -> ColumnElement[bool]:
    """A letter in a thread in which the reader has not written to the sender before."""
    own, to = status.alias("own"), mention.alias("to")
    begun = exists(
        own.join(to, to.c.status_id == own.c.id),
        own.c.thread_id == status.c.thread_id,
        own.c.account_id == _id,
        letter(own),
        to.c.account_id == _sender,
    )
    return and_(flag_param("mentions"), letter(status), ~begun)


def _course(minded: dict[str, ColumnElement[bool]]) -> ColumnElement[int]:
    """What the reader's policy makes of it. Staff, those followed and those let through are always heard."""
    follows = exists(follow, follow.c.follower_id == _id, follow.c.followee_id == _sender)
    let_through = exists(
        notification_permission,
        notification_permission.c.account_id == _id,
        notification_permission.c.from_account_id == _sender,
    )
    staff = exists(member, member.c.account_id == _sender, member.c.role != "member")

    def any_said(choice: str) -> ColumnElement[bool]:
        said: ColumnElement[str] = literal_column(f"'{choice}'")
        return or_(*(and_(_policy.c[name] == said, fact) for name, fact in minded.items()))

    shown = or_(_policy.c.account_id.is_(None), ~flag_param("filterable"), follows, let_through, staff)
    courses = ((shown, _SHOWN), (any_said("drop"), _DROPPED), (any_said("filter"), _KEPT_BACK))
    return case(*((when, literal_column(str(course))) for when, course in courses), else_=literal_column("0"))


_of_reader: Final = _policy.c.account_id == _id
_hearers: Final = Statement(
    select(_id, _course(_about_sender()).label("course"))
    .select_from(account.outerjoin(_policy, _of_reader))
    .where(among(_id), _willing())
)
_readers: Final = Statement(
    select(_id, _course({**_about_sender(), "for_private_mentions": _unasked_letter()}).label("course"))
    .select_from(account.join(status, status.c.id == param("status")).outerjoin(_policy, _of_reader))
    .where(
        among(_id),
        _willing(),
        may_read(_id),
        ~exists(thread_mute, thread_mute.c.account_id == _id, thread_mute.c.thread_id == status.c.thread_id),
    )
)
_insert: Final = inserting(notification, quietly=True)
_facts: Final = Statement(
    select(status.c.account_id, status.c.reblog_of_id, status.c.quote_of_id, status.c.expires_at).where(
        status.c.id == param("status")
    )
)
_quoting: Final = status.alias("quoting")
_quoters: Final = Statement(
    select(_id, _quoting.c.id.label("quoting"))
    .select_from(
        _quoting.join(account, account.c.id == _quoting.c.account_id).join(
            status, status.c.id == _quoting.c.quote_of_id
        )
    )
    .where(
        _quoting.c.quote_of_id == param("status"),
        _quoting.c.quote_state == literal_column("'accepted'"),
        _willing(),
        may_read(_id),
        ~exists(thread_mute, thread_mute.c.account_id == _id, thread_mute.c.thread_id == _quoting.c.thread_id),
    )
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
_reacted: Final = Statement(
    select(reaction.c.id).where(
        reaction.c.status_id == param("status"), reaction.c.account_id == _sender, reaction.c.name == text_param("name")
    )
)
_ended: Final = Statement(select(poll.c.status_id).where(poll.c.status_id == param("status"), poll.c.expires_at <= NOW))


_reporter: Final = Statement(select(report.c.reporter_id).where(report.c.id == param("id")))
_told_of_report: Final = Statement(
    delete(notification).where(notification.c.kind == "admin.report", notification.c.from_account_id == _sender)
)


async def tell(tx: WriteTx, kind: str, sender: AccountId, whom: Sequence[int], status_id: StatusId = NO_STATUS) -> None:
    """Tell these accounts, as far as they want to hear and may see. Two statements, none for nobody."""
    if not whom:
        return
    of_status = {"status": status_id, "mentions": kind == "mention"} if status_id else {}
    rows = await tx.all(
        _readers if status_id else _hearers, ids=list(whom), sender=sender, **_minding(tx, kind), **of_status
    )
    await _write_down(tx, kind, sender, [(row["id"], status_id, row["course"]) for row in rows])


def _minding(tx: WriteTx, kind: str) -> dict[str, Any]:
    """What a policy is asked about."""
    return {
        "filterable": KINDS[kind].filterable,
        "accounts_since": month(tx.now - NEW_ACCOUNT_DAYS * DAY),
        "followers_before": first_id_at(Time(tx.now - NEW_FOLLOWER_DAYS * DAY)),
    }


async def _write_down(tx: WriteTx, kind: str, sender: AccountId, told: Sequence[tuple[int, int, int]]) -> None:
    """One notification for each account, the status it is shown with, and what the account's policy makes of it."""
    told = [each for each in told if each[2] != _DROPPED]
    ids = await tx.next_ids(len(told)) if told else []
    kept_back = [course == _KEPT_BACK for _, _, course in told]
    await tx.many(
        _insert,
        [
            {"id": an_id, "account_id": who, "kind": kind, "from_account_id": sender, "status_id": status_id,
             "filtered": filtered}
            for an_id, (who, status_id, _), filtered in zip(ids, told, kept_back, strict=True)
        ],
    )  # fmt: skip
    announced = tuple(NotificationId(an_id) for an_id, filtered in zip(ids, kept_back, strict=True) if not filtered)
    if announced:
        tx.emit(Notified(announced))


async def tell_oneself(tx: WriteTx, kind: str, status_id: StatusId) -> None:
    """Tell the viewer of something about a status of their own."""
    await _write_down(tx, kind, tx.viewer.id, [(tx.viewer.id, status_id, _SHOWN)])


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
    if row["quote_of_id"] is not None:
        quoted = await tx.one(_facts, status=row["quote_of_id"])
        await tell(tx, "quote", author, [] if quoted is None else [quoted["account_id"]], status_id)
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
    quoters = await tx.all(_quoters, status=status_id, sender=row["account_id"])
    await _write_down(tx, "quoted_update", row["account_id"], [(each[0], each["quoting"], _SHOWN) for each in quoters])


async def tell_of_like(tx: WriteTx, who: AccountId, status_id: StatusId) -> None:
    """Tell the author that somebody likes a status, if it is still so."""
    row = await tx.one(_facts, status=status_id)
    if row is not None and await tx.value(_liked, status=status_id, sender=who) is not None:
        await tell(tx, "favourite", who, [row["account_id"]], status_id)


async def tell_of_reaction(tx: WriteTx, who: AccountId, status_id: StatusId, name: str) -> None:
    """Tell the author that somebody has answered a status with a kind reaction, if it is still so."""
    row = await tx.one(_facts, status=status_id)
    if row is not None and await tx.value(_reacted, status=status_id, sender=who, name=name) is not None:
        await tell(tx, reaction_kind(name), who, [row["account_id"]], status_id)


async def tell_of_poll(tx: WriteTx, status_id: StatusId) -> None:
    """Tell those who voted that a poll has ended, unless an edit has given it more time."""
    row = await tx.one(_facts, status=status_id)
    if row is not None and await tx.value(_ended, status=status_id) is not None:
        await tell(tx, "poll", row["account_id"], await tx.column(_voters, status=status_id), status_id)


_here: Final = Statement(select(_id).where(_id == param("who")))


async def tell_of_sign_up(tx: WriteTx, who: AccountId) -> None:
    """Tell those who look after the server that somebody has come, if they are still here."""
    if await tx.value(_here, who=who) is not None:
        await tell(tx, "admin.sign_up", who, await staff.everybody(tx))


async def tell_of_report(tx: WriteTx, report_id: ReportId) -> None:
    """Tell those who look after the server; an earlier notification of a report by the same member makes room."""
    reporter = await tx.value(_reporter, id=report_id)
    if reporter is not None:
        await tx.execute(_told_of_report, sender=reporter)
        await tell(tx, "admin.report", AccountId(reporter), await staff.everybody(tx))
