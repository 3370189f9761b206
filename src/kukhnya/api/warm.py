"""The warm feed: its pages, what somebody has chosen of it, and why a status stands where it stands."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from kukhnya.actions.choose_warm import choose_warm
from kukhnya.door.answers import Listed
from kukhnya.door.nearness import hour
from kukhnya.door.route import Call, get, put
from kukhnya.model.ids import DAY, HOUR, TOP, StatusId, Time, iso
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.queries import warm as chosen
from kukhnya.queries.warm import Choice, InForce
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import warm as feed
from kukhnya.visibility.followed_tags import home_with_tags
from kukhnya.visibility.home import Seen
from kukhnya.visibility.stretches import Place
from kukhnya.visibility.warm import FIRST, LAST, Lifts, Means, Part
from kukhnya.visibility.why import Why
from kukhnya.visibility.why import why as reasons

from . import render

_IN_FORCE: Final = "what is warm"
_MARK: Final = re.compile(r"[0-9]{1,19}(-[0-9]{1,19}){4}")


class Mark(Struct, frozen=True):
    """Where a page ends, as the address of the next one tells it: the status and its key, and by what it was lifted.

    Numbers that a page has given to its own reader; whoever changes them sees the same statuses from another place on.
    """

    id: int
    key: int
    epoch: int
    hours: int
    slider: int

    def __str__(self) -> str:
        return f"{self.id}-{self.key}-{self.epoch}-{self.hours}-{self.slider}"


def mark_of(said: object) -> Mark | None:
    """The mark in an address; None where there is none, or none of ours."""
    if not isinstance(said, str) or not _MARK.fullmatch(said):
        return None
    numbers = [int(part) for part in said.split("-")]
    return Mark(*numbers) if max(numbers) <= TOP else None


class Terms(Struct, frozen=True):
    """By what the statuses of a page are lifted, and the mark that its address carried."""

    how: Lifts
    hours: int
    slider: int
    mark: Mark | None = None
    idle: str = ""
    """Why nothing is lifted for anybody, where nothing is."""

    def mark_at(self, an_id: int, key: int) -> str:
        """The mark of a place."""
        return str(Mark(an_id, key, self.how.epoch, self.hours, self.slider))


async def terms(call: Call, tx: ReadTx) -> Terms:
    """What this page is lifted by: as the page before it, while that can be known, else as it is now."""
    slider, mark = call.caller.warm, mark_of(call.said.get("place"))
    if not slider:
        return Terms(feed.lifts(0, 0, {}), 0, 0)
    if mark is not None and (mark.slider != slider or not 0 <= tx.now - mark.hours * HOUR < DAY):
        mark = None
    until = Time(mark.hours * HOUR) if mark else hour(tx.now)
    now = await in_force(call, tx)
    if now.idle:
        return Terms(feed.lifts(0, 0, {}), until // HOUR, slider, mark, now.idle)
    epoch = now.epochs[0]
    # One that this process does not remember has been forgotten meanwhile, or is newer.
    if mark is not None and (mark.epoch in now.epochs or mark.epoch in await chosen.epochs(tx)):
        epoch = mark.epoch
    return Terms(await call.house.nearness.lifts(tx, until, epoch, slider), until // HOUR, slider, mark)


async def in_force(call: Call, tx: ReadTx) -> InForce:
    """What lifts now, or why nothing does. No statement mostly."""
    found: InForce = await call.house.remembered.of(_IN_FORCE, tx.now, lambda: chosen.in_force(tx))
    return found


class Found(Struct, frozen=True):
    """A page of the warm feed: ids and keys, the largest key first; and by what they were lifted."""

    rows: Sequence[tuple[Seen, int]]
    terms: Terms


async def found_page(call: Call, tx: ReadTx, page: Page) -> Found:
    """A page of the caller's warm feed. Where nothing is lifted it is the same page of home."""
    known = await terms(call, tx)
    if known.how.none and known.mark is None:
        ids = await home_with_tags(tx, page, follows=call.caller.follows, tags=call.caller.follows_tags)
        return Found([(an_id, int(an_id)) for an_id in ids], known)
    below = FIRST if page.max_id == TOP else await _place(tx, page.max_id, known)
    above = LAST if page.low == 0 else await _place(tx, page.low, known)
    part = Part(page.limit, below, above, upwards=page.upwards)
    return Found(await feed.warm(tx, part, known.how, _means(call)), known)


def _means(call: Call) -> Means:
    return Means(call.house.stretches, call.caller.follows, call.caller.follows_tags)


async def rendered(call: Call, tx: ReadTx, found: Found) -> Listed:
    """The same as the API says it, with marks in its Link header."""
    listed = await render.page(call, tx, [an_id for an_id, _ in found.rows], sought=False)
    if not found.rows or not call.caller.warm:
        return listed
    return replace(listed, places=(found.terms.mark_at(*found.rows[0]), found.terms.mark_at(*found.rows[-1])))


async def warm_page(call: Call, tx: ReadTx, page: Page) -> Listed:
    """A page of the caller's warm feed."""
    return await rendered(call, tx, await found_page(call, tx, page))


async def _place(tx: ReadTx, an_id: int, known: Terms) -> Place:
    if known.mark is not None and known.mark.id == an_id:
        return (known.mark.key, an_id)
    return await feed.place_of(tx, an_id, known.how)


@get("/api/v1/timelines/warm", scope="read:statuses")
async def timeline(tx: ReadTx, page: Page, call: Call) -> Listed:
    """What home holds, with what people who seldom agree both like, and those closest to the caller, lifted by some hours."""
    return await warm_page(call, tx, page)


class WarmForm(Struct):
    """What is chosen; what is left out stays as it is."""

    slider: int | None = None
    home: bool | None = None
    questions: bool | None = None


def _shaped(now: Choice) -> dict[str, Any]:
    return {"slider": now.slider, "home": now.home, "questions": now.questions, "asked": now.asked}


@get("/api/kukhnya/v1/warm", scope="read:accounts")
async def show(tx: ReadTx) -> dict[str, Any]:
    """How far the caller's warm feed lifts, whether home does too, and whether questions may be asked."""
    return _shaped(await chosen.choice(tx))


@put("/api/kukhnya/v1/warm", scope="write:accounts")
async def choose(tx: WriteTx, call: Call, form: WarmForm) -> dict[str, Any]:
    """Choose. What is left out stays as it is."""
    now = await choose_warm(tx, slider=form.slider, home=form.home, questions=form.questions)
    tx.after_commit(call.house.callers.forget)
    return _shaped(now)


@get("/api/kukhnya/v1/warm/why/{status_id}", scope="read:statuses")
async def why(tx: ReadTx, call: Call, status_id: StatusId) -> dict[str, Any]:
    """Why a status stands where it stands in the caller's warm feed, in numbers and in words."""
    told, known = await why_here(call, tx, status_id)
    author = await accounts.visible(tx, told.account_id)
    lifts = [("appreciated_widely", told.wide_h), ("close_to_you", told.near_h)]
    return {
        "status_id": str(told.status_id), "slider": known.slider, "posted_at": iso(told.posted_at),
        "lifts": [{"reason": reason, "hours": round(hours, 2)} for reason, hours in lifts if hours],
        "place_by_time": told.by_time, "place": told.here, "words": _words(told, author["display_name"] or author["username"], tx.now, known.idle),
    }  # fmt: skip


async def why_here(call: Call, tx: ReadTx, status_id: StatusId) -> tuple[Why, Terms]:
    """What lifts it, and on what terms. Raises NotFound for what is not in the caller's home."""
    known = await terms(call, tx)
    return await reasons(tx, status_id, known.how, _means(call)), known


IDLE: Final[Mapping[str, str]] = {
    chosen.FEW: "Too few people like anything here yet: everything stands by time.",
    chosen.ONE: "No divide is to be seen here, so there is none to bridge: everything stands by time.",
    chosen.NONE: "No scores are in force yet: everything stands by time.",
}
"""Why nothing is lifted for anybody."""


def _words(told: Why, name: str, now: Time, idle: str) -> list[str]:
    """The same as sentences."""
    words = [f"Posted {(now - told.posted_at) // HOUR} h ago."]
    if told.mine:
        words.append("You wrote or shared it: your own posts are not lifted for you.")
    elif told.by_tag:
        words.append("It bears a hashtag that you follow: such posts are not lifted.")
    else:
        words.append(f"You follow {name}" + (", who shared it." if told.shared else "."))
    if told.wide_h:
        words.append(f"+{told.wide_h:.1f} h, because people who seldom like the same posts both like it.")
    if told.near_h:
        words.append(f"+{told.near_h:.1f} h, because you often reply to {name}, or like what they write.")
    if not told.wide_h and not told.near_h:
        words.append(IDLE.get(idle, "Nothing lifts it: it stands where its time puts it."))
    if told.by_time is not None and told.here is not None:
        words.append(f"By time it would be number {told.by_time}; here it is number {told.here}.")
    return words
