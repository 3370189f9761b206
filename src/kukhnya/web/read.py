"""A status as a page, with what comes before and after it, for whoever may see it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.api import render
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import StatusId
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx
from kukhnya.text.matching import plain
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import anyone_may

from .articles import article
from .profile import named, robots
from .show import page

MOST_BELOW = 60
"""Answers on one page."""
_DEEPEST: Final = 4
_TITLE: Final = 70


class _Said(Struct):
    """What a thread needs to know of each status in it."""

    id: str
    in_reply_to_id: str | None
    account: dict[str, Any]


_said: Final = msgspec.json.Decoder(_Said)


@get("/{handle}/{status_id}", who=Who.ANYONE, page=True, twin="/api/v1/statuses/{status_id}")
async def status(tx: ReadTx, call: Call, handle: str, status_id: StatusId, bounds: Page) -> Answer:
    """A status with what comes before and after it, as far as the reader may see."""
    author = await named(tx, call, handle)
    row = await pages.one(tx, status_id)
    if row["account_id"] != author["id"]:
        raise NotFound(status_id)
    above, below = await pages.thread(tx, row)
    part = below[bounds.offset : bounds.offset + MOST_BELOW]
    ids = [*([] if bounds.offset else above), Seen(status_id), *part]
    said = await render.statuses(call, tx, ids)
    known = {int(an_id): _said.decode(one) for an_id, one in zip(ids, said, strict=True)}
    thread = [
        {
            "article": article(call, one, "thread", here=int(an_id) == status_id),
            "depth": depth,
            "said": known[int(an_id)],
            "to": _parent(known, int(an_id)),
        }
        for an_id, one, depth in zip(ids, said, _depths(known, ids, status_id), strict=True)
    ]
    embeddable = await pages.embeddable(tx, status_id) is not None
    it = msgspec.json.decode(said[ids.index(Seen(status_id))])
    return page(
        call, "status.html", thread=thread, it=it, who=it["account"], heading=_heading(it), embeddable=embeddable,
        address=it["url"], before=max(0, bounds.offset - MOST_BELOW),
        offset=bounds.offset, after=bounds.offset + MOST_BELOW if len(below) > bounds.offset + MOST_BELOW else 0,
        robots=robots(it["account"]) if embeddable else robots({"indexable": False}),
    )  # fmt: skip


def _depths(known: Mapping[int, _Said], ids: Sequence[int], here: int) -> list[int]:
    """How far each stands in: what comes before, and the status itself, not at all; an answer deeper than what it answers."""
    found: dict[int, int] = {}
    after = False
    for an_id in map(int, ids):
        to = known[an_id].in_reply_to_id
        found[an_id] = min(found.get(int(to or 0), 0) + 1, _DEEPEST) if after else 0
        after = after or an_id == here
    return list(found.values())


def _parent(known: Mapping[int, _Said], an_id: int) -> _Said | None:
    to = known[an_id].in_reply_to_id
    return known.get(int(to)) if to else None


def _heading(it: Any) -> str:
    """What the window is called: the beginning of what anybody may read, and of nothing else, since browsers remember it."""
    if not anyone_may(Audience(it["audience"])):
        return ""
    return beginning(it["spoiler_text"] or plain(it["content"]))


def beginning(text: str) -> str:
    """The first words of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= _TITLE else words[: _TITLE - 1].rstrip() + "…"
