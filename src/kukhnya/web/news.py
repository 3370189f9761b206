"""News: what concerns the reader, told together where it is the same thing; and those who are kept back until one lets them in.

Looking changes nothing: what is new stays new until the reader says that it has been read.
"""

import contextlib
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct

from kukhnya.actions.answer_notification_requests import accept, dismiss
from kukhnya.actions.dismiss_notifications import dismiss_all, dismiss_group
from kukhnya.actions.set_marker import set_marker
from kukhnya.api import grouped_notifications, notification_policy
from kukhnya.api.forms import Id, an_id
from kukhnya.api.notifications import Wanted
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.notification import KINDS
from kukhnya.model.page import Page
from kukhnya.model.reaction import REACTIONS, reaction_named
from kukhnya.queries import markers, notification_groups, notification_requests, notifications
from kukhnya.queries.notification_groups import GROUPED
from kukhnya.queries.notifications import Wish
from kukhnya.store.tx import ReadTx

from .articles import article
from .baked import Baked
from .forms import check_form
from .show import items, own_path, page, pager, redirect

PLACE: Final = "/notifications"
TABS: Final = {"": list(KINDS), "mentions": ["mention"]}
"""What each tab shows."""
_WAITING: Final = f"{PLACE}/requests"
_OWN: Final = frozenset({"favourite", "reblog"} | set(REACTIONS))
"""Told about a status of the reader's own, which is shown in short."""


class Told(Struct):
    """Groups of notifications as the API says them."""

    accounts: list[Any]
    statuses: list[Raw]
    notification_groups: list[Any]


class News(Struct, frozen=True):
    """One sentence of the page: who did what to which status. `more`: how many beside the first of `who`."""

    key: str
    kind: str
    """A kind of the API, or the name of a kind reaction."""
    who: list[Any]
    more: int
    at: str
    new: bool
    status: Any
    shown: Baked | None
    """The status as an article, where it is shown whole."""


class Shown(Struct):
    """Which tab is open."""

    tab: str = ""


class Read(Struct):
    """Up to where the reader has read."""

    up_to: Id | None = None


MOST_COUNTED: Final = 10
"""The rail counts no further: to count is to look at each, and home is to stay quick."""
_told: Final = msgspec.json.Decoder(Told)


@get(PLACE, page=True, twin="/api/v2/notifications", pages=(20, 40))
async def news(tx: ReadTx, call: Call, bounds: Page, shown: Shown) -> Answer:
    """What concerns the reader, newest first: everything, or where they are named."""
    tab = shown.tab if shown.tab in TABS else ""
    groups = await notification_groups.page(tx, bounds, Wish(kinds=TABS[tab]), GROUPED, call.house.fragments)
    told = _told.decode(await grouped_notifications.shown(call, tx, groups, of_page=True))
    marks = await markers.markers(tx, ["notifications"])
    made = _news(call, told, marks[0]["last_read_id"] if marks else 0)
    kept_back, _ = await notification_requests.pending(tx)
    listed = Listed(groups, groups[0].newest if groups else None, groups[-1].newest if groups else None)
    return page(
        call, "news.html", tab=tab, news=made, ways=pager(call, listed, bounds.limit), kept_back=kept_back,
        up_to=groups[0].newest if groups else 0, any_new=any(each.new for each in made),
    )  # fmt: skip


async def unread(tx: ReadTx) -> int:
    """How much is newer than the reader's mark, for the rail. One statement, and a small one."""
    return await notifications.unread(tx, MOST_COUNTED, Wish(kinds=list(KINDS)))


def _news(call: Call, told: Told, last_read: int) -> list[News]:
    """The groups as sentences; each status whole once at most, and none that a filter of the reader's hides."""
    people = {each["id"]: each for each in told.accounts}
    statuses = {msgspec.json.decode(said, type=_Named).id: bytes(said) for said in told.statuses}
    whole: set[str] = set()
    made = []
    for group in told.notification_groups:
        kind = reaction_named(group["emoji"]) if "emoji" in group else group["type"]
        said = statuses.get(group.get("status_id", ""))
        shown = None
        if said and kind not in _OWN and group["status_id"] not in whole:
            shown = article(call, said, "notifications")
            if not shown:
                continue
            whole.add(group["status_id"])
        made.append(
            News(
                key=group["group_key"], kind=kind, who=[people[who] for who in group["sample_account_ids"]],
                more=group["notifications_count"] - 1, at=group["latest_page_notification_at"],
                new=int(group["most_recent_notification_id"]) > last_read,
                status=msgspec.json.decode(said) if said else None, shown=shown,
            )
        )  # fmt: skip
    return made


class _Named(Struct):
    id: str


@post(f"{PLACE}/read", page=True)
async def mark(call: Call, read: Read) -> Answer:
    """All up to the newest that was on the page has been read."""
    check_form(call)
    number = an_id(read.up_to, "up_to") or 0
    await call.house.store.write(call.viewer, lambda tx: set_marker(tx, "notifications", number))
    return redirect(PLACE)


@get(f"{PLACE}/clear", page=True)
async def ask_to_clear(call: Call) -> Answer:
    """Is everything to be put away?"""
    return page(call, "news_clear.html")


@post(f"{PLACE}/clear", page=True)
async def clear(call: Call) -> Answer:
    """Put everything away."""
    check_form(call)
    await call.house.store.write(call.viewer, dismiss_all)
    return redirect(PLACE)


@get(_WAITING, page=True, twin="/api/v1/notifications/requests", pages=(20, 40))
async def waiting(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """From whom something is kept back."""
    listed = await notification_policy.index(tx, call, bounds)
    return page(call, "news_waiting.html", waiting=items(listed), ways=pager(call, listed, bounds.limit))


@post(f"{_WAITING}/{{request_id}}/accept", page=True)
async def let_in(call: Call, request_id: AccountId) -> Answer:
    """Hear from somebody from now on, and what was kept back."""
    check_form(call)
    with contextlib.suppress(NotFound):  # answered in another window
        await call.house.store.write(call.viewer, lambda tx: accept(tx, [request_id]))
    return redirect(_WAITING)


@post(f"{_WAITING}/{{request_id}}/dismiss", page=True)
async def put_back(call: Call, request_id: AccountId) -> Answer:
    """Put away what was kept back from somebody."""
    check_form(call)
    with contextlib.suppress(NotFound):
        await call.house.store.write(call.viewer, lambda tx: dismiss(tx, [request_id]))
    return redirect(_WAITING)


@get(f"{PLACE}/{{group_key}}/people", page=True, twin="/api/v2/notifications/{group_key}/accounts", pages=(40, 80))
async def who(tx: ReadTx, call: Call, group_key: str, bounds: Page) -> Answer:
    """Everybody of whom one sentence tells."""
    listed = await grouped_notifications.senders(tx, call, group_key, bounds, Wanted(include_filtered=True))
    return page(call, "news_who.html", people=items(listed), ways=pager(call, listed, bounds.limit))


@post(f"{PLACE}/{{group_key}}/dismiss", page=True)
async def put_away(call: Call, group_key: str) -> Answer:
    """Put one sentence away."""
    check_form(call)
    with contextlib.suppress(NotFound):
        await call.house.store.write(call.viewer, lambda tx: dismiss_group(tx, group_key))
    go_on = own_path(call.said.get("back"))
    return redirect(go_on if go_on.startswith(PLACE) else PLACE)
