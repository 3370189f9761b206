"""Write down which apps are to be told of new notifications, take what is due, put off what failed."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, delete, select, update

from kukhnya.model.ids import SECOND, NotificationId
from kukhnya.model.notification import meant
from kukhnya.store.statement import Statement, among, inserting, param
from kukhnya.store.tables import follow, notification, token
from kukhnya.store.tables.push import push_delivery, push_subscription
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.rule import exists

MOST_ATTEMPTS: Final = 8
LEASE_S: Final = 120
"""How long a push belongs to whoever has taken it; sending is given up long before."""
_BATCH: Final = 50
_FIRST_WAIT_S: Final = 15
_LONGEST_S: Final = 86_400

_who: Final = push_subscription.c.account_id
_wanting: Final = Statement(
    select(
        notification.c.id,
        notification.c.kind,
        push_subscription.c.token_id,
        push_subscription.c.account_id,
        push_subscription.c.policy,
        push_subscription.c.alerts,
        exists(follow, follow.c.follower_id == _who, follow.c.followee_id == notification.c.from_account_id).label(
            "followed"
        ),
        exists(follow, follow.c.followee_id == _who, follow.c.follower_id == notification.c.from_account_id).label(
            "follower"
        ),
    )
    .select_from(
        notification.join(push_subscription, _who == notification.c.account_id).join(
            token, and_(token.c.id == push_subscription.c.token_id, token.c.account_id == _who)
        )
    )
    .where(among(notification.c.id))
)
_insert: Final = inserting(push_delivery, quietly=True)
_due: Final = select(push_delivery.c.id).where(push_delivery.c.run_at <= param("now"))
_any: Final = Statement(_due.limit(1))
_take: Final = Statement(
    update(push_delivery)
    .values(run_at=param("until"), attempts=push_delivery.c.attempts + 1)
    .where(
        push_delivery.c.id.in_(_due.order_by(push_delivery.c.run_at, push_delivery.c.id).limit(_BATCH)),
        push_delivery.c.run_at <= param("now"),
    )
    .returning(
        push_delivery.c.id,
        push_delivery.c.token_id,
        push_delivery.c.account_id,
        push_delivery.c.notification_id,
        push_delivery.c.attempts,
    )
)
_done: Final = Statement(delete(push_delivery).where(among(push_delivery.c.id)))
_later: Final = Statement(update(push_delivery).values(run_at=param("run_at")).where(push_delivery.c.id == param("id")))


async def queue_push(tx: WriteTx, notification_ids: Sequence[NotificationId]) -> None:
    """Note a push for each app that wants to be told of one of these. At most three statements."""
    rows = [row for row in await tx.all(_wanting, ids=list(notification_ids)) if _wants(row)]
    ids = await tx.next_ids(len(rows)) if rows else []
    await tx.many(
        _insert,
        [
            {
                "id": an_id, "token_id": row["token_id"], "account_id": row["account_id"],
                "notification_id": row["id"], "run_at": tx.now, "attempts": 0,
            }
            for an_id, row in zip(ids, rows, strict=True)
        ],
    )  # fmt: skip


def _wants(row: Any) -> bool:
    """Does the app want this kind, from this sender?"""
    policy = row["policy"]
    return meant(row["kind"], row["alerts"].split()) and (policy == "all" or bool(policy != "none" and row[policy]))


async def any_push_due(tx: ReadTx) -> bool:
    """Is there anything to take?"""
    return await tx.value(_any) is not None


async def take_pushes(tx: WriteTx) -> list[Any]:
    """Take what is due, for as long as the lease lasts: nobody else gets it meanwhile, and it comes back if we die."""
    return await tx.all(_take, until=tx.now + LEASE_S * SECOND)


async def finish_pushes(tx: WriteTx, delivery_ids: Sequence[int]) -> None:
    """Strike them out: sent, or not to be sent any more."""
    await tx.execute(_done, ids=list(delivery_ids))


async def put_off_push(tx: WriteTx, delivery_id: int, attempts: int, at_least_s: int) -> None:
    """Try again after 30, 60, 120 … seconds, or when the service says; after eight attempts not at all."""
    if attempts >= MOST_ATTEMPTS:
        await finish_pushes(tx, [delivery_id])
        return
    wait_s = min(max(_FIRST_WAIT_S * 2**attempts, at_least_s), _LONGEST_S)
    await tx.execute(_later, id=delivery_id, run_at=tx.now + wait_s * SECOND)
