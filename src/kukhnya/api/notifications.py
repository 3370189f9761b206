"""Notifications: what concerns the caller."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.dismiss_notifications import dismiss, dismiss_all
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId, iso, time_of
from kukhnya.model.page import Page
from kukhnya.queries import accounts, notifications
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.home import Seen

from . import render
from .forms import Id, an_id

_MOST_UNREAD: Final = 1000
_USUAL_UNREAD: Final = 100


class Wanted(Struct):
    """Which notifications are asked for."""

    types: list[str] | str = field(default_factory=list)
    exclude_types: list[str] | str = field(default_factory=list)
    account_id: Id | None = None

    def kinds(self) -> list[str]:
        """The kinds to show: those asked for, or all, without those excluded."""
        asked = [self.types] if isinstance(self.types, str) else self.types
        without = [self.exclude_types] if isinstance(self.exclude_types, str) else self.exclude_types
        return [kind for kind in notifications.KINDS if (not asked or kind in asked) and kind not in without]


class Chosen(Struct):
    """Which notification is meant."""

    id: Id | None = None


async def shown(call: Call, tx: ReadTx, rows: Sequence[Any]) -> list[bytes]:
    """These notifications as JSON. Two statements warm: statuses, accounts."""
    ids = list(dict.fromkeys(Seen(row["status_id"]) for row in rows if row["status_id"]))
    statuses = dict(zip(ids, await render.statuses(call, tx, ids), strict=True))
    senders = await accounts.cards(tx, list(dict.fromkeys(row["from_account_id"] for row in rows)))
    by_id = dict(zip([card.id for card in senders], await render.account_cards(call, tx, senders), strict=True))
    made = []
    for row in rows:
        if row["from_account_id"] not in by_id:
            continue
        status = statuses[Seen(row["status_id"])] if row["status_id"] else b"null"
        head = (
            f'{{"id":"{row["id"]}","type":"{row["kind"]}","created_at":"{iso(time_of(row["id"]))}",'
            f'"group_key":"ungrouped-{row["id"]}","account":'
        )
        made.append(head.encode() + by_id[row["from_account_id"]] + b',"status":' + status + b"}")
    return made


@get("/api/v1/notifications", scope="read:notifications", pages=(40, 80))
async def index(tx: ReadTx, call: Call, page: Page, wanted: Wanted) -> Listed:
    """What concerns the caller, newest first."""
    rows = await notifications.page(tx, page, wanted.kinds(), an_id(wanted.account_id, "account_id"))
    made = await shown(call, tx, rows)
    return Listed(b"[" + b",".join(made) + b"]", rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


class Counted(Struct):
    """Up to how many to count."""

    limit: int = _USUAL_UNREAD


@get("/api/v1/notifications/unread_count", scope="read:notifications")
async def unread_count(tx: ReadTx, counted: Counted) -> dict[str, int]:
    """How many are newer than the caller's mark."""
    return {"count": await notifications.unread(tx, max(1, min(counted.limit, _MOST_UNREAD)))}


@get("/api/v1/notifications/{notification_id}", scope="read:notifications")
async def show(tx: ReadTx, call: Call, notification_id: NotificationId) -> bytes:
    """One notification."""
    made = await shown(call, tx, [await notifications.one(tx, notification_id)])
    if not made:
        raise NotFound(notification_id)
    return made[0]


@post("/api/v1/notifications/clear", scope="write:notifications")
async def clear(tx: WriteTx) -> None:
    """Put all away."""
    await dismiss_all(tx)


@post("/api/v1/notifications/{notification_id}/dismiss", scope="write:notifications")
async def put_away(tx: WriteTx, notification_id: NotificationId) -> None:
    """Put one away."""
    await dismiss(tx, notification_id)


@post("/api/v1/notifications/dismiss", scope="write:notifications")
async def put_away_old(tx: WriteTx, chosen: Chosen) -> None:
    """The same, as older apps ask."""
    await dismiss(tx, NotificationId(an_id(chosen.id, "id") or 0))
