"""Who may act as oneself: apps, signed-in browsers, and whoever knows the password."""

from typing import Any

from msgspec import Struct

from kukhnya.actions.revoke_token import end_all_others, end_login, revoke_own_token
from kukhnya.actions.set_password import set_password
from kukhnya.door import passwords
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused
from kukhnya.model.ids import parse_id
from kukhnya.queries import apps
from kukhnya.store.tx import ReadTx

from .entry import must_be_signed_in
from .forms import check_form, wrong_fields
from .settings import check_password, kept, setting_page

PAGE = "/settings/access"


class Chosen(Struct):
    """Which app or browser is meant."""

    id: str = ""


class PasswordForm(Struct):
    """The password of today, and the one to come."""

    old_password: str = ""
    password: str = ""
    password_again: str = ""


@get(PAGE, page=True)
async def access(tx: ReadTx, call: Call) -> Answer:
    """Which apps and browsers may act as the reader, and how to connect one more."""
    return await _page(tx, call)


async def _page(tx: ReadTx, call: Call, **more: Any) -> Answer:
    tokens, logins = await apps.allowed(tx), await apps.logins(tx)
    return setting_page(
        call, "access_settings.html", tokens=tokens, logins=logins, login_id=must_be_signed_in(call), **more
    )


@post("/access/app", page=True)
async def end_app(call: Call, chosen: Chosen) -> Answer:
    """Take an app's access away."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: revoke_own_token(tx, parse_id(chosen.id) or 0))
    call.house.callers.forget()
    return kept(PAGE)


@post("/access/browser", page=True)
async def end_browser(call: Call, chosen: Chosen) -> Answer:
    """Sign another browser out."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: end_login(tx, parse_id(chosen.id) or 0))
    return kept(PAGE)


@post("/access/others", page=True)
async def end_others(call: Call) -> Answer:
    """Sign everything out but this browser: other browsers and every app."""
    check_form(call)
    staying = must_be_signed_in(call)
    await call.house.store.write(call.viewer, lambda tx: end_all_others(tx, staying))
    call.house.callers.forget()
    return kept(PAGE)


@post("/access/password", page=True)
async def change_password(call: Call, form: PasswordForm) -> Answer:
    """Change the password; whatever else was opened with the old one is shut."""
    check_form(call)
    staying = must_be_signed_in(call)
    try:
        await check_password(call, form.old_password, "old_password")
        passwords.check_password(form.password, call.login.username if call.login else "")
        _check_same(form)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, call, errors=wrong_fields(wrong))
    made = await passwords.hashed(form.password)
    await call.house.store.write(call.viewer, lambda tx: set_password(tx, call.viewer.id, made, keep_login=staying))
    call.house.callers.forget()
    return kept(PAGE)


def _check_same(form: PasswordForm) -> None:
    if form.password_again != form.password:
        raise Refused("", password_again=("ERR_DIFFERENT", "The two are not the same."))
