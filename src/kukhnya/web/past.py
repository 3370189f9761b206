"""What I have posted before: change who may read many statuses at once, told first and taken back within a week; travel mode."""

from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.move_statuses import checked, move_statuses, undo_move
from kukhnya.actions.travel import come_back, set_off
from kukhnya.api import render
from kukhnya.api.audience import Select, day, meant_by, named
from kukhnya.api.words import audience_named
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import CircleId, MoveId, parse_id
from kukhnya.model.page import Page
from kukhnya.model.selection import Selection
from kukhnya.queries import circles, moves
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import chosen, pages
from kukhnya.visibility.home import Seen

from .articles import article
from .forms import check_form, wrong_fields
from .show import page, redirect

CHOICES: Final = ("self", "private", "mutuals", "local", "unlisted", "public")
"""Audiences to go to, in the words of the API, the narrowest first; circles are offered beside them."""
FROM: Final = ("public", "unlisted", "local", "private", "mutuals", "limited", "direct", "self")
OFFERED: Final = 40
"""Statuses that a traveller is asked about."""


class PastForm(Struct):
    """Which statuses, and who may read them from now on."""

    to: str = "self"
    before: str = ""
    after: str = ""
    audience: str = ""
    tag: str = ""
    text: str = ""
    pictures: str = ""
    flagged: bool = False
    everything: bool = False
    widen: bool = False


class TravelForm(Struct):
    """What stays, and until when the rest is folded away."""

    keep: list[str] = field(default_factory=list)
    until: str = ""


def _selected(form: PastForm) -> Select:
    return Select(
        all=form.everything,
        before=form.before.strip() or None,
        after=form.after.strip() or None,
        tag=form.tag.strip() or None,
        text=form.text.strip() or None,
        audiences=[form.audience] if form.audience else [],
        has_media={"yes": True, "no": False}.get(form.pictures),
        flagged_by_packs=form.flagged,
    )


def _goal(form: PastForm) -> tuple[Audience, CircleId | None]:
    """Where they go: an audience, or a circle by its id."""
    if form.to.startswith("circle:"):
        number = parse_id(form.to.removeprefix("circle:"))
        return Audience.CIRCLE, CircleId(number or 0)
    return audience_named(form.to, "to"), None


async def _form(tx: ReadTx, call: Call, form: PastForm, **more: Any) -> Answer:
    own = [(f"circle:{row['id']}", row["title"]) for row in await circles.all_own(tx)]
    values = {"errors": {}, "what": None, "articles": [], "status": 200, **more}
    return page(
        call,
        "past.html",
        form=form,
        choices=CHOICES,
        origins=FROM,
        circles=own,
        undoable=await moves.undoable(tx),
        by_law=bool(call.caller.jurisdictions),
        **values,
    )


@get("/past", page=True)
async def show(tx: ReadTx, call: Call) -> Answer:
    """The form, and what can still be taken back. `flagged`: with what the packs would warn about chosen already."""
    return await _form(tx, call, PastForm(flagged=bool(call.caller.jurisdictions) and call.said.get("flagged") == "1"))


@post("/past/preview", page=True)
async def preview(call: Call, form: PastForm) -> Answer:
    """What it comes to. Nothing is changed by it."""
    check_form(call)
    try:
        meant = await meant_by(call, _selected(form))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _form(tx, call, form, errors=_errors(wrong), status=422)
    return await call.house.store.write(call.viewer, lambda tx: _preview(tx, call, form, meant))


async def _preview(tx: WriteTx, call: Call, form: PastForm, meant: Selection) -> Answer:
    try:
        to, circle = _goal(form)
        values = await chosen.described(tx, meant, await checked(tx, meant, to, circle))
        what = await chosen.preview(tx, values, to)
    except Refused as wrong:
        return await _form(tx, call, form, errors=_errors(wrong), status=422)
    codes = what.codes if form.flagged and not what.widening else what.widening
    ids = [Seen(each) for each in await chosen.sample(tx, values, codes)]
    shown = [article(call, said, "account") for said in await render.statuses(call, tx, ids)]
    return await _form(tx, call, form, what=what, articles=shown)


def _errors(wrong: Refused) -> dict[str, str]:
    return {
        field.removeprefix("select.") if field != "select" else "": words
        for field, words in wrong_fields(wrong).items()
    }


@post("/past", page=True)
async def change(call: Call, form: PastForm) -> Answer:
    """Do it."""
    check_form(call)
    to, circle = _goal(form)
    meant = await meant_by(call, _selected(form))
    await call.house.store.write(
        call.viewer, lambda tx: move_statuses(tx, meant, to, circle, confirmed=form.widen)
    )  # fmt: skip
    call.house.fragments.clear()
    return redirect("/past")


@post("/past/{move_id}/undo", page=True)
async def undo(call: Call, move_id: MoveId) -> Answer:
    """Take a change back, and say what that came to."""
    check_form(call)
    said = await call.house.store.write(call.viewer, lambda tx: undo_move(tx, move_id))
    call.house.fragments.clear()
    return page(call, "past_undone.html", said=said)


@get("/travel", page=True)
async def journey(tx: ReadTx, call: Call) -> Answer:
    """Where one is: at home, with a form, or travelling, with the way back."""
    return await _journey(tx, call, TravelForm(), {})


async def _journey(tx: ReadTx, call: Call, form: TravelForm, errors: dict[str, str]) -> Answer:
    row = await moves.journey(tx)
    ids = [] if row is not None else await pages.by_account(tx, call.viewer.id, Page(OFFERED))
    offered = [
        (str(each), article(call, said, "account"))
        for each, said in zip(ids, await render.statuses(call, tx, ids), strict=False)
    ]
    today = datetime.now(UTC).date().isoformat()
    return page(
        call,
        "travel.html",
        status=422 if errors else 200,
        journey=row,
        offered=offered,
        form=form,
        errors=errors,
        today=today,
    )


@post("/travel", page=True)
async def leave(tx: WriteTx, call: Call, form: TravelForm) -> Answer:
    """Set off."""
    check_form(call)
    try:
        await set_off(tx, named(list(form.keep), "keep"), day(form.until, "until"))
    except Refused as wrong:
        return await _journey(tx, call, form, wrong_fields(wrong))
    tx.after_commit(call.house.fragments.clear)
    return redirect("/travel")


@post("/travel/back", page=True)
async def back(call: Call) -> Answer:
    """Come back, and say what that came to."""
    check_form(call)
    try:
        said = await call.house.store.write(call.viewer, come_back)
    except NotFound:
        return redirect("/travel")
    call.house.fragments.clear()
    return page(call, "past_undone.html", said=said)
