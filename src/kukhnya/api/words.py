"""Where our words and Mastodon's differ."""

from collections.abc import Mapping
from typing import Final

from kukhnya.model.audience import Audience
from kukhnya.model.errors import refused

VISIBILITY: Final[Mapping[Audience, str]] = {
    Audience.PUBLIC: "public",
    Audience.UNLISTED: "unlisted",
    Audience.MEMBERS: "private",
    Audience.FOLLOWERS: "private",
    Audience.MUTUALS: "private",
    Audience.CIRCLE: "private",
    Audience.DIRECT: "direct",
    Audience.SELF: "direct",
}
"""What an app is told; the real audience stands beside it."""

AUDIENCE: Final[Mapping[str, Audience]] = {
    "public": Audience.PUBLIC,
    "unlisted": Audience.UNLISTED,
    "private": Audience.FOLLOWERS,
    "direct": Audience.DIRECT,
    "local": Audience.MEMBERS,
    "mutuals": Audience.MUTUALS,
    "limited": Audience.CIRCLE,
    "self": Audience.SELF,
}
"""What an app may say."""


def audience_named(word: str, field: str = "visibility") -> Audience:
    """The audience an app means. Raises Refused for a word that is none, rather than guess a wider one."""
    known = AUDIENCE.get(word)
    if known is None:
        raise refused(field, "ERR_INCLUSION", f"{field} must be one of {', '.join(AUDIENCE)}")
    return known
