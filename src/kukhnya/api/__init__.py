"""The Mastodon client API: one file for each page of its documentation."""

from . import accounts, statuses, timelines

__all__ = ["accounts", "statuses", "timelines"]
