"""Why a status stands where it stands in the reader's warm feed: what lifts it, how far, and past how much.

Nothing is said of who likes it, and of no side, not even the reader's own.
"""

from typing import Final

from msgspec import Struct

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import HOUR, AccountId, StatusId, Time, time_of
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx

from . import pages
from .followed_tags import home_with_tags, under_tags
from .home import Seen, home
from .warm import Lifts, Means, Part, place_of, warm

FARTHEST: Final = 100
"""Places further down are not counted."""


class Why(Struct, frozen=True):
    """A status of the reader's home. Hours are exact; a place is None where it is further down than is counted."""

    status_id: Seen
    account_id: AccountId
    posted_at: Time
    mine: bool
    shared: bool
    by_tag: bool
    """It is there for a hashtag alone."""
    wide_h: float
    near_h: float
    by_time: int | None
    here: int | None


async def why(tx: ReadTx, status_id: StatusId, how: Lifts, means: Means) -> Why:
    """What lifts it. Raises NotFound for what does not stand in the reader's home, as for what does not exist."""
    follows, tags = means.follows, means.tags
    itself = Page(1, max_id=status_id + 1, since_id=status_id - 1)
    followed = await home(tx, itself, follows=follows)
    if not followed and not (tags and await under_tags(tx, itself)):
        raise NotFound(status_id)
    row = await pages.one(tx, status_id)
    key, _ = await place_of(tx, status_id, how)
    near = how.near.get(row["account_id"], 0) if key > status_id else 0
    since = await home_with_tags(tx, Page(FARTHEST, since_id=status_id - 1), follows=follows, tags=tags)
    above = await warm(tx, Part(FARTHEST, above=(key, status_id - 1)), how, means)
    return Why(
        Seen(status_id), row["account_id"], row["created_at"], row["account_id"] == tx.viewer.id,
        row["reblog_of_id"] is not None, not followed, _hours(key - status_id - near), _hours(near),
        _place(since, status_id), _place([an_id for an_id, _ in above], status_id),
    )  # fmt: skip


def _hours(lift: int) -> float:
    return time_of(lift) / HOUR


def _place(ids: list[Seen], status_id: int) -> int | None:
    return ids.index(Seen(status_id)) + 1 if status_id in ids else None
