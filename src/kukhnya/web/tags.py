"""A hashtag: what stands under it, and having that on one's home page; and what people speak of this week."""

from typing import Any
from urllib.parse import quote

import msgspec

from kukhnya.api import tags as told
from kukhnya.api import timelines, trends
from kukhnya.api.timelines import Narrowed
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx
from kukhnya.text.parse import tag_key

from .articles import articles
from .forms import check_form, wrong_fields
from .show import page, redirect
from .timelines import timeline

_TRENDS, _LINKS, _STATUSES = Page(limit=10), Page(limit=5), Page(limit=10)


@get("/tags/{name}", who=Who.ANYONE, page=True, twin="/api/v1/timelines/tag/{name}")
async def tag(tx: ReadTx, call: Call, name: str, bounds: Page) -> Answer:
    """What stands under a hashtag, as far as the reader may see it. One that nobody has used is empty, not missing."""
    return await _drawn(tx, call, name, bounds, {})


async def _drawn(tx: ReadTx, call: Call, name: str, bounds: Page, errors: dict[str, str]) -> Answer:
    if not (key := tag_key(name)):
        raise NotFound(name)
    followed = call.viewer.known and (await told.show(tx, call, key))["following"]
    listed = await timelines.hashtag(tx, bounds, call, key, Narrowed())
    return timeline(
        call, listed, bounds.limit, "public", "tag.html", status=422 if errors else 200, key=key, followed=followed,
        errors=errors,
    )  # fmt: skip


@post("/tags/{name}/follow", page=True)
async def follow(call: Call, name: str) -> Answer:
    """Have what stands under it on the home page."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: told.follow(tx, call, name))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _drawn(tx, call, name, Page(), {"": wrong_fields(wrong).popitem()[1]})
    return redirect(f"/tags/{quote(name, safe='')}")


@post("/tags/{name}/unfollow", page=True)
async def unfollow(call: Call, name: str) -> Answer:
    """Have it there no more."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: told.unfollow(tx, call, name))
    return redirect(f"/tags/{quote(name, safe='')}")


@get("/tags", page=True, twin="/api/v1/followed_tags", pages=(100, 200))
async def followed(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """The hashtags that the reader follows."""
    listed = await told.followed(tx, call, bounds)
    return page(call, "tags.html", tags=list(listed.items))


@get("/trends", who=Who.ANYONE, page=True)
async def spoken_of(tx: ReadTx, call: Call) -> Answer:
    """Hashtags, links and posts that several people care for this week."""
    tags: list[dict[str, Any]] = await trends.tags_page(tx, call, _TRENDS)
    links = msgspec.json.decode(await trends.links_page(tx, call, _LINKS))
    said = msgspec.json.decode(await trends.statuses_page(tx, call, _STATUSES), type=list[msgspec.Raw])
    return page(
        call, "trends.html", tags=tags, links=links, articles=articles(call, Listed(said, None, None), "public"),
    )  # fmt: skip
