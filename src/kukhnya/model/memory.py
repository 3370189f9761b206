"""Memory that those who read are handed."""

from typing import Any, Protocol


class Memory(Protocol):
    """Where what was read is kept for a while, bounded by bytes."""

    def get(self, key: tuple[Any, ...]) -> Any | None:
        """What is kept under this key, or None."""

    def put(self, key: tuple[Any, ...], part: Any, size: int) -> None:
        """Keep `part`, of about `size` bytes."""
