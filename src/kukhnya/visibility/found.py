"""Looking for statuses and hashtags, among what the viewer may see and the author lets be found.

One's own statuses are always looked through; others' where their author allows it (`account.indexable`). No text is in
an index on disk: the newest candidates that pass the rule are read and compared, and no more than `LOOK` of them, so an
old status may not be found. Nothing that is searched for is kept.
"""

import unicodedata
from typing import Any, Final

from sqlalchemy import and_, or_, select

from kukhnya.model.ids import DAY, AccountId, Time, first_id_at
from kukhnya.store.sealed import status_tag, status_text
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, tag
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import VIEWER, exists, listed, seen

LOOK: Final = 2000
"""Statuses read for one search at most."""

_candidates: Final = Statement(
    select(seen.c.id, status_text.c.source, status_text.c.spoiler)
    .select_from(seen.join(status_text, status_text.c.status_id == seen.c.id))
    .where(
        seen.c.id < param("max_id"),
        seen.c.id > param("low"),
        or_(
            seen.c.account_id == VIEWER,
            exists(account, account.c.id == seen.c.account_id, account.c.indexable, ~account.c.silenced),
        ),
        or_(param("author") == 0, seen.c.account_id == param("author")),
    )
    .order_by(seen.c.id.desc())
    .limit(LOOK)
)
_tags: Final = Statement(
    select(tag.c.key)
    .where(
        tag.c.key >= text_param("low"),
        tag.c.key < text_param("high"),
        exists(
            status_tag.join(seen, seen.c.id == status_tag.c.status_id), status_tag.c.tag_id == tag.c.id, listed(seen)
        ),
    )
    .order_by(tag.c.key)
    .limit(param("limit"))
    .offset(param("offset"))
)
_uses: Final = Statement(
    select(seen.c.created_at, seen.c.account_id)
    .select_from(tag.join(status_tag, status_tag.c.tag_id == tag.c.id).join(seen, seen.c.id == status_tag.c.status_id))
    .where(and_(tag.c.key == text_param("key"), status_tag.c.status_id > param("since"), listed(seen)))
    .limit(LOOK)
)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


async def statuses(  # noqa: PLR0913 - a search has many bounds
    tx: ReadTx, words: str, *, max_id: int, low: int, limit: int, offset: int, author: AccountId | None
) -> list[Seen]:
    """Ids of statuses that hold every one of these words, the newest first. One statement."""
    wanted = _folded(words).split()
    if not wanted:
        return []
    rows = await tx.all(_candidates, max_id=max_id, low=low, author=author or 0)
    found = [
        Seen(row["id"])
        for row in rows
        if all(word in (text := _folded(f"{row['spoiler']} {row['source']}")) for word in wanted) and text
    ]
    return found[offset : offset + limit]


async def tags(tx: ReadTx, beginning: str, *, limit: int, offset: int) -> list[str]:
    """Hashtags that begin so and stand on something the viewer could find. One statement."""
    if not beginning:
        return []
    return await tx.column(_tags, low=beginning, high=beginning + "\U0010ffff", limit=limit, offset=offset)


async def tag_history(tx: ReadTx, key: str, days: int = 7) -> list[tuple[Time, int, int]]:
    """For each of the last days, today first: its first instant, uses, accounts; of what the viewer could find."""
    today = tx.now // DAY
    since = first_id_at(Time((today - days + 1) * DAY))
    rows = await tx.all(_uses, key=key, since=since)
    history: list[tuple[Time, int, int]] = []
    for day in range(today, today - days, -1):
        of_day: list[Any] = [row for row in rows if row["created_at"] // DAY == day]
        history.append((Time(day * DAY), len(of_day), len({row["account_id"] for row in of_day})))
    return history
