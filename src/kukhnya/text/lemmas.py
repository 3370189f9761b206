"""Words by their base forms, however they are inflected or disguised, in Russian and English.

Russian by pymorphy3 (https://github.com/no-plagiarism/pymorphy3), English by Snowball's stemmer: an English lemma here is a
stem, and whoever writes down words to look for passes them through `lemmas_of` too, so that both sides are alike.
A word may be several words' form, so each has a set. Time is linear in the text; what takes long, a word's forms, is kept in
memory by word (no text is).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Final

from pymorphy3 import MorphAnalyzer

from kukhnya.model.words import Word, Words

from .stems import folded, stems

MOST_CHARACTERS: Final = 20_000
"""A text is looked at as far as this."""
_LONGEST: Final = 60
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’*\-][^\W_]+)*")
_STARS: Final = re.compile(r"(?<=[^\W\d_])\*+(?=[^\W_])|(?<=[^\W\d_])\*+")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[a-z]", re.IGNORECASE)
# Letters that look alike, Latin and Greek beside Cyrillic: folded to the script that most of the word is in.
_AS_CYRILLIC: Final = str.maketrans("aàáäeèéëёopcyxkmhtbnu30", "ааааеееееорсухкмнтвпизо")
_AS_LATIN: Final = str.maketrans("аеорсухкмнтвіѕјԁ013$", "aeopcyxkmhtbisjdoies")


def normal(text: str) -> str:
    """`text` in one width, without invisible characters; case and order as they were."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]))


def words(text: str) -> Words:
    """`text` taken apart. Never raises, whatever it holds."""
    plain = normal(text)
    return Words(text, plain, tuple(_words(plain)))


def lemmas_of(word: str) -> frozenset[str]:
    """The base forms one word may have, as `words` has them."""
    return _lemmas(_unmasked(folded(word)[:_LONGEST]))


def _words(plain: str) -> Iterator[Word]:
    for found in _WORD.finditer(plain):
        written = found[0]
        for part, offset in _parts(written):
            shape = _unmasked(folded(part)[:_LONGEST])
            yield Word(part, shape, _lemmas(shape), found.start() + offset)


def _parts(written: str) -> Iterator[tuple[str, int]]:
    """A word with hyphens is its parts; stars inside a word only hide letters."""
    place = 0
    for part in written.split("-"):
        if part:
            yield _STARS.sub("", part), place
        place += len(part) + 1


def _unmasked(word: str) -> str:
    """Look-alike letters as the script that most letters of the word belong to."""
    cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if cyrillic and (latin or not word.isalpha()) and cyrillic >= latin:
        return word.translate(_AS_CYRILLIC)
    if latin and (cyrillic or not word.isalpha()):
        return word.translate(_AS_LATIN) if any(map(str.isalpha, word)) else word
    return word


@lru_cache(maxsize=50_000)
def _lemmas(word: str) -> frozenset[str]:
    if _CYRILLIC.search(word):
        return frozenset(folded(form.normal_form) for form in _russian().parse(word)[:4])
    return frozenset(stems(word))


@cache
def _russian() -> Any:
    """Made when the first Russian word comes: it takes a tenth of a second and 20 MB."""
    return MorphAnalyzer()
