"""Answer whether one wants to support the server. Kept is from when on to ask again, and no more.

Who follows is asked again next month like who wants to be reminded, so that the two look alike to whoever reads the
table. Following is counted once a month for each, without saying whose it was.
"""

from typing import Final

from sqlalchemy import delete

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import DAY, Time, month
from kukhnya.model.support import ANSWERS, MOST_CLICKS
from kukhnya.queries.support import CLICKS, asked, clicks, due
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.tables.support import support_answer
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .keep_server_value import change_server_value

_LONGEST_MONTH: Final = 32 * DAY
_forget: Final = Statement(delete(support_answer).where(support_answer.c.account_id == VIEWER))
_keep: Final = inserting(support_answer)


async def answer_support(tx: WriteTx, answer: str) -> None:
    """Answer `support`, `later` or `never`. Raises Refused, and NotFound where nothing is asked."""
    if answer not in ANSWERS:
        raise refused("answer", "ERR_INCLUSION", f"answer must be one of {', '.join(ANSWERS)}")
    if await asked(tx) is None:
        raise NotFound("support")
    was_due = await due(tx)
    if answer == "support":
        if was_due:
            await change_server_value(tx, CLICKS, str(min(MOST_CLICKS, await clicks(tx) + 1)))
        else:
            return
    await tx.execute(_forget)
    next_month = month(Time(month(tx.now) + _LONGEST_MONTH))
    await tx.execute(_keep, account_id=tx.viewer.id, not_before=None if answer == "never" else next_month)
