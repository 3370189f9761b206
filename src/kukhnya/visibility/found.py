"""Looking for statuses and hashtags, among what the viewer may see and the author lets be found.

One's own statuses are always looked through; others' where their author allows it (`account.indexable`). What is for everybody
is found by an index of stems (`status_word`); what is for fewer is in no index on disk: its newest statuses that pass the
rule are read and compared, no more than `LOOK` of them, and others' only among the newest `WINDOW` below the page's
bound, lest a reader of few walk through everything there is. The index is asked first: where it fills a page, what is
older than that page need not be read. Nothing that is searched for is kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select, union_all

from kukhnya.model.ids import AccountId, Time, first_id_at
from kukhnya.store.sealed import status, status_tag, status_text, status_word
from kukhnya.store.statement import Statement, among, among_words, flag_param, json_rows, param, text_param
from kukhnya.store.tables import account, media, poll, poll_option, tag
from kukhnya.store.tx import ReadTx
from kukhnya.text.slips import forgiven, nearest
from kukhnya.text.sought import Sought
from kukhnya.text.stems import folded, number, stems

from .home import Seen
from .rule import VIEWER, everybodys, exists, listed, seen, seen_openly_first
from .trends import empty_week, week_of
from .unwanted import of_blocked_domain

LOOK: Final = 2000
"""Statuses read for one search at most."""
WINDOW: Final = 20_000
"""Statuses of anybody that are looked through for one search at most, where no author is named."""
MOST_WORDS: Final = 8
"""Words of a search that the index is asked for; the longest ones."""
_MOST_TAGS: Final = 5000

INDEXED: Final = and_(
    everybodys(status), status.c.reblog_of_id.is_(None), account.c.indexable, ~account.c.closed, ~account.c.suspended
)
"""Which statuses stand in the index, given a status and the row of its author."""

_by: Final = account.alias("by")
_findable: Final = exists(_by, _by.c.id == seen.c.account_id, _by.c.indexable, ~_by.c.silenced)
_near: Final = ~of_blocked_domain(seen.c.account_id)
_poll: Final = exists(poll, poll.c.status_id == seen.c.id)
_narrowed: Final = and_(
    _near,
    seen.c.id < param("max_id"),
    seen.c.id > param("low"),
    or_(param("author") == 0, seen.c.account_id == param("author")),
    or_(~flag_param("media"), seen.c.has_media),
    or_(~flag_param("poll"), _poll),
    or_(~flag_param("link"), status_text.c.source.like("%://%")),
    or_(~flag_param("reply"), seen.c.in_reply_to_id.is_not(None)),
    or_(~flag_param("sensitive"), status_text.c.sensitive),
)
_said: Final = seen.join(status_text, status_text.c.status_id == seen.c.id)
_passed: Final = status.alias("passed")
_below: Final = (
    select(_passed.c.id)
    .where(_passed.c.id < param("max_id"), _passed.c.id > param("low"))
    .order_by(_passed.c.id.desc())
    .limit(literal_column("1"))
    .offset(literal_column(str(WINDOW)))
    .scalar_subquery()
)
"""The newest status outside of the window; absent where all are inside."""
_bottom: Final = case((param("author") == 0, func.coalesce(_below, 0)), else_=0)


def _beside(text: ColumnElement[str], where: ColumnElement[bool]) -> ColumnElement[Any]:
    """Other words that belong to the status, as a JSON list."""
    return select(json_rows(text)).where(where).correlate(seen).scalar_subquery()


def _newest(*where: ColumnElement[bool]) -> Select[Any]:
    """The newest of these, with their words. For a union: one that is limited must stand inside another."""
    described = _beside(media.c.description, media.c.status_id == seen.c.id)
    offered = _beside(poll_option.c.title, poll_option.c.status_id == seen.c.id)
    words = (status_text.c.spoiler, status_text.c.source, described.label("described"), offered.label("offered"))
    found = select(seen.c.id, *words).select_from(_said).where(_narrowed, *where)
    return select(found.order_by(seen.c.id.desc()).limit(LOOK).subquery())


_own: Final = seen.c.account_id == VIEWER
_others: Final = and_(~_own, seen.c.id > _bottom, _findable, or_(~flag_param("narrow"), ~everybodys(seen)))
_both: Final = union_all(_newest(_own), _newest(_others)).subquery("both")
_candidates: Final = Statement(select(_both).order_by(_both.c.id.desc()).limit(LOOK))
_first, _other = status_word.alias("w1"), status_word.alias("w2")
_rest: Final = (
    select(func.count())
    .select_from(_other)
    .where(_other.c.status_id == _first.c.status_id, among(_other.c.word, "rest"))
    .correlate(_first)
    .scalar_subquery()
)
_indexed: Final = Statement(
    select(seen.c.id)
    .select_from(_first.join(_said, seen.c.id == _first.c.status_id))
    .where(
        _first.c.word == param("word"),
        _first.c.status_id < param("max_id"),
        _first.c.status_id > param("low"),
        _rest == param("many"),
        _narrowed,
        _findable,
    )
    .order_by(_first.c.status_id.desc())
    .limit(param("limit"))
)
_used: Final = seen_openly_first
_listed_under: Final = exists(
    status_tag.join(_used, _used.c.id == status_tag.c.status_id), status_tag.c.tag_id == tag.c.id, listed(_used)
)
_tags: Final = Statement(
    select(tag.c.key)
    .where(tag.c.key >= text_param("low"), tag.c.key < text_param("high"), _listed_under)
    .order_by(tag.c.key)
    .limit(param("limit"))
    .offset(param("offset"))
)
_like_long: Final = Statement(
    select(tag.c.key)
    .where(func.length(tag.c.key) >= param("shortest"), func.length(tag.c.key) <= param("longest"))
    .order_by(tag.c.id.desc())
    .limit(_MOST_TAGS)
)
_these_tags: Final = Statement(select(tag.c.key).where(among_words(tag.c.key, "keys"), _listed_under))
_uses: Final = Statement(
    select(tag.c.key, _used.c.created_at, _used.c.account_id)
    .select_from(
        tag.join(status_tag, status_tag.c.tag_id == tag.c.id).join(_used, _used.c.id == status_tag.c.status_id)
    )
    .where(and_(among_words(tag.c.key, "keys"), status_tag.c.status_id > param("since"), listed(_used)))
    .limit(LOOK)
)


async def statuses(  # noqa: PLR0913 - a search has many bounds
    tx: ReadTx, sought: Sought, *, max_id: int, low: int, limit: int, offset: int, author: AccountId | None
) -> list[Seen]:
    """Ids of statuses that hold every one of these words, in whatever form, the newest first. Two statements at most."""
    wanted = stems(sought.words)
    bounds = _bounds(sought, max_id, low, author)
    if not wanted and not (author or sought.has or sought.being or sought.before or sought.after):
        return []
    most = offset + limit
    found: list[int] = []
    if wanted:
        longest = _longest(wanted)
        found = await tx.column(
            _indexed, word=longest[0], rest=longest[1:], many=len(longest) - 1, limit=most, **bounds
        )
    if len(found) == most:  # what is older than all of these would come after them
        bounds["low"] = found[-1]
    found += await _read(tx, wanted, bounds, most)
    return [Seen(an_id) for an_id in sorted(set(found), reverse=True)[offset:most]]


def _longest(wanted: Sequence[str]) -> list[int]:
    """The numbers of the longest stems, which are likely the rarest, the longest first."""
    return [number(stem) for stem in sorted(wanted, key=len, reverse=True)[:MOST_WORDS]]


def _bounds(sought: Sought, max_id: int, low: int, author: AccountId | None) -> dict[str, Any]:
    if sought.before is not None:
        max_id = min(max_id, first_id_at(sought.before))
    if sought.after is not None:
        low = max(low, first_id_at(sought.after) - 1)
    return {
        "max_id": max_id, "low": low, "author": author or 0, "media": "media" in sought.has, "poll": "poll" in sought.has,
        "link": "link" in sought.has, "reply": "reply" in sought.being, "sensitive": "sensitive" in sought.being,
    }  # fmt: skip


async def _read(tx: ReadTx, wanted: Sequence[str], bounds: dict[str, Any], most: int) -> list[int]:
    """Those found by reading: one's own, and what is for fewer than everybody; without words, whatever is left."""
    rows = await tx.all(_candidates, narrow=bool(wanted), **bounds)
    return _holding(wanted, rows, most) if wanted else [row["id"] for row in rows][:most]


def _holding(wanted: Sequence[str], rows: Sequence[Any], most: int) -> list[int]:
    """Ids of those, at most so many, whose words hold every one of these stems."""
    beginnings = [
        stem[:2] for stem in wanted
    ]  # a stem seldom changes the beginning of a word: cheap, and most fail here
    found = []
    for an_id, *said, described, offered in rows:
        text = " ".join((*said, *_listed_words(described), *_listed_words(offered)))
        plain = folded(text)
        if all(start in plain for start in beginnings) and set(wanted) <= set(stems(text)):
            found.append(an_id)
            if len(found) >= most:  # they come newest first
                break
    return found


def _listed_words(listed: str) -> list[str]:
    return [] if listed == "[]" else msgspec.json.decode(listed)


async def tags(tx: ReadTx, beginning: str, *, limit: int, offset: int) -> list[str]:
    """Hashtags that begin so, then those that differ by a slip, on something the viewer could find. Three statements at most."""
    if not beginning:
        return []
    found = await tx.column(_tags, low=beginning, high=beginning + "\U0010ffff", limit=limit, offset=offset)
    slips = forgiven(beginning)
    if offset or len(found) >= limit or not slips:
        return found
    keys = await tx.column(_like_long, shortest=len(beginning) - slips, longest=len(beginning) + slips)
    near = nearest(beginning, [key for key in keys if key not in found])[:limit]
    shown = set(await tx.column(_these_tags, keys=near)) if near else set()
    return [*found, *(key for key in near if key in shown)][:limit]


async def tag_histories(
    tx: ReadTx, keys: Sequence[str], days: int = 7
) -> Mapping[str, Sequence[tuple[Time, int, int]]]:
    """For each of these hashtags its last days, today first: first instant, uses, accounts; of what the viewer could find.

    One statement, none for an empty list.
    """
    empty = empty_week(tx.now, days)
    uses: dict[str, list[tuple[int, int]]] = {key: [] for key in keys}
    for key, at, who in await tx.all(_uses, keys=list(keys), since=first_id_at(empty[-1][0])) if keys else []:
        uses[key].append((at, who))
    return {key: week_of(each, empty) for key, each in uses.items()}
