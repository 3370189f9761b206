"""Many texts taken apart together, in a third of the time that each takes by itself.

But for letters spread out, nothing that hides a word reaches over white space, and signs that are in no word part words as
white space does. So a text without letters spread out is cut there, and each different piece of all texts is looked at once.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress, count, filterfalse
from typing import Final

from kukhnya.model.texts import Texts
from kukhnya.model.words import Words

from . import lemmas

_BETWEEN: Final = '.,!?…:;()"«»—–/-'
"""Signs that are often beside a word and never in one, unless it is spread out."""
_ONE_WORD: Final = re.compile(
    f"(?:[{lemmas.LATIN_LETTERS}]+|[{lemmas.CYRILLIC_LETTERS}]+|[0-9]+)(?<!.{{{lemmas.LONGEST + 1}}})\\Z"
)
"""A piece that is a word as it is: folded, of one script, of letters or of digits alone."""

_Found = Sequence[tuple[str, str]]
"""The words of a piece, each with its mask, as `lemmas.shaped` says."""


class Many:
    """Texts as `lemmas.words` takes each apart; `kukhnya.model.words.ManyWords` says what is what."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts, self._plain = texts, _normal(texts)
        self.normal: Final = Texts(self._plain)
        low = Texts([*map(lemmas.in_one_case, self._plain)])
        self._spread = low.having(lemmas.SPREAD_BY_SPACES) | low.having(lemmas.SPREAD_BY_SIGNS)
        self._pieces: list[str] = []
        self._ends = [0]
        for place, part in enumerate(low.with_spaces(_BETWEEN)):
            if place not in self._spread:
                self._pieces += part.split()
            self._ends.append(len(self._pieces))
        different = set(self._pieces)
        self._odd = _odd(different)
        masking = [piece for piece, found in self._odd.items() if any(mask for _, mask in found)]
        self.alone: Final[Collection[int]] = self._spread | {place for _, place in self._having(masking)}
        self.different: Final[Collection[str]] = (different - self._odd.keys()).union(
            *([word for word, _ in found] for found in self._odd.values())
        )
        self._words: dict[int, Words] = {}

    def where(self, wanted: Collection[str]) -> Mapping[str, list[int]]:
        """In which texts each of these words stands, each text once or several times; `alone` are left out."""
        meant = {word: [word] for word in wanted if word not in self._odd}
        for piece, found in self._odd.items():
            if some := [word for word, _ in found if word in wanted]:
                meant[piece] = some
        where: dict[str, list[int]] = defaultdict(list)
        for piece, place in self._having(meant):
            for word in meant[piece]:
                where[word].append(place)
        return where

    def words(self, place: int) -> Words:
        """One of the texts."""
        if place not in self._words:
            self._words[place] = self._taken(place)
        return self._words[place]

    def _having(self, pieces: Collection[str]) -> Iterator[tuple[str, int]]:
        """Where these pieces stand: each with the text it is in, in order."""
        sought, place = frozenset(pieces), 0
        for number in compress(count(), map(sought.__contains__, self._pieces if sought else ())):
            while number >= self._ends[place + 1]:
                place += 1
            yield self._pieces[number], place

    def _taken(self, place: int) -> Words:
        text, plain = self._texts[place], self._plain[place]
        if place in self._spread:
            return lemmas.words(text)
        pieces = self._pieces[self._ends[place] : self._ends[place + 1]]
        if self._odd.keys().isdisjoint(pieces):
            return Words(text, plain, tuple(pieces), {}, lemmas.spelt)
        found = [one for piece in pieces for one in self._odd.get(piece, ((piece, ""),))]
        masks = {number: mask for number, (_, mask) in enumerate(found) if mask}
        return Words(text, plain, tuple([word for word, _ in found]), masks, lemmas.spelt)


def _normal(texts: Sequence[str]) -> list[str]:
    """The normal form of each."""
    most, nfkc = lemmas.MOST_CHARACTERS, unicodedata.normalize
    plain = [nfkc("NFKC", text[:most])[:most].replace("İ", "I") for text in texts]
    for place in Texts(plain).having(lemmas.UNSEEN):
        plain[place] = lemmas.normal(texts[place])
    return plain


def _odd(pieces: Iterable[str]) -> Mapping[str, _Found]:
    """Of the pieces, those that are anything but one word as it is."""
    odd: dict[str, _Found] = {}
    for piece in filterfalse(_ONE_WORD.match, pieces):
        found = lemmas.shaped(piece)
        if found != [(piece, "")]:
            odd[piece] = found
    return odd
