"""A text taken apart into words, for whoever looks for words in it."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from msgspec import Struct

from .texts import Texts


class Word(Struct, frozen=True):
    """A word where it stands: as it was written, folded, and the base forms it may have."""

    written: str
    folded: str
    start: int
    """Where it begins in the normal form, in characters."""
    bases: Callable[[str], frozenset[str]]

    @property
    def lemmas(self) -> frozenset[str]:
        """The base forms it may have; looked up when asked for, for that takes long."""
        return self.bases(self.folded)


class Words(Struct, frozen=True, gc=False):
    """A text, its normal form (disguises taken off, case kept) and its words in order.

    Nothing in it leads back to it, so that no garbage collection need look at thousands of them.
    """

    text: str
    normal: str
    folded: tuple[str, ...]
    """The words, folded: all that is needed to look for forms that are known beforehand."""
    masked: Mapping[int, str]
    """Words of which letters are hidden, by their place, with a star for each hidden letter."""
    spell: Callable[["Words"], tuple[Word, ...]]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words with their places and lemmas; put together when asked for."""
        return self.spell(self)


class ManyWords(Protocol):
    """Many texts taken apart together: what is asked of all their words in one go, and any of them as if it were alone."""

    @property
    def normal(self) -> Texts:
        """Their normal forms."""

    @property
    def alone(self) -> Collection[int]:
        """Those of which nothing is said but by `words`: with words that are spread out or have hidden letters, which are few."""

    @property
    def different(self) -> Collection[str]:
        """The words of all others, folded, each once."""

    def where(self, meant: Mapping[str, Collection[int]]) -> Mapping[int, set[int]]:
        """In which of the others a word stands that means a thing, by what is meant. `meant`: by the word."""

    def words(self, place: int) -> Words:
        """One of the texts, whichever."""
