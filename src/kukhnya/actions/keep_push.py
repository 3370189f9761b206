"""Keep, change or end an app's subscription to pushes: one for a token, whose end is its own."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from sqlalchemy import delete, exists, func, select, update

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import TokenId
from kukhnya.store.statement import Statement, flag_param, inserting, param, text_param
from kukhnya.store.tables import token
from kukhnya.store.tables.push import push_delivery, push_subscription
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

POLICIES: Final = ("all", "followed", "follower", "none")
MOST_SUBSCRIPTIONS: Final = 50
"""Apps of one account that may be told."""

_token: Final = param("token")
_live: Final = Statement(select(token.c.id).where(token.c.id == _token, token.c.account_id == VIEWER))
_others: Final = Statement(
    select(func.count()).where(push_subscription.c.account_id == VIEWER, push_subscription.c.token_id != _token)
)
_insert: Final = inserting(push_subscription)
_change: Final = Statement(
    update(push_subscription)
    .values(policy=text_param("policy"), alerts=text_param("alerts"), details=flag_param("details"))
    .where(push_subscription.c.token_id == _token, push_subscription.c.account_id == VIEWER)
)
_end: Final = Statement(delete(push_subscription).where(push_subscription.c.token_id == _token))
_end_deliveries: Final = Statement(delete(push_delivery).where(push_delivery.c.token_id == _token))
_end_dead: Final = Statement(
    delete(push_subscription).where(
        push_subscription.c.token_id == _token, push_subscription.c.endpoint == text_param("endpoint")
    )
)
_orphans: Final = tuple(
    Statement(delete(table).where(~exists().where(token.c.id == table.c.token_id)))
    for table in (push_subscription, push_delivery)
)


class Wanted(Struct, frozen=True):
    """What an app wants to be told: from whom, of which kinds, and whether with a name."""

    policy: str
    alerts: Sequence[str]
    details: bool


class Keys(Struct, frozen=True):
    """Where an app wants to be told, and the keys that only it can open."""

    endpoint: str
    p256dh: str
    auth: str
    standard: bool


async def keep_push(tx: WriteTx, token_id: TokenId, keys: Keys, wanted: Wanted) -> None:
    """Keep a subscription in place of the one this token had. Raises Refused, NotFound where the token has just gone."""
    _check(wanted)
    if await tx.value(_live, token=token_id) is None:
        raise NotFound(token_id)
    if int(await tx.value(_others, token=token_id) or 0) >= MOST_SUBSCRIPTIONS:
        raise refused("subscription", "ERR_TOO_MANY", f"No more than {MOST_SUBSCRIPTIONS} apps can be told")
    await end_push(tx, token_id)
    await tx.execute(
        _insert, token_id=token_id, id=await tx.coarse_id(), account_id=tx.viewer.id, endpoint=keys.endpoint,
        p256dh=keys.p256dh, auth=keys.auth, standard=keys.standard, details=wanted.details, policy=wanted.policy,
        alerts=" ".join(wanted.alerts),
    )  # fmt: skip


async def change_push(tx: WriteTx, token_id: TokenId, wanted: Wanted) -> None:
    """Change what an app is told. Raises NotFound where it is told nothing, Refused."""
    _check(wanted)
    values = {"policy": wanted.policy, "alerts": " ".join(wanted.alerts), "details": wanted.details}
    if await tx.execute(_change, token=token_id, **values) == 0:
        raise NotFound(token_id)


async def end_push(tx: WriteTx, token_id: TokenId) -> None:
    """End the subscription of a token; nothing happens where there is none."""
    await tx.execute(_end, token=token_id)
    await tx.execute(_end_deliveries, token=token_id)


async def end_dead_push(tx: WriteTx, token_id: TokenId, endpoint: str) -> None:
    """End a subscription whose service knows it no more, unless the app has made a new one meanwhile."""
    if await tx.execute(_end_dead, token=token_id, endpoint=endpoint):
        await tx.execute(_end_deliveries, token=token_id)


async def end_orphaned_push(tx: WriteTx) -> int:
    """Forget subscriptions whose token is gone: called by whatever ends tokens. The answer is how many rows went."""
    subscriptions, deliveries = _orphans
    return await tx.execute(subscriptions) + await tx.execute(deliveries)


def _check(wanted: Wanted) -> None:
    if wanted.policy not in POLICIES:
        raise refused("policy", "ERR_INCLUSION", f"policy must be one of {', '.join(POLICIES)}")
