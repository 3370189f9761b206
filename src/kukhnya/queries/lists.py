"""The viewer's own lists. Somebody else's list does not exist."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import ListId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import list_
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_own: Final = Statement(select(list_).where(list_.c.id == param("id"), list_.c.account_id == VIEWER))


async def own(tx: ReadTx, list_id: ListId) -> Any:
    """The row of one of the viewer's lists. Raises NotFound."""
    row = await tx.one(_own, id=list_id)
    if row is None:
        raise NotFound(list_id)
    return row
