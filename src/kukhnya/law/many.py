"""Texts that are looked at together: what is asked of all of them in one go, once for all packs.

Nothing is passed over: a text is left alone only where it has nothing for some place of each phrase, and that is told by the same
words, and the same meaning of each, that a text is asked by when it is alone. Each different word is looked up once; where the
words of a text stand is asked only for the phrases of which everything is in it.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from kukhnya.model.texts import Texts
from kukhnya.model.words import ManyWords, Words

from .phrases import UNSPACED, Phrase, Phrases, placed, seek, stands

_BESIDES: Final = -1
_Slots = Mapping[str, Collection[int]]
"""What each of some words stands for."""


class Sought:
    """Phrases of many texts.

    `found`: in which texts each of the owners `terms` has a phrase. What stands beside these (of the owner after each) is
    asked later, of the few texts for which it matters. `besides`: the texts that have one of some other words.
    """

    def __init__(
        self,
        phrases: Phrases,
        many: ManyWords,
        terms: Collection[int],
        unspaced: Sequence[re.Pattern[str]],
        besides: Collection[str],
    ) -> None:
        """`unspaced`: what texts have that have something of `terms` in scripts without spaces (`Phrases.unspaced`)."""
        self._phrases, self._many, self._unspaced = phrases, many, bool(unspaced)
        self._literals: dict[int, _Slots] = {}
        for place in _having(many, unspaced):
            self._written(place)
        slots = phrases.slots_of(many.different)
        possible = phrases.having({*_all(slots.values()), *(phrases.written if unspaced else ())})
        self._terms = _Group(slots, [each for each in possible if each.owner in terms])
        self._beside = _Group(slots, [each for each in possible if each.owner - 1 in terms])
        meant: dict[str, Collection[int]] = {**self._terms.meant}
        for word in besides:
            meant[word] = {*meant.get(word, ()), _BESIDES}
        where = many.where(meant)
        self.besides: Final[Collection[int]] = where.get(_BESIDES, ())
        self.found: Final[Mapping[int, set[int]]] = self._found(where)

    def beside(self, place: int) -> "_Said":
        """The owners after those in `terms` that have a phrase in this text."""
        return self._said(self._beside, place)

    def _said(self, group: "_Group", place: int) -> "_Said":
        return _Said(group, self._many.words(place), self._written(place))

    def _written(self, place: int) -> _Slots:
        """What stands in a text in scripts without spaces."""
        if place not in self._literals:
            normal = self._many.normal[place]
            some = self._phrases.literals(normal) if self._unspaced and UNSPACED.search(normal) else {}
            self._literals[place] = some
        return self._literals[place]

    def _found(self, where: Mapping[int, set[int]]) -> Mapping[int, set[int]]:
        at = defaultdict(set, where)
        for place, literals in self._literals.items():
            for slot in _all(literals.values()):
                at[slot].add(place)
        found: dict[int, set[int]] = defaultdict(set)
        perhaps: dict[int, list[Phrase]] = defaultdict(list)
        for phrase in self._terms.phrases:
            first, *rest = sorted((at[slot] for slot in phrase.slots), key=len)
            if phrase.one_word:
                found[phrase.owner] |= first
            else:
                for place in first.intersection(*rest):
                    perhaps[place].append(phrase)
        for place, some in perhaps.items():
            for phrase in self._said(self._terms, place).standing(some):
                found[phrase.owner].add(place)
        return found


def _having(many: ManyWords, unspaced: Sequence[re.Pattern[str]]) -> Collection[int]:
    """The texts in which one of these is, in lower case."""
    if not unspaced:
        return ()
    written = [*many.normal.having(UNSPACED)]
    low = Texts([many.normal[place].casefold() for place in written])
    return {written[number] for pattern in unspaced for number in low.having(pattern)}


class _Said:
    """The owners that have a phrase in one text."""

    def __init__(self, group: "_Group", text: Words, literals: _Slots) -> None:
        self._group, self._text, self._literals = group, text, literals
        self._written = {*_all(literals.values())} if literals else frozenset[int]()

    def __contains__(self, owner: object) -> bool:
        """Is one of its phrases there?"""
        if not isinstance(owner, int):
            return False
        group = self._group
        if any(map(self._there, group.short[owner])):
            return True
        longer = [phrase for phrase in group.longer[owner] if all(map(self._there, phrase.slots))]
        return bool(longer) and any(self.standing(longer))

    def _there(self, slot: int) -> bool:
        """Is there something for this place of phrases?"""
        return slot in self._written or not self._group.words[slot].isdisjoint(self._text.folded)

    def standing(self, phrases: Sequence[Phrase]) -> Iterator[Phrase]:
        """Of phrases of which everything is there, those whose words stand as they have to."""
        wanted = {slot for phrase in phrases for slot in phrase.slots}
        elsewhere: dict[int, set[int]] = {}
        if not self._written.isdisjoint(wanted):
            elsewhere = defaultdict(set)
            literals = {each: slots for each, slots in self._literals.items() if not wanted.isdisjoint(slots)}
            seek(self._text, literals, elsewhere)
        at = placed(self._text.folded, self._group.meant, elsewhere, wanted)
        yield from (phrase for phrase in phrases if stands(phrase, at))


class _Group:
    """Some phrases, and what the words of the texts mean for them.

    By owner, `short`: the places of phrases that are one word; `longer`: its other phrases. `meant`: by word, the places where it
    may stand; `words`: by place, the words that may.
    """

    def __init__(self, slots: _Slots, phrases: Sequence[Phrase]) -> None:
        self.phrases: Final = phrases
        self.short: Final[dict[int, set[int]]] = defaultdict(set)
        self.longer: Final[dict[int, list[Phrase]]] = defaultdict(list)
        for phrase in phrases:
            if phrase.one_word:
                self.short[phrase.owner] |= phrase.slots
            else:
                self.longer[phrase.owner].append(phrase)
        wanted = frozenset[int]().union(*(phrase.slots for phrase in phrases))
        self.meant: Final = {word: meant for word, some in slots.items() if (meant := wanted.intersection(some))}
        self.words: Final[dict[int, set[str]]] = defaultdict(set)
        for word, meant in self.meant.items():
            for slot in meant:
                self.words[slot].add(word)


def _all(slots: Iterable[Collection[int]]) -> Iterator[int]:
    return chain.from_iterable(slots)
