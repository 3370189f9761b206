"""Ready-made parts of answers, in memory, under an id and a version.

The version comes from the statement that found the row, so a stale part is never served by any process and
nothing has to be told to forget. What is deleted or narrowed here is dropped at once (`clear`), for memory can
be seized too. What was not asked for the longest goes first when there are too many bytes: so what a page has just
asked for is still there when it is put together, whatever was read for it meanwhile.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

_OVERHEAD: Final = 300


class Fragments:
    """A cache bounded by bytes. `beside`: what is to be forgotten whenever this is."""

    def __init__(self, most_bytes: int, beside: Callable[[], None] = lambda: None) -> None:
        self._most = most_bytes
        self._beside = beside
        self._size = 0
        self._parts: OrderedDict[tuple[Any, ...], tuple[Any, int]] = OrderedDict()

    def get(self, key: tuple[Any, ...]) -> Any | None:
        """The part, or None."""
        found = self._parts.get(key)
        if found is None:
            return None
        self._parts.move_to_end(key)
        return found[0]

    def put(self, key: tuple[Any, ...], part: Any, size: int) -> None:
        """Keep `part`, of about `size` bytes."""
        size += _OVERHEAD
        known = self._parts.pop(key, None)
        self._size += size - (known[1] if known else 0)
        self._parts[key] = (part, size)
        while self._size > self._most and self._parts:
            _, (_, gone) = self._parts.popitem(last=False)
            self._size -= gone

    def clear(self) -> None:
        """Forget everything: after a deletion or a narrowing."""
        self._parts.clear()
        self._size = 0
        self._beside()
