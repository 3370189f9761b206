"""Say once a week how one's time here leaves one: kept under a hash whose key is destroyed with the month."""

import secrets
from enum import Enum
from typing import Final

from sqlalchemy import delete

from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, week
from kukhnya.queries import mood
from kukhnya.queries.mood import KEY, Key
from kukhnya.store.statement import Statement, inserting, text_param
from kukhnya.store.tables.mood import mood_answer
from kukhnya.store.tx import WriteTx

from .close_weeks import close_weeks, count_asked
from .keep_server_value import keep_server_value

ANSWERS: Final = {"better": 2, "same": 1, "worse": 0}
_KEY_BYTES: Final = 32

_answer: Final = inserting(mood_answer, quietly=True)
_forget: Final = Statement(delete(mood_answer).where(mood_answer.c.who == text_param("who")))


class Taken(Enum):
    """What became of an answer."""

    KEPT = "kept"
    NOT_ASKED = "not asked"
    ANSWERED = "answered already"


def check_answer(answer: str) -> str:
    """The answer, where it is one. Raises Refused for another word."""
    if answer not in ANSWERS:
        raise refused("answer", "ERR_INCLUSION", f"answer must be one of {', '.join(ANSWERS)}")
    return answer


async def answer_week(tx: WriteTx, answer: str, *, counted: bool) -> Taken:
    """The viewer's answer of this week, once. `counted`: they are among those who were asked."""
    if await mood.questions_off(tx):
        return Taken.NOT_ASKED
    key = await _this_months_key(tx)
    if not await tx.execute(_answer, week=week(tx.now), who=key.who(tx.viewer.id), worth=ANSWERS[answer]):
        return Taken.ANSWERED
    await count_asked(tx, week(tx.now), int(not counted))
    return Taken.KEPT


async def forget_answers(tx: WriteTx, account_id: AccountId) -> None:
    """Erase what an account has answered while it can still be told which answers those are."""
    key = await mood.key(tx)
    if key is not None:
        await tx.execute(_forget, who=key.who(account_id))


async def _this_months_key(tx: WriteTx) -> Key:
    """The key of this month, made where there is none; the last one is destroyed first."""
    begun = mood.month_of(tx.now)
    known = await mood.key(tx)
    if known is not None and known.month == begun:
        return known
    await close_weeks(tx)
    kept = await keep_server_value(tx, KEY, f"{begun} {secrets.token_hex(_KEY_BYTES)}")
    _, _, secret = kept.partition(" ")
    return Key(begun, bytes.fromhex(secret), kept)
