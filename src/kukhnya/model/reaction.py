"""The six kind ways to answer a status besides liking it. There is no other: nothing here can be turned against anybody."""

from collections.abc import Mapping
from typing import Final

from .errors import refused

REACTIONS: Final[Mapping[str, str]] = {
    "thanks": "🙏",
    "laugh": "😂",
    "beautiful": "🌷",
    "helped": "💡",
    "with_you": "🫂",
    "learned": "📚",
}
"""The sign of each, by the name under which it is kept; in the order in which they are shown."""

_BY_SIGN: Final = {sign: name for name, sign in REACTIONS.items()}
_AS_PICTURE: Final = "\ufe0f"
"""Some apps add that a sign is to be drawn as a picture."""


def reaction_named(said: str) -> str:
    """The reaction that is meant by its sign or its name. Raises Refused for any other."""
    word = said.replace(_AS_PICTURE, "")
    name = _BY_SIGN.get(word, word)
    if name not in REACTIONS:
        signs = " ".join(REACTIONS.values())
        raise refused("emoji", "ERR_INCLUSION", f"emoji must be one of {signs} or of {', '.join(REACTIONS)}")
    return name
