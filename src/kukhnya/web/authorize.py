"""Consent: somebody lets an app act for them. A page with two buttons, then back to the app."""

from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from kukhnya.actions.grant_code import grant_code
from kukhnya.door import scopes
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import Refused
from kukhnya.model.ids import AppId
from kukhnya.queries import accounts, apps

from .entry import must_be_signed_in
from .forms import check_form
from .show import page, redirect

OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"


class Asked(Struct):
    """What an app asks for, in the words of OAuth."""

    response_type: str = ""
    client_id: str = ""
    redirect_uri: str = ""
    scope: str = ""
    state: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    force_login: str = ""
    lang: str = ""


class Answered(Asked):
    """The same, with what the person said."""

    answer: str = ""


async def _checked(call: Call, asked: Asked) -> tuple[Any, str]:
    """The app and the scopes asked for. Raises Refused: a wrong address must not be sent anything, not even an error."""
    async with call.house.store.read(call.viewer) as tx:
        app = await apps.by_client(tx, asked.client_id)
    if app is None:
        raise Refused("The app is unknown here. It may have to be set up again.")
    if asked.redirect_uri not in app["redirect_uris"].split("\n"):
        raise Refused("The address the app wants to be sent back to is not one it has registered.")
    if asked.response_type != "code":
        raise Refused("The app asks in a way this server does not know.")
    if asked.code_challenge and asked.code_challenge_method != "S256":
        raise Refused("The app's proof key must be of the kind S256.")
    wanted = scopes.checked(asked.scope or scopes.DEFAULT, "scope")
    if not scopes.within(wanted, app["scopes"]):
        raise Refused("The app asks for more than it has registered for.")
    return app, wanted


@get("/oauth/authorize", who=Who.ANYONE, page=True)
async def ask(call: Call, asked: Asked) -> Answer:
    """The page that asks for consent; first the sign-in where it is needed."""
    app, wanted = await _checked(call, asked)
    given = {name: str(getattr(asked, name)) for name in Asked.__struct_fields__ if getattr(asked, name)}
    force = asked.force_login.lower() in {"true", "1"}
    if call.login is None or force:
        given.pop("force_login", None)
        go_on = f"/oauth/authorize?{urlencode(given)}"
        if call.login is None:
            return redirect(f"/sign-in?{urlencode({'next': go_on})}")
        return page(call, "sign_in.html", next=go_on, name="", wrong=False, kept=[])
    async with call.house.store.read(call.viewer) as tx:
        me = await accounts.own(tx)
    return page(
        call, "consent.html", forms=_forms(asked.redirect_uri), app=app, me=me, scopes=wanted.split(), given=given,
        host=_host(asked.redirect_uri),
    )  # fmt: skip


def _forms(redirect_uri: str) -> str:
    """Where the consent form may lead in the end: browsers hold the redirect to the policy too."""
    parts = urlsplit(redirect_uri)
    if parts.scheme in {"http", "https"}:
        return f"'self' {parts.scheme}://{parts.netloc}" if _plain(parts.netloc) else "'self'"
    return f"'self' {parts.scheme}:" if parts.scheme and parts.scheme != "urn" else "'self'"


def _plain(netloc: str) -> bool:
    return all(letter.isalnum() or letter in ".-:[]" for letter in netloc)


def _host(redirect_uri: str) -> str:
    parts = urlsplit(redirect_uri)
    return parts.netloc if parts.scheme in {"http", "https"} else ""


@post("/oauth/authorize", who=Who.ANYONE, page=True)
async def decide(call: Call, answered: Answered) -> Answer:
    """Consent or not; then back to the app."""
    must_be_signed_in(call)
    check_form(call)
    app, wanted = await _checked(call, answered)
    if answered.answer != "allow":
        return _back(answered, error="access_denied", error_description="The resource owner denied the request.")
    code = new_secret()
    await call.house.store.write(
        call.viewer,
        lambda tx: grant_code(
            tx, digest(code), AppId(app["id"]), answered.redirect_uri, wanted, answered.code_challenge
        ),
    )
    if answered.redirect_uri == OUT_OF_BAND:
        return page(call, "code.html", code=code, app=app)
    return _back(answered, code=code)


def _back(asked: Asked, **words: str) -> Answer:
    """To the app's address, which may carry a query of its own."""
    if asked.redirect_uri == OUT_OF_BAND:
        return redirect("/")
    said = {**words, **({"state": asked.state} if asked.state else {})}
    parts = urlsplit(asked.redirect_uri)
    if not parts.netloc and parts.scheme not in {"http", "https"}:
        joint = "&" if "?" in asked.redirect_uri else "?"
        return redirect(f"{asked.redirect_uri}{joint}{urlencode(said, quote_via=quote)}")
    query = f"{parts.query}&{urlencode(said)}" if parts.query else urlencode(said)
    return redirect(urlunsplit(parts._replace(query=query)))
