"""A text taken apart into words, for whoever looks for words in it."""

from collections.abc import Callable, Mapping

from msgspec import Struct


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
