"""What opens with a profile: how many of the viewer's own statuses wait behind the door, before it is opened."""

from typing import Final, NamedTuple

from sqlalchemy import func, or_, select

from kukhnya.store.statement import Statement
from kukhnya.store.tx import ReadTx

from .rule import NOW, VIEWER, open_to_anyone, open_to_members, seen

_behind: Final = Statement(
    select(
        func.count().filter(open_to_anyone(seen)).label("anyone"),
        func.count().filter(open_to_members(seen)).label("members"),
        func.min(seen.c.created_at).filter(open_to_anyone(seen)).label("oldest"),
    ).where(seen.c.account_id == VIEWER, or_(seen.c.expires_at.is_(None), seen.c.expires_at > NOW))
)


class Behind(NamedTuple):
    """How many statuses anybody could read, how many more the members of this server; when the oldest of the former is of."""

    anyone: int
    members: int
    oldest: int | None


async def behind_door(tx: ReadTx) -> Behind:
    """What would be visible were the viewer's profile open. One statement."""
    row = await tx.one(_behind)
    return Behind(row["anyone"], row["members"], row["oldest"]) if row is not None else Behind(0, 0, None)
