"""Pages from templates: language, forms that cannot be forged, headers that keep a page to itself."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
from babel.dates import format_datetime
from babel.messages.pofile import read_po
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kukhnya import __version__
from kukhnya.door.answers import HTML, Answer
from kukhnya.door.house import House
from kukhnya.door.login import FORM_COOKIE, cookie
from kukhnya.door.route import Call
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import Forbidden
from kukhnya.model.ids import to_datetime

LANGUAGES: Final = ("en", "ru")
LANGUAGE_COOKIE: Final = "kukhnya_language"
_FORM_LIFE_S: Final = 86_400
_YEAR_S: Final = 365 * 86_400
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; script-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; form-action {forms}"
)


@cache
def stylesheet() -> tuple[str, bytes]:
    """The stylesheet's address, which changes with its content, and its bytes."""
    body = resources.files("kukhnya.web").joinpath("static/kukhnya.css").read_bytes()
    return f"/static/{hashlib.sha256(body).hexdigest()[:16]}.css", body


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Translations by the English sentence; for English, only of the words that the program uses as names."""
    with resources.files("kukhnya").joinpath(f"locale/{language}/kukhnya.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=PackageLoader("kukhnya.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = catalogue(language)
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lambda sentence: words.get(sentence, sentence),
        lambda one, many, number: words.get(one if number == 1 else many, one if number == 1 else many),
        newstyle=True,
    )
    made.globals.update(language=language, stylesheet=stylesheet()[0], version=__version__)
    made.filters["when"] = lambda time: format_datetime(to_datetime(time), "d MMMM y, H:mm", locale=language)
    made.filters["month"] = lambda time: format_datetime(to_datetime(time), "LLLL y", locale=language)
    made.filters["clean"] = Markup  # HTML that `text.render` made when it was written
    return made


def language_of(headers: Mapping[str, str], cookies: Mapping[str, str], said: Mapping[str, Any], own: str = "") -> str:
    """The first of these that we speak: asked for now, chosen before, the account's, the browser's; else English."""
    accepted = [
        part.partition(";")[0].strip()[:2].lower() for part in headers.get("accept-language", "")[:200].split(",")
    ]
    for wish in (said.get("lang"), cookies.get(LANGUAGE_COOKIE), own, *accepted):
        if wish in LANGUAGES:
            return str(wish)
    return "en"


def page(call: Call, template: str, /, *, status: int = 200, forms: str = "'self'", **values: Any) -> Answer:
    """A page of ours. `forms`: where its forms may lead, for the policy."""
    language = language_of(call.headers, call.cookies, call.said, call.login.language if call.login else "")
    headers: list[tuple[str, str]] = []
    token = form_token(call)
    if call.login is None and FORM_COOKIE not in call.cookies:
        word = new_secret()
        token = call.house.secrets.seal("form", digest(word))
        headers.append(cookie(call.house, FORM_COOKIE, word, _FORM_LIFE_S))
    if call.said.get("lang") in LANGUAGES:
        headers.append(cookie(call.house, LANGUAGE_COOKIE, language, _YEAR_S))
    values = {"signed_in": call.login is not None, "csrf": token, "here": _here(call), **values}
    return _answer(call.house, language, template, status, forms, values, headers)


def _here(call: Call) -> str:
    """The query of this page without the language, for the links that change it."""
    if call.route.verb != "GET":
        return ""
    return urlencode([(name, value) for name, value in call.said.items() if name != "lang" and isinstance(value, str)])


def _answer(  # noqa: PLR0913, PLR0917 - the parts of an answer
    house: House,
    language: str,
    template: str,
    status: int,
    forms: str,
    values: dict[str, Any],
    headers: list[tuple[str, str]],
) -> Answer:
    values = {"robots": "noindex, nofollow", **values}
    body = (
        _environment(language)
        .get_template(template)
        .render(title=house.settings.title, base=house.settings.base, **values)
    )
    headers += [
        ("content-security-policy", _POLICY.format(forms=forms)),
        ("cache-control", "private, no-store"),
        ("x-robots-tag", str(values["robots"])),
        ("content-language", language),
        ("vary", "Cookie, Accept-Language"),
    ]
    return Answer(body.encode(), status, HTML, tuple(headers))


def error_page(house: House, known: Answer, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Answer:
    """An error as a page, with the sentence a program would get. What is hidden and what is missing look alike."""
    sentence = str(msgspec.json.decode(known.body).get("error", ""))
    kept = [header for header in known.headers if header[0] == "retry-after"]
    values = {"status": known.status, "sentence": sentence, "signed_in": False, "csrf": "", "here": ""}
    language = language_of(headers, cookies, {})
    return _answer(house, language, "error.html", known.status, "'self'", values, list(kept))


def _binding(call: Call) -> str | None:
    """What a form belongs to: the sign-in of this browser, or a word it got with the first page."""
    if call.login is not None:
        return call.login.hash
    word = call.cookies.get(FORM_COOKIE)
    return digest(word) if word else None


def form_token(call: Call) -> str:
    """The hidden word of this browser's forms; empty before it has a cookie."""
    bound = _binding(call)
    return call.house.secrets.seal("form", bound) if bound else ""


def check_form(call: Call) -> None:
    """Raises Forbidden unless the form was given out by us, to this browser."""
    origin = call.headers.get("origin", "null")
    own = {urlsplit(call.house.settings.base).netloc, call.headers.get("host", "")}
    bound = _binding(call)
    given = call.said.get("csrf")
    known = call.house.secrets.unseal("form", given) if isinstance(given, str) and given else None
    if (origin != "null" and urlsplit(origin).netloc not in own) or bound is None or known != bound:
        raise Forbidden("This form has grown old. Go back, reload the page and send it again.")


def redirect(to: str, *headers: tuple[str, str]) -> Answer:
    """Go there, with a GET."""
    return Answer(b"", 303, HTML, (("location", to), ("cache-control", "no-store"), *headers))


def own_path(wish: Any) -> str:
    """A path of this server to go on to; the front page for whatever else was asked."""
    if not isinstance(wish, str) or not wish.startswith("/") or wish.startswith(("//", "/\\")):
        return "/"
    if any(ord(letter) < 33 or letter == "\\" or ord(letter) > 126 for letter in wish):  # noqa: PLR2004 - printable ASCII
        return "/"
    return wish if not wish.lower().startswith(("/%2f", "/%5c")) else "/"
