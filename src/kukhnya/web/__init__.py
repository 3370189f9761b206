"""Pages for people, without a script."""

from . import authorize, front, join, known, pictures, read

__all__ = ["authorize", "front", "join", "known", "pictures", "read"]
