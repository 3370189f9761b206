"""Which part of a long list is asked for."""

from msgspec import Struct

from .ids import TOP


class Page(Struct, frozen=True):
    """Bounds are any numbers, exclusive. `min_id` asks for what is just above it, the others for the newest.

    `min_id` wins over `since_id`. A page is shown newest first, whichever way it was asked for.
    """

    limit: int = 20
    max_id: int = TOP
    since_id: int = 0
    min_id: int | None = None
    offset: int = 0

    @property
    def low(self) -> int:
        """The exclusive lower bound."""
        return self.since_id if self.min_id is None else self.min_id

    @property
    def upwards(self) -> bool:
        """Is the page filled from below?"""
        return self.min_id is not None
