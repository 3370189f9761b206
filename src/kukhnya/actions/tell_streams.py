"""Tell open streams, in whatever process, that something has happened: a row of ids that is gone after a minute.

Who hears of it is decided when it is told, by the rule, among those who listen then. Nothing here says who that is.
"""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import delete, select

from kukhnya.model.ids import SECOND, AccountId, StatusId, Time, first_id_at
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables.streams import stream_event
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import letter

KEPT_S: Final = 60
"""Processes look several times a second; who was away for a minute has missed it."""

_insert: Final = inserting(stream_event)
_correspondents: Final = Statement(
    select(status.c.thread_id, status.c.account_id.label("author"), mention.c.account_id.label("named"))
    .select_from(status.outerjoin(mention, mention.c.status_id == status.c.id))
    .where(status.c.id == param("id"), letter(status))
)
_forget: Final = Statement(delete(stream_event).where(stream_event.c.id < param("before")))


async def tell_streams(
    tx: WriteTx, kind: str, about: Iterable[int] = (0,), account_id: AccountId | None = None
) -> None:
    """Have open streams told: `kind` is the name of an event in `api.delivery`, `about` the ids it is about, one event each."""
    told = list(about)
    ids = await tx.next_ids(len(told)) if told else []
    await tx.many(
        _insert,
        [
            {"id": an_id, "kind": kind, "about_id": each, "account_id": account_id}
            for an_id, each in zip(ids, told, strict=True)
        ],
    )


async def tell_conversations(tx: WriteTx, status_id: StatusId) -> None:
    """Where the status is a letter, have its author and those it names told that their conversation has gone on."""
    rows = await tx.all(_correspondents, id=status_id)
    people = sorted({each for row in rows for each in (row["author"], row["named"]) if each})
    ids = await tx.next_ids(len(people)) if people else []
    await tx.many(
        _insert,
        [
            {"id": an_id, "kind": "conversation", "about_id": rows[0]["thread_id"], "account_id": who}
            for an_id, who in zip(ids, people, strict=True)
        ],
    )


async def forget_told(tx: WriteTx) -> int:
    """Erase what was told more than a minute ago; the answer is how many rows there were."""
    return await tx.execute(_forget, before=first_id_at(Time(tx.now - KEPT_S * SECOND)))
