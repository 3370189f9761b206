"""Trends as those who look after the server see them: with what waits for review, and the last word on each."""

from collections.abc import Sequence
from typing import Any

from kukhnya.actions.review_trend import Verdict, review_trend
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import CardId, StatusId, Time, iso
from kukhnya.model.link_card import url_hash
from kukhnya.model.page import Page
from kukhnya.queries import links
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import pages, trends
from kukhnya.visibility.home import Seen
from kukhnya.visibility.trends import Day, Trend

from . import render, tags
from .trends import (
    Decided,
    decided,
    link_candidates,
    link_shaped,
    tag_candidates,
    trending_links,
    trending_statuses,
    trending_tags,
    within,
)

_LONGEST_HOST = 253


@get("/api/v1/admin/trends/tags", scope="admin:read", who=Who.STAFF, pages=(10, 20))
async def tags_page(tx: ReadTx, call: Call, page: Page) -> list[dict[str, Any]]:
    """Hashtags that trend or would, were they approved."""
    found = (await trending_tags(call, tx))[within(page)]
    return [_tag(call, trend.subject, trend.history, said) for trend, said in found]


def _tag(call: Call, key: str, history: Sequence[Day], said: Decided) -> dict[str, Any]:
    return {**tags.shaped(call, key, history), "usable": True, "listable": True, **said}


@get("/api/v1/admin/trends/statuses", scope="admin:read", who=Who.STAFF)
async def statuses_page(tx: ReadTx, call: Call, page: Page) -> bytes:
    """Statuses that trend or would."""
    found = [an_id for an_id, _ in await trending_statuses(call, tx)]
    return b"[" + b",".join(await render.statuses(call, tx, found[within(page)])) + b"]"


@get("/api/v1/admin/trends/links", scope="admin:read", who=Who.STAFF, pages=(10, 20))
async def links_page(tx: ReadTx, call: Call, page: Page) -> list[dict[str, Any]]:
    """Links that trend or would."""
    found = (await trending_links(call, tx))[within(page)]
    return [{**link_shaped(call, card, trend.history), **said} for trend, card, said in found]


@get("/api/v1/admin/trends/links/publishers", scope="admin:read", who=Who.STAFF)
async def publishers(tx: ReadTx, call: Call, page: Page) -> list[dict[str, Any]]:
    """Sites of links that trend or would."""
    sites = list(dict.fromkeys(card.site for _, card, _ in await trending_links(call, tx)))[within(page)]
    return await _publishers(call, tx, sites)


async def _publishers(call: Call, tx: ReadTx, sites: Sequence[str]) -> list[dict[str, Any]]:
    known = await links.reviews(tx, [("publisher", site) for site in sites])
    return [
        {
            "id": site,
            "domain": site,
            "reviewed_at": iso(review["decided_at"]) if (review := known.get(("publisher", site))) else None,
            "requested_review_at": None,
            **decided(call, links.verdicts(known, ("publisher", site))),
        }
        for site in sites
    ]


def _history(found: Sequence[Trend], subject: str | int, now: Time) -> Sequence[Day]:
    """The week of a hashtag or card, empty where it is no candidate."""
    return next((each.history for each in found if each.subject == subject), trends.empty_week(now))


async def _decide_tag(tx: WriteTx, call: Call, tag: str, verdict: Verdict) -> dict[str, Any]:
    key = tag_key(tag)
    if not key:
        raise NotFound(tag)
    await review_trend(tx, "tag", key, verdict)
    history = _history(await tag_candidates(call, tx), key, tx.now)
    known = await links.reviews(tx, [("tag", key)])
    return _tag(call, key, history, decided(call, links.verdicts(known, ("tag", key))))


@post("/api/v1/admin/trends/tags/{tag}/approve", scope="admin:write", who=Who.STAFF)
async def approve_tag(tx: WriteTx, call: Call, tag: str) -> dict[str, Any]:
    """A hashtag may trend."""
    return await _decide_tag(tx, call, tag, "approved")


@post("/api/v1/admin/trends/tags/{tag}/reject", scope="admin:write", who=Who.STAFF)
async def reject_tag(tx: WriteTx, call: Call, tag: str) -> dict[str, Any]:
    """A hashtag never trends."""
    return await _decide_tag(tx, call, tag, "rejected")


async def _decide_status(tx: WriteTx, call: Call, status_id: StatusId, verdict: Verdict) -> bytes:
    row = await pages.one(tx, status_id)
    await review_trend(tx, "status", str(status_id), verdict)
    return await render.status(call, tx, Seen(row["id"]))


@post("/api/v1/admin/trends/statuses/{status_id}/approve", scope="admin:write", who=Who.STAFF)
async def approve_status(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """A status may trend."""
    return await _decide_status(tx, call, status_id, "approved")


@post("/api/v1/admin/trends/statuses/{status_id}/reject", scope="admin:write", who=Who.STAFF)
async def reject_status(tx: WriteTx, call: Call, status_id: StatusId) -> bytes:
    """A status never trends."""
    return await _decide_status(tx, call, status_id, "rejected")


async def _decide_link(tx: WriteTx, call: Call, link_id: CardId, verdict: Verdict) -> dict[str, Any]:
    card = (await links.cards(tx, [link_id])).get(link_id)
    if card is None:
        raise NotFound(link_id)
    await review_trend(tx, "link", url_hash(card.url), verdict)
    history = _history(await link_candidates(call, tx), link_id, tx.now)
    _, verdicts = (await links.reviewed(tx, [link_id]))[link_id]
    return {**link_shaped(call, card, history), **decided(call, verdicts)}


@post("/api/v1/admin/trends/links/{link_id}/approve", scope="admin:write", who=Who.STAFF)
async def approve_link(tx: WriteTx, call: Call, link_id: CardId) -> dict[str, Any]:
    """A link may trend."""
    return await _decide_link(tx, call, link_id, "approved")


@post("/api/v1/admin/trends/links/{link_id}/reject", scope="admin:write", who=Who.STAFF)
async def reject_link(tx: WriteTx, call: Call, link_id: CardId) -> dict[str, Any]:
    """A link never trends."""
    return await _decide_link(tx, call, link_id, "rejected")


async def _decide_publisher(tx: WriteTx, call: Call, publisher: str, verdict: Verdict) -> dict[str, Any]:
    site = publisher.lower()
    if len(site) > _LONGEST_HOST or not await links.is_site(tx, site):
        raise NotFound(publisher)
    await review_trend(tx, "publisher", site, verdict)
    return (await _publishers(call, tx, [site]))[0]


@post("/api/v1/admin/trends/links/publishers/{publisher}/approve", scope="admin:write", who=Who.STAFF)
async def approve_publisher(tx: WriteTx, call: Call, publisher: str) -> dict[str, Any]:
    """Links to a site may trend."""
    return await _decide_publisher(tx, call, publisher, "approved")


@post("/api/v1/admin/trends/links/publishers/{publisher}/reject", scope="admin:write", who=Who.STAFF)
async def reject_publisher(tx: WriteTx, call: Call, publisher: str) -> dict[str, Any]:
    """Links to a site never trend."""
    return await _decide_publisher(tx, call, publisher, "rejected")
