"""The Mastodon client API: one file for each page of its documentation."""

from . import (
    accounts,
    circles,
    follow_requests,
    lists,
    media,
    polls,
    relationships,
    status_actions,
    statuses,
    timelines,
)

__all__ = [
    "accounts", "circles", "follow_requests", "lists", "media", "polls", "relationships", "status_actions", "statuses",
    "timelines",
]  # fmt: skip
