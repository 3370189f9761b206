"""Follow somebody: at once where the door is open, by asking where it is closed."""

from typing import Final, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import delete, select, update

from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.events import FollowAsked, Followed
from kukhnya.model.ids import DAY, AccountId, Time
from kukhnya.queries import accounts, relationships
from kukhnya.store.statement import Statement, flag_param, inserting, param, text_param
from kukhnya.store.tables import account, follow_request, member, notification
from kukhnya.store.tables import follow as follow_table
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .post_status import checked_language

Answer = Literal["follows", "asked"]


class Wishes(Struct, frozen=True):
    """What a follower wants to see. None leaves it as it is."""

    reblogs: bool | None = None
    notify: bool | None = None
    languages: tuple[str, ...] | None = None


insert_follow: Final = inserting(follow_table, quietly=True)
_insert_request: Final = inserting(follow_request, quietly=True)
_wish: Final = Statement(
    update(follow_table)
    .values(reblogs=flag_param("reblogs"), notify=flag_param("notify"), languages=text_param("languages"))
    .where(follow_table.c.follower_id == VIEWER, follow_table.c.followee_id == param("target"))
)
_known: Final = Statement(
    select(follow_table.c.reblogs, follow_table.c.notify, follow_table.c.languages).where(
        follow_table.c.follower_id == VIEWER, follow_table.c.followee_id == param("target")
    )
)
_end_request: Final = Statement(
    delete(follow_request).where(
        follow_request.c.follower_id == param("follower"), follow_request.c.followee_id == param("followee")
    )
)
_untell: Final = Statement(
    delete(notification).where(
        notification.c.account_id == param("followee"),
        notification.c.kind == "follow_request",
        notification.c.from_account_id == param("follower"),
    )
)
_reads_from: Final = Statement(select(member.c.new_followers_read_from).where(member.c.account_id == param("target")))
count_follow: Final = Statement(
    update(account)
    .values(
        following_count=account.c.following_count + param("following"),
        followers_count=account.c.followers_count + param("followers"),
        version=account.c.version + 1,
    )
    .where(account.c.id == param("account"))
)


async def follow(tx: WriteTx, target: AccountId, wishes: Wishes) -> Answer:
    """Follow, ask to, or change what one wants to see of somebody already followed.

    Raises NotFound where either blocks the other, Forbidden for oneself, Refused for a language that is none.
    """
    for code in wishes.languages or ():
        checked_language(code, "languages")
    row = await accounts.visible(tx, target)
    if target == tx.viewer.id:
        raise Forbidden("You cannot follow yourself")
    if await relationships.blocked(tx, target):
        raise NotFound(target)
    known = await tx.one(_known, target=target)
    if known is not None:
        await tx.execute(
            _wish,
            target=target,
            reblogs=bool(known["reblogs"]) if wishes.reblogs is None else wishes.reblogs,
            notify=bool(known["notify"]) if wishes.notify is None else wishes.notify,
            languages=known["languages"] if wishes.languages is None else _json(wishes.languages),
        )
        return "follows"
    edge = {
        "follower_id": tx.viewer.id,
        "followee_id": target,
        "id": await tx.next_id(),
        "reblogs": wishes.reblogs is not False,
        "notify": bool(wishes.notify),
        "languages": _json(wishes.languages or ()),
    }
    if row["closed"] or row["locked"]:
        if await tx.execute(_insert_request, **edge):
            tx.emit(FollowAsked(tx.viewer.id, target))
        return "asked"
    since = reads_from(str(await tx.value(_reads_from, target=target) or "now"), tx.now)
    await begin_follow(tx, {**edge, "reads_from": since})
    return "follows"


async def begin_follow(tx: WriteTx, edge: dict[str, object]) -> None:
    """Write the edge and count it on both sides; nothing happens where it is there already. A request is answered by it."""
    follower, followee = AccountId(int(str(edge["follower_id"]))), AccountId(int(str(edge["followee_id"])))
    await end_request(tx, follower, followee)
    if not await tx.execute(insert_follow, **edge):
        return
    await tx.execute(count_follow, account=follower, following=1, followers=0)
    await tx.execute(count_follow, account=followee, following=0, followers=1)
    tx.emit(Followed(follower, followee))


async def end_request(tx: WriteTx, follower: AccountId, followee: AccountId) -> bool:
    """Take a request away, and what was told of it. Says whether there was one."""
    if not await tx.execute(_end_request, follower=follower, followee=followee):
        return False
    await tx.execute(_untell, follower=follower, followee=followee)
    return True


def reads_from(choice: str, now: Time) -> Time | None:
    """Since when a new follower may read, for the choice `all`, `now` or a number of days; None: everything."""
    if choice == "all":
        return None
    return Time(now - int(choice) * DAY) if choice.isdigit() else now


def _json(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()
