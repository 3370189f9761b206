"""Groups of notifications that were read before, for whoever asks for them again.

To count a group is to look at everybody in it, and most groups are of days that are over. So one that was read is kept
in memory, under how many notifications are in it, which of them is the newest, and all by which it is decided whom the
viewer hears (`GROUNDS`): each time the database says these three. Whether its status may be seen is not kept.
"""

from hashlib import blake2b
from typing import Any, Final

import msgspec
from msgspec import Struct, structs

from kukhnya.model.memory import Memory
from kukhnya.model.notification import GROUP_IDS, KINDS
from kukhnya.model.page import Page

from .notifications import Wish

_GROUP_BYTES, _PAGE_BYTES = 800, 1_200
"""About what is kept takes."""


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


class Told(Struct, frozen=True, kw_only=True):
    """A page as it was told, and what shows that it would be told so again.

    That is: as many notifications between `floor` and `ceiling`, the newest of them the same; the same of `ids`, one of
    each group that was tried, may be told of; and the grounds are the same.
    """

    groups: list[Any]
    look: int
    """How many notifications were looked at, and in `some` groups."""
    some: int
    floor: int = 0
    ceiling: int = 0
    amount: int = -1
    """None are as few: whether anything has changed is not known yet."""
    top: int = 0
    ids: list[int] = []
    tellable: list[int] = []
    grounds: str | None = None

    @property
    def region(self) -> dict[str, Any]:
        """What the statement is asked that tells whether anything has changed."""
        return {
            "floor": self.floor, "ceiling": self.ceiling, "amount": self.amount, "top": self.top, "ids": self.ids,
        }  # fmt: skip

    def again(self, row: Any) -> bool:
        """Has nothing changed? The row says so of the notifications by looking for none."""
        if row["near"] is not None or row["grounds"] != self.grounds:
            return False
        return sorted(msgspec.json.decode(row["still"])) == self.tellable


NEW: Final = Told(groups=[], look=0, some=0)
"""A page that was not asked for before."""


class KnownGroups:
    """What is known of one page of one viewer."""

    def __init__(self, memory: Memory, viewer: int, page: Page, wish: Wish, grouped: list[str]) -> None:
        """Begin with nothing: `stand_on` says what the groups are known by."""
        self._memory = memory
        self._whose = (viewer, wish.sender, wish.include_filtered)
        self._page = page
        self._place = ("page of groups", page, *self._whose, *wish.kinds, "", *grouped)
        self._grouped = grouped
        self._basis: bytes | None = None
        self.before: Told = memory.get(self._place) or NEW

    def keep(self, groups: list[Any], row: Any, tried: list[Near], look: int, low: int) -> None:
        """Keep a page for which `tried` were tried, all that are above `low` and in the `look` notifications looked at.

        The first row said how many there are in the region of the page as it was before. So what a page is known by is
        complete when it is asked for the second time.
        """
        lowest = groups[-1].newest if groups else 0
        told = Told(groups=groups, look=look, some=sum(each.last >= lowest for each in tried))
        if row["grounds"] is not None and not any(KINDS[each.kind].collection for each in tried):
            floor = min([low, *(each.first - 1 for each in tried)])
            ceiling = max([self._page.max_id, *(each.first + GROUP_IDS for each in tried)])
            same = (floor, ceiling) == (self.before.floor, self.before.ceiling)
            told = structs.replace(
                told, floor=floor, ceiling=ceiling, grounds=row["grounds"],
                amount=row["amount"] if same else -1, top=(row["newest"] or 0) if same else 0,
                ids=[each.last for each in tried], tellable=sorted(each.last for each in tried if each.tellable),
            )  # fmt: skip
        self._memory.put(self._place, told, _PAGE_BYTES + 600 * len(groups) + 100 * len(tried))

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
        since = self._page.low if self._page.low >= near.first else 0
        alike = near.kind in self._grouped
        return "group", self._basis, alike, near.kind, near.status_id, near.first, near.all, near.newest, since
