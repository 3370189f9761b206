"""Whom one wants to hear from, and requests of those who are kept back: the second half of the page on notifications."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from kukhnya.actions import answer_notification_requests
from kukhnya.actions.set_notification_policy import set_notification_policy
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, get, patch, post, put
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, iso, time_of
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.queries import notification_requests as requests
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.home import Seen

from . import render
from .forms import Asked


class PolicyForm(Struct):
    """What an app chooses for each sort of sender: accept, filter or drop."""

    for_not_following: str | None = None
    for_not_followers: str | None = None
    for_new_accounts: str | None = None
    for_private_mentions: str | None = None
    for_limited_accounts: str | None = None
    for_bots: str | None = None


class OldPolicyForm(Struct):
    """The same as the first version of the API had it: filter or not."""

    filter_not_following: bool | None = None
    filter_not_followers: bool | None = None
    filter_new_accounts: bool | None = None
    filter_private_mentions: bool | None = None

    def chosen(self) -> dict[str, str | None]:
        """The choices, by the names of today."""
        return {
            name.replace("filter_", "for_", 1): None if said is None else "filter" if said else "accept"
            for name, said in ((name, getattr(self, name)) for name in self.__struct_fields__)
        }


async def _summary(tx: ReadTx) -> dict[str, int]:
    waiting, kept_back = await requests.pending(tx)
    return {"pending_requests_count": waiting, "pending_notifications_count": kept_back}


async def _policy(tx: ReadTx) -> dict[str, Any]:
    return {**await requests.policy(tx), "summary": await _summary(tx)}


async def _old_policy(tx: ReadTx) -> dict[str, Any]:
    chosen = await requests.policy(tx)
    old = {name: chosen[name.replace("filter_", "for_", 1)] != "accept" for name in OldPolicyForm.__struct_fields__}
    return {**old, "summary": await _summary(tx)}


@get("/api/v2/notifications/policy", scope="read:notifications")
async def policy(tx: ReadTx) -> dict[str, Any]:
    """Whom the caller wants to hear from, and how much is kept back."""
    return await _policy(tx)


@patch("/api/v2/notifications/policy", scope="write:notifications")
async def choose(tx: WriteTx, form: PolicyForm) -> dict[str, Any]:
    """Choose; what is not sent stays."""
    await set_notification_policy(tx, {name: getattr(form, name) for name in form.__struct_fields__})
    return await _policy(tx)


@get("/api/v1/notifications/policy", scope="read:notifications")
async def old_policy(tx: ReadTx) -> dict[str, Any]:
    """The same as older apps know it."""
    return await _old_policy(tx)


@put("/api/v1/notifications/policy", scope="write:notifications")
async def choose_old(tx: WriteTx, form: OldPolicyForm) -> dict[str, Any]:
    """Choose as older apps do."""
    await set_notification_policy(tx, form.chosen())
    return await _old_policy(tx)


async def _shown(call: Call, tx: ReadTx, rows: Sequence[Any]) -> list[bytes]:
    """These requests as JSON. One statement warm."""
    ids = list(dict.fromkeys(Seen(row["status_id"]) for row in rows if row["status_id"]))
    statuses = dict(zip(ids, await render.statuses(call, tx, ids), strict=True))
    cards = accounts.cards_beside(rows, 0)
    people = dict(zip([card.id for card in cards], await render.account_cards(call, tx, cards), strict=True))
    made = []
    for row in rows:
        if row["id"] not in people:
            continue
        head = (
            f'{{"id":"{row["id"]}","created_at":"{iso(time_of(row["first"]))}",'
            f'"updated_at":"{iso(time_of(row["last"]))}","notifications_count":"{row["many"]}","account":'
        )
        status = statuses[Seen(row["status_id"])] if row["status_id"] else b"null"
        made.append(head.encode() + people[row["id"]] + b',"last_status":' + status + b"}")
    return made


@get("/api/v1/notifications/requests", scope="read:notifications", pages=(40, 80))
async def index(tx: ReadTx, call: Call, page: Page) -> Listed:
    """From whom something is kept back."""
    rows = await requests.page(tx, page)
    made = await _shown(call, tx, rows)
    return Listed(b"[" + b",".join(made) + b"]", rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/notifications/requests/merged", scope="read:notifications")
async def merged() -> dict[str, bool]:
    """Is what was let through among the rest by now? It is at once: both happen in one transaction."""
    return {"merged": True}


@get("/api/v1/notifications/requests/{request_id}", scope="read:notifications")
async def show(tx: ReadTx, call: Call, request_id: AccountId) -> bytes:
    """What is kept back from one account."""
    made = await _shown(call, tx, [await requests.one(tx, request_id)])
    if not made:
        raise NotFound(request_id)
    return made[0]


@post("/api/v1/notifications/requests/accept", scope="write:notifications")
async def accept_all(tx: WriteTx, asked: Asked) -> None:
    """Let several through."""
    await answer_notification_requests.accept(tx, asked.numbers())


@post("/api/v1/notifications/requests/dismiss", scope="write:notifications")
async def dismiss_all(tx: WriteTx, asked: Asked) -> None:
    """Put away what is kept back from several."""
    await answer_notification_requests.dismiss(tx, asked.numbers())


@post("/api/v1/notifications/requests/{request_id}/accept", scope="write:notifications")
async def accept(tx: WriteTx, request_id: AccountId) -> None:
    """Let one through, from now on, with what was kept back."""
    await answer_notification_requests.accept(tx, [request_id])


@post("/api/v1/notifications/requests/{request_id}/dismiss", scope="write:notifications")
async def dismiss(tx: WriteTx, request_id: AccountId) -> None:
    """Put away what is kept back from one."""
    await answer_notification_requests.dismiss(tx, [request_id])
