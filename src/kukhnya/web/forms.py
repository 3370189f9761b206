"""Forms: that they are ours, that nothing typed is lost, and what is wrong with which field."""

from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any, Final
from urllib.parse import urlsplit

from kukhnya.door.body import Upload
from kukhnya.door.house import House
from kukhnya.door.login import FORM_COOKIE
from kukhnya.door.route import Call
from kukhnya.door.secrets import digest
from kukhnya.model.errors import Forbidden, Refused

OLD_FORM: Final = "This form has grown old. Go back, reload the page and send it again."
SENTENCES: Final = {
    "ERR_BLANK": "Something has to stand here.",
    "ERR_TOO_LONG": "This is too long.",
    "ERR_TOO_SHORT": "This is too short.",
    "ERR_TOO_MANY": "There are too many of these already.",
    "ERR_TAKEN": "Somebody has this already.",
    "ERR_INVALID": "This cannot be used here.",
    "ERR_INCLUSION": "Choose one of what is offered.",
}
"""What stands beside a field, where the page knows nothing better."""
TOO_LARGE: Final = "This picture is too large."
TOO_MANY: Final = "All pictures together are too large. Send this one by itself."
MOST_KEPT: Final = 60
_MASK_BYTES: Final = 16


class OldForm(Forbidden):
    """The form was not given out by us to this browser, or its time is over."""


def binding(call: Call) -> str | None:
    """What a form belongs to: the sign-in of this browser, or a word it got with the first page."""
    if call.login is not None:
        return call.login.hash
    word = call.cookies.get(FORM_COOKIE)
    return digest(word) if word else None


def form_token(call: Call) -> str:
    """The hidden word of this browser's forms; empty before it has a cookie."""
    bound = binding(call)
    return token_for(call.house, bound) if bound else ""


def token_for(house: House, bound: str) -> str:
    """A hidden word for forms that belong to `bound`. Another on each page, so that nobody learns it from how well a page packs.

    (A page that repeats what was asked packs better where that is like the word: the attack is known as BREACH.)
    """
    return house.secrets.seal("form", f"{token_hex(_MASK_BYTES)} {bound}")


def from_here(call: Call) -> bool:
    """Does the browser say that a page of ours sent this? One that says nothing, or hides it, does not."""
    own = {urlsplit(call.house.settings.base).netloc, call.headers.get("host", "")}
    return urlsplit(call.headers.get("origin", "")).netloc in own


def check_form(call: Call) -> None:
    """Raises Forbidden unless the form was given out by us, to this browser."""
    origin = call.headers.get("origin", "null")
    bound = binding(call)
    given = call.said.get("csrf")
    known = call.house.secrets.unseal("form", given) if isinstance(given, str) and given else None
    if (origin != "null" and not from_here(call)) or not bound or not known or known.partition(" ")[2] != bound:
        raise OldForm(OLD_FORM)


def wrong_fields(wrong: Refused) -> dict[str, str]:
    """Field by field the English sentence to show beside it; under "" what belongs to no field."""
    if not wrong.details:
        return {"": wrong.sentence}
    return {field: SENTENCES.get(code, sentence) for field, (code, sentence) in wrong.details.items()}


def lost(call: Call, file: Any) -> str:
    """Why a file that was sent is not here: it is too large by itself, or beside the others. Nothing where it is here."""
    if not isinstance(file, Upload) or not file.lost:
        return ""
    return TOO_LARGE if file.lost > call.house.settings.max_upload_bytes else TOO_MANY


def megabytes(call: Call) -> str:
    """How large a picture may be."""
    return f"{call.house.settings.max_upload_bytes / 1_048_576:.3g}"


def better(errors: dict[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """The same, where a page knows a better sentence for a field than "This cannot be used here"."""
    vague = {SENTENCES["ERR_INVALID"], SENTENCES["ERR_INCLUSION"], SENTENCES["ERR_BLANK"]}
    return {field: known.get(field, said) if said in vague else said for field, said in errors.items()}


def flat(said: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """What a form said, as pairs to put into another form: names with brackets, texts only, no words of ours, no password."""
    for name, value in said.items():
        place = f"{within}[{name}]" if within else str(name)
        if isinstance(value, dict):
            yield from flat(value, place)
        elif isinstance(value, list):
            for number, each in enumerate(value):
                if isinstance(each, dict):
                    yield from flat(each, f"{place}[{number}]")
                elif isinstance(each, str):
                    yield f"{place}[]", each
        elif isinstance(value, str) and place not in {"csrf", "lang"} and "password" not in place:
            yield place, value
