"""Accounts, for those who look after the server. No client address is shown, because none is kept."""

from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct, field

from kukhnya.actions.answer_member import admit_member, reject_member
from kukhnya.actions.disable_member import enable_member
from kukhnya.actions.lift_suspension import erase_suspended, lift_suspension
from kukhnya.actions.sensitize_account import unsensitize_account
from kukhnya.actions.silence_account import unsilence_account
from kukhnya.actions.take_action import take_action
from kukhnya.door.answers import Listed, json_bytes
from kukhnya.door.route import Call, Who, delete, get, post
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, ReportId, iso, month
from kukhnya.model.page import Page
from kukhnya.model.roles import ROLES, STAFF
from kukhnya.queries import staff
from kukhnya.queries.staff import Wanted
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.cards import AccountCard

from . import render, roles
from .forms import Id, an_id

_PAGES: Final = (100, 200)
_STATES: Final = ("active", "pending", "disabled", "silenced", "suspended", "sensitized")


class Filters(Struct):
    """What the first version narrows by."""

    local: bool = False
    remote: bool = False
    active: bool = False
    pending: bool = False
    disabled: bool = False
    silenced: bool = False
    suspended: bool = False
    sensitized: bool = False
    staff: bool = False
    username: str = ""
    display_name: str = ""
    by_domain: str = ""
    email: str = ""
    ip: str = ""


class NewFilters(Struct):
    """What the second version narrows by."""

    origin: str = ""
    status: str = ""
    permissions: str = ""
    role_ids: list[Id] | Id = field(default_factory=list)
    invited_by: Id = ""
    username: str = ""
    display_name: str = ""
    by_domain: str = ""
    email: str = ""
    ip: str = ""


class ActionForm(Struct):
    """What is to be done. Words to the account are not read, for there is no mail to send them with."""

    type: str = ""
    report_id: Id | None = None


class _State(NamedTuple):
    """What staff are told of an account that is true of many others too."""

    role: str | None
    most_collections: int
    state: str | None
    silenced: bool
    suspended: bool
    sensitized: bool
    language: str


async def told(call: Call, tx: ReadTx, rows: Sequence[Any]) -> list[bytes]:
    """Admin::Accounts as JSON, from rows of `queries.staff`. No statement where the accounts are in memory, two at most.

    Only what anybody may be told of an account is kept; the address of e-mail and the rest of staff's part never is.
    """
    cards = [AccountCard(row["id"], row["version"], bool(row["whole"])) for row in rows]
    accounts = await render.account_cards(call, tx, cards)
    return [_head(call, row) + b',"account":' + account + b"}" for row, account in zip(rows, accounts, strict=True)]


async def shaped(call: Call, tx: ReadTx, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The same, for pages."""
    return [msgspec.json.decode(each) for each in await told(call, tx, rows)]


def _head(call: Call, row: Any) -> bytes:
    """Staff's part, without the closing brace."""
    an_id, _, username, _, domain, since, silenced, suspended, sensitized, role, state, language, email, _ = row
    named = {
        "id": str(an_id),
        "username": username,
        "domain": domain or None,
        "created_at": iso(month(since)),
        "email": email or "",
    }
    kind = _State(
        role=role, most_collections=call.house.settings.max_collections, state=state, silenced=bool(silenced),
        suspended=bool(suspended), sensitized=bool(sensitized), language=language or "",
    )  # fmt: skip
    return json_bytes(named)[:-1] + _rest(kind)


@lru_cache(maxsize=500)
def _rest(of: _State) -> bytes:
    """What is said of all accounts in one state, to go on with: there are few states."""
    said: dict[str, Any] = {
        "ip": None,
        "ips": [],
        "role": roles.role(of.role, of.most_collections),
        "confirmed": True,
        "approved": of.state != "pending",
        "disabled": of.state == "disabled",
        "silenced": of.silenced,
        "suspended": of.suspended,
        "sensitized": of.sensitized,
        "locale": of.language,
        "invite_request": None,
    }
    return b"," + json_bytes(said)[1:-1]


async def _one(call: Call, tx: ReadTx, account_id: AccountId) -> bytes:
    return (await told(call, tx, [await staff.one(tx, account_id)]))[0]


async def _listed(call: Call, tx: ReadTx, page: Page, wanted: Wanted | None) -> Listed:
    rows = [] if wanted is None else await staff.page(tx, page, wanted)
    body = b"[" + b",".join(await told(call, tx, rows)) + b"]"
    return Listed(body, rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)


@get("/api/v1/admin/accounts", scope="admin:read:accounts", who=Who.STAFF, pages=_PAGES)
async def index(tx: ReadTx, call: Call, page: Page, said: Filters) -> Listed:
    """Accounts, the newest first. Looked up by client address: none, for none is kept."""
    state = next((name for name in _STATES if getattr(said, name)), "")
    wanted = Wanted(
        origin="" if said.local == said.remote else "local" if said.local else "remote",
        state=state, roles=STAFF if said.staff else (), username=said.username, display_name=said.display_name,
        domain=said.by_domain, email=said.email,
    )  # fmt: skip
    return await _listed(call, tx, page, None if said.ip else wanted)


@get("/api/v2/admin/accounts", scope="admin:read:accounts", who=Who.STAFF, pages=_PAGES)
async def index_v2(tx: ReadTx, call: Call, page: Page, said: NewFilters) -> Listed:
    """The same, asked in newer words. By client address or by who invited: none, for neither is kept."""
    if said.origin not in ("", "local", "remote"):
        raise refused("origin", "ERR_INCLUSION", "origin must be local or remote")
    if said.status not in ("", *_STATES):
        raise refused("status", "ERR_INCLUSION", f"status must be one of {', '.join(_STATES)}")
    ids = said.role_ids if isinstance(said.role_ids, list) else [said.role_ids]
    chosen = tuple(name for name, facts in ROLES.items() if facts.id in {str(each) for each in ids})
    if said.permissions == "staff":
        chosen = tuple(name for name in STAFF if not ids or name in chosen)
    nobody = bool(said.ip or said.invited_by or ((ids or said.permissions == "staff") and not chosen))
    wanted = Wanted(
        origin=said.origin, state=said.status, roles=chosen, username=said.username, display_name=said.display_name,
        domain=said.by_domain, email=said.email,
    )  # fmt: skip
    return await _listed(call, tx, page, None if nobody else wanted)


@get("/api/v1/admin/accounts/{account_id}", scope="admin:read:accounts", who=Who.STAFF)
async def show(tx: ReadTx, call: Call, account_id: AccountId) -> bytes:
    """One account."""
    return await _one(call, tx, account_id)


async def _acted(
    call: Call, tx: WriteTx, account_id: AccountId, act: Callable[[WriteTx, AccountId], Awaitable[None]]
) -> bytes:
    """Do it; the answer is the account as it is then. Tokens are looked up anew at the next request."""
    await act(tx, account_id)
    tx.after_commit(call.house.callers.forget)
    return await _one(call, tx, account_id)


async def _erased(
    call: Call, tx: WriteTx, account_id: AccountId, act: Callable[[WriteTx, AccountId], Awaitable[None]]
) -> bytes:
    """Erase it; the answer is the account as it was."""
    before = await _one(call, tx, account_id)
    await act(tx, account_id)
    tx.after_commit(call.house.callers.forget)
    tx.after_commit(call.house.fragments.clear)
    return before


@post("/api/v1/admin/accounts/{account_id}/approve", scope="admin:write:accounts", who=Who.STAFF)
async def approve(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Let somebody in who waits."""
    return await _acted(call, tx, account_id, admit_member)


@post("/api/v1/admin/accounts/{account_id}/reject", scope="admin:write:accounts", who=Who.STAFF)
async def reject(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Turn somebody away who waits; nothing of them is kept."""
    return await _erased(call, tx, account_id, reject_member)


@delete("/api/v1/admin/accounts/{account_id}", scope="admin:write:accounts", who=Who.ADMIN)
async def erase(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Erase a suspended account with everything that is its own."""
    return await _erased(call, tx, account_id, erase_suspended)


@post("/api/v1/admin/accounts/{account_id}/action", scope="admin:write:accounts", who=Who.STAFF)
async def act(tx: WriteTx, call: Call, account_id: AccountId, form: ActionForm) -> None:
    """Act against an account, and resolve what was reported of it."""
    report_id = an_id(form.report_id, "report_id")
    await take_action(tx, account_id, form.type, None if report_id is None else ReportId(report_id))
    tx.after_commit(call.house.callers.forget)


@post("/api/v1/admin/accounts/{account_id}/enable", scope="admin:write:accounts", who=Who.STAFF)
async def enable(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Let a member go on who was disabled."""
    return await _acted(call, tx, account_id, enable_member)


@post("/api/v1/admin/accounts/{account_id}/unsensitive", scope="admin:write:accounts", who=Who.STAFF)
async def unsensitive(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Show an account's statuses as it means them."""
    return await _acted(call, tx, account_id, unsensitize_account)


@post("/api/v1/admin/accounts/{account_id}/unsilence", scope="admin:write:accounts", who=Who.STAFF)
async def unsilence(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Let an account be found again."""
    return await _acted(call, tx, account_id, unsilence_account)


@post("/api/v1/admin/accounts/{account_id}/unsuspend", scope="admin:write:accounts", who=Who.STAFF)
async def unsuspend(tx: WriteTx, call: Call, account_id: AccountId) -> bytes:
    """Show a suspended account again."""
    return await _acted(call, tx, account_id, lift_suspension)
