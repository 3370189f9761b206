"""What says quickly that a text certainly has no phrase of a pack: none of the words that one of its phrases cannot do without.

Of each phrase the place is chosen whose words are rarest; how rare a word is, its length tells well enough. A text that has
none of them is done with; of any other nothing is known yet.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

BEGIN: Final = 3
"""Letters that `begin*` has at least."""
AFTER_LATIN: Final = "\u0370"
_RARER: Final = 3.0
"""How many times rarer a word is that is a letter longer."""
_BEGIN_WEIGHS: Final = 4
_STEM_WEIGHS: Final = 3


class Learnt(Struct):
    """The words that may stand at one place of a phrase: forms, beginnings, stems."""

    forms: list[str] = []
    begins: list[str] = []
    stems: list[str] = []

    @property
    def spaced(self) -> bool:
        """May a word stand there, and not only something in a script without spaces?"""
        return bool(self.forms or self.begins or self.stems)

    def commonness(self) -> float:
        """Higher for what stands in more texts."""
        weighed = ((self.forms, 1), (self.begins, _BEGIN_WEIGHS), (self.stems, _STEM_WEIGHS))
        return sum(weight * _RARER ** -len(word) for words, weight in weighed for word in words)


class _Place:
    """One or several places of phrases, ready to be asked of a text."""

    def __init__(self, learnt: Iterable[Learnt], stem: Callable[[str], str]) -> None:
        every = list(learnt)
        self._stem = stem
        self._forms = frozenset(form for each in every for form in each.forms)
        self._stems = frozenset(stem for each in every for stem in each.stems)
        begins: dict[str, list[str]] = defaultdict(list)
        for begin in (begin for each in every for begin in each.begins):
            begins[begin[:BEGIN]].append(begin)
        self._begins = {start: tuple(some) for start, some in begins.items()}
        self.starts: Final = frozenset({*begins, *(each[:BEGIN] for each in self._stems)})

    def absent(self, words: Collection[str], starts: Collection[str]) -> bool:
        """Can none of the folded words of a text stand here? `starts`: their first letters."""
        if not self._forms.isdisjoint(words):
            return False
        return self.starts.isdisjoint(starts) or not any(self._begun(words))

    def _begun(self, words: Collection[str]) -> Iterator[bool]:
        for word in [word for word in words if word[:BEGIN] in self.starts]:
            yield word.startswith(self._begins.get(word[:BEGIN], ()))
            yield word < AFTER_LATIN and self._stem(word) in self._stems


class Triggers:
    """The words without which a text has no phrase of these. `needs`: by its rarest place, what else each phrase has to have."""

    def __init__(
        self, needs: Mapping[int, Sequence[Collection[int]]], learnt: Sequence[Learnt], stem: Callable[[str], str]
    ) -> None:
        self._needs = needs
        self._any = _Place([learnt[slot] for slot in needs], stem)
        named = {*needs, *(slot for some in needs.values() for others in some for slot in others)}
        self._places = {slot: _Place([learnt[slot]], stem) for slot in named}
        self._of_form: dict[str, list[int]] = defaultdict(list)
        for slot in needs:
            for form in learnt[slot].forms:
                self._of_form[form].append(slot)
        self._of_start: dict[str, list[int]] = defaultdict(list)
        for slot in needs:
            for start in self._places[slot].starts:
                self._of_start[start].append(slot)

    def absent(self, words: Sequence[str]) -> bool:
        """Is something missing of every phrase, if these are the folded words of a text?"""
        different, starts = set(words), {word[:BEGIN] for word in words}
        if self._any.absent(different, starts):
            return True
        slots = {slot for word in self._of_form.keys() & different for slot in self._of_form[word]}
        begun = {slot for start in self._of_start.keys() & starts for slot in self._of_start[start]}
        slots.update(slot for slot in begun - slots if not self._places[slot].absent(different, starts))
        asked: dict[int, bool] = {}

        def there(slot: int) -> bool:
            if slot not in asked:
                asked[slot] = not self._places[slot].absent(different, starts)
            return asked[slot]

        return not any(all(map(there, others)) for slot in slots for others in self._needs[slot])
