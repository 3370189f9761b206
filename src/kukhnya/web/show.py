"""Pages from templates: headers that keep a page to itself, cookies for forms, language and light."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec
from msgspec.structs import replace

from kukhnya.door.answers import HTML, Answer, Listed
from kukhnya.door.house import House
from kukhnya.door.login import FORM_COOKIE, cookie
from kukhnya.door.route import Call
from kukhnya.door.secrets import digest, new_secret

from .baked import written
from .forms import form_token, token_for
from .frame import frame
from .language import LANGUAGE_COOKIE, LANGUAGES, environment, language_of
from .leaving import guarded, guards

THEME_COOKIE: Final = "kukhnya_theme"
THEMES: Final = ("light", "dark")
YEAR_S: Final = 365 * 86_400
_FORM_LIFE_S: Final = 86_400
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; form-action {forms}"
)


def page(call: Call, template: str, /, *, status: int = 200, forms: str = "'self'", **values: Any) -> Answer:
    """A page of ours. `forms`: where its forms may lead, for the policy."""
    language = spoken(call)
    headers: list[tuple[str, str]] = []
    token = form_token(call)
    if call.login is None and FORM_COOKIE not in call.cookies:
        word = new_secret()
        token = token_for(call.house, digest(word))
        headers.append(cookie(call.house, FORM_COOKIE, word, _FORM_LIFE_S))
    if call.said.get("lang") in LANGUAGES:
        headers.append(cookie(call.house, LANGUAGE_COOKIE, language, YEAR_S))
    values = {
        "login": call.login, "csrf": token, "here": _here(call), "back": here(call), "path": _path(call),
        "login_face": own_face(call), "login_id": str(call.viewer.id), "unread": 0, **values,
    }  # fmt: skip
    made = answer(call.house, language, template, status, forms, {**values, "theme": theme(call.cookies)}, headers)
    return replace(made, body=guarded(call, language, made.body.decode()).encode()) if guards(call) else made


def spoken(call: Call) -> str:
    """The language of this call's pages."""
    return language_of(call.headers, call.cookies, call.said, call.login.language if call.login else "")


def theme(cookies: Mapping[str, str]) -> str:
    """Light or dark where this browser has chosen; empty: as its system says."""
    chosen = cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def own_face(call: Call) -> str:
    """The path of the picture of whoever has signed in with this browser."""
    if call.login is None:
        return ""
    key, _, extension = call.login.avatar.partition("/")
    return f"/media/faces/{key}/small.{extension}" if key else f"/media/drawn/{call.login.username}/avatar.png"


def _path(call: Call) -> str:
    return call.url.removeprefix(call.house.settings.base)


def here(call: Call) -> str:
    """The path and query of this page, to come back to."""
    path = quote(_path(call), safe="/@:")
    return f"{path}?{query}" if (query := _here(call)) else path


def _here(call: Call) -> str:
    """The query of this page without the language, for the links that change it."""
    if call.route.verb != "GET":
        return ""
    return urlencode([(name, value) for name, value in call.said.items() if name != "lang" and isinstance(value, str)])


def pager(call: Call, listed: Listed, size: int) -> dict[str, str]:
    """Addresses of the pages before and after this part of a list: `newer` and `older`, where there may be any, else empty."""
    kept = {
        k: v
        for k, v in call.said.items()
        if k not in {"max_id", "min_id", "since_id", "place", "lang"} and isinstance(v, str)
    }
    many = listed.entries
    if many is None:
        many = len(raw_items(listed) if isinstance(listed.items, bytes) else listed.items)
    first, last = [{"place": place} for place in listed.places] if listed.places else ({}, {})
    ways = {"newer": "", "older": ""}
    if listed.last is not None and many >= size:
        ways["older"] = "?" + urlencode({**kept, "max_id": str(listed.last), **last})
    if listed.first is not None and ("max_id" in call.said or "min_id" in call.said):
        ways["newer"] = "?" + urlencode({**kept, "min_id": str(listed.first), **first})
    return ways


def raw_items(listed: Listed) -> Sequence[bytes]:
    """The items of a list that is encoded already, one by one."""
    if listed.each:
        return listed.each
    if isinstance(listed.items, bytes):
        return [bytes(each) for each in msgspec.json.decode(listed.items, type=list[msgspec.Raw])]
    return [each if isinstance(each, bytes) else msgspec.json.encode(each) for each in listed.items]


def items(listed: Listed) -> list[Any]:
    """The items of a list as the API says them."""
    return list(msgspec.json.decode(listed.items)) if isinstance(listed.items, bytes) else list(listed.items)


def answer(  # noqa: PLR0913, PLR0917 - the parts of an answer
    house: House, language: str, template: str, status: int, forms: str, values: dict[str, Any],
    headers: list[tuple[str, str]],
) -> Answer:  # fmt: skip
    """A template with its values, and the headers that every page has."""
    robots = str(values.get("robots", "noindex, nofollow"))
    values = {"robots": robots, "title": house.settings.title, "base": house.settings.base, **values}
    values["frame"] = frame(
        language, values["title"], path=values["path"], here=values["here"], known=values["login"] is not None,
        unread=values.get("unread", 0),
    )  # fmt: skip
    body = written(environment(language).get_template(template).render(values))
    headers += [
        ("content-security-policy", _POLICY.format(forms=forms)),
        ("cache-control", "private, no-store"),
        ("x-robots-tag", robots),
        ("content-language", language),
        ("vary", "Cookie, Accept, Accept-Language"),
    ]
    return Answer(body, status, HTML, tuple(headers))


def error_page(house: House, known: Answer, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Answer:
    """An error as a page, with the sentence a program would get. What is hidden and what is missing look alike."""
    sentence = str(msgspec.json.decode(known.body).get("error", ""))
    kept = [header for header in known.headers if header[0] == "retry-after"]
    values = {"status": known.status, "sentence": sentence, "login": None, "csrf": "", "here": "", "path": "",
              "theme": theme(cookies)}  # fmt: skip
    language = language_of(headers, cookies, {})
    return answer(house, language, "error.html", known.status, "'self'", values, list(kept))


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
