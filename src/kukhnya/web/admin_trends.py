"""What trends here or would, and the last word of those who look after the server on each.

Counted is what members chose to make public. A word about one thing changes nobody's place in anything else.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.review_trend import Kind, Verdict, review_trend
from kukhnya.api import render
from kukhnya.api.trends import link_shaped, trending_links, trending_statuses, trending_tags
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import CardId, StatusId, parse_id
from kukhnya.model.link_card import url_hash
from kukhnya.queries import links
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text.parse import tag_key
from kukhnya.visibility import pages

from .forms import check_form
from .show import page, redirect

_MOST: Final = 20
_VERDICTS: Final[dict[str, Verdict]] = {"approve": "approved", "reject": "rejected"}


class WordForm(Struct):
    """What is decided about what."""

    kind: str = ""
    subject: str = ""
    verdict: str = ""


@get("/admin/trends", page=True, who=Who.STAFF)
async def trends(tx: ReadTx, call: Call) -> Answer:
    """Hashtags, links and posts that trend or would."""
    tags = (await trending_tags(call, tx))[:_MOST]
    cards = (await trending_links(call, tx))[:_MOST]
    found = (await trending_statuses(call, tx))[:_MOST]
    statuses: list[Any] = [
        msgspec.json.decode(each) for each in await render.statuses(call, tx, [an_id for an_id, _ in found])
    ]
    return page(
        call, "admin_trends.html", tags=[(trend.subject, said) for trend, said in tags],
        links=[(link_shaped(call, card, trend.history), said) for trend, card, said in cards],
        statuses=[(status, said) for status, (_, said) in zip(statuses, found, strict=True)],
        review=call.house.settings.trends_review == "on",
    )  # fmt: skip


@post("/admin/trends", page=True, who=Who.STAFF)
async def decide(call: Call, form: WordForm) -> Answer:
    """Let it trend, or never; the latest word holds."""
    check_form(call)
    verdict = _VERDICTS.get(form.verdict)
    if verdict is None:
        raise NotFound(form.verdict)

    async def work(tx: WriteTx) -> None:
        kind, subject = await _about(tx, form)
        await review_trend(tx, kind, subject, verdict)

    await call.house.store.write(call.viewer, work)
    return redirect("/admin/trends")


async def _about(tx: ReadTx, form: WordForm) -> tuple[Kind, str]:
    """What the word is about, as it is kept. Raises NotFound for what is not there."""
    number = parse_id(form.subject)
    if form.kind == "tag" and (key := tag_key(form.subject)):
        return "tag", key
    if form.kind == "status" and number is not None:
        await pages.one(tx, StatusId(number))
        return "status", form.subject
    if form.kind == "link" and number is not None:
        card = (await links.cards(tx, [CardId(number)])).get(CardId(number))
        if card is not None:
            return "link", url_hash(card.url)
    raise NotFound(form.subject)
