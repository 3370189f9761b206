"""Asking those who look after the server to look at a status."""

from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.report_account import Complaint, report_account
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import AccountId, StatusId, parse_id
from kukhnya.queries import rules
from kukhnya.store.tx import ReadTx

from .forms import check_form, wrong_fields
from .one import drawn, path_of, said_of
from .show import page

REASONS: Final = ("spam", "legal", "violation", "other")


class ComplaintForm(Struct):
    """Why, in a word and in one's own."""

    category: str = ""
    rule: list[str] = field(default_factory=list)
    comment: str = ""


@get("/statuses/{status_id}/report", page=True)
async def ask(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """The form."""
    said = await _theirs(call, tx, status_id)
    return await _form(call, tx, said, ComplaintForm())


async def _theirs(call: Call, tx: ReadTx, status_id: StatusId) -> Any:
    """The status of somebody else. One's own is not there to be reported."""
    said = await said_of(call, tx, status_id)
    if said["account"]["id"] == str(call.viewer.id):
        raise NotFound(status_id)
    return said


async def _form(
    call: Call, tx: ReadTx, said: Any, typed: ComplaintForm, errors: dict[str, str] | None = None
) -> Answer:
    return page(
        call, "report_status.html", status=422 if errors else 200, status_=said, article=drawn(call, said),
        rules=await rules.everyone(tx), typed=typed, errors=errors or {}, path_to=path_of(said), sent=False,
    )  # fmt: skip


@post("/statuses/{status_id}/report", page=True)
async def send(call: Call, status_id: StatusId, form: ComplaintForm) -> Answer:
    """File it; whoever is reported is not told."""
    check_form(call)
    async with call.house.store.read(call.viewer) as tx:
        said = await _theirs(call, tx, status_id)
        broken = form.category == "violation"
        if form.category not in REASONS or (broken and not form.rule):
            return await _form(call, tx, said, form, {"category": "Choose one of what is offered."})
    complaint = Complaint(
        account_id=AccountId(int(said["account"]["id"])), status_ids=(int(said["id"]),), comment=form.comment,
        category=form.category,
        rule_ids=tuple(number for each in form.rule if (number := parse_id(each)) is not None) if broken else (),
    )  # fmt: skip
    try:
        await call.house.store.write(call.viewer, lambda tx: report_account(tx, complaint, call.house.settings.bounds))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _form(call, tx, said, form, wrong_fields(wrong))
    return page(
        call, "report_status.html", status_=said, article=drawn(call, said), rules=[], typed=form, errors={},
        path_to=path_of(said), sent=True,
    )  # fmt: skip
