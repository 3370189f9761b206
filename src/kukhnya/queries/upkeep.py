"""What whoever runs the server may ask about the whole of it: sums and file names, nothing that anybody said."""

from typing import Final

from sqlalchemy import func, or_, select, union

from kukhnya.model.ids import HOUR, Time, time_of
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, custom_emoji, id_sequence, job, media, member
from kukhnya.store.tables.links import card
from kukhnya.store.tx import ReadTx

_MANY_ATTEMPTS: Final = 5

_names: Final = Statement(
    union(
        select(media.c.key),
        select(custom_emoji.c.key),
        select(account.c.avatar).where(account.c.avatar.is_not(None)),
        select(account.c.header).where(account.c.header.is_not(None)),
        select(card.c.picture).where(card.c.picture.is_not(None)),
    )
)
_stuck: Final = Statement(
    select(job.c.kind, func.count())
    .where(or_(job.c.attempts >= _MANY_ATTEMPTS, job.c.run_at <= param("since")))
    .group_by(job.c.kind)
    .order_by(job.c.kind)
)
_members: Final = Statement(select(func.count()).select_from(member))
_statuses: Final = Statement(select(func.coalesce(func.sum(account.c.statuses_count), 0)))
_last: Final = Statement(select(id_sequence.c.last))


async def file_names(tx: ReadTx) -> set[str]:
    """The random name of every stored picture that some row still names."""
    return {str(name).partition("/")[0] for name in await tx.column(_names)}


async def stuck_jobs(tx: ReadTx) -> dict[str, int]:
    """How many jobs of each kind have failed five times, or have been due for an hour."""
    return {row[0]: row[1] for row in await tx.all(_stuck, since=tx.now - HOUR)}


async def size(tx: ReadTx) -> tuple[int, int]:
    """How many members there are, and how many statuses."""
    return int(await tx.value(_members) or 0), int(await tx.value(_statuses) or 0)


async def last_change_at(tx: ReadTx) -> Time:
    """About when the newest id was given."""
    return time_of(int(await tx.value(_last) or 0))
