"""Choose where a word of the law is wanted before something goes. Nobody else learns of it."""

from typing import Final

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from kukhnya.queries.law import LawChoice
from kukhnya.store.statement import Statement, flag_param, param, text_param
from kukhnya.store.tables.law import law_choice
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

_insert: Final = insert(law_choice).values(
    account_id=param("viewer"), jurisdictions=text_param("jurisdictions"), hold_risky=flag_param("hold_risky")
)
_keep: Final = Statement(
    _insert.on_conflict_do_update(
        index_elements=["account_id"],
        set_={"jurisdictions": _insert.excluded.jurisdictions, "hold_risky": _insert.excluded.hold_risky},
    )
)
_forget: Final = Statement(delete(law_choice).where(law_choice.c.account_id == VIEWER))


async def choose_law(tx: WriteTx, choice: LawChoice) -> None:
    """Keep the choice; who chooses nothing leaves no row, as if there had never been one."""
    if not choice.jurisdictions and not choice.hold_risky:
        await tx.execute(_forget)
        return
    await tx.execute(_keep, jurisdictions=" ".join(choice.jurisdictions), hold_risky=choice.hold_risky)
