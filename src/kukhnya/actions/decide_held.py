"""Decide on what waits: post it, for whom it was meant or for others, or keep it for oneself.

What is posted is a new status: its own number, its own moment, told to those it names. Nothing of it says that it has waited.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import delete, literal_column

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import CircleId, StatusId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import notification
from kukhnya.store.tables.held import held
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import held as waiting
from kukhnya.visibility.rule import VIEWER

from .delete_status import delete_status
from .post_status import post_status

_forget: Final = Statement(delete(held).where(held.c.status_id == param("id"), held.c.account_id == VIEWER))
_untell: Final = Statement(
    delete(notification).where(
        notification.c.account_id == VIEWER,
        notification.c.status_id == param("id"),
        notification.c.kind == literal_column("'held'"),
    )
)


async def post_held(
    tx: WriteTx, status_id: StatusId, bounds: Bounds, *, to: tuple[Audience, CircleId | None] | None = None,
    lasts_s: int | None = None,
) -> StatusId:  # fmt: skip
    """Post it, for `to` and for so long where that is said, else as it was meant; the answer is the new id.

    Raises NotFound for what does not wait, and what posting raises.
    """
    draft = (await waiting.one(tx, status_id)).draft
    changes: dict[str, Any] = {} if to is None else {"audience": to[0], "circle_id": to[1]}
    if lasts_s is not None:
        changes["expires_in_s"] = lasts_s
    await delete_status(tx, status_id)
    return await post_status(tx, msgspec.structs.replace(draft, **changes), bounds)


async def keep_held(tx: WriteTx, status_id: StatusId) -> None:
    """Let it stay for the author alone. Raises NotFound for what does not wait."""
    if not await tx.execute(_forget, id=status_id):
        raise NotFound(status_id)
    await tx.execute(_untell, id=status_id)


_LATE: Final = held.c.until <= param("now")
_late_told: Final = Statement(
    delete(notification).where(
        notification.c.kind == literal_column("'held'"),
        notification.c.status_id.in_(held.select().with_only_columns(held.c.status_id).where(_LATE)),
    )
)
_late: Final = Statement(delete(held).where(_LATE))


async def forget_held(tx: WriteTx) -> int:
    """What nobody has decided on in time stays for its author alone; the answer is how much that was."""
    await tx.execute(_late_told)
    return await tx.execute(_late)
