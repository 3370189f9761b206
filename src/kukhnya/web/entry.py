"""Signing in and out; and what was typed by somebody whose sign-in had run out is kept and offered back."""

from typing import Any

from msgspec import Struct, field

from kukhnya.actions.revoke_token import sign_out
from kukhnya.actions.set_password import renew_hash
from kukhnya.actions.sign_in import LIFE, sign_in
from kukhnya.door import passwords
from kukhnya.door.answers import Answer
from kukhnya.door.login import COOKIE, cookie
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import Forbidden
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import members
from kukhnya.text import names

from .forms import MOST_KEPT, OLD_FORM, check_form, flat, from_here, token_for
from .show import here, own_path, page, redirect


class SignInForm(Struct):
    """Who wants to sign in, and where to go then."""

    name: str = ""
    password: str = ""
    device: str = ""
    next: str = "/"
    kept: list[str] = field(default_factory=list)
    """What was typed into another form before: name and value in turn."""


@get("/sign-in", who=Who.ANYONE, page=True)
async def ask(call: Call) -> Answer:
    """The form to sign in with."""
    if call.login is not None:
        return redirect(own_path(call.said.get("next")))
    return page(call, "sign_in.html", next=own_path(call.said.get("next")), name="", wrong=False, kept=[])


@post("/sign-in", who=Who.ANYONE, page=True)
async def enter(call: Call, form: SignInForm) -> Answer:
    """Sign in. A wrong name and a wrong password get the same answer after the same time."""
    check_form(call)
    go_on, kept = own_path(form.next), _pairs(form.kept)
    call.house.limits.count("sign-in-network", call.network)
    call.house.limits.count("sign-in", names.username_key(form.name))
    async with call.house.store.read(NOBODY) as tx:
        row = await members.signing_in(tx, form.name)
    good = await passwords.verified(row["password"] if row is not None else None, form.password)
    if not good or row is None or row["suspended"] or row["state"] != "active":
        return page(call, "sign_in.html", status=422, next=go_on, name=form.name, wrong=True, kept=kept)
    await _renewed(call, row, form.password)
    word, header = await begun(call, AccountId(row["id"]), form.device)
    if not kept:
        return redirect(go_on, header)
    token = token_for(call.house, digest(word))
    again = page(call, "again.html", action=go_on, kept=kept, csrf=token)
    return Answer(again.body, again.status, again.media_type, (*again.headers, header))


def _pairs(kept: list[str]) -> list[tuple[str, str]]:
    """What the page of the sign-in kept: names at the even places, each before its text."""
    said = kept[: 2 * MOST_KEPT]
    return list(zip(said[::2], said[1::2], strict=False))


async def _renewed(call: Call, row: Any, password: str) -> None:
    if passwords.outdated(row["password"]):
        made = await passwords.hashed(password)
        await call.house.store.write(NOBODY, lambda tx: renew_hash(tx, AccountId(row["id"]), made))


async def begun(call: Call, account_id: AccountId, device: str) -> tuple[str, tuple[str, str]]:
    """Remember this browser: its word, and the cookie to send it in."""
    word = new_secret()
    name = names.tidy(device, 40)
    await call.house.store.write(NOBODY, lambda tx: sign_in(tx, account_id, digest(word), name))
    return word, cookie(call.house, COOKIE, word, LIFE // 1000)


async def begin(call: Call, account_id: AccountId, device: str) -> tuple[str, str]:
    """Remember this browser; the answer is the cookie to send."""
    return (await begun(call, account_id, device))[1]


def must_be_signed_in(call: Call) -> int:
    """The id of this browser's sign-in. Raises Forbidden where there is none."""
    if call.login is None:
        raise Forbidden("Sign in first, then send the form again.")
    return call.login.id


@post("/sign-out", who=Who.ANYONE, page=True)
async def leave(call: Call) -> Answer:
    """Sign this browser out."""
    check_form(call)
    if call.login is not None:
        hashed = call.login.hash
        await call.house.store.write(call.viewer, lambda tx: sign_out(tx, hashed))
    return redirect("/", cookie(call.house, COOKIE, "", 0))


def knock(call: Call) -> Answer:
    """For somebody who is not signed in where one must be: the way in, and what they had typed goes with them."""
    if call.route.verb == "GET":
        return page(call, "sign_in.html", status=401, next=own_path(here(call)), name="", wrong=False, kept=[])
    kept = list(flat(call.said))[:MOST_KEPT] if from_here(call) else []
    return page(call, "sign_in.html", status=401, next=own_path(here(call)), name="", wrong=False, kept=kept)


def again(call: Call) -> Answer:
    """For a form of ours that has grown old: the same once more. Raises Forbidden where a page of others sent it."""
    kept = list(flat(call.said))[:MOST_KEPT]
    if not from_here(call) or call.login is None or not kept:
        raise Forbidden(OLD_FORM)
    return page(call, "again.html", status=403, action=own_path(here(call)), kept=kept)
