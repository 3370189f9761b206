"""The front door: what this is, signing in and out, what one's apps and browsers may do, what it looks like."""

from importlib import resources
from typing import Any

from msgspec import Struct

from kukhnya.actions.revoke_token import end_all_others, end_login, revoke_own_token, sign_out
from kukhnya.actions.set_password import renew_hash
from kukhnya.actions.sign_in import LIFE, sign_in
from kukhnya.door import passwords
from kukhnya.door.answers import Answer
from kukhnya.door.login import COOKIE, cookie
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience, Relation
from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.ids import AccountId, parse_id
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import accounts, apps, members
from kukhnya.text import names
from kukhnya.visibility.rule import OPENED_TO

from .show import check_form, own_path, page, redirect, stylesheet


class SignInForm(Struct):
    """Who wants to sign in, and where to go then."""

    name: str = ""
    password: str = ""
    device: str = ""
    next: str = "/"


class Chosen(Struct):
    """Which app or browser is meant."""

    id: str = ""


@get("/", who=Who.ANYONE, page=True)
async def front(call: Call) -> Answer:
    """What this is; for members, who they are here and what has access."""
    if call.login is None:
        registration = call.house.settings.registration
        return page(call, "front.html", description=call.house.settings.description, registration=registration)
    async with call.house.store.read(call.viewer) as tx:
        row = await accounts.own(tx)
        tokens, logins = await apps.allowed(tx), await apps.logins(tx)
    return page(call, "home.html", me=row, tokens=tokens, logins=logins, login_id=call.login.id)


@get("/sign-in", who=Who.ANYONE, page=True)
async def ask(call: Call) -> Answer:
    """The form to sign in with."""
    if call.login is not None:
        return redirect(own_path(call.said.get("next")))
    return page(call, "sign_in.html", next=own_path(call.said.get("next")), name="", wrong=False)


@post("/sign-in", who=Who.ANYONE, page=True)
async def enter(call: Call, form: SignInForm) -> Answer:
    """Sign in. A wrong name and a wrong password get the same answer after the same time."""
    check_form(call)
    go_on = own_path(form.next)
    call.house.limits.count("sign-in-network", call.network)
    call.house.limits.count("sign-in", names.username_key(form.name))
    async with call.house.store.read(NOBODY) as tx:
        row = await members.signing_in(tx, form.name)
    good = await passwords.verified(row["password"] if row is not None else None, form.password)
    if not good or row is None or row["suspended"] or row["state"] != "active":
        return page(call, "sign_in.html", status=422, next=go_on, name=form.name, wrong=True)
    await _renewed(call, row, form.password)
    return redirect(go_on, await begin(call, AccountId(row["id"]), form.device))


async def _renewed(call: Call, row: Any, password: str) -> None:
    if passwords.outdated(row["password"]):
        made = await passwords.hashed(password)
        await call.house.store.write(NOBODY, lambda tx: renew_hash(tx, AccountId(row["id"]), made))


async def begin(call: Call, account_id: AccountId, device: str) -> tuple[str, str]:
    """Remember this browser; the answer is the cookie to send."""
    word = new_secret()
    name = names.tidy(device, 40)
    await call.house.store.write(NOBODY, lambda tx: sign_in(tx, account_id, digest(word), name))
    return cookie(call.house, COOKIE, word, LIFE // 1000)


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


@post("/access/app", who=Who.ANYONE, page=True)
async def end_app(call: Call, chosen: Chosen) -> Answer:
    """Take an app's access away."""
    must_be_signed_in(call)
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: revoke_own_token(tx, parse_id(chosen.id) or 0))
    call.house.callers.forget()
    return redirect("/")


@post("/access/browser", who=Who.ANYONE, page=True)
async def end_browser(call: Call, chosen: Chosen) -> Answer:
    """Sign another browser out."""
    must_be_signed_in(call)
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: end_login(tx, parse_id(chosen.id) or 0))
    return redirect("/")


@post("/access/others", who=Who.ANYONE, page=True)
async def end_others(call: Call) -> Answer:
    """Sign everything out but this browser: other browsers and every app."""
    kept = must_be_signed_in(call)
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: end_all_others(tx, kept))
    call.house.callers.forget()
    return redirect("/")


@get("/about", who=Who.ANYONE, page=True)
async def about(call: Call) -> Answer:
    """What this server is, and who sees what on it."""
    settings = call.house.settings
    relations = [relation for relation in Relation if relation is not Relation.AUTHOR]
    table = [(audience, [relation in OPENED_TO[audience] for relation in relations]) for audience in Audience]
    return page(call, "about.html", description=settings.description, relations=relations, table=table)


@get("/static/{name}", who=Who.ANYONE, page=True)
async def static(name: str) -> Answer:
    """The stylesheet and the icon."""
    path, body = stylesheet()
    if path.endswith(f"/{name}"):
        return Answer(body, 200, "text/css; charset=utf-8", (("cache-control", "public, max-age=31536000, immutable"),))
    if name == "icon.svg":
        icon = resources.files("kukhnya.web").joinpath("static/icon.svg").read_bytes()
        return Answer(icon, 200, "image/svg+xml", (("cache-control", "public, max-age=604800"),))
    raise NotFound(name)
