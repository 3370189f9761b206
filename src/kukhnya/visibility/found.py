"""Looking for statuses and hashtags, among what the viewer may see and the author lets be found.

One's own statuses are always looked through; others' where their author allows it (`account.indexable`). What is for everybody
is found by an index of stems (`status_word`); what is for fewer is in no index on disk: its newest statuses that pass the
rule are read and compared (`worded.py`), no more than `LOOK` of them, and others' only among the newest `WINDOW` below the page's
bound, lest a reader of few walk through everything there is. The index is asked first: where it fills a page, what is
older than that page need not be read. Nothing that is searched for is kept.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, literal_column, or_, select, union_all

from kukhnya.model.ids import AccountId, Time, first_id_at
from kukhnya.model.memory import Memory
from kukhnya.store.sealed import status, status_tag, status_text, status_word
from kukhnya.store.statement import Statement, among, among_words, flag_param, param, text_param
from kukhnya.store.tables import account, poll, tag
from kukhnya.store.tx import ReadTx
from kukhnya.text.slips import forgiven, nearest
from kukhnya.text.sought import Sought
from kukhnya.text.stems import number, stems

from .home import Seen
from .rule import VIEWER, everybodys, exists, listed, own_words_seen, own_words_seen_openly, seen_openly_first
from .trends import empty_week, week_of
from .unwanted import on_blocked_domain
from .worded import holding

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

_LINK: Final[ColumnElement[str]] = literal_column("'%://%'")
"""Part of the text: for a pattern that is a parameter, SQLite would prepare the statement anew each time."""
_said, _openly = own_words_seen, own_words_seen_openly
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


def _narrowed(s: FromClause) -> ColumnElement[bool]:
    """Is it within the bounds, and of the kind that is asked for?"""
    text, link = status_text.c.status_id == s.c.id, status_text.c.source.like(_LINK)
    return and_(
        s.c.id < param("max_id"),
        s.c.id > param("low"),
        or_(~flag_param("media"), s.c.has_media),
        or_(~flag_param("poll"), exists(poll, poll.c.status_id == s.c.id)),
        or_(~flag_param("link"), exists(status_text, text, link)),
        or_(~flag_param("reply"), s.c.in_reply_to_id.is_not(None)),
        or_(~flag_param("sensitive"), exists(status_text, text, status_text.c.sensitive)),
    )


def _let_be_found(s: FromClause) -> ColumnElement[bool]:
    """Does its author let it be found, and does the viewer not block their server?"""
    return and_(s.c.indexable, ~s.c.silenced, ~on_blocked_domain(s.c.domain))


def _newest(*where: ColumnElement[bool]) -> Select[Any]:
    """The newest of these, with their versions."""
    some = select(_said.c.id, _said.c.version).where(_narrowed(_said), *where)
    return some.order_by(_said.c.id.desc()).limit(param("look"))


_own: Final = _newest(_said.c.account_id == VIEWER)
_theirs: Final = (_let_be_found(_said), or_(~flag_param("narrow"), ~everybodys(_said)))
_others: Final = _newest(_said.c.account_id != VIEWER, _said.c.id > func.coalesce(_below, 0), *_theirs)
# What is limited must stand inside another SELECT to be part of a union.
_both: Final = union_all(select(_own.subquery()), select(_others.subquery())).subquery("both")
_anybodys: Final = Statement(select(_both).order_by(_both.c.id.desc()).limit(param("look")))
_mine: Final = Statement(_own)
_authors: Final = Statement(_newest(_said.c.account_id == param("author"), *_theirs))
_first, _other = status_word.alias("w1"), status_word.alias("w2")
_rest: Final = (
    select(func.count())
    .select_from(_other)
    .where(_other.c.status_id == _first.c.status_id, among(_other.c.word, "rest"))
    .correlate(_first)
    .scalar_subquery()
)
_indexed: Final = Statement(
    select(_openly.c.id)
    .select_from(_first.join(_openly, _openly.c.id == _first.c.status_id))
    .where(
        _first.c.word == param("word"),
        _first.c.status_id < param("max_id"),
        _first.c.status_id > param("low"),
        _rest == param("many"),
        or_(param("author") == 0, _openly.c.account_id == param("author")),
        _narrowed(_openly),
        _let_be_found(_openly),
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
    tx: ReadTx,
    kept: Memory,
    sought: Sought,
    *,
    max_id: int,
    low: int,
    limit: int,
    offset: int,
    author: AccountId | None,
) -> list[Seen]:
    """Ids of statuses that hold every one of these words, in whatever form, the newest first.

    Three statements at most, two where what is read is in memory.
    """
    wanted = stems(sought.words)
    bounds = _bounds(sought, max_id, low)
    if not wanted and not (author or sought.has or sought.being or sought.before or sought.after):
        return []
    most = offset + limit
    if not wanted:
        newest = await _candidates(tx, author, bounds, narrow=False, look=min(most, LOOK))
        return [Seen(an_id) for an_id in [*newest][offset:]]
    longest = _longest(wanted)
    found = await tx.column(
        _indexed, word=longest[0], rest=longest[1:], many=len(longest) - 1, limit=most, author=author or 0, **bounds
    )
    if len(found) == most:  # what is older than all of these would come after them
        bounds["low"] = found[-1]
    read = await _candidates(tx, author, bounds, narrow=True, look=LOOK)
    found += await holding(tx, kept, wanted, read)
    return [Seen(an_id) for an_id in sorted(set(found), reverse=True)[offset:most]]


def _longest(wanted: Sequence[str]) -> list[int]:
    """The numbers of the longest stems, which are likely the rarest, the longest first."""
    return [number(stem) for stem in sorted(wanted, key=len, reverse=True)[:MOST_WORDS]]


def _bounds(sought: Sought, max_id: int, low: int) -> dict[str, Any]:
    if sought.before is not None:
        max_id = min(max_id, first_id_at(sought.before))
    if sought.after is not None:
        low = max(low, first_id_at(sought.after) - 1)
    return {
        "max_id": max_id, "low": low, "media": "media" in sought.has, "poll": "poll" in sought.has,
        "link": "link" in sought.has, "reply": "reply" in sought.being, "sensitive": "sensitive" in sought.being,
    }  # fmt: skip


async def _candidates(
    tx: ReadTx, author: AccountId | None, bounds: Mapping[str, Any], *, narrow: bool, look: int
) -> dict[int, int]:
    """Versions by id, the newest first, of one's own and of others'; `narrow`: of others' only what is not for everybody."""
    if not author:
        rows = await tx.all(_anybodys, narrow=narrow, look=look, **bounds)
    elif author == tx.viewer.id:
        rows = await tx.all(_mine, look=look, **bounds)
    else:
        rows = await tx.all(_authors, author=author, narrow=narrow, look=look, **bounds)
    return {row[0]: row[1] for row in rows}


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
