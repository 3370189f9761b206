"""HTML that is encoded once and kept. In a page it stands as a mark until the page is written out.

A text with one letter that is not Latin takes long to encode, and all but a few kilobytes of a page were made for an earlier one.
"""

import re
from itertools import count
from secrets import token_hex
from typing import Final
from weakref import WeakValueDictionary

from markupsafe import Markup

_WORD: Final = token_hex(16)
"""Printed nowhere, so that nobody can write a mark."""
_MARK: Final = re.compile(f"\0{_WORD} (\\d+)\0")
_numbers: Final = count()


class Baked:
    """A part of pages. False where it is empty."""

    __slots__ = ("__weakref__", "_mark", "html")

    def __init__(self, html: str) -> None:
        number = next(_numbers)
        self.html = html.encode()
        self._mark = Markup(f"\0{_WORD} {number}\0")  # noqa: S704 - digits
        _known[str(number)] = self

    def __html__(self) -> str:
        """What a template prints of it."""
        return self._mark

    def __bool__(self) -> bool:
        return bool(self.html)


_known: Final = WeakValueDictionary[str, Baked]()


def written(page: str) -> bytes:
    """The page as it is sent, with every part in the place of its mark."""
    parts = _MARK.split(page)
    return b"".join(_known[part].html if number % 2 else part.encode() for number, part in enumerate(parts))
