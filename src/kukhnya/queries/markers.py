"""How far the viewer has read."""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.statement import Statement, among_words
from kukhnya.store.tables import marker
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_markers: Final = Statement(
    select(marker.c.timeline, marker.c.last_read_id, marker.c.version, marker.c.updated_at).where(
        marker.c.account_id == VIEWER, among_words(marker.c.timeline, "timelines")
    )
)


async def markers(tx: ReadTx, timelines: list[str]) -> list[Any]:
    """The viewer's marks in these timelines, as far as there are any."""
    return await tx.all(_markers, timelines=timelines)
