"""Delete one's account, with everything, at once."""

from typing import Final

from msgspec import Struct

from kukhnya.actions.delete_account import delete_account
from kukhnya.door.answers import Answer
from kukhnya.door.login import COOKIE, cookie
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import Refused
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.text import names

from .forms import check_form, wrong_fields
from .settings import check_password, setting_page
from .show import page, redirect

PAGE: Final = "/settings/delete"


class DeleteForm(Struct):
    """The handle and the password: whoever knows both means it."""

    handle: str = ""
    password: str = ""


@get(PAGE, page=True)
async def form(tx: ReadTx, call: Call) -> Answer:
    """What goes, and the form to say so."""
    return await _page(tx, call)


async def _page(tx: ReadTx, call: Call, handle: str = "", wrong: Refused | None = None) -> Answer:
    return setting_page(
        call, "delete_settings.html", me=await accounts.own(tx), handle=handle,
        errors=wrong_fields(wrong) if wrong else None,
    )  # fmt: skip


@post(PAGE, page=True)
async def delete(call: Call, form: DeleteForm) -> Answer:
    """Delete the account and sign its browser out."""
    check_form(call)
    try:
        _check_handle(call, form.handle)
        await check_password(call, form.password)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, call, form.handle, wrong)
    await call.house.store.write(call.viewer, lambda tx: delete_account(tx, call.viewer.id))
    call.house.callers.forget()
    call.house.fragments.clear()
    return redirect("/deleted", cookie(call.house, COOKIE, "", 0))


def _check_handle(call: Call, handle: str) -> None:
    name, _, domain = handle.strip().removeprefix("@").partition("@")
    own = call.login.username if call.login else ""
    if names.username_key(name) != names.username_key(own) or domain not in {"", call.house.settings.domain}:
        raise Refused("", handle=("ERR_DIFFERENT", "This is not your handle."))


@get("/deleted", who=Who.ANYONE, page=True)
async def deleted(call: Call) -> Answer:
    """The account is no more."""
    return page(call, "deleted.html")
