"""Choose how far the warm feed lifts, whether home does too, and whether questions may be asked.

Whoever has chosen, or put the offer away, is not asked again.
"""

from typing import Final

from sqlalchemy.dialects.postgresql import insert as upsert

from kukhnya.model.errors import refused
from kukhnya.queries.warm import Choice, choice
from kukhnya.store.statement import Statement, flag_param, param
from kukhnya.store.tables.warm import warm_choice
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

FULL: Final = 100
_values: Final = {
    "slider": param("slider"), "home": flag_param("home"), "no_questions": flag_param("no_questions"),
    "asked": flag_param("asked"),
}  # fmt: skip
_insert: Final = upsert(warm_choice).values(account_id=VIEWER, **_values)
_keep: Final = Statement(
    _insert.on_conflict_do_update(
        index_elements=["account_id"], set_={name: _insert.excluded[name] for name in _values}
    )
)


async def choose_warm(
    tx: WriteTx, *, slider: int | None = None, home: bool | None = None, questions: bool | None = None
) -> Choice:
    """Change what is not None; the answer is what is chosen now. Raises Refused."""
    if slider is not None and not 0 <= slider <= FULL:
        raise refused("slider", "ERR_INCLUSION", f"slider must be a whole number from 0 to {FULL}")
    before = await choice(tx)
    now = Choice(
        slider=before.slider if slider is None else slider,
        home=before.home if home is None else home,
        questions=before.questions if questions is None else questions,
        asked=before.asked or slider is not None or home is not None,
    )
    await _write(tx, now)
    return now


async def put_away(tx: WriteTx) -> None:
    """Do not offer the slider again; nothing else is chosen by that."""
    before = await choice(tx)
    await _write(tx, Choice(before.slider, before.home, before.questions, asked=True))


async def _write(tx: WriteTx, now: Choice) -> None:
    await tx.execute(_keep, slider=now.slider, home=now.home, no_questions=not now.questions, asked=now.asked)
