"""Be asked nothing any more: neither about statuses nor about the week."""

from typing import Final

from sqlalchemy import true
from sqlalchemy.dialects.postgresql import insert

from kukhnya.store.statement import Statement
from kukhnya.store.tables.warm import warm_choice
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_stop: Final = Statement(
    insert(warm_choice)
    .values(account_id=VIEWER, no_questions=true())
    .on_conflict_do_update(index_elements=["account_id"], set_={"no_questions": true()})
)


async def stop_questions(tx: WriteTx) -> None:
    """The viewer is asked no more, until they say otherwise in their choices."""
    await tx.execute(_stop)
