"""About which statuses somebody may be asked whether they were glad to see them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from kukhnya.model.ids import StatusId
from kukhnya.store.statement import Statement, among
from kukhnya.store.tx import ReadTx

from .rule import VIEWER, seen, wider_than_circle

_askable: Final = Statement(
    select(seen.c.id).where(
        among(seen.c.id), seen.c.account_id != VIEWER, seen.c.reblog_of_id.is_(None), wider_than_circle(seen)
    )
)


async def askable(tx: ReadTx, ids: Sequence[int]) -> list[StatusId]:
    """Those among `ids` that the viewer may see, has not written, and that are for more people than a circle."""
    return await tx.column(_askable, ids=list(ids))
