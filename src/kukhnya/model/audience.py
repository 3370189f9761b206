"""Whom an author means, and how a reader stands to a status: the words of the one rule."""

from enum import StrEnum


class Audience(StrEnum):
    """Whom the author of a status means to reach."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    MEMBERS = "members"
    FOLLOWERS = "followers"
    MUTUALS = "mutuals"
    CIRCLE = "circle"
    DIRECT = "direct"
    SELF = "self"


class Relation(StrEnum):
    """How a viewer stands to a status."""

    ANYONE = "anyone"
    MEMBER = "member"
    FOLLOWER = "follower"
    MUTUAL = "mutual"
    IN_CIRCLE = "in_circle"
    MENTIONED = "mentioned"
    AUTHOR = "author"
