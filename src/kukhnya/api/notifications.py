"""Notifications: what concerns the caller."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.dismiss_notifications import dismiss, dismiss_all
from kukhnya.door.answers import Listed, json_bytes
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import NotificationId, iso, time_of
from kukhnya.model.notification import KINDS, group_key, meant, type_of
from kukhnya.model.page import Page
from kukhnya.model.reaction import REACTIONS
from kukhnya.queries import accounts, notifications
from kukhnya.queries.notifications import Wish
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.home import Seen

from . import render
from .collections import told_of
from .forms import Id, an_id
from .reports import attached

MOST_UNREAD: Final = 1000
USUAL_UNREAD: Final = 100
_BY: Final = 2
"""Where in a row it says who did it."""
_ALL: Final = list(KINDS)
_USUAL: Final = [name for name, kind in KINDS.items() if not kind.reaction]
"""The kinds that an app is told of which names none."""


def words(given: list[str] | str) -> list[str]:
    """A list parameter, which some apps send as one word."""
    return [given] if isinstance(given, str) else given


class Wanted(Struct):
    """Which notifications are asked for. `include_types` is Pleroma's word for `types`."""

    types: list[str] | str = field(default_factory=list)
    include_types: list[str] | str = field(default_factory=list)
    exclude_types: list[str] | str = field(default_factory=list)
    account_id: Id | None = None
    include_filtered: bool = False

    @property
    def asked(self) -> list[str]:
        """The words for what is asked for."""
        return [*words(self.types), *words(self.include_types)]

    def wish(self, *, by_key: bool = False) -> Wish:
        """The kinds asked for, without those excluded; from one account, where one is named.

        Where none is asked for: all that Mastodon knows too, lest an app break on others (docs/decisions/0030); all there
        are for whoever names a group `by_key`, which they have been told.
        """
        asked, without = self.asked, words(self.exclude_types)
        kinds = [kind for kind in KINDS if meant(kind, asked)] if asked else _ALL if by_key else _USUAL
        return Wish(
            kinds=[kind for kind in kinds if not meant(kind, without)] if without else kinds,
            sender=an_id(self.account_id, "account_id"),
            include_filtered=self.include_filtered,
        )


class Counted(Wanted):
    """Which are counted, and up to how many."""

    limit: int = USUAL_UNREAD

    @property
    def most(self) -> int:
        """The number to count up to."""
        return max(1, min(self.limit, MOST_UNREAD))


class Chosen(Struct):
    """Which notification is meant."""

    id: Id | None = None


async def shown(call: Call, tx: ReadTx, rows: Sequence[Any], asked: Sequence[str] = ()) -> list[bytes]:
    """These notifications as JSON, their types in the words that were `asked` for.

    One statement warm, two where one is about a collection.
    """
    ids = list(dict.fromkeys(Seen(row["status_id"]) for row in rows if row["status_id"]))
    statuses = dict(zip(ids, await render.statuses(call, tx, ids), strict=True))
    senders = accounts.cards_beside(rows, _BY)
    by_id = dict(zip([card.id for card in senders], await render.account_cards(call, tx, senders), strict=True))
    reports = await attached(call, tx, rows)
    about = await told_of(call, tx, {row["id"]: (row["kind"], row["from_account_id"]) for row in rows})
    made = []
    for row in rows:
        an_id, _, by, status_id, *_ = row
        if by in by_id:
            status = statuses[Seen(status_id)] if status_id else b"null"
            made.append(entity(row, by_id[by], status, reports.get(an_id), about.get(an_id), asked=asked))
    return made


def reaction_told(kind: str) -> dict[str, Any]:
    """What a notification of a kind reaction says more, as Pleroma and as Fedibird say it; nothing of other kinds."""
    name = KINDS[kind].reaction
    if not name:
        return {}
    sign = REACTIONS[name]
    return {"emoji": sign, "emoji_url": None, "emoji_reaction": {"name": sign, "count": 1, "me": False}}


def entity(
    row: Any,
    account: bytes,
    status: bytes,
    report: bytes | None = None,
    collection: dict[str, Any] | None = None,
    *,
    asked: Sequence[str] = (),
) -> bytes:
    """A Notification of its row, its sender, its status (`null` where it has none), the report or collection it is about."""
    an_id, kind = row["id"], row["kind"]
    head = (
        f'{{"id":"{an_id}","type":"{type_of(kind, asked)}","created_at":"{iso(time_of(an_id))}",'
        f'"group_key":"{group_key(kind, row["status_id"], an_id)}","account":'
    )
    about = b"" if report is None else b',"report":' + report
    if collection is not None:
        about += b',"collection":' + json_bytes(collection)
    for name, value in reaction_told(kind).items():
        about += f',"{name}":'.encode() + json_bytes(value)
    return b"".join((head.encode(), account, b',"status":', status, about, b"}"))


@get("/api/v1/notifications", scope="read:notifications", pages=(40, 80))
async def index(tx: ReadTx, call: Call, page: Page, wanted: Wanted) -> Listed:
    """What concerns the caller, newest first."""
    rows = await notifications.page(tx, page, wanted.wish())
    made = await shown(call, tx, rows, wanted.asked)
    return Listed(b"[" + b",".join(made) + b"]", rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/notifications/unread_count", scope="read:notifications")
async def unread_count(tx: ReadTx, counted: Counted) -> dict[str, int]:
    """How many are newer than the caller's mark."""
    return {"count": await notifications.unread(tx, counted.most, counted.wish())}


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
