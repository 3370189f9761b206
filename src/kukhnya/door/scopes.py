"""The scopes an app may ask for, as Mastodon documents them."""

from typing import Final

from kukhnya.model.errors import refused

_READ: Final = [
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
    "statuses",
]
_WRITE: Final = [
    "accounts",
    "blocks",
    "bookmarks",
    "collections",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
    "statuses",
]
_STAFF: Final = [
    "accounts",
    "canonical_email_blocks",
    "domain_allows",
    "domain_blocks",
    "email_domain_blocks",
    "ip_blocks",
    "reports",
]
SCOPES: Final = (
    "read", *(f"read:{what}" for what in _READ), "write", *(f"write:{what}" for what in _WRITE), "follow", "push", "profile",
    "admin:read", *(f"admin:read:{what}" for what in _STAFF), "admin:write", *(f"admin:write:{what}" for what in _STAFF),
)  # fmt: skip
DEFAULT: Final = "read"


def checked(words: str, field: str = "scopes") -> str:
    """The scopes named in `words`, once each. Raises Refused for one that is none; nothing named means `read`."""
    named = list(dict.fromkeys(words.replace("+", " ").split()))
    wrong = [scope for scope in named if scope not in SCOPES]
    if wrong:
        raise refused(field, "ERR_INVALID", f"{field} doesn't match configured on the server: {wrong[0][:40]}")
    return " ".join(named) or DEFAULT


def broader(scope: str) -> str:
    """The scope that holds this one: `read` for `read:lists`, `admin:read` for `admin:read:reports`; none for `read`.

    `read` holds nothing of `admin:read`.
    """
    return scope.rpartition(":")[0]


def within(asked: str, granted: str) -> bool:
    """Is every scope of `asked` among those of `granted`, or part of one?"""
    have = set(granted.split())
    return all(scope in have or broader(scope) in have for scope in asked.split())
