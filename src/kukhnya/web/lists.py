"""Lists: some of those one follows, read together. Nobody learns of being on one."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.keep_list import POLICIES, add_to_list, create_list, delete_list, remove_from_list, update_list
from kukhnya.api import accounts, timelines
from kukhnya.api import lists as told
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import AccountId, ListId
from kukhnya.model.page import Page
from kukhnya.queries import lists
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import check_form, wrong_fields
from .people import Picked, picked
from .show import items, page, redirect
from .timelines import timeline

NOT_FOLLOWED: Final = "Only people whom you follow can be on a list."
OFFERED: Final = Page(limit=80)
"""So many of those one follows stand on the page to be ticked."""
_MEMBERS: Final = Page(limit=500)


class ListForm(Struct):
    """A list as the page has it."""

    title: str = ""
    replies_policy: str = "list"
    exclusive: bool = False


class Whom(Struct):
    """Who is to be taken off, or out."""

    account_id: str = ""

    def number(self) -> AccountId:
        """The id. Raises NotFound where it is none."""
        return AccountId(told.People(account_ids=self.account_id).numbers()[0])


@get("/lists", page=True, twin="/api/v1/lists")
async def index(tx: ReadTx, call: Call) -> Answer:
    """The reader's lists, and a form for one more."""
    return page(call, "lists.html", lists=await told.own_lists(tx), form=ListForm(), errors={}, policies=POLICIES)


@post("/lists", page=True)
async def create(call: Call, form: ListForm) -> Answer:
    """Make a list; then people are put on it."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        list_id = await call.house.store.write(
            call.viewer, lambda tx: create_list(tx, form.title, form.replies_policy, bounds, exclusive=form.exclusive)
        )
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            own = await told.own_lists(tx)
        errors = wrong_fields(wrong)
        return page(call, "lists.html", status=422, lists=own, form=form, errors=errors, policies=POLICIES)
    return redirect(f"/lists/{list_id}/people")


@get("/lists/{list_id}", page=True, twin="/api/v1/timelines/list/{list_id}")
async def show(tx: ReadTx, call: Call, list_id: ListId, bounds: Page) -> Answer:
    """The newest of those on a list."""
    row = await told.own_list(tx, list_id)
    listed = await timelines.list_timeline(tx, bounds, call, list_id)
    return timeline(call, listed, bounds.limit, "home", "list.html", list=row)


@get("/lists/{list_id}/people", page=True, twin="/api/v1/lists/{list_id}/accounts")
async def people(tx: ReadTx, call: Call, list_id: ListId) -> Answer:
    """Who is on a list, whom to put on it, and what it is called."""
    return await _drawn(tx, call, list_id, {})


async def _drawn(
    tx: ReadTx, call: Call, list_id: ListId, errors: dict[str, str], form: ListForm | None = None, handle: str = ""
) -> Answer:
    row: dict[str, Any] = await told.own_list(tx, list_id)
    on_it = items(await told.members(tx, call, list_id, _MEMBERS))
    there = {each["id"] for each in on_it}
    followed = items(await accounts.following(tx, call, tx.viewer.id, OFFERED))
    kept = form or ListForm(row["title"], row["replies_policy"], row["exclusive"])
    return page(
        call, "list_people.html", status=422 if errors else 200, list=row, people=on_it, form=kept, handle=handle,
        offered=[each for each in followed if each["id"] not in there], errors=errors, policies=POLICIES,
    )  # fmt: skip


@post("/lists/{list_id}", page=True)
async def update(call: Call, list_id: ListId, form: ListForm) -> Answer:
    """Change what a list is called and how it is read."""
    check_form(call)
    changes: dict[str, Any] = {"title": form.title, "policy": form.replies_policy, "exclusive": form.exclusive}
    try:
        await call.house.store.write(
            call.viewer, lambda tx: update_list(tx, list_id, call.house.settings.bounds, **changes)
        )
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _drawn(tx, call, list_id, wrong_fields(wrong), form)
    return redirect(f"/lists/{list_id}")


@post("/lists/{list_id}/people", page=True)
async def add(call: Call, list_id: ListId, form: Picked) -> Answer:
    """Put people on a list."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: _add(call, tx, list_id, form))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _drawn(tx, call, list_id, wrong_fields(wrong), handle=form.handle)
    return redirect(f"/lists/{list_id}/people")


async def _add(call: Call, tx: WriteTx, list_id: ListId, form: Picked) -> None:
    await lists.own(tx, list_id)
    ids = await picked(call, tx, form)
    try:
        await add_to_list(tx, list_id, ids)
    except NotFound:
        raise refused("handle", "ERR_NOT_FOLLOWED", NOT_FOLLOWED) from None


@post("/lists/{list_id}/people/remove", page=True)
async def take_off(call: Call, list_id: ListId, whom: Whom) -> Answer:
    """Take somebody off a list."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: remove_from_list(tx, list_id, [whom.number()]))
    return redirect(f"/lists/{list_id}/people")


@get("/lists/{list_id}/delete", page=True)
async def ask_to_delete(tx: ReadTx, call: Call, list_id: ListId) -> Answer:
    """Is a list to be taken away?"""
    return page(call, "list_delete.html", list=await told.own_list(tx, list_id))


@post("/lists/{list_id}/delete", page=True)
async def remove(call: Call, list_id: ListId) -> Answer:
    """Take a list away; nobody on it is unfollowed."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: delete_list(tx, list_id))
    return redirect("/lists")
