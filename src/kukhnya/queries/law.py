"""What the viewer has chosen about the law."""

from typing import Final

from msgspec import Struct
from sqlalchemy import select

from kukhnya.store.statement import Statement
from kukhnya.store.tables.law import law_choice
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER


class LawChoice(Struct, frozen=True):
    """Where a word is wanted before something goes; nowhere until it is chosen."""

    jurisdictions: tuple[str, ...] = ()
    hold_risky: bool = False
    """May what an app posts wait for the person's word?"""


_choice: Final = Statement(select(law_choice).where(law_choice.c.account_id == VIEWER))


async def law_choice_of(tx: ReadTx) -> LawChoice:
    """The viewer's choice. One statement."""
    row = await tx.one(_choice)
    return LawChoice() if row is None else LawChoice(tuple(row["jurisdictions"].split()), bool(row["hold_risky"]))
