"""What many here post, like and link to this week."""

from collections.abc import Sequence
from typing import Any

from kukhnya.door.answers import json_bytes
from kukhnya.door.route import Call, Who, get
from kukhnya.model.link_card import LinkCard
from kukhnya.model.page import Page
from kukhnya.queries import links
from kukhnya.queries.links import Verdicts
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import trends
from kukhnya.visibility.home import Seen
from kukhnya.visibility.trends import Day, Trend

from . import entities, render, tags

Decided = dict[str, bool]
"""May it trend, and does it wait for review?"""


async def tag_candidates(call: Call, tx: ReadTx) -> list[Trend]:
    """Hashtags that may trend, as remembered: the same for everybody."""
    return list(await call.house.remembered.of("trends.tags", tx.now, lambda: trends.tag_candidates(tx)))


async def link_candidates(call: Call, tx: ReadTx) -> list[Trend]:
    """Cards of links that may trend, as remembered: the same for everybody."""
    return list(await call.house.remembered.of("trends.links", tx.now, lambda: trends.link_candidates(tx)))


async def trending_tags(call: Call, tx: ReadTx) -> list[tuple[Trend, Decided]]:
    """Hashtags with enough people that the caller could find, the most first, and what has been decided about each."""
    found = await trends.present(tx, await tag_candidates(call, tx))
    known = await links.reviews(tx, [("tag", trend.subject) for trend in found])
    return [(trend, decided(call, links.verdicts(known, ("tag", trend.subject)))) for trend in found]


async def trending_links(call: Call, tx: ReadTx) -> list[tuple[Trend, LinkCard, Decided]]:
    """The same of links, with their cards. A word about a link counts as much as one about its site."""
    found = await trends.present(tx, await link_candidates(call, tx))
    known = await links.reviewed(tx, [trend.subject for trend in found])
    cards = [(trend, *known[trend.subject]) for trend in found if trend.subject in known]
    return [(trend, card, decided(call, verdicts)) for trend, card, verdicts in cards]


async def trending_statuses(call: Call, tx: ReadTx) -> list[tuple[Seen, Decided]]:
    """The same of statuses."""
    ids = await call.house.remembered.of("trends.statuses", tx.now, lambda: trends.status_candidates(tx))
    found = await trends.statuses(tx, ids)
    known = await links.reviews(tx, [("status", str(an_id)) for an_id in found])
    return [(an_id, decided(call, links.verdicts(known, ("status", str(an_id))))) for an_id in found]


def decided(call: Call, verdicts: Verdicts) -> Decided:
    """May it trend, by what has been decided about it? Does it wait for somebody to decide?"""
    asked = call.house.settings.trends_review == "on"
    return {"trendable": links.may_trend(verdicts, reviewed=asked), "requires_review": asked and not verdicts}


def within(page: Page) -> slice:
    """The part of a ranked list that is asked for."""
    return slice(page.offset, page.offset + page.limit)


def link_shaped(call: Call, card: LinkCard, history: Sequence[Day]) -> dict[str, Any]:
    """A Trends::Link."""
    return {"id": str(card.id), **entities.preview_card(call, card), "history": tags.week(history)}


@get("/api/v1/trends", who=Who.ANYONE, pages=(10, 20))
async def old_name(tx: ReadTx, call: Call, page: Page) -> list[dict[str, Any]]:
    """Hashtags that trend, under the name that older apps know."""
    return await _shown_tags(tx, call, page)


@get("/api/v1/trends/tags", who=Who.ANYONE, pages=(10, 20))
async def tags_page(tx: ReadTx, call: Call, page: Page) -> list[dict[str, Any]]:
    """Hashtags under which several people have posted this week."""
    return await _shown_tags(tx, call, page)


async def _shown_tags(tx: ReadTx, call: Call, page: Page) -> list[dict[str, Any]]:
    """What may not trend is left out first, so that the rule is asked of no more than the page needs."""
    every = await tag_candidates(call, tx)
    known = await links.reviews(tx, [("tag", trend.subject) for trend in every])
    may = [each for each in every if decided(call, links.verdicts(known, ("tag", each.subject)))["trendable"]]
    found = await trends.present(tx, may, page.offset + page.limit)
    return [tags.shaped(call, trend.subject, trend.history) for trend in found[within(page)]]


@get("/api/v1/trends/statuses", who=Who.ANYONE)
async def statuses_page(tx: ReadTx, call: Call, page: Page) -> bytes:
    """Statuses that several people like or share."""
    found = [an_id for an_id, said in await trending_statuses(call, tx) if said["trendable"]]
    return b"[" + b",".join(await render.statuses(call, tx, found[within(page)])) + b"]"


@get("/api/v1/trends/links", who=Who.ANYONE, pages=(10, 20))
async def links_page(tx: ReadTx, call: Call, page: Page) -> bytes:
    """Links that several people have posted this week."""
    every = await link_candidates(call, tx)
    known = await links.reviewed(tx, [trend.subject for trend in every])
    may = [each for each in every if each.subject in known and decided(call, known[each.subject][1])["trendable"]]
    found = await trends.present(tx, may, page.offset + page.limit)
    return b"[" + b",".join(_link(call, known[each.subject][0], each.history) for each in found[within(page)]) + b"]"


def _link(call: Call, card: LinkCard, history: Sequence[Day]) -> bytes:
    """A Trends::Link, of a card that is put together once for all."""
    shown = render.link_card(call, card)
    return b'{"id":"%d",%s,"history":%s}' % (card.id, shown[1:-1], json_bytes(tags.week(history)))
