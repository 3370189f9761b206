"""What the neutrality audit looks at: words and counts of scored statuses, and what stood in the home of some readers.

It is read for nobody in particular, in the job's memory, and comes out as sums over twenty statuses or more. Words are
looked at only where their author meant people who do not follow them; of others the place alone is.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func, select

from kukhnya.model.ids import DAY, AccountId, Time, first_id_at
from kukhnya.store.sealed import status, status_text
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import follow
from kukhnya.store.tx import ReadTx

from .rule import NOW, reaches_strangers, wider_than_circle

READERS: Final = 60
_LEAST_FOLLOWED: Final = 5
_DAYS: Final = 3
_MOST: Final = 20_000
_AT_ONCE: Final = 1000

_counts = (status.c.id, status.c.created_at, status.c.favourites_count, status.c.reblogs_count)
_placed: Final = Statement(select(*_counts).where(among(status.c.id)))
_said: Final = Statement(
    select(status_text.c.status_id, status_text.c.spoiler, status_text.c.source)
    .select_from(status_text.join(status, status.c.id == status_text.c.status_id))
    .where(among(status_text.c.status_id), reaches_strangers(status))
)
_readers: Final = Statement(
    select(follow.c.follower_id)
    .group_by(follow.c.follower_id)
    .having(func.count() >= _LEAST_FOLLOWED)
    .order_by(func.random())
    .limit(READERS)
)
_followed: Final = Statement(select(follow.c.follower_id, follow.c.followee_id).where(among(follow.c.follower_id)))
_recent: Final = Statement(
    select(*_counts, status.c.account_id)
    .where(
        status.c.id > param("since"),
        status.c.reblog_of_id.is_(None),
        wider_than_circle(status),
        (status.c.expires_at.is_(None)) | (status.c.expires_at > NOW),
    )
    .order_by(status.c.id.desc())
    .limit(_MOST)
)


class Placed(Struct, frozen=True):
    """What orders of statuses are made of."""

    id: int
    created_at: int
    appreciations: int


async def placed(tx: ReadTx, ids: Sequence[int]) -> list[Placed]:
    """When these statuses were posted, and how often they are liked and shared; those that are gone are left out."""
    return [_of(row) for row in await tx.all(_placed, ids=list(ids))]


async def said(tx: ReadTx, ids: Sequence[int]) -> AsyncIterator[list[tuple[int, str]]]:
    """The words of those among these statuses that are for people who do not follow, some at a time."""
    for start in range(0, len(ids), _AT_ONCE):
        rows = await tx.all(_said, ids=list(ids[start : start + _AT_ONCE]))
        yield [(row["status_id"], f"{row['spoiler']}\n{row['source']}") for row in rows]


async def homes(tx: ReadTx) -> list[list[Placed]]:
    """What stood in the home of some readers, taken by lot, in three days."""
    readers = await tx.column(_readers)
    followed: dict[AccountId, set[AccountId]] = {reader: set() for reader in readers}
    for row in await tx.all(_followed, ids=readers):
        followed[row["follower_id"]].add(row["followee_id"])
    recent = [
        (row["account_id"], _of(row)) for row in await tx.all(_recent, since=first_id_at(Time(tx.now - _DAYS * DAY)))
    ]
    return [[each for author, each in recent if author in whom] for whom in followed.values()]


def _of(row: Any) -> Placed:
    return Placed(row["id"], row["created_at"], row["favourites_count"] + row["reblogs_count"])
