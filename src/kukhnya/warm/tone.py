"""How glad or gloomy the words of a text are, by a list of our own: read by the neutrality audit and by nothing else.

A tone must never rank anything: a list takes "the government lies and I am furious" for the worst of texts. It serves to
show that such texts do not sink. No other part of the program imports this file, which a test holds.
"""

from collections.abc import Callable, Collection, Iterator
from importlib import resources
from typing import Final

from kukhnya.model.words import Word, Words

_NOT: Final = frozenset(
    {"не", "нет", "ни", "без", "not", "no", "never", "without", "don't", "doesn't", "isn't", "wasn't"}
)
_REACH: Final = 2
"""How many words on a negation still turns what follows."""
_TURNED: Final = -0.5
"""What is not good is somewhat bad, and the other way round."""


class Lexicon:
    """Words and their tones, by the same base forms that texts are taken apart into."""

    def __init__(self, base_forms: Callable[[str], Collection[str]], page: str = "") -> None:
        """`base_forms`: as `text.lemmas.lemmas_of`. `page`: another list in the form of `tone.txt`."""
        self._tones: dict[str, float] = {}
        for tone, word in _entries(page or resources.files(__package__).joinpath("tone.txt").read_text("utf-8")):
            for form in base_forms(word):
                self._tones.setdefault(form, tone)

    def tone(self, words: Words) -> float | None:
        """The mean tone of the words that are known, -2…2; None where none is."""
        found: list[float] = []
        turned = 0
        for word in words.words:
            if word.folded in _NOT:
                turned = _REACH
                continue
            tone = self._tone_of(word)
            if tone is not None:
                found.append(tone * _TURNED if turned > 0 else tone)
                turned = 0
            turned -= 1
        return sum(found) / len(found) if found else None

    def _tone_of(self, word: Word) -> float | None:
        """The strongest tone among what the word may be a form of."""
        return max((self._tones[form] for form in word.lemmas if form in self._tones), key=abs, default=None)


def _entries(page: str) -> Iterator[tuple[float, str]]:
    for line in page.splitlines():
        if line.strip() and not line.startswith("#"):
            _, tone, *words = line.split()
            yield from ((float(tone), word) for word in words)
