"""Pages for people, without a script."""

from . import pictures

__all__ = ["pictures"]
