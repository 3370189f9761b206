"""Statuses as HTML, made from what the API says of them.

The HTML of a status follows from its JSON and the language, so it is kept in memory under that JSON: whatever changes the
one, changes the other, and what may not be in the one is not in the other. Buttons belong to the one form `acts` of the
page, so that what is kept holds no word of anybody's form.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.door.answers import Listed
from kukhnya.door.route import Call

from .baked import Baked
from .language import environment
from .show import raw_items, spoken

CONTEXTS: Final = ("home", "notifications", "public", "thread", "account")
"""Where a filter may apply."""


def articles(call: Call, listed: Listed, context: str) -> list[Baked]:
    """The statuses of a list as articles, each once however many share it; what the reader's filters hide is left out."""
    return [each.made for each in placed(call, listed, context)]


class Placed(Struct, frozen=True):
    """An article, its place in the list it was made from, and the id of the status it shows."""

    place: int
    id: str
    made: Baked


def placed(call: Call, listed: Listed, context: str) -> list[Placed]:
    """The same, each with where it comes from."""
    language, once, found = spoken(call), set[str](), []
    for place, said in enumerate(raw_items(listed)):
        an_id, made = _article(call, said, context, language)
        if an_id not in once and made:
            found.append(Placed(place, an_id, made))
        once.add(an_id)
    return found


def article(call: Call, said: bytes, context: str, *, here: bool = False) -> Baked:
    """One status as an article; empty where a filter of the reader's hides it here. `here`: the one the page is about."""
    return _article(call, said, context, spoken(call), here=here)[1]


def _article(call: Call, said: bytes, context: str, language: str, *, here: bool = False) -> tuple[str, Baked]:
    """The id of what is shown, of the shared status where it is a re-share, and the article."""
    key = ("article", language, context, here, call.viewer.known, said)
    kept: tuple[str, Baked] | None = call.house.fragments.get(key)
    if kept is None:
        kept = _drawn(call, language, msgspec.json.decode(said), context, here=here)
        call.house.fragments.put(key, kept, len(said) + len(kept[1].html))
    return kept


def _drawn(call: Call, language: str, status: Any, context: str, *, here: bool) -> tuple[str, Baked]:
    shown = status["reblog"] or status
    fits = [each["filter"] for each in status["filtered"] if context in each["filter"]["context"]]
    if not here and any(each["filter_action"] == "hide" for each in fits):
        return shown["id"], Baked("")
    macro: Any = environment(language).get_template("_article.html").module
    warned = [] if here else [each["title"] for each in fits if each["filter_action"] == "warn"]
    blurred = not here and any(each["filter_action"] == "blur" for each in fits)
    made = macro.article(status, shown, here=here, warned=warned, blurred=blurred, known=call.viewer.known)
    return shown["id"], Baked(made)
