"""Timelines: home, public, hashtag, list."""

from msgspec import Struct

from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, Who, get
from kukhnya.model.ids import ListId
from kukhnya.model.link_card import url_hash
from kukhnya.model.page import Page
from kukhnya.queries import lists
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import pages
from kukhnya.visibility.followed_tags import home_with_tags
from kukhnya.visibility.home import home as list_ids

from . import render
from .lists import WARM_LIST
from .warm import warm_page


class Narrowed(Struct):
    """What a public timeline may be narrowed to."""

    local: bool = False
    remote: bool = False
    only_media: bool = False


@get("/api/v1/timelines/home", scope="read:statuses")
async def home(tx: ReadTx, page: Page, call: Call) -> Listed:
    """The newest statuses of everyone, and under every hashtag, the caller follows; lifted where the caller wants it so."""
    if call.caller.warm_home:
        return await warm_page(call, tx, page)
    ids = await home_with_tags(tx, page, follows=call.caller.follows, tags=call.caller.follows_tags)
    return await render.page(call, tx, ids, sought=False, once=True)


@get("/api/v1/timelines/public", scope="read:statuses", who=Who.ANYONE)
async def public(tx: ReadTx, page: Page, call: Call, narrowed: Narrowed) -> Listed:
    """What was meant to be found by all."""
    if narrowed.remote:  # no account of another server is known here
        return await render.page(call, tx, [])
    ids = await pages.public(tx, page, local=narrowed.local, only_media=narrowed.only_media)
    return await render.page(call, tx, ids, sought=False)


@get("/api/v1/timelines/tag/{name}", scope="read:statuses", who=Who.ANYONE)
async def hashtag(tx: ReadTx, page: Page, call: Call, name: str, narrowed: Narrowed) -> Listed:
    """What stands under a hashtag. One that nobody has used is empty, not missing."""
    if narrowed.remote:
        return await render.page(call, tx, [])
    ids = await pages.tagged(tx, tag_key(name), page, local=narrowed.local, only_media=narrowed.only_media)
    return await render.page(call, tx, ids)


class Linked(Struct):
    """The link whose statuses are asked for."""

    url: str


@get("/api/v1/timelines/link", scope="read:statuses", who=Who.ANYONE)
async def link(tx: ReadTx, page: Page, call: Call, linked: Linked) -> Listed:
    """What everybody may find that links to a page. A link that has no card here does not exist."""
    return await render.page(call, tx, await pages.linked(tx, url_hash(linked.url), page))


@get("/api/v1/timelines/list/{list_id}", scope="read:lists")
async def list_timeline(tx: ReadTx, page: Page, call: Call, list_id: ListId) -> Listed:
    """The newest statuses of the accounts on one of the caller's lists."""
    if list_id == WARM_LIST:
        return await warm_page(call, tx, page)
    await lists.own(tx, list_id)
    return await render.page(call, tx, await list_ids(tx, page, of_list=list_id), once=True)
