"""What somebody can be told, and what of it is told together.

A new kind is a row of KINDS; whether it can be kept back, is grouped or is for staff alone follows from it everywhere.
"""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec import Struct

from .ids import HOUR, Time, first_id_at, parse_id
from .reaction import REACTIONS


class Kind(Struct, frozen=True):
    """How one kind is treated."""

    grouped: bool = False
    """Are several about the same thing told as one?"""
    filterable: bool = False
    """May the reader's policy keep it back?"""
    staff: bool = False
    """Is it for moderators and administrators alone?"""
    collection: bool = False
    """Is it about being in a collection of the sender? It is about the latest, and ends with being in any."""
    reaction: str = ""
    """Which kind reaction it tells of."""


def reaction_kind(name: str) -> str:
    """The kind that tells of this kind reaction: one for each, so that each is told together by itself."""
    return f"reaction.{name}"


KINDS: Final[Mapping[str, Kind]] = {
    "mention": Kind(filterable=True),
    "status": Kind(),
    "reblog": Kind(grouped=True, filterable=True),
    "follow": Kind(grouped=True, filterable=True),
    "follow_request": Kind(filterable=True),
    "favourite": Kind(grouped=True, filterable=True),
    "poll": Kind(),
    "update": Kind(),
    "quote": Kind(filterable=True),
    "quoted_update": Kind(),
    "added_to_collection": Kind(filterable=True, collection=True),
    "collection_update": Kind(filterable=True, collection=True),
    **{reaction_kind(name): Kind(grouped=True, filterable=True, reaction=name) for name in REACTIONS},
    "held": Kind(),
    "admin.sign_up": Kind(grouped=True, staff=True),
    "admin.report": Kind(staff=True),
}

REACTION_TYPES: Final = ("pleroma:emoji_reaction", "emoji_reaction")
"""What apps of Pleroma and of Fedibird call all kinds that tell of a kind reaction. No app is told of them unasked."""


def meant(kind: str, words: Collection[str]) -> bool:
    """Is the kind one of these words of apps?"""
    return kind in words or (bool(KINDS[kind].reaction) and any(word in words for word in REACTION_TYPES))


def type_of(kind: str, words: Collection[str] = ()) -> str:
    """What an app that uses these words calls the kind."""
    if kind not in KINDS or not KINDS[kind].reaction:
        return kind
    return next((word for word in REACTION_TYPES if word in words), REACTION_TYPES[0])


GROUP_HOURS: Final = 12
GROUP_IDS: Final = first_id_at(Time(GROUP_HOURS * HOUR))
"""How many ids there are in twelve hours: what is told within them may be one group."""
_ALONE: Final = "ungrouped"


class Group(Struct, frozen=True):
    """What a group key names: ids from `first` to before `end`, of one kind about one status (0: about none).

    A kind of "" is any: then the key names one notification.
    """

    kind: str
    status_id: int
    first: int
    end: int


def group_key(kind: str, status_id: int, notification_id: int) -> str:
    """The key of the group that a notification belongs to: kind, status where there is one, hour of the half day."""
    if kind not in KINDS or not KINDS[kind].grouped:
        return alone_key(notification_id)
    hour = notification_id // GROUP_IDS * GROUP_HOURS
    return f"{kind}-{status_id}-{hour}" if status_id else f"{kind}-{hour}"


def alone_key(notification_id: int) -> str:
    """The key of a notification that is a group by itself."""
    return f"{_ALONE}-{notification_id}"


def group_of(key: str) -> Group | None:
    """What a key names, or None where it is none that `group_key` makes."""
    kind, *numbers = key.split("-")
    named = [parse_id(number) for number in numbers]
    if kind == _ALONE and len(named) == 1 and named[0]:
        return Group("", 0, named[0], named[0] + 1)
    hour = named[-1] if named else None
    if kind not in KINDS or not KINDS[kind].grouped or len(named) > 2 or hour is None:  # noqa: PLR2004 - status, hour
        return None
    status_id = named[0] if len(named) == 2 else 0  # noqa: PLR2004 - as above
    first = hour // GROUP_HOURS * GROUP_IDS
    if status_id is None or hour % GROUP_HOURS or first + GROUP_IDS >= 1 << 63:
        return None
    return Group(kind, status_id, first, first + GROUP_IDS)
