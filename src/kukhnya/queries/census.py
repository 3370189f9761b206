"""How many there are of what, no more exactly than anybody needs."""

from typing import Final

from msgspec import Struct
from sqlalchemy import func, literal_column, select

from kukhnya.store.statement import Statement
from kukhnya.store.tables import account, id_sequence, member
from kukhnya.store.tx import ReadTx

_STEPS: Final = (0, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000)
_counts: Final = Statement(
    select(func.count(), func.coalesce(func.sum(account.c.statuses_count), literal_column("0"))).select_from(
        member.join(account, account.c.id == member.c.account_id)
    )
)
_alive: Final = Statement(select(id_sequence.c.one))


class Coarse(Struct, frozen=True):
    """Floors of wide buckets."""

    members: int
    statuses: int


def floor(number: int) -> int:
    """The largest step that is not above `number`."""
    return max(step for step in _STEPS if step <= number)


async def coarse(tx: ReadTx) -> Coarse:
    """About how many members there are, and how much they have posted."""
    row = await tx.one(_counts)
    return Coarse(floor(int(row[0])), floor(int(row[1]))) if row is not None else Coarse(0, 0)


async def alive(tx: ReadTx) -> bool:
    """Does the database answer with our tables?"""
    return await tx.value(_alive) is not None
