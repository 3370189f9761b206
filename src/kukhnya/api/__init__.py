"""The Mastodon client API: one file for each page of its documentation."""

from . import (
    accounts,
    apps,
    circles,
    follow_requests,
    lists,
    media,
    oauth,
    polls,
    relationships,
    sign_up,
    status_actions,
    statuses,
    timelines,
)

__all__ = [
    "accounts", "apps", "circles", "follow_requests", "lists", "media", "oauth", "polls", "relationships", "sign_up", "status_actions", "statuses",
    "timelines",
]  # fmt: skip
