"""What one member can do about another: follow, be told, keep quiet, keep away. Each is what the API does."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from kukhnya.actions.follow import Wishes
from kukhnya.actions.follow import follow as follow_account
from kukhnya.actions.keep_circle import add_to_circle, remove_from_circle
from kukhnya.actions.keep_list import add_to_list, remove_from_list
from kukhnya.actions.mute import mute as mute_account
from kukhnya.actions.mute import unmute as unmute_account
from kukhnya.actions.note_account import note_account
from kukhnya.actions.report_account import Complaint, report_account
from kukhnya.actions.unfollow import remove_follower
from kukhnya.actions.unfollow import unfollow as unfollow_account
from kukhnya.api import relationships, render
from kukhnya.api.entities import acct
from kukhnya.api.forms import Id, an_id, numbers
from kukhnya.api.relationships import MuteForm, NoteForm, relationship
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import AccountId, CircleId, ListId, StatusId
from kukhnya.queries import circles, lists, rules
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen

from . import profile
from .articles import article
from .before import before_acting
from .forms import check_form, wrong_fields
from .show import page, redirect

MUTES: Final = (0, 3600, 86_400, 604_800, 2_592_000)
"""For how many seconds a mute may be chosen; 0: until it is undone."""


class Switch(Struct):
    """Something that is on or off."""

    on: bool = False


class Kept(Struct):
    """A list or circle, and whether somebody is to be in it."""

    id: Id = ""
    on: bool = False


class ReportForm(Struct):
    """What is reported, and why."""

    category: str = "other"
    comment: str = ""
    rule_ids: list[Id] | Id = field(default_factory=list)
    status_id: Id = ""


async def _other(tx: ReadTx, call: Call, handle: str) -> Any:
    """The account of the handle, which is not the reader's own. Raises NotFound."""
    row = await profile.named(tx, call, handle)
    if row["id"] == call.viewer.id:
        raise NotFound(handle)
    return row


async def _done(
    call: Call, handle: str, act: Callable[[WriteTx, AccountId], Awaitable[Any]], then: str = "/more"
) -> Answer:
    """Do it to the account of the handle, then show how things stand."""
    check_form(call)

    async def whole(tx: WriteTx) -> str:
        row = await _other(tx, call, handle)
        await act(tx, AccountId(row["id"]))
        return acct(row["username"], row["domain"])

    # To the name as it is kept: what stood in the address may be written in many ways.
    return redirect(f"/@{await call.house.store.write(call.viewer, whole)}{then}")


async def _more(tx: ReadTx, call: Call, handle: str, wrong: Refused | None = None) -> Answer:
    row = await _other(tx, call, handle)
    account_id = AccountId(row["id"])
    who, stands = await profile.shown(tx, call, row), await relationship(tx, account_id)
    return page(
        call, "person.html", status=422 if wrong else 200, errors=wrong_fields(wrong) if wrong else {}, who=who,
        whole=bool(row["whole"]), stands=stands, mutes=MUTES, reported=call.said.get("reported") == "1",
        note=str(call.said.get("comment", "")) if wrong else stands["note"],
        lists=await lists.all_own(tx), on={each["id"] for each in await lists.holding(tx, account_id)},
        circles=await circles.all_own(tx), within={each["id"] for each in await circles.holding(tx, account_id)},
    )  # fmt: skip


@get("/{handle}/more", page=True)
async def more(tx: ReadTx, call: Call, handle: str) -> Answer:
    """Everything there is to do about somebody."""
    return await _more(tx, call, handle)


@post("/{handle}/follow", page=True)
async def follow(call: Call, handle: str) -> Answer:
    """Follow, or ask to."""
    check_form(call)
    stop = await before_acting(call, "follow", await _said_of(call, handle), (), back=f"/{handle}")
    if stop is not None:
        return stop
    return await _done(call, handle, lambda tx, who: follow_account(tx, who, Wishes()), "")


async def _said_of(call: Call, handle: str) -> tuple[str, ...]:
    """What somebody says of themselves; nothing where the reader has chosen no pack. Raises NotFound."""
    if not call.caller.jurisdictions:
        return ()
    async with call.house.store.read(call.viewer) as tx:
        row = await _other(tx, call, handle)
        lines = msgspec.json.decode(row["fields"], type=list[dict[str, Any]])
        return row["note"], *(f"{line.get('name', '')} {line.get('value', '')}" for line in lines)


@post("/{handle}/unfollow", page=True)
async def unfollow(call: Call, handle: str) -> Answer:
    """Follow no more, or ask no more."""
    return await _done(call, handle, unfollow_account, "")


@post("/{handle}/notify", page=True)
async def notify(call: Call, handle: str, form: Switch) -> Answer:
    """Be told when somebody followed posts, or no more."""
    return await _done(call, handle, lambda tx, who: _wish(tx, who, Wishes(notify=form.on)))


@post("/{handle}/shares", page=True)
async def shares(call: Call, handle: str, form: Switch) -> Answer:
    """See on one's home page what somebody followed shares, or not."""
    return await _done(call, handle, lambda tx, who: _wish(tx, who, Wishes(reblogs=form.on)))


async def _wish(tx: WriteTx, who: AccountId, wishes: Wishes) -> None:
    """Change what one sees of somebody followed; whoever does not follow does not begin to."""
    if (await relationship(tx, who))["following"]:
        await follow_account(tx, who, wishes)


@post("/{handle}/mute", page=True)
async def mute(call: Call, handle: str, form: MuteForm) -> Answer:
    """Hear nothing of somebody, for a time or until it is undone."""
    duration = form.duration if form.duration in MUTES else 0
    return await _done(
        call, handle, lambda tx, who: mute_account(tx, who, notifications=form.notifications, duration_s=duration)
    )


@post("/{handle}/unmute", page=True)
async def unmute(call: Call, handle: str) -> Answer:
    """Hear of somebody again."""
    return await _done(call, handle, unmute_account)


@get("/{handle}/block", page=True)
async def before_block(tx: ReadTx, call: Call, handle: str) -> Answer:
    """What blocking will do."""
    return await _sure(tx, call, handle, "block")


async def _sure(tx: ReadTx, call: Call, handle: str, act: str) -> Answer:
    return page(call, "person_sure.html", act=act, who=await profile.shown(tx, call, await _other(tx, call, handle)))


@post("/{handle}/block", page=True)
async def block(call: Call, handle: str) -> Answer:
    """Block."""
    return await _done(call, handle, lambda tx, who: relationships.block(tx, call, who))


@post("/{handle}/unblock", page=True)
async def unblock(call: Call, handle: str) -> Answer:
    """Block no more."""
    return await _done(call, handle, relationships.unblock)


@get("/{handle}/remove", page=True)
async def before_remove(tx: ReadTx, call: Call, handle: str) -> Answer:
    """What taking a follower away will do."""
    return await _sure(tx, call, handle, "remove")


@post("/{handle}/remove", page=True)
async def remove(call: Call, handle: str) -> Answer:
    """Be followed no more by somebody."""
    return await _done(call, handle, remove_follower)


@post("/{handle}/lists", page=True)
async def on_list(call: Call, handle: str, form: Kept) -> Answer:
    """Put somebody on a list, or take them off."""
    list_id = ListId(an_id(form.id, "id") or 0)
    act = add_to_list if form.on else remove_from_list
    return await _done(call, handle, lambda tx, who: act(tx, list_id, [who]))


@post("/{handle}/circles", page=True)
async def in_circle(call: Call, handle: str, form: Kept) -> Answer:
    """Take somebody into a circle, or let them out."""
    check_form(call)
    circle_id, bounds = CircleId(an_id(form.id, "id") or 0), call.house.settings.bounds

    async def act(tx: WriteTx, who: AccountId) -> None:
        if form.on:
            await add_to_circle(tx, circle_id, [who], bounds)
        else:
            await remove_from_circle(tx, circle_id, [who])
            tx.after_commit(call.house.fragments.clear)

    return await _kept_typed(call, handle, act)


@post("/{handle}/note", page=True)
async def note(call: Call, handle: str, form: NoteForm) -> Answer:
    """Keep a note about somebody, for oneself alone; an empty one takes it away."""
    bounds = call.house.settings.bounds
    return await _kept_typed(call, handle, lambda tx, who: note_account(tx, who, form.comment, bounds))


async def _kept_typed(call: Call, handle: str, act: Callable[[WriteTx, AccountId], Awaitable[Any]]) -> Answer:
    """The same as `_done`; where it is refused the page comes back with what was typed."""
    try:
        return await _done(call, handle, act)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _more(tx, call, handle, wrong)


@get("/{handle}/report", page=True)
async def before_report(tx: ReadTx, call: Call, handle: str) -> Answer:
    """The form to tell those who look after the server; `status_id`: about one status."""
    return await _report(tx, call, handle, ReportForm(status_id=str(call.said.get("status_id", ""))))


async def _report(tx: ReadTx, call: Call, handle: str, form: ReportForm, wrong: Refused | None = None) -> Answer:
    row = await _other(tx, call, handle)
    about = []
    if status_id := an_id(form.status_id, "status_id"):
        it = await pages.one(tx, StatusId(status_id))
        if it["account_id"] != row["id"]:
            raise NotFound(status_id)
        about = [article(call, await render.status(call, tx, Seen(it["id"])), "thread", here=True)]
    return page(
        call, "report.html", status=422 if wrong else 200, errors=wrong_fields(wrong) if wrong else {}, form=form,
        who=await profile.shown(tx, call, row), rules=await rules.everyone(tx), about=about,
        broken={str(each) for each in (form.rule_ids if isinstance(form.rule_ids, list) else [form.rule_ids])},
    )  # fmt: skip


@post("/{handle}/report", page=True)
async def report(call: Call, handle: str, form: ReportForm) -> Answer:
    """Tell those who look after the server. Whoever is reported is not told."""
    bounds = call.house.settings.bounds

    async def act(tx: WriteTx, who: AccountId) -> None:
        about = an_id(form.status_id, "status_id")
        broken = numbers(form.rule_ids, "rule_ids") if form.category == "violation" else ()
        said = Complaint(
            account_id=who, status_ids=(about,) if about else (), comment=form.comment, category=form.category,
            rule_ids=broken,
        )  # fmt: skip
        await report_account(tx, said, bounds)

    try:
        return await _done(call, handle, act, "/more?reported=1")
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _report(tx, call, handle, form, wrong)
