"""Slips of the finger: which words somebody may have meant who typed another."""

from collections.abc import Iterable
from typing import Final

_LETTERS_PER_SLIP: Final = 4
_MOST: Final = 2


def forgiven(word: str) -> int:
    """How many slips are forgiven in a word: one from four letters on, two from eight."""
    return min(len(word) // _LETTERS_PER_SLIP, _MOST)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Those of `known` that differ from `word` by no more slips than are forgiven, the nearest first.

    A slip is a letter too many, missing, wrong, or changed with its neighbour (optimal string alignment).
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - it takes a while to load, and a server starts without it

    slips = forgiven(word)
    by_distance = sorted((OSA.distance(word, each, score_cutoff=slips), each) for each in known)
    return [each for distance, each in by_distance if distance <= slips]
