"""What a page shows of statuses that have passed the rule.

`cards` brings, in one statement, the versions and the viewer's own flags; the words themselves live in memory
under `(id, version)`, and `bodies` loads those that are not there. Both take ids of type `Seen`, which only
this package makes, so neither can be asked for what was not allowed.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause

from kukhnya.model.ids import AccountId, StatusId
from kukhnya.store.sealed import mention, pin, status, status_tag, status_text
from kukhnya.store.statement import Statement, among, json_row, json_rows
from kukhnya.store.tables import (
    account,
    bookmark,
    favourite,
    follow,
    media,
    poll,
    poll_option,
    poll_vote,
    tag,
    thread_mute,
)
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import VIEWER, exists

FAVOURITED, REBLOGGED, MUTED, BOOKMARKED, PINNED = 1, 2, 4, 8, 16


class AccountCard(Struct, frozen=True):
    """Which account, in which version, and whether the viewer sees all of it or handle and picture alone."""

    id: AccountId
    version: int
    whole: bool


class Card(Struct, frozen=True):
    """One status on a page: versions to find its words by, and what it is to this viewer."""

    id: StatusId
    version: int
    author: AccountCard
    flags: int
    exact: bool
    """Does the viewer see exact counts? (The author always; others where the profile is open.)"""
    mine: bool
    votes: tuple[int, ...] | None
    """The viewer's votes where the status has a poll."""
    reblog: "Card | None" = None


def whole(viewer: ColumnElement[int], who: FromClause) -> ColumnElement[bool]:
    """Does `viewer` see all of the account `who`: open, one's own, or followed with consent?"""
    to = follow.alias("wf")
    return sa.or_(
        ~who.c.closed, who.c.id == viewer, exists(to, to.c.follower_id == viewer, to.c.followee_id == who.c.id)
    )


def _flags(s: FromClause, viewer: ColumnElement[int]) -> ColumnElement[int]:
    """The viewer's marks on the status row `s`, as bits."""
    fa, bo, tm, pi, re = (t.alias() for t in (favourite, bookmark, thread_mute, pin, status))
    marks = (
        (FAVOURITED, exists(fa, fa.c.account_id == viewer, fa.c.status_id == s.c.id)),
        (REBLOGGED, exists(re, re.c.reblog_of_id == s.c.id, re.c.account_id == viewer)),
        (MUTED, exists(tm, tm.c.account_id == viewer, tm.c.thread_id == s.c.thread_id)),
        (BOOKMARKED, exists(bo, bo.c.account_id == viewer, bo.c.status_id == s.c.id)),
        (PINNED, exists(pi, pi.c.account_id == viewer, pi.c.status_id == s.c.id)),
    )
    bits = [sa.case((held, sa.literal_column(str(bit))), else_=sa.literal_column("0")) for bit, held in marks]
    return sa.cast(sum(bits[1:], bits[0]), sa.BigInteger)


_s, _o, _sa, _oa = status.alias("s"), status.alias("o"), account.alias("sa"), account.alias("oa")
_target: Final = sa.func.coalesce(_o.c.id, _s.c.id)
_p, _pv = poll.alias("p"), poll_vote.alias("pv")
_votes: Final = (
    sa.select(json_rows(_pv.c.position))
    .select_from(_pv)
    .where(_pv.c.status_id == _p.c.status_id, _pv.c.account_id == VIEWER)
    .correlate(_p)
    .scalar_subquery()
)
_cards: Final = Statement(
    sa.select(
        _s.c.id,
        _s.c.version,
        _s.c.account_id,
        _sa.c.version,
        whole(VIEWER, _sa),
        ~_sa.c.closed,
        _flags(_s, VIEWER),
        _o.c.id,
        _o.c.version,
        _o.c.account_id,
        _oa.c.version,
        whole(VIEWER, _oa),
        ~_oa.c.closed,
        _flags(_o, VIEWER),
        sa.case((_p.c.status_id.is_not(None), _votes)),
    )
    .select_from(
        _s.join(_sa, _sa.c.id == _s.c.account_id)
        .outerjoin(_o, _o.c.id == _s.c.reblog_of_id)
        .outerjoin(_oa, _oa.c.id == _o.c.account_id)
        .outerjoin(_p, _p.c.status_id == _target)
    )
    .where(among(_s.c.id))
)


async def cards(tx: ReadTx, ids: Sequence[Seen]) -> list[Card]:
    """The cards of these statuses, in this order. One statement, none for an empty list."""
    if not ids:
        return []
    rows = {row[0]: row for row in await tx.all(_cards, ids=ids)}
    return [_card(rows[an_id], tx.viewer.id) for an_id in ids if an_id in rows]


def _card(row: Any, viewer: AccountId) -> Card:
    votes = None if row[14] is None else tuple(msgspec.json.decode(row[14]))
    reblog = None
    if row[7] is not None:
        reblog = Card(
            row[7], row[8], AccountCard(row[9], row[10], bool(row[11])), row[13],
            bool(row[12]) or row[9] == viewer, row[9] == viewer, votes,
        )  # fmt: skip
    return Card(
        row[0], row[1], AccountCard(row[2], row[3], bool(row[4])), row[6],
        bool(row[5]) or row[2] == viewer, row[2] == viewer, None if reblog else votes, reblog,
    )  # fmt: skip


_b, _t, _ba = status.alias("s"), status_text.alias("t"), account.alias("ba")
_m, _me, _ma, _st, _tag, _po = (x.alias() for x in (media, mention, account, status_tag, tag, poll_option))


def _of(child: FromClause, *columns: ColumnElement[Any], where: ColumnElement[bool]) -> ColumnElement[Any]:
    """The rows of `child` that belong to the status, as one JSON list."""
    return sa.select(json_rows(json_row(*columns))).select_from(child).where(where).correlate(_b).scalar_subquery()


_bodies: Final = Statement(
    sa.select(
        _b.c.id,
        _b.c.version,
        _b.c.account_id,
        _b.c.audience,
        _b.c.circle_id,
        _b.c.expires_at,
        _b.c.created_at,
        _b.c.edited_at,
        _b.c.in_reply_to_id,
        _b.c.in_reply_to_account_id,
        _b.c.reblog_of_id,
        _b.c.favourites_count,
        _b.c.reblogs_count,
        _b.c.replies_count,
        _t.c.html,
        _t.c.spoiler,
        _t.c.language,
        _t.c.sensitive,
        _t.c.uri,
        _of(
            _m,
            _m.c.position,
            _m.c.id,
            _m.c.key,
            _m.c.kind,
            _m.c.extension,
            _m.c.width,
            _m.c.height,
            _m.c.small_width,
            _m.c.small_height,
            _m.c.blurhash,
            _m.c.description,
            _m.c.focus_x,
            _m.c.focus_y,
            _m.c.colour,
            where=_m.c.status_id == _b.c.id,
        ).label("media"),
        _of(
            _me.join(_ma, _ma.c.id == _me.c.account_id),
            _me.c.position,
            _ma.c.id,
            _ma.c.username,
            _ma.c.domain,
            where=_me.c.status_id == _b.c.id,
        ).label("mentions"),
        _of(_st.join(_tag, _tag.c.id == _st.c.tag_id), _tag.c.key, _tag.c.name, where=_st.c.status_id == _b.c.id).label(
            "tags"
        ),
        _p.c.status_id.label("poll_id"),
        _p.c.expires_at.label("poll_expires_at"),
        _p.c.multiple,
        _p.c.hide_totals,
        _p.c.votes_count,
        _p.c.voters_count,
        _of(_po, _po.c.position, _po.c.title, _po.c.votes_count, where=_po.c.status_id == _b.c.id).label("options"),
        _ba.c.username,
        _ba.c.domain,
        _ba.c.display_name,
        _ba.c.avatar,
    )
    .select_from(
        _b.join(_ba, _ba.c.id == _b.c.account_id)
        .outerjoin(_t, _t.c.status_id == _b.c.id)
        .outerjoin(_p, _p.c.status_id == _b.c.id)
    )
    .where(among(_b.c.id))
)


async def bodies(tx: ReadTx, cards_: Iterable[Card]) -> list[Any]:
    """Rows with words, pictures (JSON list), mentions, tags and poll of these cards. One statement or none."""
    ids = [card.id for card in cards_]
    return await tx.all(_bodies, ids=ids) if ids else []
