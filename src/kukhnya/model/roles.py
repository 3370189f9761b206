"""Who looks after the server, and over whom."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class RoleFacts(Struct, frozen=True):
    """A role as apps know roles: a number, a name that is shown, bits for what it may do."""

    id: str
    name: str
    permissions: int
    rank: int


ROLES: Final[Mapping[str, RoleFacts]] = {
    "member": RoleFacts("-99", "", 0, 0),
    "moderator": RoleFacts("2", "Moderator", 0x8 | 0x10 | 0x100 | 0x400, 1),  # measures, reports, trends, accounts
    "admin": RoleFacts("3", "Administrator", 0x1, 2),
}
STAFF: Final = ("moderator", "admin")


def outranks(one: str | None, other: str | None) -> bool:
    """May somebody with role `one` act against somebody with role `other`? Never among equals."""
    return ROLES[one or "member"].rank > ROLES[other or "member"].rank
