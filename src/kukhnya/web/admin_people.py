"""People, for those who look after the server: found, looked at, and acted on, each act after a page that says what follows.

Shown is what the API shows to staff; what somebody posts is shown to staff as to anybody else, and no more.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, cast

from msgspec import Struct

from kukhnya.actions.answer_member import admit_member, reject_member
from kukhnya.actions.create_account import Role
from kukhnya.actions.disable_member import enable_member
from kukhnya.actions.lift_suspension import erase_suspended, lift_suspension
from kukhnya.actions.sensitize_account import unsensitize_account
from kukhnya.actions.set_role import set_role
from kukhnya.actions.silence_account import unsilence_account
from kukhnya.actions.take_action import take_action
from kukhnya.api.admin_accounts import shaped
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, parse_id
from kukhnya.model.page import Page
from kukhnya.model.roles import ROLES, STAFF, outranks
from kukhnya.queries import reports, staff
from kukhnya.queries.staff import Wanted
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text import names

from .forms import check_form
from .show import page, pager, redirect

STATES: Final = ("", "active", "pending", "silenced", "suspended", "disabled", "staff")
"""What the list can be narrowed to."""
WRONG_HANDLE: Final = "This is not their name. Write it as it stands above."
_ROLE_OF: Final = {facts.id: name for name, facts in ROLES.items()}


async def _take(tx: WriteTx, account_id: AccountId, *, kind: str) -> None:
    await take_action(tx, account_id, kind)


ACTS: Final[Mapping[str, Callable[[WriteTx, AccountId], Awaitable[None]]]] = {
    "approve": admit_member,
    "refuse": reject_member,
    "silence": partial(_take, kind="silence"),
    "unsilence": unsilence_account,
    "sensitive": partial(_take, kind="sensitive"),
    "unsensitive": unsensitize_account,
    "disable": partial(_take, kind="disable"),
    "enable": enable_member,
    "suspend": partial(_take, kind="suspend"),
    "lift": lift_suspension,
}
"""What every moderator may do; the way back stands beside each way."""


class Sought(Struct):
    """Whom to list: in which state, and by the beginning of a name, or by an e-mail address."""

    state: str = ""
    q: str = ""


class ActForm(Struct):
    """From which report somebody has come here, to go back to it."""

    report: str = ""


class RoleForm(Struct):
    """What a member may do from now on."""

    role: str = ""


class DeleteForm(Struct):
    """The name of the account, typed by whoever erases it."""

    handle: str = ""


def _wanted(sought: Sought) -> Wanted:
    said, state = sought.q.strip().removeprefix("@")[:200], sought.state
    kind = "email" if "@" in said else "username" if said.isascii() else "display_name"
    return Wanted(
        state="" if state == "staff" else state, roles=STAFF if state == "staff" else (), **{kind: said} if said else {}
    )


@get("/admin/people", page=True, who=Who.STAFF, pages=(40, 80))
async def people(tx: ReadTx, call: Call, bounds: Page, sought: Sought) -> Answer:
    """Accounts, the newest first."""
    if sought.state not in STATES:
        raise NotFound(sought.state)
    rows = await staff.page(tx, bounds, _wanted(sought))
    shown = await shaped(call, tx, rows)
    listed = Listed(shown, rows[0]["id"] if rows else None, rows[-1]["id"] if rows else None)
    return page(
        call, "admin_people.html", people=shown, ways=pager(call, listed, bounds.limit), states=STATES, sought=sought
    )


def role_of(said: Mapping[str, Any]) -> str:
    """The role in what the API says of an account."""
    return _ROLE_OF[said["role"]["id"]]


def possible(call: Call, said: Mapping[str, Any]) -> list[str]:
    """What the caller can do now with an account, as the API has shown it: nothing among equals and upwards."""
    acting, local = call.caller.role, not said["domain"]
    if int(said["id"]) == call.viewer.id or not outranks(acting, role_of(said)):
        return []
    if not said["approved"]:
        return ["approve", "refuse"]
    acts = ["unsilence" if said["silenced"] else "silence", "unsensitive" if said["sensitized"] else "sensitive"]
    if local:
        acts.append("enable" if said["disabled"] else "disable")
    acts.append("lift" if said["suspended"] else "suspend")
    if acting == "admin":
        acts += ["role"] * (local and not said["suspended"]) + ["delete"] * said["suspended"]
    return acts


async def _said(tx: ReadTx, call: Call, account_id: AccountId) -> dict[str, Any]:
    return (await shaped(call, tx, [await staff.one(tx, account_id)]))[0]


@get("/admin/people/{account_id}", page=True, who=Who.STAFF)
async def person(tx: ReadTx, call: Call, account_id: AccountId) -> Answer:
    """One account, and what can be done."""
    said = await _said(tx, call, account_id)
    opened = await reports.page(tx, Page(limit=1), resolved=False, target=account_id)
    return page(
        call, "admin_person.html", person=said, role=role_of(said), acts=possible(call, said), reported=bool(opened),
        mine=account_id == call.viewer.id,
    )  # fmt: skip


async def _confirm(
    tx: ReadTx, call: Call, account_id: AccountId, act: str, *, errors: Mapping[str, str] | None = None, **more: str
) -> Answer:
    """The page before an act: whom it is about, what follows, and whether it can be undone. Raises NotFound where it cannot be."""
    said = await _said(tx, call, account_id)
    if act not in possible(call, said):
        raise NotFound(act)
    values = {"report": "", "handle_typed": "", **more}
    status = 422 if errors else 200
    return page(
        call, "admin_act.html", status=status, person=said, role=role_of(said), act=act, errors=errors or {}, **values
    )


@get("/admin/people/{account_id}/role", page=True, who=Who.ADMIN)
async def ask_role(tx: ReadTx, call: Call, account_id: AccountId) -> Answer:
    """What somebody is to be able to do here."""
    return await _confirm(tx, call, account_id, "role")


@post("/admin/people/{account_id}/role", page=True, who=Who.ADMIN)
async def give_role(call: Call, account_id: AccountId, form: RoleForm) -> Answer:
    """Give a member a role in place of the one before."""
    check_form(call)

    async def work(tx: WriteTx) -> None:
        await staff.subject(tx, account_id)
        await set_role(tx, account_id, cast("Role", form.role))
        tx.after_commit(call.house.callers.forget)

    if form.role in ROLES:
        await call.house.store.write(call.viewer, work)
    return redirect(f"/admin/people/{account_id}")


@get("/admin/people/{account_id}/delete", page=True, who=Who.ADMIN)
async def ask_delete(tx: ReadTx, call: Call, account_id: AccountId) -> Answer:
    """What erasing means, and a place to write the name of whom it is about."""
    return await _confirm(tx, call, account_id, "delete")


@post("/admin/people/{account_id}/delete", page=True, who=Who.ADMIN)
async def erase(call: Call, account_id: AccountId, form: DeleteForm) -> Answer:
    """Erase a suspended account, once its name has been written. Erased already: nothing is left to do."""
    check_form(call)
    typed = form.handle.strip().removeprefix("@")
    async with call.house.store.read(call.viewer) as tx:
        row = (await staff.several(tx, [account_id])).get(account_id)
        if row is None:
            return redirect("/admin/people?state=suspended")
        name, _, domain = typed.partition("@")
        if names.username_key(name) != row["username_key"] or domain.casefold() not in {
            row["domain"].casefold(), call.house.settings.domain if not row["domain"] else row["domain"],
        }:  # fmt: skip
            errors = {"handle": WRONG_HANDLE}
            return await _confirm(tx, call, account_id, "delete", errors=errors, handle_typed=form.handle[:200])

    await _acted(call, account_id, erase_suspended)
    return redirect("/admin/people?state=suspended")


async def _acted(call: Call, account_id: AccountId, act: Callable[[WriteTx, AccountId], Awaitable[None]]) -> None:
    """Do it; what this process remembers of callers and of what they have posted is forgotten."""

    async def work(tx: WriteTx) -> None:
        await act(tx, account_id)
        tx.after_commit(call.house.callers.forget)
        tx.after_commit(call.house.fragments.clear)

    await call.house.store.write(call.viewer, work)


@get("/admin/people/{account_id}/{act}", page=True, who=Who.STAFF)
async def ask(tx: ReadTx, call: Call, account_id: AccountId, act: str, form: ActForm) -> Answer:
    """What this would do to somebody, and whether it can be undone."""
    if act not in ACTS:
        raise NotFound(act)
    return await _confirm(tx, call, account_id, act, report=form.report if parse_id(form.report) else "")


@post("/admin/people/{account_id}/{act}", page=True, who=Who.STAFF)
async def do(call: Call, account_id: AccountId, act: str, form: ActForm) -> Answer:
    """Do it; what is done already stays done."""
    check_form(call)
    if act not in ACTS:
        raise NotFound(act)

    async def once(tx: WriteTx, account_id: AccountId) -> None:
        row = await staff.subject(tx, account_id)
        if act in possible(call, (await shaped(call, tx, [row]))[0]):
            await ACTS[act](tx, account_id)

    try:
        await _acted(call, account_id, once)
    except NotFound:
        if act != "refuse":
            raise
    if act in {"approve", "refuse"}:
        return redirect("/admin/people?state=pending")
    report = parse_id(form.report)
    return redirect(f"/admin/reports/{report}" if report else f"/admin/people/{account_id}")
