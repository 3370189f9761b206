"""What open streams have to know: what has happened since, and which tokens and sign-ins still open anything."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import account, block, login, member, token
from kukhnya.store.tables.streams import stream_event
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import exists

_BATCH: Final = 200
_newest: Final = Statement(select(func.coalesce(func.max(stream_event.c.id), 0)))
_after: Final = Statement(
    select(stream_event).where(stream_event.c.id > param("after")).order_by(stream_event.c.id).limit(_BATCH)
)
_live: Final = Statement(
    select(token.c.id, member.c.filters_version)
    .select_from(
        token.join(account, account.c.id == token.c.account_id).join(member, member.c.account_id == token.c.account_id)
    )
    .where(among(token.c.id), ~account.c.suspended, member.c.state == "active")
)
_live_logins: Final = Statement(
    select(login.c.id, member.c.filters_version)
    .select_from(
        login.join(account, account.c.id == login.c.account_id).join(member, member.c.account_id == login.c.account_id)
    )
    .where(among(login.c.id), login.c.expires_at > param("now"), ~account.c.suspended, member.c.state == "active")
)
_one: Final = param("one")
_apart: Final = Statement(
    select(account.c.id).where(
        among(account.c.id),
        exists(
            block,
            or_(
                and_(block.c.blocker_id == account.c.id, block.c.blocked_id == _one),
                and_(block.c.blocker_id == _one, block.c.blocked_id == account.c.id),
            ),
        ),
    )
)


async def newest(tx: ReadTx) -> int:
    """The id of the latest event; 0 where there is none."""
    return int(await tx.value(_newest) or 0)


async def after(tx: ReadTx, event_id: int) -> list[Any]:
    """Rows (id, kind, about_id, account_id) of what has happened since, in order, at most 200."""
    return await tx.all(_after, after=event_id)


async def live(tx: ReadTx, token_ids: Sequence[int]) -> dict[int, int]:
    """Those of these tokens that exist and whose account may do anything, with the version of its filters. One statement."""
    return {row[0]: row[1] or 0 for row in await tx.all(_live, ids=list(token_ids))}


async def live_logins(tx: ReadTx, login_ids: Sequence[int]) -> dict[int, int]:
    """The same of signed-in browsers. One statement, none for none."""
    if not login_ids:
        return {}
    return {row[0]: row[1] or 0 for row in await tx.all(_live_logins, ids=list(login_ids))}


async def apart(tx: ReadTx, account_id: AccountId, ids: Sequence[int]) -> set[int]:
    """Those of these accounts that block this one or are blocked by it. One statement, none for nobody."""
    return set(await tx.column(_apart, ids=list(ids), one=account_id)) if ids else set()
