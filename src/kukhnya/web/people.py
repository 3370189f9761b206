"""People in lists: those who want to be found, who follows somebody, whom somebody follows; and picking some of them."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from kukhnya.actions.unfollow import remove_follower
from kukhnya.api import accounts as told
from kukhnya.api import directory, render, suggestions
from kukhnya.api.forms import Id
from kukhnya.api.lists import People
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx

from .forms import check_form
from .show import items, page, pager, redirect

NOBODY_SO_NAMED: Final = "Nobody here has this name."
TICK_OR_NAME: Final = "Tick somebody, or write a name."
_SUGGESTED: Final = 6


class Picked(Struct):
    """People ticked on a page, and one named by handle."""

    handle: str = ""
    account_ids: list[Id] | Id = field(default_factory=list)


async def picked(call: Call, tx: ReadTx, form: Picked) -> list[int]:
    """The ids of those ticked and named. Raises Refused naming `handle` for nobody, NotFound for what is no id."""
    ids = People(account_ids=form.account_ids).numbers()
    if form.handle.strip():
        try:
            ids.append(int((await accounts.by_handle(tx, form.handle, call.house.settings.domain))["id"]))
        except NotFound:
            raise refused("handle", "ERR_NOBODY", NOBODY_SO_NAMED) from None
    if not ids:
        raise refused("handle", "ERR_NOBODY", TICK_OR_NAME)
    return list(dict.fromkeys(ids))


def shown(said: Sequence[bytes]) -> list[Any]:
    """Accounts as templates need them."""
    return [msgspec.json.decode(each) for each in said]


@get("/people", page=True, pages=(30, 60))
async def people(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """Whom one may want to follow, and everybody who wants to be found."""
    first = bounds.offset == 0
    suggested = msgspec.json.decode(await suggestions.index_v1(tx, call, Page(limit=_SUGGESTED))) if first else []
    found = msgspec.json.decode(await directory.index(tx, call, bounds, directory.Wanted()))
    more = f"?offset={bounds.offset + bounds.limit}" if len(found) == bounds.limit else ""
    return page(call, "people.html", suggested=suggested, people=found, ways={"newer": "", "older": more})


@post("/people/{account_id}/dismiss", page=True)
async def dismiss(call: Call, account_id: AccountId) -> Answer:
    """Suggest somebody no more."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: suggestions.dismiss(tx, account_id))
    return redirect("/people")


@get("/{handle}/followers", page=True, pages=(40, 80))
async def followers(tx: ReadTx, call: Call, handle: str, bounds: Page) -> Answer:
    """Who follows an account, as far as both ends let the reader know."""
    row = await _named(tx, call, handle)
    listed = await told.followers(tx, call, AccountId(row["id"]), bounds)
    return _list(call, row, listed, bounds, way="followers")


@get("/{handle}/following", page=True, pages=(40, 80))
async def following(tx: ReadTx, call: Call, handle: str, bounds: Page) -> Answer:
    """Whom an account follows, as far as both ends let the reader know."""
    row = await _named(tx, call, handle)
    listed = await told.following(tx, call, AccountId(row["id"]), bounds)
    return _list(call, row, listed, bounds, way="following")


async def _named(tx: ReadTx, call: Call, handle: str) -> Any:
    if not handle.startswith("@"):
        raise NotFound(handle)
    return await accounts.by_handle(tx, handle, call.house.settings.domain)


def _list(call: Call, row: Any, listed: Listed, bounds: Page, *, way: str) -> Answer:
    return page(
        call, "followers.html", way=way, mine=row["id"] == call.viewer.id, username=row["username"],
        people=items(listed), ways=pager(call, listed, bounds.limit),
    )  # fmt: skip


@get("/followers/{account_id}/remove", page=True)
async def ask_to_remove(tx: ReadTx, call: Call, account_id: AccountId) -> Answer:
    """Is somebody to follow the reader no more?"""
    who = msgspec.json.decode(await render.account(call, tx, account_id))
    return page(call, "follower_remove.html", who=who)


@post("/followers/{account_id}/remove", page=True)
async def remove(call: Call, account_id: AccountId) -> Answer:
    """Be followed no more by somebody; the past closes with it."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: remove_follower(tx, account_id))
    name = call.login.username if call.login else ""
    return redirect(f"/@{name}/followers")
