"""A profile and a status as pages, for whoever may see them. Everything else is the same page as what is missing."""

import msgspec

from kukhnya.api import render
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, StatusId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen

from .articles import article
from .show import page
from .timelines import timeline

MOST_BELOW = 60
"""Answers on one page."""


@get("/{handle}", who=Who.ANYONE, page=True, twin="/api/v1/accounts/lookup?acct={handle}")
async def profile(tx: ReadTx, call: Call, handle: str, bounds: Page) -> Answer:
    """An account's page: all of it, or handle and picture alone where the profile is closed."""
    return await _profile(tx, call, handle, bounds)


@get("/{handle}/tagged/{name}", who=Who.ANYONE, page=True)
async def tagged(tx: ReadTx, call: Call, handle: str, name: str, bounds: Page) -> Answer:
    """The same with what it posts under a hashtag alone."""
    key = tag_key(name)
    if not key:
        raise NotFound(name)
    return await _profile(tx, call, handle, bounds, key)


async def _profile(tx: ReadTx, call: Call, handle: str, bounds: Page, key: str = "") -> Answer:
    if not handle.startswith("@"):
        raise NotFound(handle)
    row = await accounts.by_handle(tx, handle, call.house.settings.domain)
    who = msgspec.json.decode(await render.account(call, tx, AccountId(row["id"])))
    listed = await render.page(call, tx, await pages.by_account(tx, AccountId(row["id"]), bounds, tagged=key))
    return timeline(call, listed, bounds.limit, "account", "profile.html", who=who, whole=bool(row["whole"]))


@get("/{handle}/{status_id}", who=Who.ANYONE, page=True, twin="/api/v1/statuses/{status_id}")
async def status(tx: ReadTx, call: Call, handle: str, status_id: StatusId) -> Answer:
    """A status with what comes before and after it, as far as the reader may see."""
    if not handle.startswith("@"):
        raise NotFound(handle)
    author = await accounts.by_handle(tx, handle, call.house.settings.domain)
    row = await pages.one(tx, status_id)
    if row["account_id"] != author["id"]:
        raise NotFound(status_id)
    above, below = await pages.thread(tx, row)
    ids = [*above, Seen(status_id), *below[:MOST_BELOW]]
    shown = [
        article(call, said, "thread", here=int(an_id) == status_id)
        for an_id, said in zip(ids, await render.statuses(call, tx, ids), strict=True)
    ]
    address = call.address(f"/{handle}/{status_id}")
    embeddable = await pages.embeddable(tx, status_id) is not None
    return page(call, "status.html", articles=shown, who=author, address=address, embeddable=embeddable)
