"""Words by their stems, so that an inflected word finds its base form, in Russian and English.

Snowball's stemmers: https://snowballstem.org. A word with a Cyrillic letter is Russian, any other English.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

from Stemmer import Stemmer

MOST: Final = 1000
"""Different words of one text that are looked at."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_RUSSIAN: Final = Stemmer("russian")
_ENGLISH: Final = Stemmer("english")


def folded(text: str) -> str:
    """Letters as they are compared: one width, one case, ё as е."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of `text`, each once, in order; at most `MOST`."""
    found: dict[str, None] = {}
    for word in _WORD.finditer(folded(text)):
        found[stem(word[0])] = None
        if len(found) >= MOST:
            break
    return tuple(found)


def number(a_stem: str) -> int:
    """The number a stem is kept by: 64 bits, signed, of its BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(a_stem.encode(), digest_size=8).digest(), "big", signed=True)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word."""
    stemmer = _RUSSIAN if _CYRILLIC.search(word) else _ENGLISH
    return str(stemmer.stemWord(word.replace("’", "'")))
