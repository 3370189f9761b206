"""Everything one has said here that is up: the words of one's own statuses, and of what one shares, with the day of each."""

from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct

from kukhnya.model.audience import Audience
from kukhnya.model.ids import StatusId, Time
from kukhnya.store.sealed import status, status_text
from kukhnya.store.statement import Statement
from kukhnya.store.tables import media, poll_option
from kukhnya.store.tx import ReadTx

from .rule import NOW, VIEWER, may_see


class OwnWords(Struct, frozen=True, gc=False):  # there are thousands
    """What one status says, whom it is for, when it was posted."""

    id: StatusId
    text: str
    audience: Audience
    posted_at: Time
    shared: bool
    """Somebody else's words, shared."""


_lasts: Final = sa.or_(status.c.expires_at.is_(None), status.c.expires_at > NOW)
_columns: Final = (status.c.id, status.c.audience, status.c.created_at, status_text.c.source, status_text.c.spoiler)
_own: Final = Statement(
    sa.select(*_columns)
    .select_from(status.join(status_text, status_text.c.status_id == status.c.id))
    .where(status.c.account_id == VIEWER, _lasts)
)
_of: Final = status.alias("shared_one")
_shared: Final = Statement(
    sa.select(*_columns)
    .select_from(
        status.join(_of, _of.c.id == status.c.reblog_of_id).join(status_text, status_text.c.status_id == _of.c.id)
    )
    .where(status.c.account_id == VIEWER, _lasts, may_see(VIEWER, NOW, _of))
)
_mine: Final = sa.select(status.c.id).where(status.c.account_id == VIEWER)
_more: Final = Statement(
    sa.union_all(
        sa.select(media.c.status_id.label("id"), media.c.description.label("said")).where(
            media.c.status_id.in_(_mine), media.c.description.is_not(None)
        ),
        sa.select(poll_option.c.status_id.label("id"), poll_option.c.title.label("said")).where(
            poll_option.c.status_id.in_(_mine)
        ),
    )
)


async def own_words(tx: ReadTx) -> list[OwnWords]:
    """All of them. Three statements, however much there is."""
    more: dict[int, list[str]] = {}
    for an_id, said in await tx.all(_more):
        more.setdefault(an_id, []).append(said)
    return [
        _said(row, more.get(row["id"], []), shared=shared)
        for statement, shared in ((_own, False), (_shared, True))
        for row in await tx.all(statement)
    ]


def _said(row: Any, more: list[str], *, shared: bool) -> OwnWords:
    text = "\n".join(part for part in (row["spoiler"], row["source"], *more) if part)
    return OwnWords(StatusId(row["id"]), text, Audience(row["audience"]), Time(row["created_at"]), shared)
