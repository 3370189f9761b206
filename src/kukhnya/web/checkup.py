"""What do they see? A page for each kind of reader, and one button for each line."""

from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.mend_exposure import Asked, mend_exposure
from kukhnya.api import render
from kukhnya.api.checkup import facts_of, flagged_for
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused
from kukhnya.queries import accounts, checkup
from kukhnya.queries.checkup import KINDS
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.home import Seen

from .articles import article
from .forms import check_form
from .show import page, redirect

SHOWN: Final = 5
"""Statuses that are shown as examples."""


class Whom(Struct):
    """Whose eyes, and what was folded away by the button that led here."""

    whom: str = field(default="stranger", name="as")
    handle: str = ""
    undo: str = ""


@get("/checkup", page=True, twin="/api/kukhnya/v1/checkup")
async def show(tx: ReadTx, call: Call, asked: Whom) -> Answer:
    """What somebody can read, line by line."""
    whom, name = await _reader(tx, call, asked)
    this_login = call.login.id if call.login else 0
    found = await facts_of(tx, call, whom, this_login=this_login)
    sample = [Seen(each) for fact in found if fact.kind == "X01" for each in fact.sample[:SHOWN]]
    shown = [article(call, said, "account") for said in await render.statuses(call, tx, sample)]
    return page(
        call, "checkup.html", whom=whom, name=name, kinds=KINDS, facts=found, score=checkup.score(found), articles=shown,
        undo=asked.undo if asked.undo.isdigit() else "",
    )  # fmt: skip


async def _reader(tx: ReadTx, call: Call, asked: Whom) -> tuple[str, str]:
    """Whom the page is about, and the handle where it is a person. Raises NotFound for nobody, Refused for an odd kind."""
    if asked.handle.strip():
        row = await accounts.by_handle(tx, asked.handle.strip(), call.house.settings.domain)
        return f"account:{row['id']}", str(row["username"])
    if asked.whom not in KINDS:
        raise Refused("Choose one of what is offered.")
    return asked.whom, ""


@post("/checkup/{kind}", page=True)
async def mend(call: Call, kind: str, asked: Whom) -> Answer:
    """Mend one line, and look again."""
    check_form(call)
    this_login = call.login.id if call.login else 0
    wish = Asked(
        whom=asked.whom, this_login=this_login, bounds=call.house.settings.bounds,
        flagged=await flagged_for(call, kind),
    )  # fmt: skip
    made: Any = await call.house.store.write(call.viewer, lambda tx: mend_exposure(tx, kind, wish))
    call.house.fragments.clear()
    call.house.callers.forget()
    about = f"handle={asked.handle}" if asked.handle else f"as={asked.whom}"
    return redirect(f"/checkup?{about}" + (f"&undo={made.id}" if made is not None else ""))
