"""What whoever runs the server may ask about the whole of it: sums and file names, nothing that anybody said."""

from typing import Any, Final

from sqlalchemy import func, literal, or_, select, union, union_all

from kukhnya.model.ids import HOUR, Time, time_of
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, custom_emoji, id_sequence, job, media, member
from kukhnya.store.tables.links import card
from kukhnya.store.tables.push import push_delivery
from kukhnya.store.tables.staff import report
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
_last: Final = Statement(select(id_sequence.c.last).where(id_sequence.c.one == 1))

_by_kind: Final = Statement(
    union_all(
        select(literal("attachment").label("kind"), media.c.key.label("name")),
        select(literal("emoji"), custom_emoji.c.key),
        select(literal("face"), account.c.avatar).where(account.c.avatar.is_not(None)),
        select(literal("header"), account.c.header).where(account.c.header.is_not(None)),
        select(literal("card"), card.c.picture).where(card.c.picture.is_not(None)),
    )
)
_waiting: Final = Statement(
    select(
        select(func.count()).select_from(member).where(member.c.state == "pending").scalar_subquery().label("people"),
        select(func.count())
        .select_from(report)
        .where(report.c.resolved_at.is_(None))
        .scalar_subquery()
        .label("reports"),
        select(func.count()).select_from(job).scalar_subquery().label("jobs"),
        select(func.count()).select_from(job).where(job.c.attempts > 0).scalar_subquery().label("failing"),
        select(func.min(job.c.run_at)).where(job.c.run_at <= param("now")).scalar_subquery().label("due_at"),
    )
)
_queue: Final = Statement(
    select(
        job.c.kind,
        func.count().label("many"),
        func.count().filter(job.c.attempts > 0).label("failing"),
        func.max(job.c.attempts).label("attempts"),
        func.min(job.c.id).label("oldest"),
        func.min(job.c.run_at).label("next_at"),
    )
    .group_by(job.c.kind)
    .order_by(job.c.kind)
)
_pushes: Final = Statement(
    select(func.count().label("many"), func.count().filter(push_delivery.c.attempts > 0).label("failing")).select_from(
        push_delivery
    )
)
_bytes: Final = Statement(
    sqlite="SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    postgresql="SELECT pg_database_size(current_database())",
)


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


async def files_by_kind(tx: ReadTx) -> dict[str, str]:
    """What each stored picture is for, by its random name: attachment, emoji, face, header or card."""
    return {str(row["name"]).partition("/")[0]: row["kind"] for row in await tx.all(_by_kind)}


async def waiting(tx: ReadTx) -> Any:
    """One row of numbers: people and reports that wait, jobs, those that have failed, since when the oldest is due."""
    return await tx.one(_waiting)


async def queue(tx: ReadTx) -> list[Any]:
    """Rows (kind, many, failing, attempts at most, oldest id, next_at) of the queue of jobs. No word of anybody's."""
    return await tx.all(_queue)


async def pushes(tx: ReadTx) -> tuple[int, int]:
    """How many pushes are on their way, and how many of them have failed before."""
    row = await tx.one(_pushes)
    return (0, 0) if row is None else (int(row["many"]), int(row["failing"]))


async def database_bytes(tx: ReadTx) -> int:
    """How large the database is."""
    return int(await tx.value(_bytes) or 0)
