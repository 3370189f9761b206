"""Names in one canonical form, and lines and texts without what hides in them."""

import re
import unicodedata
from typing import Final

_ALLOWED: Final = re.compile(r"[A-Za-z0-9_]{1,30}\Z")
_RESERVED: Final = frozenset(
    [
        "about",
        "account",
        "accounts",
        "admin",
        "administrator",
        "api",
        "auth",
        "circles",
        "explore",
        "favicon",
        "federation",
        "health",
        "help",
        "home",
        "inbox",
        "invite",
        "kitchen",
        "kukhnya",
        "law",
        "legal",
        "lists",
        "login",
        "logout",
        "media",
        "moderator",
        "nodeinfo",
        "notifications",
        "oauth",
        "owner",
        "privacy",
        "public",
        "robots",
        "root",
        "rules",
        "search",
        "security",
        "settings",
        "setup",
        "sign_in",
        "sign_out",
        "sign_up",
        "static",
        "support",
        "system",
        "tags",
        "terms",
        "user",
        "users",
        "web",
        "webmaster",
    ]
)

# Letters of other scripts that look like Latin ones. Names that differ only by these are one name.
_LOOK_ALIKE: Final = str.maketrans("авекмнорстухіјѕԁһӏԛԝɡαβγεικνορτυχ", "abekmhopctyxijsdhlqwgabyeikvoptux")
# Invisible, or turning the direction of what follows.
_HIDDEN: Final = re.compile("[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
                            "\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]")  # fmt: skip
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPACE: Final = re.compile(r"\s+")
_JOINER: Final = "\u200d"


def username_key(name: str) -> str:
    """The form in which names are compared: look-alikes, widths, cases and invisible letters folded away."""
    folded = unicodedata.normalize("NFKC", _HIDDEN.sub("", name.replace(_JOINER, ""))).casefold()
    return unicodedata.normalize("NFKC", folded.translate(_LOOK_ALIKE))


def check_username(name: str) -> str | None:
    """Why a member cannot have this name, as the end of a sentence; None where it is fine."""
    if not name:
        return "can't be blank"
    if not _ALLOWED.match(name):
        return "must contain only letters, numbers and underscores, at most 30"
    if username_key(name) in _RESERVED:
        return "is reserved"
    return None


def tidy(line: str, limit: int) -> str:
    """One line of at most `limit` characters: no controls, nothing hidden or turning, spaces collapsed.

    A joiner stays only between visible characters, where emoji need it.
    """
    plain = _HIDDEN.sub("", _CONTROL.sub("", line[: limit * 8 + 64].replace("\n", " ").replace("\r", " ")))
    return _SPACE.sub(" ", plain).strip().strip(_JOINER)[:limit].strip()


def tidy_text(text: str) -> str:
    r"""A text with `\n` as its only line end and no control characters but tabs."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
