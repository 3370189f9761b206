"""Groups of notifications that were read before, for whoever asks for them again.

To count a group is to look at everybody in it, and most groups are of days that are over. So one that was read is kept
in memory, under how many notifications are in it, which of them is the newest, and all by which it is decided whom the
viewer hears (`GROUNDS`): each time the database says these three. Whether its status may be seen is not kept.
"""

from hashlib import blake2b
from typing import Any, Protocol

from msgspec import Struct

from kukhnya.model.notification import KINDS
from kukhnya.model.page import Page

from .notifications import Wish

_GROUP_BYTES, _PAGE_BYTES = 800, 1_200
"""About what is kept takes."""


class Memory(Protocol):
    """Where it is kept."""

    def get(self, key: tuple[Any, ...]) -> Any | None:
        """What is kept under this key, or None."""

    def put(self, key: tuple[Any, ...], part: Any, size: int) -> None:
        """Keep `part`, of about `size` bytes."""


class Near(Struct, frozen=True, array_like=True):
    """A group that was come by. `last`: the newest in it below the page's upper bound. All of it whoever did them."""

    kind: str
    status_id: int
    first: int
    last: int
    tellable: bool | int
    all: int | None
    """How many there are in it; this and what follows only where it may be told of."""
    newest: int | None
    facts: Any
    named: Any


class KnownGroups:
    """What is known of one page of one viewer."""

    def __init__(self, memory: Memory, viewer: int, page: Page, wish: Wish, grouped: list[str]) -> None:
        """Begin with nothing: `stand_on` says what the groups are known by."""
        self._memory = memory
        self._whose = (viewer, wish.sender, wish.include_filtered)
        self._place = ("page of groups", page, *self._whose, *wish.kinds, "", *grouped)
        self._since = page.low
        self._grouped = grouped
        self._basis: bytes | None = None

    def effort(self) -> tuple[int, int] | None:
        """How many notifications were looked at for this page, and in how many groups; None where it is new."""
        return self._memory.get(self._place)

    def took(self, looked_at: int, groups: int) -> None:
        """Keep the effort."""
        if (looked_at, groups) != self.effort():
            self._memory.put(self._place, (looked_at, groups), _PAGE_BYTES)

    def stand_on(self, grounds: str | None) -> None:
        """All by which it is decided now whom the viewer hears; None where that is too long to be compared."""
        said = None if grounds is None else repr((self._whose, grounds)).encode()
        self._basis = None if said is None else blake2b(said, digest_size=16).digest()

    def get(self, near: Near) -> tuple[Any] | None:
        """The group, or in its place None if nothing of it may be shown; None where it is not known."""
        key = self._key(near)
        return None if key is None else self._memory.get(key)

    def put(self, near: Near, group: Any) -> tuple[Any]:
        """Keep the group, and answer as `get` does."""
        key = self._key(near)
        if key is not None:
            self._memory.put(key, (group,), _GROUP_BYTES)
        return (group,)

    def _key(self, near: Near) -> tuple[Any, ...] | None:
        """None for what is about collections: whether one is still in any is said nowhere else."""
        if self._basis is None or KINDS[near.kind].collection:
            return None
        # The oldest after `since` is told, which for a group that begins later is the oldest of all.
        since = self._since if self._since >= near.first else 0
        alike = near.kind in self._grouped
        return "group", self._basis, alike, near.kind, near.status_id, near.first, near.all, near.newest, since
