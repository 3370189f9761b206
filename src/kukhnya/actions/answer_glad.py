"""Say whether one is glad to have seen a status: one more in one of its three counters, and nothing of who said it."""

from typing import Final

from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import StatusId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables.mood import glad
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.askable import askable

ANSWERS: Final = {"yes": "yes", "so-so": "so_so", "no": "no"}

_count: Final = Statement(
    (
        one := insert(glad).values(
            status_id=param("status"), yes=param("yes"), so_so=param("so_so"), no=param("no")
        )
    ).on_conflict_do_update(
        index_elements=["status_id"],
        set_={name: glad.c[name] + one.excluded[name] for name in ANSWERS.values()},
    )
)  # fmt: skip


def check_answer(answer: str) -> str:
    """The answer, where it is one. Raises Refused for another word."""
    if answer not in ANSWERS:
        raise refused("answer", "ERR_INCLUSION", f"answer must be one of {', '.join(ANSWERS)}")
    return answer


async def answer_glad(tx: WriteTx, status_id: StatusId, answer: str) -> None:
    """Count an answer of somebody who was asked. Raises NotFound where the viewer may not see the status any more."""
    if not await askable(tx, [status_id]):
        raise NotFound(status_id)
    said = {name: int(name == ANSWERS[answer]) for name in ANSWERS.values()}
    await tx.execute(_count, status=status_id, **said)
