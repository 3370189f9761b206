"""The neutrality audit as a page: every figure drawn beside that of two other orders, in a table, and to be downloaded."""

import csv
import io
from typing import Any, Final

from kukhnya.api.neutrality import audits
from kukhnya.api.questions import day
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.store.tx import ReadTx
from kukhnya.warm.findings import Estimate, Measure

from .plots import MIDDLE, Scale
from .show import page

ORDERS: Final = ("ours", "chronological", "trends")
SCALES: Final = {
    "side": Scale(-0.5, 0.5), "top": Scale(0.0, 2.0), "tone": Scale(-0.5, 0.5), "dark": Scale(-0.5, 0.5),
    "law": Scale(-0.5, 0.5), "trust": Scale(0.5, 1.1), "pushed": Scale(0.0, 50.0), "unlifted": Scale(0.0, 1.0),
}  # fmt: skip
"""From where to where each kind of figure is drawn."""
_EVEN: Final = {"top": 1.0, "trust": 1.0}
"""Where nothing leans either way; nought where it is not said."""
_HEAD: Final = (
    "week", "scored", "groups", "measure", "side", "count", "order", "value", "low", "high", "least", "most", "verdict",
)  # fmt: skip
_CSV: Final = "text/csv; charset=utf-8"


@get("/about/neutrality", who=Who.ANYONE, page=True, twin="/api/kukhnya/v1/neutrality")
async def about(tx: ReadTx, call: Call) -> Answer:
    """The newest audit, figure by figure, and how earlier ones ended."""
    kept = await audits(tx)
    newest = kept[0][1] if kept else None
    earlier = [
        {"week": week, **{end: sum(each.verdict == end for each in audit.measures) for end in ("pass", "miss", "few")}}
        for week, audit in kept
    ]
    return page(
        call, "about_neutrality.html", audit=newest, week=kept[0][0] if kept else 0, earlier=earlier,
        strips=[strip(each) for each in newest.measures] if newest else [], middle=MIDDLE,
    )  # fmt: skip


def strip(measure: Measure) -> dict[str, Any]:
    """A measure, and where its marks stand on its strip."""
    scale = SCALES[measure.kind]
    marks = []
    for place, order in enumerate(ORDERS):
        found: Estimate | None = getattr(measure, order)
        if found is not None:
            x, low, high = (scale.place(each) for each in (found.value, found.low, found.high))
            marks.append(
                {"order": order, "x": x, "low": low, "high": high, "y": MIDDLE - 10 + 10 * place, "said": found}
            )
    bounded = measure.least is not None and measure.most is not None
    return {
        "it": measure, "marks": marks, "even": scale.place(_EVEN.get(measure.kind, 0.0)), "ends": (scale.least, scale.most),
        "band": (scale.place(measure.least or 0.0), scale.place(measure.most or 0.0)) if bounded else None,
        "leans": measure.kind not in {"pushed", "unlifted"},
    }  # fmt: skip


@get("/about/neutrality.csv", who=Who.ANYONE, page=True)
async def table(tx: ReadTx) -> Answer:
    """All audits of the last year, a line for each figure of each order."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(_HEAD)
    for week, audit in await audits(tx):
        for each in audit.measures:
            for order in ORDERS:
                found: Estimate | None = getattr(each, order)
                if found is None and order != "ours":
                    continue
                said = ("", "", "") if found is None else (found.value, found.low, found.high)
                bounds = (each.least, each.most, each.verdict) if order == "ours" else ("", "", "")
                rows.writerow(
                    [day(week), audit.scored, audit.groups, each.kind, each.side, each.count, order, *said, *bounds]
                )
    headers = (("content-disposition", 'attachment; filename="neutrality.csv"'), ("cache-control", "no-cache"))
    return Answer(made.getvalue().encode(), 200, _CSV, headers)
