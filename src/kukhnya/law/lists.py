"""The lists of a pack, of hosts, symbols and titles: which of its rules have something of a text on theirs."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from kukhnya.model.words import ManyWords, Words

from . import hashes
from .pack import Pack
from .phrases import Tongue

_MOST_WINDOWS: Final = 500
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


class Lists:
    """The lists of all rules of a pack, ready to be held against a text."""

    def __init__(self, pack: Pack, tongue: Tongue) -> None:
        self._salt, self._stem = pack.salt, tongue.stem
        self._seed = hashes.seed(pack.salt)
        self._hosts = _by_value((rule.id, rule.hosts) for rule in pack.rules)
        self._titles = _by_value((rule.id, rule.titles) for rule in pack.rules)
        self._symbols = _by_value(
            (rule.id, [tongue.words(each).normal for each in rule.symbols]) for rule in pack.rules
        )
        self._beginnings: dict[int, set[int]] = {}
        for title in self._titles:
            many, begins, _ = title.split("-")
            self._beginnings.setdefault(int(begins, 16), set()).add(int(many))

    def listed(self, text: Words, places: Sequence[str]) -> set[str]:
        """The rules whose lists have something of the text, or of the hosts and handles it names."""
        touched = self._at(places)
        for symbol in self._symbols:
            if symbol in text.normal and _stands(symbol, text.normal):
                touched.update(self._symbols[symbol])
        if self._titles:
            touched.update(self._titled(text))
        return touched

    def in_many(
        self,
        many: ManyWords,
        named: Mapping[int, Iterable[str]],
        begins: Mapping[str, Collection[int]],
        begun: Collection[int],
    ) -> dict[int, set[str]]:
        """The same of many texts, by the places of those that have something.

        `named`: the hosts and handles of each; `begins`: the words of all that a title may begin with; `begun`: the texts that may have one.
        """
        found: dict[int, set[str]] = defaultdict(set)
        for place, names in named.items():
            found[place] |= self._at(names)
        for symbol, names in self._symbols.items():
            for place in many.normal.holding(symbol):
                if _stands(symbol, many.normal[place]):
                    found[place].update(names)
        for place in begun if begins else ():
            found[place].update(self._begun(many.words(place), begins))
        return {place: names for place, names in found.items() if names}

    def _at(self, places: Iterable[str]) -> set[str]:
        """The rules that list one of these hosts and handles."""
        if not self._hosts:
            return set()
        return {name for place in places for name in self._hosts.get(hashes.digest(self._salt, place), ())}

    def _titled(self, text: Words) -> Iterator[str]:
        """Rules whose titles stand in the text, word by word, however inflected."""
        if begins := self.begins(text.folded):
            yield from self._begun(text, begins)

    def begins(self, words: Collection[str]) -> dict[str, Collection[int]]:
        """Words that a title may begin with: how many words it has."""
        if not self._titles:
            return {}
        starts = {word[:3] for word in words}
        begins = {
            start: self._beginnings[number]
            for start, number in hashes.beginnings(self._seed, starts)
            if number in self._beginnings
        }
        return {word: begins[word[:3]] for word in words if word[:3] in begins} if begins else {}

    def _begun(self, text: Words, begins: Mapping[str, Collection[int]]) -> Iterator[str]:
        """Rules whose titles stand in the text, where they may begin."""
        words = text.folded
        windows = [(place, many) for place, word in enumerate(words) for many in begins.get(word, ())]
        for place, many in windows[:_MOST_WINDOWS]:
            stems = [self._stem(each) for each in words[place : place + many]]
            yield from self._titles.get(hashes.title(self._salt, stems, words[place]), ())


def _by_value(lists: Iterator[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Which rules name each value."""
    named: dict[str, list[str]] = {}
    for name, values in lists:
        for value in values:
            named.setdefault(value, []).append(name)
    return named


def _stands(symbol: str, text: str) -> bool:
    """Does the symbol stand by itself somewhere: not inside a word or a number, and no flag across two flags?"""
    if _FLAG.fullmatch(symbol):
        return any(found[0] == symbol for found in _FLAG.finditer(text))
    start = text.find(symbol)
    while start >= 0:
        end = start + len(symbol)
        if not (_joins(text[start - 1 : start], symbol[0]) or _joins(text[end : end + 1], symbol[-1])):
            return True
        start = text.find(symbol, start + 1)
    return False


def _joins(beside: str, edge: str) -> bool:
    return beside.isalnum() and unicodedata.category(edge)[0] in "LN" and edge.isascii()
