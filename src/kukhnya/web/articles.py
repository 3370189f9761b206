"""Statuses as HTML, made from what the API says of them.

The HTML of a status follows from its JSON, the language and the reader's part in it, so it is kept in memory under a
digest of that JSON: whatever changes the one, changes the other, and what may not be in the one is not in the other.
Buttons belong to the one form `acts` of the page, so that what is kept holds no word of anybody's form.
"""

from hashlib import blake2b
from typing import Any, Final

import msgspec
from markupsafe import Markup
from msgspec import Struct

from kukhnya.door.answers import Listed
from kukhnya.door.route import Call

from .language import environment
from .show import raw_items, spoken

CONTEXTS: Final = ("home", "notifications", "public", "thread", "account")
"""Where a filter may apply."""


def articles(call: Call, listed: Listed, context: str) -> list[Markup]:
    """The statuses of a list as articles, each once however many share it; what the reader's filters hide is left out."""
    return [each.made for each in placed(call, listed, context)]


class Placed(Struct, frozen=True):
    """An article, its place in the list it was made from, and the id of the status it shows."""

    place: int
    id: str
    made: Markup


def placed(call: Call, listed: Listed, context: str) -> list[Placed]:
    """The same, each with where it comes from."""
    once: dict[str, tuple[int, bytes]] = {}
    for place, each in enumerate(raw_items(listed)):
        once.setdefault(_shown(each), (place, each))
    language = spoken(call)
    return [
        Placed(place, an_id, made)
        for an_id, (place, each) in once.items()
        if (made := article(call, each, context, language))
    ]


class _Named(Struct):
    id: str
    reblog: "_Named | None" = None


_named: Final = msgspec.json.Decoder(_Named)


def _shown(said: bytes) -> str:
    """The id of what is shown: of the shared status where it is a re-share."""
    status = _named.decode(said)
    return (status.reblog or status).id


def article(call: Call, said: bytes, context: str, language: str = "", *, here: bool = False) -> Markup:
    """One status as an article; empty where a filter of the reader's hides it here. `here`: the one the page is about."""
    language, known = language or spoken(call), call.viewer.known
    key = ("article", language, context, here, call.viewer.id if known else 0, blake2b(said, digest_size=16).digest())
    kept = call.house.fragments.get(key)
    if kept is None:
        kept = _drawn(call, language, msgspec.json.decode(said), context, here=here)
        call.house.fragments.put(key, kept, 2 * len(kept))
    return Markup(kept)  # noqa: S704 - a template has made it, and escaped what was written by people


def _drawn(call: Call, language: str, status: Any, context: str, *, here: bool) -> str:
    shown = status["reblog"] or status
    fits = [each["filter"] for each in status["filtered"] if context in each["filter"]["context"]]
    if not here and any(each["filter_action"] == "hide" for each in fits):
        return ""
    macro: Any = environment(language).get_template("_article.html").module
    warned = [] if here else [each["title"] for each in fits if each["filter_action"] == "warn"]
    blurred = not here and any(each["filter_action"] == "blur" for each in fits)
    return str(
        macro.article(
            status, shown, here=here, warned=warned, blurred=blurred, reader=str(call.viewer.id),
            known=call.viewer.known,
        )
    )  # fmt: skip
