"""A status before it is posted."""

from msgspec import Struct

from .audience import Audience
from .ids import CircleId, MediaId, StatusId

MIN_EXPIRY_S = 60
MAX_EXPIRY_S = 366 * 86_400
MIN_POLL_S = 300
MAX_POLL_S = 31 * 86_400
MIN_AHEAD_S = 300
MAX_AHEAD_S = 366 * 86_400
QUOTE_POLICIES = ("public", "followers", "nobody")
"""Who may quote a status besides its author."""


class PollDraft(Struct, frozen=True):
    """A question to be asked: two options or more; it closes after `expires_in_s` seconds."""

    options: tuple[str, ...]
    expires_in_s: int
    multiple: bool = False
    hide_totals: bool = False


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody is about to post. None: as the author's settings say."""

    text: str = ""
    audience: Audience | None = None
    circle_id: CircleId | None = None
    spoiler: str = ""
    sensitive: bool | None = None
    language: str | None = None
    in_reply_to_id: StatusId | None = None
    media_ids: tuple[MediaId, ...] = ()
    poll: PollDraft | None = None
    expires_in_s: int | None = None
    quoted_id: StatusId | None = None
    quote_policy: str | None = None
    idempotency_hash: str | None = None
    """Of the author and the key the app sent: the same within an hour means the same status."""
