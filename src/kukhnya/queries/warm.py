"""What somebody has chosen of the warm feed, and which scores are in force."""

from typing import Final

from msgspec import Struct
from sqlalchemy import select

from kukhnya.store.statement import Statement
from kukhnya.store.tables.warm import warm_choice
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

from . import warmth

FEW: Final = "few"
"""Too few people like anything."""
ONE: Final = "one"
"""No divide is to be seen: all like much the same."""
NONE: Final = "none"
"""Nothing has been scored yet."""
KEPT: Final = 3
"""So many epochs are kept: the one in force, and those of pages already begun."""

_chosen: Final = Statement(
    select(warm_choice.c.slider, warm_choice.c.home, warm_choice.c.no_questions, warm_choice.c.asked).where(
        warm_choice.c.account_id == VIEWER
    )
)
# An epoch has a row for every status that it scored: each step finds the next by the index alone.
_EPOCHS: Final = """WITH RECURSIVE e(epoch) AS (
  SELECT max(epoch) FROM warm_score
  UNION ALL SELECT (SELECT max(w.epoch) FROM warm_score w WHERE w.epoch < e.epoch) FROM e WHERE e.epoch IS NOT NULL)
SELECT epoch FROM e WHERE epoch IS NOT NULL LIMIT :kept"""
_epochs: Final = Statement(None, sqlite=_EPOCHS, postgresql=_EPOCHS)


class Choice(Struct, frozen=True):
    """How far the feed lifts (0 not at all, 100 the most), whether home does too, whether questions may be asked.

    `asked`: the slider has been offered, and taken or put away.
    """

    slider: int = 0
    home: bool = False
    questions: bool = True
    asked: bool = False


async def choice(tx: ReadTx) -> Choice:
    """What the viewer has chosen."""
    row = await tx.one(_chosen)
    if row is None:
        return Choice()
    return Choice(row["slider"], bool(row["home"]), not row["no_questions"], bool(row["asked"]))


class InForce(Struct, frozen=True):
    """What lifts now: the epochs that are kept, the one in force first; none where `idle` says why nothing does."""

    epochs: tuple[int, ...] = ()
    idle: str = NONE


async def in_force(tx: ReadTx) -> InForce:
    """What lifts now. Two statements."""
    known, last = await epochs(tx), await warmth.state(tx)
    if known:
        return InForce(tuple(known), "")
    if not last.full_at or last.divide:
        return InForce(idle=NONE)
    return InForce(idle=ONE if last.enough else FEW)


async def epochs(tx: ReadTx) -> list[int]:
    """The epochs that are kept, the one in force first; none where nothing has been scored."""
    return [int(each) for each in await tx.column(_epochs, kept=KEPT)]
