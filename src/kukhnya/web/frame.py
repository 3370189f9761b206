"""What stands around every page: the doors beside it, the foot, the list of keys. Kept in memory by all that it shows.

Nothing of it belongs to one reader but the number of their news, so a page costs what is on it and little more.
"""

from functools import lru_cache
from typing import Final

from msgspec import Struct

from .baked import Baked
from .language import environment

DOORS: Final = (
    "/home", "/notifications", "/letters", "/search", "/menu", "/local", "/circles", "/bookmarks", "/checkup", "/settings",
)  # fmt: skip
MOST_COUNTED: Final = 9
_KEPT: Final = 1000


class Frame(Struct, frozen=True):
    """The parts of a frame. `doors` is missing for whoever has not signed in."""

    doors: Baked | None
    foot: Baked
    keys: Baked
    arrivals: Baked
    """Where home tells that there is something newer."""


def frame(language: str, title: str, *, path: str, here: str, known: bool, unread: int) -> Frame:
    """The frame of a page at `path` with the query `here`, for somebody who has (`known`) or has not signed in."""
    door = next((each for each in DOORS if path == each or path.startswith(f"{each}/")), "")
    doors = _part(language, "doors", title, door, min(unread, MOST_COUNTED + 1)) if known else None
    return Frame(doors, _part(language, "foot", here), _part(language, "keys", known), _part(language, "arrivals"))


@lru_cache(maxsize=_KEPT)
def _part(language: str, name: str, *values: str | int | bool) -> Baked:
    return Baked(getattr(environment(language).get_template("_frame.html").module, name)(*values))
