"""Take jobs off the queue, or put them back for later."""

from typing import Any, Final

from sqlalchemy import delete, select, update

from kukhnya.model.ids import SECOND
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import job
from kukhnya.store.tx import ReadTx, WriteTx

_BATCH: Final = 50
_LONGEST_S: Final = 3600
_due: Final = Statement(
    select(job.c.id, job.c.kind, job.c.body, job.c.attempts)
    .where(job.c.run_at <= param("now"))
    .order_by(job.c.run_at, job.c.id)
    .limit(_BATCH)
)
_take: Final = Statement(delete(job).where(job.c.id == param("id")))
_later: Final = Statement(
    update(job).values(attempts=job.c.attempts + 1, run_at=param("run_at")).where(job.c.id == param("id"))
)
_hurry: Final = Statement(
    update(job).values(run_at=param("now")).where(job.c.attempts > 0, job.c.run_at > param("now"))
)


async def due(tx: ReadTx) -> list[Any]:
    """Jobs whose time has come, oldest first, at most fifty."""
    return await tx.all(_due)


async def take(tx: WriteTx, job_id: int) -> bool:
    """Claim a job by deleting it: the claim holds only if what the job asks for commits too."""
    return await tx.execute(_take, id=job_id) == 1


async def put_off(tx: WriteTx, job_id: int, attempts: int) -> None:
    """Try again later: after 2, 4, 8 … seconds, at most an hour."""
    wait_s = min(2 ** min(attempts + 1, 12), _LONGEST_S)
    await tx.execute(_later, id=job_id, run_at=tx.now + wait_s * SECOND)


async def hurry(tx: WriteTx) -> int:
    """Try at once whatever has failed and waits to be tried again; the answer is how many there are."""
    return await tx.execute(_hurry)
