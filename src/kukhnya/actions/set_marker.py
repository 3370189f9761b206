"""Mark how far one has read; a mark never goes back, and says no more than the week of when."""

from typing import Final

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.ids import week
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import marker
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_set: Final = Statement(
    (
        made := insert(marker).values(
            account_id=VIEWER,
            timeline=text_param("timeline"),
            last_read_id=param("id"),
            version=1,
            updated_at=param("week"),
        )
    ).on_conflict_do_update(
        index_elements=["account_id", "timeline"],
        set_={
            "last_read_id": case(
                (marker.c.last_read_id < made.excluded.last_read_id, made.excluded.last_read_id),
                else_=marker.c.last_read_id,
            ),
            "version": marker.c.version + 1,
            "updated_at": made.excluded.updated_at,
        },
    )
)


async def set_marker(tx: WriteTx, timeline: str, last_read_id: int) -> None:
    """The viewer has read this timeline up to this id."""
    await tx.execute(_set, timeline=timeline, id=last_read_id, week=week(tx.now))
