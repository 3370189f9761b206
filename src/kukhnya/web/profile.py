"""An account's page: what it says of itself, the works it shows, what it has pinned, and what it posts.

Whoever may not see all of it sees handle and picture, and whatever was posted for them; a page that is not there and
one that is not for the reader are the same page.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.api import render
from kukhnya.api.relationships import relationship
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, Who, get
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import pages, works
from kukhnya.visibility.cards import AccountCard

from .articles import articles
from .portrait import Told, portrait
from .portrait import works as grid
from .show import page, pager

_CLOSED: Final = "noindex, nofollow"
_FOUND: Final = "index, nofollow, noarchive"


class Chosen(Struct, frozen=True):
    """Which of an account's statuses its page shows."""

    tab: str = "posts"
    tag: str = ""
    name: str = ""
    """The hashtag as it was asked for."""


@get("/{handle}", who=Who.ANYONE, page=True, twin="/api/v1/accounts/lookup?acct={handle}")
async def posts(tx: ReadTx, call: Call, handle: str, bounds: Page) -> Answer:
    """An account's page: works and pins first, then what it posts and shares, without its answers to others."""
    return await _profile(tx, call, handle, bounds, Chosen())


@get("/{handle}/answers", who=Who.ANYONE, page=True)
async def answers(tx: ReadTx, call: Call, handle: str, bounds: Page) -> Answer:
    """The same with its answers to others."""
    return await _profile(tx, call, handle, bounds, Chosen("answers"))


@get("/{handle}/pictures", who=Who.ANYONE, page=True)
async def pictures(tx: ReadTx, call: Call, handle: str, bounds: Page) -> Answer:
    """What it posts with pictures."""
    return await _profile(tx, call, handle, bounds, Chosen("pictures"))


@get("/{handle}/tagged/{name}", who=Who.ANYONE, page=True)
async def tagged(tx: ReadTx, call: Call, handle: str, name: str, bounds: Page) -> Answer:
    """What it posts under a hashtag."""
    key = tag_key(name)
    if not key:
        raise NotFound(name)
    return await _profile(tx, call, handle, bounds, Chosen("tagged", key, name))


async def named(tx: ReadTx, call: Call, handle: str) -> Any:
    """The account of the handle in a page's address, with its @. Raises NotFound."""
    if not handle.startswith("@"):
        raise NotFound(handle)
    return await accounts.by_handle(tx, handle, call.house.settings.domain)


async def shown(tx: ReadTx, call: Call, row: Any) -> dict[str, Any]:
    """The account of `named` as the API says it to this reader, without a further look at whether it is there."""
    found: dict[str, Any] = msgspec.json.decode(await _said_of(tx, call, row))
    return found


async def _said_of(tx: ReadTx, call: Call, row: Any) -> bytes:
    card = AccountCard(AccountId(row["id"]), row["version"], bool(row["whole"]))
    return (await render.account_cards(call, tx, [card]))[0]


def robots(who: dict[str, Any]) -> str:
    """May search engines keep the page? Where its owner says so, and the page is open."""
    return _FOUND if who["indexable"] and not who["closed"] and not who["limited"] else _CLOSED


async def _profile(tx: ReadTx, call: Call, handle: str, bounds: Page, chosen: Chosen) -> Answer:
    row = await named(tx, call, handle)
    account_id, mine = AccountId(row["id"]), row["id"] == call.viewer.id
    account = await _said_of(tx, call, row)
    who: dict[str, Any] = msgspec.json.decode(account)
    stands = await relationship(tx, account_id) if call.viewer.known and not mine else None
    begins = chosen.tab == "posts" and not {"max_id", "min_id"} & set(call.said)
    made, pins = await works.first_of_profile(tx, account_id) if begins else ([], [])
    ids = await pages.by_account(
        tx, account_id, bounds, only_media=chosen.tab == "pictures", exclude_replies=chosen.tab == "posts",
        tagged=chosen.tag,
    )  # fmt: skip
    every = list(dict.fromkeys([*(work.id for work in made), *pins, *ids]))
    said = dict(zip(every, await render.statuses(call, tx, every), strict=True))
    above = {work.id for work in made}
    pins = [an_id for an_id in pins if an_id not in above]
    listed = Listed([said[an_id] for an_id in ids], ids[0] if ids else None, ids[-1] if ids else None)
    below = [said[an_id] for an_id in ids if an_id not in above.union(pins)]
    told = _told(row, who, mine=mine)
    return page(
        call, "profile.html", who=who, whole=told.whole, mine=mine, stands=stands, chosen=chosen, tabs=_tabs(who),
        portrait=portrait(call, account, told), works=grid(call, made, [said[work.id] for work in made], mine=mine),
        pins=articles(call, Listed([said[an_id] for an_id in pins], None, None), "account"),
        articles=articles(call, Listed(below, None, None), "account"), ways=pager(call, listed, bounds.limit),
        robots=robots(who), feed=told.feed,
    )  # fmt: skip


def _tabs(who: dict[str, Any]) -> list[tuple[str, str]]:
    place = f"/@{who['acct']}"
    media = [("pictures", f"{place}/pictures")] if who["show_media"] else []
    return [("posts", place), ("answers", f"{place}/answers"), *media]


def _told(row: Any, who: dict[str, Any], *, mine: bool) -> Told:
    """How many, as far as the reader is told: nothing for those who see handle and picture alone."""
    feed = bool(row["feed"]) and not who["closed"] and not who["limited"]
    if not row["whole"]:
        return Told(feed=feed)
    graph = mine or not who["hide_collections"]
    return Told(
        whole=True, statuses=who["statuses_count"], followers=row["followers_count"] if graph else None,
        following=row["following_count"] if graph else None, feed=feed,
    )  # fmt: skip
