"""Make figures of the weeks that are over, and with the month destroy its key: whose its answers were, nobody knows then.

A week is shown only once it is over, so that nobody's answer can be read off two looks at it. A month counts the weeks
that are shown, and no others: the difference of two figures says nothing of a few people.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.ids import WEEK as WEEK_MS
from kukhnya.model.ids import month, week
from kukhnya.queries import mood
from kukhnya.queries.mood import KEY, MONTH, WEEK, Figures
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import server
from kukhnya.store.tables.mood import audit, mood_answer, mood_span
from kukhnya.store.tx import WriteTx
from kukhnya.warm.index import index, shown

KEPT: Final = 104 * WEEK_MS
"""How long figures are kept."""

_open: Final = Statement(
    select(mood_span.c.begin, mood_span.c.asked).where(
        mood_span.c.span == text_param("span"), mood_span.c.figures == "", mood_span.c.begin < param("week")
    )
)
_answers: Final = Statement(select(mood_answer).where(mood_answer.c.week < param("week")))
_close: Final = Statement(
    (
        made := insert(mood_span).values(
            begin=param("begin"), span=text_param("span"), asked=param("asked"), figures=text_param("figures")
        )
    ).on_conflict_do_update(
        index_elements=["begin", "span"], set_={"asked": made.excluded.asked, "figures": made.excluded.figures}
    )
)
_weeks_of: Final = Statement(
    select(mood_span.c.begin, mood_span.c.asked, mood_span.c.figures).where(
        mood_span.c.span == text_param("span"), mood_span.c.begin >= param("since"), mood_span.c.figures != ""
    )
)
_forget_answers: Final = Statement(delete(mood_answer).where(mood_answer.c.week < param("month")))
_destroy: Final = Statement(
    delete(server).where(server.c.name == text_param("name"), server.c.value == text_param("value"))
)
_forget: Final = (
    Statement(delete(mood_span).where(mood_span.c.begin < param("since"))),
    Statement(delete(audit).where(audit.c.week < param("since"))),
)
_count: Final = Statement(
    (one := insert(mood_span).values(begin=param("week"), span=text_param("span"), asked=param("many"), figures="")
    ).on_conflict_do_update(
        index_elements=["begin", "span"], set_={"asked": mood_span.c.asked + one.excluded.asked}
    )
)  # fmt: skip


async def count_asked(tx: WriteTx, begin: int, many: int = 1) -> None:
    """So many more have been asked in this week: a number, nobody's name."""
    await tx.execute(_count, week=begin, span=WEEK, many=many)


async def close_weeks(tx: WriteTx) -> int:
    """Close what is over; the answer is how many answers are forgotten with the key of their month."""
    over = await tx.all(_open, span=WEEK, week=week(tx.now))
    if over:
        await _close_all(tx, over)
    for statement in _forget:
        await tx.execute(statement, since=tx.now - KEPT)
    known = await mood.key(tx)
    if known is None or known.month == mood.month_of(tx.now):
        return 0
    await tx.execute(_destroy, name=KEY, value=known.kept)
    return await tx.execute(_forget_answers, month=mood.month_of(tx.now))


async def _close_all(tx: WriteTx, over: Sequence[Any]) -> None:
    """Figures of these weeks, and of the months they belong to."""
    said: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for row in await tx.all(_answers, week=week(tx.now)):
        said[row["week"]].append((row["who"], row["worth"] / 2))
    await tx.many(_close, [_row(each["begin"], WEEK, each["asked"], said[each["begin"]]) for each in over])
    months = {month(each["begin"]) for each in over}
    shown_weeks: dict[int, list[Any]] = defaultdict(list)
    for each in await tx.all(_weeks_of, span=WEEK, since=min(months)):
        if month(each["begin"]) in months and msgspec.json.decode(each["figures"], type=Figures).people is not None:
            shown_weeks[month(each["begin"])].append(each)
    rows = [
        _row(begin, MONTH, sum(each["asked"] for each in weeks), [one for each in weeks for one in said[each["begin"]]])
        for begin, weeks in shown_weeks.items()
    ]
    await tx.many(_close, rows)


def _row(begin: int, span: str, asked: int, answers: list[tuple[str, float]]) -> dict[str, Any]:
    found = index(answers)
    figures = Figures(asked=asked)
    if found is not None and shown(found):
        figures = Figures(
            asked=asked, people=found.people, answers=found.answers, index=round(found.mean, 3),
            low=round(found.low, 3), high=round(found.high, 3),
        )  # fmt: skip
    return {"begin": begin, "span": span, "asked": asked, "figures": msgspec.json.encode(figures).decode()}
