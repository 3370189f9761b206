"""The phrases of packs, put together once so that a text is gone through once, however many phrases there are.

A phrase is words, one after the other: `нет война`. Each is a base form that stands for all its forms, or `=form` exactly,
or `begin*`, or one of several `{a|b}`, or of a set that the pack names, `@set`. `a ... b` leaves room for a few words, `a & b`
wants both near each other in any order. What is looked for is known beforehand, so the forms of a pack's words are written
out here, and no word of the text has to be looked up in a dictionary of the language.

Most texts have no phrase. That is seen by which words are there, before anything is asked about where they stand: a phrase is
possible where there is something for each of its places.
"""

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from kukhnya.model.words import ManyWords, Words

from .triggers import AFTER_LATIN, BEGIN, Learnt, Triggers

GAP: Final = 4
"""Words that `...` leaves room for."""
NEAR: Final = 12
"""How far apart, in words, `&` lets its sides be."""
_MOST_AT: Final = 100
"""Places of one word that are looked at: enough for a text that means something."""
_MOST_MASKED: Final = 20
_BEGINS: Final = 4
"""Letters of what is looked for anywhere that are looked for first."""
_LEAST_SEEN: Final = 2
_PARTS: Final = re.compile(r"\{[^{}]*\}|\.\.\.|&|[^\s{}&]+")
_WORD: Final = re.compile(r"=?[^\W_]+(?:['’][^\W_]+)?\Z|[^\W_]{3,}\*\Z")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no spaces between words: what is looked for there is looked for anywhere."""


class Tongue(Struct, frozen=True):
    """What the languages know of words; law knows nothing of it."""

    words: Callable[[str], Words]
    many: Callable[[Sequence[str]], ManyWords]
    forms: Callable[[str], Iterable[str]]
    """All folded forms of a base form."""
    stem: Callable[[str], str]


class WrongPhrase(ValueError):
    """A phrase that cannot be understood. The message says why."""


class _Step(Struct, frozen=True):
    slot: int
    gap: int


class _Start(Struct):
    """What words of the same first letters may stand for."""

    begins: tuple[str, ...] = ()
    of_begin: list[tuple[str, int]] = []
    of_stem: dict[str, set[int]] = {}


class Phrase(Struct, frozen=True):
    """What has to stand in a text, in words or side by side; and whose phrase it is."""

    sides: tuple[tuple[_Step, ...], ...]
    owner: int
    slots: frozenset[int]
    """All it has to have."""

    @property
    def one_word(self) -> bool:
        """Is it in every text that has something for its place?"""
        return len(self.sides) == 1 and len(self.sides[0]) == 1


class Possible(Struct, frozen=True):
    """The phrases that a text may have, with what its words stand for."""

    phrases: list[Phrase]
    slots: Mapping[str, Collection[int]]
    elsewhere: Mapping[int, Collection[int]]

    def owners(self, text: Words) -> set[int]:
        """Whose phrases are in the text."""
        wanted = frozenset[int]().union(*(phrase.slots for phrase in self.phrases))
        at = placed(text.folded, self.slots, self.elsewhere, wanted)
        return {phrase.owner for phrase in self.phrases if stands(phrase, at)}


class Phrases:
    """Phrases of many owners; `possible` and then `owners` says whose are in a text."""

    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue
        self._slots: dict[frozenset[str], int] = {}
        self._forms: dict[str, list[int]] = defaultdict(list)
        self._starts: dict[str, _Start] = defaultdict(_Start)
        self._anywhere: dict[str, list[int]] = defaultdict(list)
        self.written: Final[dict[int, list[str]]] = defaultdict(list)
        """What may stand at places of phrases in scripts without spaces."""
        self._literal_begins: dict[tuple[str, ...], set[str]] = defaultdict(set)
        """By their first two letters; those of one letter begin with nothing."""
        self._shapes: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._learnt: list[Learnt] = []
        self._commonness: list[float] = []
        self._phrases: dict[int, list[Phrase]] = defaultdict(list)

    def add(self, phrase: str, sets: Mapping[str, Sequence[str]], owner: int) -> None:
        """Look for `phrase` from now on. Raises WrongPhrase."""
        sides = tuple(tuple(_Step(self._slot(words), gap) for words, gap in side) for side in taken_apart(phrase, sets))
        made = Phrase(sides, owner, frozenset(step.slot for side in sides for step in side))
        self._phrases[min(made.slots, key=self._commonness.__getitem__)].append(made)

    def triggers(self, owners: Collection[int]) -> Triggers:
        """What says quickly that a text has no phrase of these owners; only where `plain` says that it may be asked."""
        needs: dict[int, list[frozenset[int]]] = defaultdict(list)
        for slot, some in self._phrases.items():
            for phrase in some:
                if phrase.owner in owners:
                    needs[slot].append(phrase.slots - {slot})
        return Triggers(needs, self._learnt, self._tongue.stem)

    def plain(self, text: Words, *, unspaced: bool = True) -> bool:
        """Is all of the text in its words: no letter hidden, and, where that matters, no script without spaces?"""
        return not (text.masked or (unspaced and self._anywhere and UNSPACED.search(text.normal)))

    def unspaced(self, owners: Collection[int]) -> re.Pattern[str] | None:
        """What a text has that has one of these owners' phrases by something in a script without spaces; None if there are none.

        A phrase needs something for a place where nothing else may stand, else for any place where something of the kind may.
        Looked for is how it begins.
        """
        needed: set[str] = set()
        for phrase in (each for some in self._phrases.values() for each in some if each.owner in owners):
            some = [self.written[slot] for slot in phrase.slots & self.written.keys()]
            alone = [self.written[slot] for slot in phrase.slots & self.written.keys() if not self._learnt[slot].spaced]
            needed.update(*([min(alone, key=len)] if alone else some))
        begins: dict[str, set[str]] = defaultdict(set)
        for literal in needed:
            begins[literal[0]].add(literal[1:_BEGINS])
        ways = (f"{re.escape(one)}(?:{'|'.join(map(re.escape, more))})" for one, more in begins.items())
        return re.compile("|".join(ways)) if begins else None

    def possible(self, text: Words, *, unspaced: bool = True) -> Possible:
        """The phrases that may be in the text, for something is there for each of their places. Those that are, are among them.

        `unspaced`: are those in scripts without spaces asked for too?
        """
        slots, elsewhere = self.slots_of(text.folded), self._elsewhere(text, unspaced=unspaced)
        return Possible(self.having(set(elsewhere).union(*slots.values())), slots, elsewhere)

    def literals(self, normal: str) -> Mapping[str, Collection[int]]:
        """What stands anywhere in a text, given in its normal form, in scripts without spaces: what each is for.

        Only what begins with two letters that are there is tried.
        """
        plain = normal.casefold()
        return {
            literal: self._anywhere[literal]
            for begin in ((), *(self._literal_begins.keys() & pairwise(plain)))
            for literal in self._literal_begins.get(begin, ())
            if literal in plain
        }

    def having(self, there: Collection[int]) -> list[Phrase]:
        """The phrases of which everything is there, in whatever order."""
        return [
            phrase
            for slot in there
            if slot in self._phrases
            for phrase in self._phrases[slot]
            if phrase.slots.issubset(there)
        ]

    # What is looked for

    def _slot(self, choices: Sequence[str]) -> int:
        key = frozenset(choices)
        if key not in self._slots:
            slot = self._slots[key] = len(self._slots)
            self._learnt.append(Learnt())
            for choice in key:
                self._learn(choice, slot)
            self._commonness.append(self._learnt[slot].commonness())
        return self._slots[key]

    def _learn(self, choice: str, slot: int) -> None:
        exact, begins = choice.startswith("="), choice.endswith("*")
        taken = self._tongue.words(choice.strip("=*"))
        read = taken.folded
        if UNSPACED.search(choice):
            literal = taken.normal.casefold()  # in one spelling, as texts are
            self._anywhere[literal].append(slot)
            self.written[slot].append(literal)
            self._literal_begins[tuple(literal[:2]) if len(literal) > 1 else ()].add(literal)
            return
        if len(read) != 1:
            raise WrongPhrase(f"{choice!r} is not one word")
        word = read[0]
        if begins:
            self._learnt[slot].begins.append(word)
            start = self._starts[word[:BEGIN]]
            start.of_begin.append((word, slot))
            start.begins = (*start.begins, word)
        elif exact:
            self._form(word, slot)
        elif _CYRILLIC.search(word):
            for form in {word, *self._tongue.forms(word)}:
                self._form(form, slot)
        else:
            stem = self._tongue.stem(word)
            self._learnt[slot].stems.append(stem)
            self._starts[stem[:BEGIN]].of_stem.setdefault(stem, set()).add(slot)

    def _form(self, form: str, slot: int) -> None:
        if form not in self._forms:
            insort(self._shapes[len(form), form[0]], form)
        if slot not in self._forms[form][-1:]:
            self._forms[form].append(slot)
        self._learnt[slot].forms.append(form)

    # What is in a text

    def slots_of(self, words: Iterable[str]) -> dict[str, Collection[int]]:
        """The words of a text that are looked for, and what each may stand for."""
        different = set(words)
        found: dict[str, Collection[int]] = {word: self._forms[word] for word in self._forms.keys() & different}
        starts = self._starts
        for word in different:
            if word[:BEGIN] in starts:
                start = starts[word[:BEGIN]]
                if start.begins and word.startswith(start.begins):
                    more = [slot for begin, slot in start.of_begin if word.startswith(begin)]
                    found[word] = {*found.get(word, ()), *more}
                if start.of_stem and word < AFTER_LATIN and (stem := self._tongue.stem(word)) in start.of_stem:
                    found[word] = {*found.get(word, ()), *start.of_stem[stem]}
        return found

    def _elsewhere(self, text: Words, *, unspaced: bool) -> dict[int, set[int]]:
        """What is there though no word of the text is it, with its places; most texts have nothing of the kind."""
        at: dict[int, set[int]] = defaultdict(set)
        if text.masked:
            self._unmask(text, at)
        if unspaced and self._anywhere and UNSPACED.search(text.normal):
            seek(text, self.literals(text.normal), at)
        return at

    def _unmask(self, text: Words, at: dict[int, set[int]]) -> None:
        """Words with letters hidden by stars are any that they could be."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, mask in text.masked.items():
            if len(places) < _MOST_MASKED or mask in places:
                places[mask].append(place)
        for mask, there in places.items():
            for slot in set(self._hidden(mask)):
                at[slot].update(_spaced(there))

    def _hidden(self, mask: str) -> Iterator[int]:
        begin = mask.partition("*")[0]
        if not begin or len(mask) - mask.count("*") < _LEAST_SEEN:
            return
        alike = self._shapes.get((len(mask), mask[0]), ())
        seen = [(place, letter) for place, letter in enumerate(mask) if letter != "*"]
        for form in alike[bisect_left(alike, begin) :]:
            if not form.startswith(begin):
                return
            if all(form[place] == letter for place, letter in seen):
                yield from self._forms[form]


def seek(text: Words, literals: Mapping[str, Collection[int]], at: Mapping[int, set[int]]) -> None:
    """Add where these stand, by the words of the text."""
    plain = text.normal.casefold()
    starts = [word.start for word in text.words] if literals else []
    for literal, slots in literals.items():
        found, many = plain.find(literal), 0
        while found >= 0 and many < _MOST_AT:
            place = bisect_left(starts, found)
            for slot in slots:
                at[slot].add(place)
            found, many = plain.find(literal, found + len(literal)), many + 1


def placed(
    words: Sequence[str],
    slots: Mapping[str, Collection[int]],
    elsewhere: Mapping[int, Collection[int]],
    wanted: Collection[int],
) -> dict[int, list[int]]:
    """Where there is something for each of the slots that are wanted."""
    at: dict[int, list[int]] = {slot: [] for slot in wanted}
    meant: dict[str, list[list[int]]] = {}
    for place, word in enumerate(words):
        if word in slots:
            if word not in meant:
                meant[word] = [at[slot] for slot in slots[word] if slot in at]
            for places in meant[word]:
                places.append(place)
    for slot, places in at.items():
        if len(places) > _MOST_AT:
            at[slot] = _spaced(places)
    for slot, more in elsewhere.items():
        at[slot] = _spaced(sorted({*at.get(slot, ()), *more}))
    return at


def _spaced(places: list[int]) -> list[int]:
    """Enough of many places, the first and the last among them."""
    if len(places) <= _MOST_AT:
        return places
    return places[: _MOST_AT // 2] + places[-_MOST_AT // 2 :]


def taken_apart(phrase: str, sets: Mapping[str, Sequence[str]]) -> list[list[tuple[list[str], int]]]:
    """The sides of a phrase; of each its places in order: the words that may stand there, and the room before.

    Raises WrongPhrase.
    """
    sides: list[list[tuple[list[str], int]]] = [[]]
    gap = 0
    for part in _PARTS.findall(phrase):
        if part == "&":
            sides.append([])
            gap = 0
        elif part == "...":
            gap = GAP
        else:
            sides[-1].append((_choices(part, sets), gap))
            gap = 0
    if not all(sides):
        raise WrongPhrase(f"nothing stands beside & in {phrase!r}")
    return sides


def _choices(part: str, sets: Mapping[str, Sequence[str]]) -> list[str]:
    """The words that may stand at one place of a phrase."""
    chosen: list[str] = []
    for each in part[1:-1].split("|") if part.startswith("{") else [part]:
        word = each.strip()
        if word.startswith("@"):
            if word[1:] not in sets:
                raise WrongPhrase(f"{word} names no set of words")
            chosen += sets[word[1:]]
        else:
            chosen.append(word)
    for word in chosen:
        if not _WORD.match(word) and not UNSPACED.search(word):
            raise WrongPhrase(f"{word!r} is not one word")
    return chosen


def stands(phrase: Phrase, at: Mapping[int, Sequence[int]]) -> bool:
    """Is the phrase in a text that has its words at these places?"""
    sides = []
    for side in phrase.sides:
        ends = at[side[0].slot] if len(side) == 1 else _ends(side, at)
        if not ends:
            return False
        sides.append(ends)
    first, *others = sides
    return not others or any(all(_near(place, each) for each in others) for place in first)


def _ends(side: tuple[_Step, ...], at: Mapping[int, Sequence[int]]) -> list[int]:
    """Where these words in this order end."""
    ends = list(at[side[0].slot])
    for step in side[1:]:
        before = set(ends)
        ends = [place for place in at[step.slot] if any(place - 1 - room in before for room in range(step.gap + 1))]
    return ends


def _near(place: int, places: Sequence[int]) -> bool:
    """Does another of the places lie near this one? A word beside itself is one word."""
    first, last = bisect_left(places, place - NEAR), bisect_right(places, place + NEAR)
    return last - first > (place in places[first:last])
