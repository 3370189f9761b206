"""A text taken apart into words, for whoever looks for words in it."""

from msgspec import Struct


class Word(Struct, frozen=True):
    """A word where it stands: as it was written, folded, and the base forms it may have."""

    written: str
    folded: str
    lemmas: frozenset[str]
    start: int
    """Where it begins in the text that was taken apart, in characters."""


class Words(Struct, frozen=True):
    """A text, its normal form (disguises taken off, case kept) and its words in order."""

    text: str
    normal: str
    words: tuple[Word, ...]
