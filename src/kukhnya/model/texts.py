"""Many texts joined into one, so that something is looked for in all of them in one go."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise


class Texts:
    """Texts one below the other. What is looked for neither holds the end of a line nor needs one beside it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join(texts)
        self._starts = [*accumulate((len(text) + 1 for text in texts), initial=0)]

    def __getitem__(self, place: int) -> str:
        """One of the texts."""
        return self._whole[self._starts[place] : self._starts[place + 1] - 1]

    def having(self, pattern: re.Pattern[str]) -> set[int]:
        """The places of the texts in which the pattern is found."""

        def following(start: int) -> int:
            found = pattern.search(self._whole, start)
            return found.start() if found else -1

        return set(self._places(following))

    def holding(self, part: str) -> set[int]:
        """The places of the texts that hold this."""
        return set(self._places(lambda start: self._whole.find(part, start)))

    def with_spaces(self, signs: str) -> list[str]:
        """Each of the texts, with a space for each of the signs."""
        whole = self._whole
        for sign in signs:
            whole = whole.replace(sign, " ")
        return [whole[start : end - 1] for start, end in pairwise(self._starts)]

    def _places(self, following: Callable[[int], int]) -> Iterator[int]:
        """The texts with something in them, where `following` says where the next thing is; of each text one is enough."""
        at = following(0)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            at = following(self._starts[place + 1])
