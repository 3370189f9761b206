"""What stands first on a profile: the works its owner shows, then what is pinned. And what goes into its feed.

A work is a status, so the one rule decides who sees it, and its title with it.
"""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Text, cast, literal_column, or_, select, union_all

from kukhnya.model.ids import AccountId, StatusId
from kukhnya.store.sealed import pin, work
from kukhnya.store.statement import Statement, param
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import VIEWER, found_by_all, seen

FEED_SIZE: Final = 20

_works: Final = (
    select(seen.c.id, work.c.position.label("place"), work.c.title.label("title"), literal_column("1").label("kind"))
    .select_from(work.join(seen, seen.c.id == work.c.status_id))
    .where(work.c.account_id == param("account"))
)
_pins: Final = (
    select(
        seen.c.id,
        pin.c.id.label("place"),
        cast(literal_column("''"), Text).label("title"),
        literal_column("0").label("kind"),
    )
    .select_from(pin.join(seen, seen.c.id == pin.c.status_id))
    .where(pin.c.account_id == param("account"))
)
_first: Final = union_all(_works, _pins).subquery("first_of")
_both: Final = Statement(select(_first).order_by(_first.c.kind.desc(), _first.c.place.desc(), _first.c.id.desc()))
_shown: Final = Statement(_works.order_by(work.c.position.desc(), work.c.status_id.desc()))
_title: Final = Statement(select(work.c.title).where(work.c.status_id == param("id"), work.c.account_id == VIEWER))
_to_follow: Final = Statement(
    select(seen.c.id)
    .where(
        seen.c.account_id == param("account"),
        found_by_all(seen),
        seen.c.reblog_of_id.is_(None),
        seen.c.expires_at.is_(None),
        or_(seen.c.in_reply_to_account_id.is_(None), seen.c.in_reply_to_account_id == seen.c.account_id),
    )
    .order_by(seen.c.id.desc())
    .limit(FEED_SIZE)
)


class Work(Struct, frozen=True):
    """A status shown among its author's works, and what the work is called."""

    id: Seen
    title: str


def _work(row: Any) -> Work:
    return Work(Seen(row["id"]), row["title"])


async def first_of_profile(tx: ReadTx, account_id: AccountId) -> tuple[list[Work], list[Seen]]:
    """An account's works in its order, and its pins, the latest first: as far as the viewer may see. One statement."""
    rows = await tx.all(_both, account=account_id)
    return [_work(row) for row in rows if row["kind"]], [Seen(row["id"]) for row in rows if not row["kind"]]


async def works(tx: ReadTx, account_id: AccountId) -> list[Work]:
    """An account's works in its order, as far as the viewer may see."""
    return [_work(row) for row in await tx.all(_shown, account=account_id)]


async def title_of(tx: ReadTx, status_id: StatusId) -> str | None:
    """What one of the viewer's works is called; None where the status is not among them."""
    found = await tx.value(_title, id=status_id)
    return None if found is None else str(found)


async def for_feed(tx: ReadTx, account_id: AccountId) -> list[Seen]:
    """The newest of what an account has posted for everybody to find, without answers to others and without what runs out."""
    return [Seen(an_id) for an_id in await tx.column(_to_follow, account=account_id)]
