"""The two questions on pages: a quiet line below one post now and then, and once a week how one is. Off with one button."""

from typing import Any, Final

from kukhnya.actions.answer_week import Taken
from kukhnya.actions.choose_warm import choose_warm
from kukhnya.api import questions as asking
from kukhnya.api.questions import ANSWERED, NOT_ASKED, Said
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.questions import Standing
from kukhnya.door.route import Call, post
from kukhnya.model.errors import Refused
from kukhnya.model.ids import StatusId
from kukhnya.store.tx import ReadTx

from .acts import back_to
from .articles import placed
from .forms import check_form
from .show import page, redirect

SENTENCES: Final = (ANSWERED, NOT_ASKED)


async def asked(tx: ReadTx, call: Call, listed: Listed, *, week: bool) -> dict[str, Any]:
    """What this page asks: `week_asked`, where it may be; else `glad`, the status and its `place` among the articles."""
    nothing = {"week_asked": False, "glad": {"id": 0, "place": -1}}
    if call.headers.get("sec-fetch-dest", "document") != "document":
        return nothing  # a script looks for what is new: nobody would see the question, and the day's would be spent
    if week and await asking.week_question(tx, call):
        return {**nothing, "week_asked": True}
    about, ids = None, list[str]()
    if call.house.questions.due(call.viewer.id, tx.now):
        ids = [each.id for each in placed(call, listed, "home")]
        about = await asking.new_glad_question(tx, call, [int(each) for each in ids])
    place = ids.index(str(about)) if about is not None else -1
    return {"week_asked": False, "glad": {"id": about or 0, "place": place}}


@post("/glad/{status_id}", page=True)
async def glad(call: Call, status_id: StatusId, said: Said) -> Answer:
    """Say whether one is glad to have seen a status."""
    check_form(call)
    try:
        standing = await asking.take_glad(call, status_id, said.answer)
    except Refused:
        standing = Standing.NOT_ASKED
    if standing is Standing.OPEN:
        return redirect(f"{back_to(call)}#s{status_id}")
    return _too_late(call, ANSWERED if standing is Standing.ANSWERED else NOT_ASKED)


@post("/week", page=True)
async def week(call: Call, said: Said) -> Answer:
    """Say how one's time here left one this week."""
    check_form(call)
    try:
        taken = await asking.take_week(call, said.answer)
    except Refused:
        taken = Taken.NOT_ASKED
    if taken is Taken.KEPT:
        return redirect("/about/mood?said=1")
    return _too_late(call, ANSWERED if taken is Taken.ANSWERED else NOT_ASKED)


@post("/week/later", page=True)
async def later(call: Call) -> Answer:
    """Not this week: it is not asked again before the next."""
    check_form(call)
    call.house.questions.settle_week(call.viewer.id, call.house.store.clock())
    return redirect(back_to(call))


@post("/questions/off", page=True)
async def off(call: Call) -> Answer:
    """Be asked nothing any more."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: choose_warm(tx, questions=False))
    call.house.questions.drop(call.viewer.id)
    return redirect(back_to(call))


def _too_late(call: Call, sentence: str) -> Answer:
    return page(call, "not_done.html", status=409, sentence=sentence, back_to=back_to(call))
