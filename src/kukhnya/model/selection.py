"""Statuses of one's own, described by what they are."""

from msgspec import Struct

from .audience import Audience
from .ids import StatusId, Time


class Selection(Struct, frozen=True, kw_only=True):
    """Which of one's statuses are meant: those for which all of this holds. Nothing said means none, not all."""

    everything: bool = False
    ids: tuple[StatusId, ...] = ()
    but: tuple[StatusId, ...] = ()
    """Those left out, whatever else holds."""
    before: Time | None = None
    after: Time | None = None
    """Older than the one, not older than the other."""
    audiences: tuple[Audience, ...] = ()
    tag: str = ""
    """The canonical key of a hashtag."""
    text: str = ""
    """Words that all stand in it, whatever their endings."""
    has_media: bool | None = None

    @property
    def empty(self) -> bool:
        """Does it say nothing at all?"""
        return self == Selection(but=self.but)
