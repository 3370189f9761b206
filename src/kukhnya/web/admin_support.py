"""Asking members to support the server: the words, amounts, and where to give. How many have followed, as a bucket."""

from typing import Final

from babel.numbers import is_currency

from kukhnya.actions.ask_for_support import ask_for_support
from kukhnya.api.support import forget_asked
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import Refused
from kukhnya.model.support import Typed, clicked, support_from, typed_from
from kukhnya.queries import support
from kukhnya.store.tx import ReadTx

from .forms import better, check_form, wrong_fields
from .show import page, redirect

PLACE: Final = "/admin/support"
WRONG: Final = {
    "link": "Write the whole address of a page, beginning with https://.",
    "currency": "Write three letters, such as USD or EUR.",
    "monthly": "Write up to eight amounts, such as 2, 5, 10.",
    "once": "Write up to eight amounts, such as 2, 5, 10.",
    "text_en": "Write something in at least one language.",
}
"""What stands beside a field that cannot be kept."""
_FIRST: Final = Typed(monthly="2, 5, 10", once="5, 20, 50")


@get(PLACE, page=True, who=Who.ADMIN)
async def show(tx: ReadTx, call: Call) -> Answer:
    """What is asked now, to be changed."""
    found = await support.asked(tx)
    form = typed_from(found) if found else _FIRST
    return page(
        call, "admin_support.html", form=form, errors={}, there=found is not None, clicked=clicked(await support.clicks(tx)),
    )  # fmt: skip


@post(PLACE, page=True, who=Who.ADMIN)
async def ask(call: Call, form: Typed) -> Answer:
    """Ask this from now on."""
    check_form(call)
    try:
        found = support_from(form, is_currency)
    except Refused as wrong:
        errors = better(wrong_fields(wrong), WRONG)
        return page(call, "admin_support.html", status=422, form=form, errors=errors, there=False, clicked="")
    await call.house.store.write(call.viewer, lambda tx: ask_for_support(tx, found))
    forget_asked(call)
    return redirect(PLACE)


@post(f"{PLACE}/stop", page=True, who=Who.ADMIN)
async def stop(call: Call) -> Answer:
    """Ask no more."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: ask_for_support(tx, None))
    forget_asked(call)
    return redirect(PLACE)
