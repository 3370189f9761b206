"""Mute somebody: their statuses stay off one's pages, and they are not told."""

from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.errors import Forbidden, refused
from kukhnya.model.ids import SECOND, AccountId
from kukhnya.queries import accounts
from kukhnya.store.statement import Statement, flag_param, param
from kukhnya.store.tables import mute as mute_table
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_LONGEST_S: Final = 3_155_760_000
_mute: Final = Statement(
    (
        made := insert(mute_table).values(
            muter_id=VIEWER,
            muted_id=param("other"),
            id=param("id"),
            until=param("until"),
            notifications=flag_param("notifications"),
        )
    ).on_conflict_do_update(
        index_elements=["muter_id", "muted_id"],
        set_={"until": made.excluded.until, "notifications": made.excluded.notifications},
    )
)
_unmute: Final = Statement(
    delete(mute_table).where(mute_table.c.muter_id == VIEWER, mute_table.c.muted_id == param("other"))
)


async def mute(tx: WriteTx, other: AccountId, *, notifications: bool = True, duration_s: int = 0) -> None:
    """Mute for `duration_s` seconds, or until undone where that is 0. Raises Refused, and Forbidden for oneself."""
    await accounts.visible(tx, other)
    if other == tx.viewer.id:
        raise Forbidden("You cannot mute yourself")
    if not 0 <= duration_s <= _LONGEST_S:
        raise refused("duration", "ERR_INCLUSION", f"duration must be from 0 to {_LONGEST_S} seconds")
    until = tx.now + duration_s * SECOND if duration_s else None
    await tx.execute(_mute, other=other, id=await tx.next_id(), until=until, notifications=notifications)


async def unmute(tx: WriteTx, other: AccountId) -> None:
    """Mute no more."""
    await tx.execute(_unmute, other=other)
