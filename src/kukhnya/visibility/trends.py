"""What many use now: hashtags, links and statuses.

Only what everybody may find counts, and of it only what different people chose to do: post, like, share. Nobody's views
count, and there is no ranking by topic or mood. The candidates are the same for everybody and may be remembered for a
while; whether something trends for a viewer is asked of the rule each time, so that a block, a mute or a narrowing shows
at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, func, or_, select

from kukhnya.model.ids import ANYBODY, DAY, HOUR, Time, first_id_at
from kukhnya.model.link_card import SHOWN
from kukhnya.store.sealed import status, status_card, status_tag, status_text
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import account, favourite, tag
from kukhnya.store.tables.links import card
from kukhnya.store.tx import ReadTx

from .home import Seen
from .pages import audible
from .rule import VIEWER, exists, found_by_all, listed, seen_openly

DAYS: Final = 7
LEAST: Final = 2
"""How many different people make a trend."""
CANDIDATES: Final = 40
_SHOWN_BY: Final = 5
"""Of how many people the newest use is asked for anew for each viewer."""
_LOOK: Final = 3000
"""Uses, or statuses, that are looked at: the newest of the week."""
_HALF_LIFE: Final = 2 * DAY
_STATUS_HALF_LIFE: Final = 6 * HOUR

Day = tuple[Time, int, int]
"""The first instant of a day, uses, accounts."""


class Trend(Struct, frozen=True):
    """A hashtag (its key) or a card (its id), and its week, today first. `shown_by`: the newest use of a few people."""

    subject: Any
    history: tuple[Day, ...]
    shown_by: tuple[int, ...] = ()


_tags: Final = status_tag.join(tag, tag.c.id == status_tag.c.tag_id).join(
    seen_openly, seen_openly.c.id == status_tag.c.status_id
)
_links: Final = status_card.join(card, card.c.id == status_card.c.card_id).join(
    seen_openly, seen_openly.c.id == status_card.c.status_id
)
_tag_uses: Final = Statement(
    select(tag.c.key, seen_openly.c.id, seen_openly.c.account_id, seen_openly.c.created_at)
    .select_from(_tags)
    .where(status_tag.c.status_id > param("since"))
    .order_by(status_tag.c.status_id.desc())
    .limit(_LOOK)
)
_link_uses: Final = Statement(
    select(card.c.id, seen_openly.c.id, seen_openly.c.account_id, seen_openly.c.created_at)
    .select_from(_links)
    .where(status_card.c.status_id > param("since"), card.c.state == SHOWN)
    .order_by(status_card.c.status_id.desc())
    .limit(_LOOK)
)
_here: Final = Statement(
    select(seen_openly.c.id, seen_openly.c.account_id).where(among(seen_openly.c.id), audible(VIEWER, seen_openly))
)

_fan, _share, _author = favourite.alias("fan"), status.alias("share"), account.alias("au")
_fans: Final = (
    select(func.count())
    .select_from(_fan)
    .where(_fan.c.status_id == seen_openly.c.id, _fan.c.account_id != seen_openly.c.account_id)
    .correlate(seen_openly)
    .scalar_subquery()
)
_shares: Final = (
    select(func.count())
    .select_from(_share)
    .where(
        _share.c.reblog_of_id == seen_openly.c.id, _share.c.account_id != seen_openly.c.account_id, found_by_all(_share)
    )
    .correlate(seen_openly)
    .scalar_subquery()
)
_fit: Final = and_(
    listed(seen_openly),  # says no more than that it is in the open, but has an index
    or_(
        seen_openly.c.in_reply_to_account_id.is_(None), seen_openly.c.in_reply_to_account_id == seen_openly.c.account_id
    ),
    exists(_author, _author.c.id == seen_openly.c.account_id, _author.c.discoverable),
    exists(
        status_text, status_text.c.status_id == seen_openly.c.id, ~status_text.c.sensitive, status_text.c.spoiler == ""
    ),
)
_liked: Final = Statement(
    select(seen_openly.c.id, seen_openly.c.created_at, _fans.label("fans"), _shares.label("shares"))
    .where(
        seen_openly.c.id > param("since"), seen_openly.c.favourites_count + seen_openly.c.reblogs_count >= LEAST, _fit
    )
    .order_by(seen_openly.c.id.desc())
    .limit(_LOOK)
)
_statuses_here: Final = Statement(
    select(seen_openly.c.id).where(among(seen_openly.c.id), _fit, audible(VIEWER, seen_openly))
)


async def tag_candidates(tx: ReadTx) -> list[Trend]:
    """Hashtags under which several people have posted this week, the most first. The same for everybody."""
    return _ranked(await tx.all(_tag_uses, viewer=ANYBODY, since=_since(tx)), tx.now)


async def link_candidates(tx: ReadTx) -> list[Trend]:
    """Cards of links that several people have posted this week, the most first. The same for everybody."""
    return _ranked(await tx.all(_link_uses, viewer=ANYBODY, since=_since(tx)), tx.now)


async def status_candidates(tx: ReadTx) -> list[int]:
    """Ids of statuses that several people like or share, by how many and how lately. The same for everybody."""
    rows = await tx.all(_liked, viewer=ANYBODY, since=_since(tx))
    scores = {
        row["id"]: (row["fans"] + row["shares"] - 1) ** 2 * 0.5 ** ((tx.now - row["created_at"]) / _STATUS_HALF_LIFE)
        for row in rows
        if row["fans"] + row["shares"] >= LEAST
    }
    return sorted(scores, key=lambda an_id: (scores[an_id], an_id), reverse=True)[:CANDIDATES]


async def present(tx: ReadTx, candidates: Sequence[Trend], most: int | None = None) -> list[Trend]:
    """Those of these hashtags or cards that the viewer could find several people under, now; the first `most` of them.

    One statement, two where the newest uses of some are not to be found, three where too few are left, none for no candidates.
    """
    near = candidates[:most]
    found = await _found(tx, [an_id for each in near for an_id in each.shown_by[:LEAST]])
    doubtful = [each for each in near if not _shown(each, found)]
    spare = candidates[len(near) : len(near) + len(doubtful)]
    found |= await _found(tx, [i for each in doubtful for i in each.shown_by[LEAST:]] + _uses(spare))
    there = [each for each in (*near, *spare) if _shown(each, found)]
    if most is not None and len(there) < most:
        rest = candidates[len(near) + len(spare) :]
        found = await _found(tx, _uses(rest))
        there += [each for each in rest if _shown(each, found)]
    return there[:most]


def _shown(trend: Trend, found: Mapping[int, int]) -> bool:
    """Are several people's uses of it among those that were found?"""
    return len({found[an_id] for an_id in trend.shown_by if an_id in found}) >= LEAST


def _uses(several: Iterable[Trend]) -> list[int]:
    return [an_id for each in several for an_id in each.shown_by]


async def _found(tx: ReadTx, ids: Sequence[int]) -> dict[int, int]:
    """The authors of those of these statuses that the viewer could find. One statement, none for an empty list."""
    return {row[0]: row[1] for row in await tx.all(_here, ids=ids)} if ids else {}


async def statuses(tx: ReadTx, ids: Sequence[int]) -> list[Seen]:
    """Those of these statuses that may be put on show for the viewer. One statement, none for an empty list."""
    found = set(await tx.column(_statuses_here, ids=list(ids))) if ids else set()
    return [Seen(an_id) for an_id in ids if an_id in found]


def empty_week(now: Time, days: int = DAYS) -> tuple[Day, ...]:
    """The last days, today first, on which nothing was used."""
    today = now // DAY
    return tuple((Time(day * DAY), 0, 0) for day in range(today, today - days, -1))


def week_of(uses: Iterable[tuple[int, int]], empty: Sequence[Day]) -> tuple[Day, ...]:
    """An empty week with these uses (when, by whom)."""
    by_day: dict[int, list[int]] = {}
    for at, who in uses:
        by_day.setdefault(at // DAY * DAY, []).append(who)
    return tuple((day[0], len(by_day[day[0]]), len(set(by_day[day[0]]))) if day[0] in by_day else day for day in empty)


def _since(tx: ReadTx) -> int:
    return first_id_at(Time((tx.now // DAY - DAYS + 1) * DAY))


def _ranked(rows: Iterable[Any], now: Time) -> list[Trend]:
    """Subjects that enough people use, from uses, the newest first.

    Each person counts once, half as much for every two days since they last used it.
    """
    uses: dict[Any, list[tuple[int, int]]] = {}
    latest: dict[Any, dict[int, tuple[int, int]]] = {}
    for subject, status_id, who, at in rows:
        uses.setdefault(subject, []).append((at, who))
        latest.setdefault(subject, {}).setdefault(who, (at, status_id))
    scores = {
        subject: sum(0.5 ** ((now - at) / _HALF_LIFE) for at, _ in people.values())
        for subject, people in latest.items()
        if len(people) >= LEAST
    }
    chosen = sorted(scores, key=lambda subject: (-scores[subject], subject))[:CANDIDATES]
    empty = empty_week(now)
    return [
        Trend(each, week_of(uses[each], empty), tuple(i for _, i in list(latest[each].values())[:_SHOWN_BY]))
        for each in chosen
    ]
