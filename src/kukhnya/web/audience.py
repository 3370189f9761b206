"""Who may read a status that is posted. Fewer: at once. More: said first, to whom and how many, and confirmed."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.edit_status import Edit, edit_status
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.audience import Audience, Relation
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import CircleId, StatusId
from kukhnya.queries.reach import Reach, reach
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import gain
from kukhnya.visibility.rule import widens

from .forms import check_form
from .one import drawn, own_said, path_of
from .reaching import choices, chosen, value_of
from .show import page, redirect
from .typed import beside

_GAINING: Final = (
    Relation.ANYONE,
    Relation.MEMBER,
    Relation.FOLLOWER,
    Relation.MUTUAL,
    Relation.IN_CIRCLE,
    Relation.MENTIONED,
)


class AudienceForm(Struct):
    """Who is to read it; `confirmed`: yes, these more people."""

    audience: str = ""
    confirmed: str = ""


@get("/statuses/{status_id}/audience", page=True)
async def ask(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """The picker, at what holds now."""
    said = await own_said(call, tx, status_id)
    return _form(call, said, await reach(tx), _value(said))


def _value(said: Any) -> str:
    return value_of(Audience(said["audience"]), said["circle_id"])


def _form(call: Call, said: Any, reached: Reach, value: str, errors: dict[str, str] | None = None) -> Answer:
    return page(
        call, "audience.html", status=422 if errors else 200, status_=said, article=drawn(call, said), value=value,
        choices=choices(reached), closed=reached.closed, path_to=path_of(said), errors=errors or {},
    )  # fmt: skip


@post("/statuses/{status_id}/audience", page=True)
async def change(call: Call, status_id: StatusId, form: AudienceForm) -> Answer:
    """Narrow it at once; for a wider one say first what that means."""
    check_form(call)
    async with call.house.store.read(call.viewer) as tx:
        said, reached = await own_said(call, tx, status_id), await reach(tx)
        try:
            audience, circle_id = chosen(form.audience)
        except Refused as wrong:
            return _form(call, said, reached, form.audience, beside(wrong))
        gained = _gained(said, audience, circle_id)
        if gained and form.confirmed != "1":
            return await _confirm(call, tx, said, (audience, circle_id), reached)
    edit = Edit(audience=audience, circle_id=circle_id, confirm_widening=bool(gained))
    try:
        await call.house.store.write(
            call.viewer, lambda tx: edit_status(tx, status_id, edit, call.house.settings.bounds)
        )
    except Refused as wrong:
        return _form(call, said, reached, form.audience, beside(wrong))
    call.house.fragments.clear()
    return redirect(path_of(said))


def _gained(said: Any, audience: Audience, circle_id: CircleId | None) -> frozenset[Relation]:
    """Who would gain by it."""
    other = str(circle_id or "") != (said["circle_id"] or "")
    return widens(Audience(said["audience"]), audience, other_circle=other)


async def _confirm(
    call: Call, tx: ReadTx, said: Any, wanted: tuple[Audience, CircleId | None], reached: Reach
) -> Answer:
    """What becomes visible, to whom, and how many of them are known here."""
    audience, circle_id = wanted
    gained = _gained(said, audience, circle_id)
    line = next((each for each in choices(reached) if each.value == value_of(audience, circle_id)), None)
    if line is None:
        raise NotFound(circle_id)
    many = await gain.gainers(tx, StatusId(int(said["id"])), audience, circle_id)
    return page(
        call, "widen.html", status_=said, article=drawn(call, said), line=line, closed=reached.closed,
        gained=[relation.value for relation in _GAINING if relation in gained], many=many, most=gain.MOST,
        path_to=path_of(said),
    )  # fmt: skip
