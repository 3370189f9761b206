"""Which of somebody's filters a text fits.

A keyword is looked for as plain text, letters of any case and width alike, so the time is linear in the text and in the number
of keywords, whatever either holds. What was found is remembered for each text, so that a page asked for again costs nothing.
"""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any, Final

from msgspec import Struct

from .stems import folded

CONTEXTS: Final = ("home", "notifications", "public", "thread", "account")
ACTIONS: Final = ("warn", "hide", "blur")
_REMEMBERED: Final = 5000
_BREAK: Final = re.compile(r"<br ?/?>|</p>|</li>")
_ELEMENT: Final = re.compile(r"<[^>]*>")


class Keyword(Struct, frozen=True):
    """A word or words to look for; `whole`: not inside a longer word."""

    text: str
    whole: bool


class Filter(Struct, frozen=True, kw_only=True):
    """A filter: what it looks for, where it counts, what an app is to do, and until when."""

    id: int
    title: str
    contexts: tuple[str, ...]
    action: str
    expires_at: int | None
    keywords: tuple[Keyword, ...] = ()
    statuses: frozenset[int] = frozenset()


class Fit(Struct, frozen=True):
    """A filter that fits, by which of its keywords, and whether the status itself was named."""

    filter: Filter
    keywords: tuple[str, ...]
    named: bool


class Matcher:
    """All filters of one person."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._filters = [
            (each, [(word.text, folded(word.text), word.whole) for word in each.keywords]) for each in filters
        ]
        self._known: dict[Any, tuple[Fit, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self._filters)

    def fits(self, key: Any, status_id: int, text: str, now: int) -> list[Fit]:
        """The filters that fit a status with this folded text, without those that have run out. `key` names the text."""
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = tuple(self._look(status_id, text))
        return [fit for fit in known if fit.filter.expires_at is None or fit.filter.expires_at > now]

    def _look(self, status_id: int, text: str) -> list[Fit]:
        found = []
        for each, words in self._filters:
            held = tuple(said for said, word, whole in words if holds(text, word, whole=whole))
            named = status_id in each.statuses
            if held or named:
                found.append(Fit(each, held, named))
        return found


def holds(text: str, word: str, *, whole: bool) -> bool:
    """Is `word` in `text`, both folded? Whole: where it begins or ends with a letter, no letter or digit stands beside it."""
    if not whole:
        return word in text
    place = text.find(word)
    while place >= 0:
        end = place + len(word)
        before = place > 0 and _joins(text[place - 1]) and _joins(word[0])
        after = end < len(text) and _joins(text[end]) and _joins(word[-1])
        if not before and not after:
            return True
        place = text.find(word, place + 1)
    return False


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def plain(html: str) -> str:
    """Cleaned HTML as text, a line for each line."""
    return unescape(_ELEMENT.sub("", _BREAK.sub("\n", html)))


def readable(html: str, *beside: str) -> str:
    """What a reader reads of a status, folded: its cleaned HTML as text, and what stands beside it."""
    return folded("\n".join((*beside, plain(html))))
