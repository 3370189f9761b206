"""Grouped notifications: the same, told together where many do the same thing."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import field, structs

from kukhnya.actions.dismiss_notifications import dismiss_group
from kukhnya.door.answers import Listed, json_bytes
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import refused
from kukhnya.model.ids import iso, time_of
from kukhnya.model.notification import meant, type_of
from kukhnya.model.page import Page
from kukhnya.queries import accounts, notification_groups
from kukhnya.queries.notification_groups import GROUPED, NotificationGroup
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.home import Seen

from . import render
from .collections import told_of
from .notifications import Counted, Wanted, reaction_told, words
from .partial import partial as partial_account

_EXPANSIONS: Final = ("full", "partial_avatars")


class WantedGroups(Wanted):
    """Which groups are asked for, and how much is said of accounts."""

    grouped_types: list[str] | str = field(default_factory=list)
    expand_accounts: str = "full"

    def partial(self) -> bool:
        """Is only the latest account of each group wanted whole? Raises Refused for a word nobody knows."""
        if self.expand_accounts not in _EXPANSIONS:
            raise refused("expand_accounts", "ERR_INCLUSION", f"expand_accounts must be {' or '.join(_EXPANSIONS)}")
        return self.expand_accounts == "partial_avatars"


class CountedGroups(Counted):
    """Which groups are counted."""

    grouped_types: list[str] | str = field(default_factory=list)


def grouped(asked: list[str] | str) -> list[str]:
    """The kinds to group: those asked for, or all that can be."""
    return [kind for kind in GROUPED if meant(kind, words(asked))] if asked else GROUPED


def shaped(
    group: NotificationGroup,
    sample: Sequence[int],
    collection: dict[str, Any] | None,
    *,
    of_page: bool,
    asked: Sequence[str] = (),
) -> dict[str, Any]:
    """A NotificationGroup; on a page, with its bounds within it."""
    made: dict[str, Any] = {
        "group_key": group.key,
        "notifications_count": group.count,
        "type": type_of(group.kind, asked),
        "most_recent_notification_id": str(group.newest),
        "sample_account_ids": [str(who) for who in sample],
        **reaction_told(group.kind),
    }
    if of_page:
        made["page_min_id"] = str(group.oldest)
        made["page_max_id"] = str(group.newest)
        made["latest_page_notification_at"] = iso(time_of(group.newest))
    if group.status_id:
        made["status_id"] = str(group.status_id)
    if collection is not None:
        made["collection"] = collection
    return made


def _said(call: Call, group: NotificationGroup, *, of_page: bool, asked: Sequence[str]) -> bytes:
    """A NotificationGroup as JSON, put together once for as long as it says the same; for what is about no collection."""
    key = ("told", group, of_page, type_of(group.kind, asked))
    known: bytes | None = call.house.fragments.get(key)
    if known is None:
        known = json_bytes(shaped(group, group.sample, None, of_page=of_page, asked=asked))
        call.house.fragments.put(key, known, 2 * len(known))
    return known


async def shown(
    call: Call,
    tx: ReadTx,
    groups: Sequence[NotificationGroup],
    *,
    of_page: bool,
    partial: bool = False,
    asked: Sequence[str] = (),
) -> bytes:
    """These groups with the accounts, statuses and collections they name. Two statements warm, three with collections."""
    ids = list(dict.fromkeys(Seen(group.status_id) for group in groups if group.status_id))
    statuses = await render.statuses(call, tx, ids)
    cards = await accounts.cards(tx, list(dict.fromkeys(who for group in groups for who in group.sample)))
    people: dict[int, bytes] = dict(
        zip([card.id for card in cards], await render.account_cards(call, tx, cards), strict=True)
    )
    told = [group for each in groups if (group := _of(each, people))]
    about = await told_of(call, tx, {group.newest: (group.kind, group.sample[0]) for group in told})
    whole = {group.sample[0] for group in told} if partial else people
    made = [
        json_bytes(shaped(group, group.sample, about[group.newest], of_page=of_page, asked=asked))
        if group.newest in about
        else _said(call, group, of_page=of_page, asked=asked)
        for group in told
    ]
    parts = [
        b'{"accounts":[' + b",".join([said for who, said in people.items() if who in whole]) + b"]",
        b'"statuses":[' + b",".join(statuses) + b"]",
        b'"notification_groups":[' + b",".join(made) + b"]}",
    ]
    if partial:
        rest = [partial_account(said) for who, said in people.items() if who not in whole]
        parts.insert(1, b'"partial_accounts":' + json_bytes(rest))
    return b",".join(parts)


def _of(group: NotificationGroup, people: Mapping[int, bytes]) -> NotificationGroup | None:
    """The group, naming those of its sample who are there; None where nobody is."""
    sample = tuple([who for who in group.sample if who in people])
    if len(sample) == len(group.sample):
        return group
    return structs.replace(group, sample=sample) if sample else None


@get("/api/v2/notifications", scope="read:notifications", pages=(40, 80))
async def index(tx: ReadTx, call: Call, page: Page, wanted: WantedGroups) -> Listed:
    """What concerns the caller, in groups, the one with the newest notification first."""
    partial = wanted.partial()
    groups = await notification_groups.page(
        tx, page, wanted.wish(), grouped(wanted.grouped_types), call.house.fragments
    )
    body = await shown(call, tx, groups, of_page=True, partial=partial, asked=wanted.asked)
    return Listed(body, groups[0].newest if groups else None, groups[-1].newest if groups else None)


@get("/api/v2/notifications/unread_count", scope="read:notifications")
async def unread_count(tx: ReadTx, counted: CountedGroups) -> dict[str, int]:
    """How many groups have something newer than the caller's mark."""
    kinds = grouped(counted.grouped_types)
    return {"count": await notification_groups.unread(tx, counted.most, counted.wish(), kinds)}


@get("/api/v2/notifications/{group_key}", scope="read:notifications")
async def show(tx: ReadTx, call: Call, group_key: str, wanted: WantedGroups) -> bytes:
    """One group."""
    group = await notification_groups.one(tx, group_key, wanted.wish(by_key=True))
    return await shown(call, tx, [group], of_page=False, partial=wanted.partial(), asked=wanted.asked)


@post("/api/v2/notifications/{group_key}/dismiss", scope="write:notifications")
async def put_away(tx: WriteTx, group_key: str) -> None:
    """Put a group away."""
    await dismiss_group(tx, group_key)


@get("/api/v2/notifications/{group_key}/accounts", scope="read:notifications", pages=(40, 80))
async def senders(tx: ReadTx, call: Call, group_key: str, page: Page, wanted: Wanted) -> Listed:
    """Everybody in a group, the latest first."""
    return await render.people(
        call, tx, await notification_groups.senders(tx, group_key, page, wanted.wish(by_key=True))
    )
