"""How people say their time here leaves them, week by week, for anybody to read; and to somebody what they said themself."""

from typing import Any

from msgspec import Struct

from kukhnya.api import questions
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.queries import mood
from kukhnya.queries.mood import MONTH, WEEK, Span
from kukhnya.store.tx import ReadTx
from kukhnya.warm.index import LEAST_PEOPLE

from . import plots
from .show import page


class Came(Struct):
    """Whether somebody comes from having answered."""

    said: str = ""


@get("/about/mood", who=Who.ANYONE, page=True, twin="/api/kukhnya/v1/index")
async def about(tx: ReadTx, call: Call, came: Came) -> Answer:
    """The index of each week that is over, drawn and as a table; one's own answers of this month."""
    weeks, months = await mood.spans(tx, WEEK), await mood.spans(tx, MONTH)
    shown = [each for each in weeks if each.figures.people is not None]
    known = call.viewer.known
    return page(
        call, "about_mood.html", months=[_row(each) for each in months], weeks=[_row(each) for each in weeks],
        shown=len(shown), plot=plots.trend([_values(each) for each in reversed(weeks)]), least=LEAST_PEOPLE, plots=plots,
        own=(await questions.own(tx))["answers"] if known else [], off=known and await mood.questions_off(tx),
        said=came.said == "1" and known,
    )  # fmt: skip


def _row(span: Span) -> dict[str, Any]:
    figures = span.figures
    return {
        "begin": span.begin, "people": figures.people, "answers": figures.answers, "index": figures.index,
        "low": figures.low, "high": figures.high, "asked": figures.asked, "rate": questions.rate(span),
    }  # fmt: skip


def _values(span: Span) -> tuple[float, float, float] | None:
    found = span.figures
    return (
        None if found.index is None or found.low is None or found.high is None else (found.index, found.low, found.high)
    )
