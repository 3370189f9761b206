"""What is the same for everybody and costs something to find, remembered for a short time by this process.

Only ids and names of what anybody may find belong here; a page passes them through its own viewer's eyes.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from kukhnya.model.ids import MINUTE, Time

LIFE: Final = 2 * MINUTE


class Remembered:
    """Values by name, each with the moment it is no longer believed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Time, Any]] = {}

    async def of(self, name: str, now: Time, make: Callable[[], Awaitable[Any]]) -> Any:
        """The value under this name; made anew where there is none or it is too old."""
        until, value = self._known.get(name, (Time(0), None))
        if until <= now:
            value = await make()
            self._known[name] = (Time(now + LIFE), value)
        return value
