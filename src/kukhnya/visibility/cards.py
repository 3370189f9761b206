"""What a page shows of statuses that have passed the rule.

`cards` brings, in one statement, the versions and the viewer's own flags; the words themselves live in memory
under `(id, version)`, and `bodies` loads those that are not there. Both take ids of type `Seen`, which only
this package makes, so neither can be asked for what was not allowed.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause

from kukhnya.model.ids import AccountId, StatusId
from kukhnya.model.link_card import SHOWN, LinkCard
from kukhnya.model.reaction import REACTIONS
from kukhnya.store.sealed import mention, pin, status, status_card, status_tag, status_text
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
from kukhnya.store.tables.links import card as link_card
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tx import ReadTx

from .home import Seen
from .quotes import ACCEPTED, MUTED_ACCOUNT, UNSEEN, at_odds, mutes, open_to_quotes, policy, quotable
from .rule import STATUS, VIEWER, exists, may_read, may_see

FAVOURITED, REBLOGGED, MUTED, BOOKMARKED, PINNED = 1, 2, 4, 8, 16
REACTED: Final = {name: 32 << place for place, name in enumerate(REACTIONS)}
"""The marks of the kind reactions that the viewer has given."""
_BY_ACCOUNT: Final = MUTED | PINNED
"""Marks that no index finds by what they are about."""
_NONE: Final[ColumnElement[int]] = sa.literal_column("0")


class AccountCard(Struct, frozen=True):
    """Which account, in which version, and whether the viewer sees all of it or handle and picture alone."""

    id: AccountId
    version: int
    whole: bool
    features: tuple[str, bool] | None = None
    """How it may be put into collections, and whether the viewer may; None where that was not asked."""


class Quote(Struct, frozen=True):
    """What a status quotes, as far as this viewer may see it now."""

    state: str
    card: "Card | None" = None
    """Of a status on the page: the quoted status, where it is shown."""
    id: StatusId | None = None
    """Of a quoted status, which shows no further one: the id of what it quotes, where that could be shown."""


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
    quotes_by: str
    """Who may quote it: public, followers or nobody."""
    quotable: bool
    """May the viewer?"""
    reblog: "Card | None" = None
    quote: Quote | None = None


def whole(viewer: ColumnElement[int], who: FromClause) -> ColumnElement[bool]:
    """Does `viewer` see all of the account `who`: open, one's own, or followed with consent?"""
    to = follow.alias("wf")
    return sa.or_(
        ~who.c.closed, who.c.id == viewer, exists(to, to.c.follower_id == viewer, to.c.followee_id == who.c.id)
    )


def _flags(s: FromClause, viewer: ColumnElement[int]) -> ColumnElement[int]:
    """The viewer's marks on the status row `s`, as bits."""
    held = [(bit, exists(mark, mark.c.account_id == viewer, on)) for bit, mark, on in _marks(s)]
    bits = [sa.case((is_held, sa.literal_column(str(bit))), else_=_NONE) for bit, is_held in held]
    return sa.cast(sum(bits, _reacted(s, viewer)), sa.BigInteger)


def _marks(s: FromClause) -> tuple[tuple[int, FromClause, ColumnElement[bool]], ...]:
    """The bit of each mark but the kind reactions, where it is kept, and which rows are about the status row `s`."""
    fa, bo, tm, pi, re = (t.alias() for t in (favourite, bookmark, thread_mute, pin, status))
    return (
        (FAVOURITED, fa, fa.c.status_id == s.c.id),
        (REBLOGGED, re, re.c.reblog_of_id == s.c.id),
        (MUTED, tm, tm.c.thread_id == s.c.thread_id),
        (BOOKMARKED, bo, bo.c.status_id == s.c.id),
        (PINNED, pi, pi.c.status_id == s.c.id),
    )


def _reacted(s: FromClause, viewer: ColumnElement[int]) -> ColumnElement[int]:
    """The kind reactions that the viewer has given the status row `s`, as bits."""
    kr = reaction.alias()
    bit = sa.case(*((kr.c.name == _literal(name), sa.literal_column(str(bit))) for name, bit in REACTED.items()))
    mine = sa.select(sa.func.sum(bit)).select_from(kr).correlate_except(kr)
    return sa.func.coalesce(mine.where(kr.c.account_id == viewer, kr.c.status_id == s.c.id).scalar_subquery(), _NONE)


def unmarked(s: FromClause) -> ColumnElement[bool]:
    """Is the status row `s` by itself, and has nobody done anything with it, of the accounts `:ids` at least?

    What its card says depends then on two things alone: whether it is one's own, and perhaps (`by_following`) on following.
    """
    kr, p = reaction.alias(), poll.alias()
    marks = [
        exists(mark, on, among(mark.c.account_id)) if bit & _BY_ACCOUNT else exists(mark, on)
        for bit, mark, on in _marks(s)
    ]
    more = sa.or_(exists(p, p.c.status_id == s.c.id), exists(kr, kr.c.status_id == s.c.id), *marks)
    return sa.and_(s.c.reblog_of_id.is_(None), s.c.quote_of_id.is_(None), ~more)


def by_following(s: FromClause, by: FromClause) -> ColumnElement[bool]:
    """Does the card of an unmarked status row `s` of the account row `by` depend on who follows them?"""
    return sa.or_(by.c.closed, policy(s) == _literal("followers"))


def _literal(word: str) -> ColumnElement[str]:
    return sa.literal_column(f"'{word}'")


def _columns(viewer: ColumnElement[int], s: FromClause, by: FromClause) -> tuple[ColumnElement[Any], ...]:
    """What a card says of the status row `s` of the account row `by`, but for votes and quotes."""
    return s.c.id, s.c.version, s.c.account_id, by.c.version, whole(viewer, by), ~by.c.closed, _flags(s, viewer)


def _votes(viewer: ColumnElement[int], p: FromClause) -> ColumnElement[Any]:
    """The viewer's votes in the poll `p`."""
    pv = poll_vote.alias()
    mine = sa.select(json_rows(pv.c.position)).select_from(pv).correlate_except(pv)
    return mine.where(pv.c.status_id == p.c.status_id, pv.c.account_id == viewer).scalar_subquery()


_s, _o, _q, _r = (status.alias(name) for name in ("s", "o", "q", "r"))
_sa, _oa, _qa = account.alias("sa"), account.alias("oa"), account.alias("qa")
_p, _qp = poll.alias("p"), poll.alias("qp")
_target: Final = sa.func.coalesce(_o.c.id, _s.c.id)
_target_by: Final = sa.func.coalesce(_o.c.account_id, _s.c.account_id)


def _either(of: Callable[[FromClause], ColumnElement[Any]]) -> ColumnElement[Any]:
    """What is true of the status on the page, or of what it shares where it is a re-share."""
    return sa.case((_s.c.reblog_of_id.is_(None), of(_s)), else_=of(_o))


_quote_of: Final = _either(lambda row: row.c.quote_of_id)
_quote_state: Final = _either(lambda row: row.c.quote_state)


def _quoted(viewer: ColumnElement[int]) -> ColumnElement[Any]:
    """What `_quote` reads. Asked only where there is a quote: `q` is what the status quotes, `r` what that quotes in turn."""
    nested = sa.case(
        (_q.c.quote_state != ACCEPTED, _q.c.quote_state),
        (at_odds(_q.c.account_id, _r.c.account_id), sa.literal_column("'revoked'")),
        (may_see(viewer, s=_r), sa.literal_column("'accepted'")),
        else_=sa.literal_column("'unauthorized'"),
    )
    state = sa.case(
        (at_odds(_target_by, _q.c.account_id), sa.literal_column("'revoked'")),
        (~may_see(viewer, s=_q), sa.literal_column("'unauthorized'")),
        (mutes(viewer, _q.c.account_id), sa.literal_column("'muted_account'")),
        else_=sa.literal_column("'accepted'"),
    )
    votes = sa.case((_qp.c.status_id.is_not(None), _votes(viewer, _qp)))
    row = (*_columns(viewer, _q, _qa), policy(_q), quotable(viewer, _q), votes, nested, _r.c.id)
    return sa.case((_q.c.id.is_not(None), json_row(state, *row)))


def _where_shared(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Something about the shared status: not worked out where nothing is shared."""
    return sa.case((_s.c.reblog_of_id.is_not(None), column))


def _card_columns(viewer: ColumnElement[int]) -> tuple[ColumnElement[Any], ...]:
    """What `_card` reads, for a viewer that is a parameter or a column."""
    return (
        *_columns(viewer, _s, _sa),
        *(_where_shared(column) for column in _columns(viewer, _o, _oa)),
        _either(policy),
        _either(lambda row: quotable(viewer, row)),
        sa.case((_p.c.status_id.is_not(None), _votes(viewer, _p))),
        _quote_state,
        _quoted(viewer),
    )


_carded: Final = (
    _s.join(_sa, _sa.c.id == _s.c.account_id)
    .outerjoin(_o, _o.c.id == _s.c.reblog_of_id)
    .outerjoin(_oa, _oa.c.id == _o.c.account_id)
    .outerjoin(_p, _p.c.status_id == _target)
    .outerjoin(_q, open_to_quotes(_q, _quote_of, _quote_state))
    .outerjoin(_qa, _qa.c.id == _q.c.account_id)
    .outerjoin(_qp, _qp.c.status_id == _q.c.id)
    .outerjoin(_r, open_to_quotes(_r, _q.c.quote_of_id, _q.c.quote_state))
)
_cards: Final = Statement(sa.select(*_card_columns(VIEWER)).select_from(_carded).where(among(_s.c.id)))
_w: Final = account.alias("w")
_cards_of_one: Final = Statement(
    lambda: (
        sa.select(*_card_columns(_w.c.id), _w.c.id.label("viewer"))
        .select_from(_carded.join(_w, among(_w.c.id)))
        .where(_s.c.id == STATUS, may_read(_w.c.id, s=_s))
    )
)


async def cards_of_one(tx: ReadTx, status_id: StatusId, viewers: Sequence[int]) -> dict[int, Card]:
    """The card of one status for each of these accounts that may see it. One statement, none for nobody."""
    if not viewers:
        return {}
    rows = await tx.all(_cards_of_one, status=status_id, ids=list(viewers))
    return {row["viewer"]: _card(row, row["viewer"]) for row in rows}


async def cards(tx: ReadTx, ids: Sequence[Seen]) -> list[Card]:
    """The cards of these statuses, in this order. One statement, none for an empty list."""
    if not ids:
        return []
    rows = {row[0]: row for row in await tx.all(_cards, ids=ids)}
    return [_card(rows[an_id], tx.viewer.id) for an_id in ids if an_id in rows]


def _card(row: Any, viewer: AccountId) -> Card:
    votes = None if row[16] is None else _numbers(row[16])
    quote = _quote(row[17], row[18], viewer) if row[17] else None
    reblog = None
    if row[7] is not None:
        mine = row[9] == viewer
        reblog = Card(
            row[7], row[8], AccountCard(row[9], row[10], bool(row[11])), row[13], bool(row[12]) or mine, mine, votes,
            row[14], bool(row[15]), None, quote,
        )  # fmt: skip
        votes = quote = None
    mine = row[2] == viewer
    return Card(
        row[0], row[1], AccountCard(row[2], row[3], bool(row[4])), row[6], bool(row[5]) or mine, mine, votes, row[14],
        bool(row[15]), reblog, quote,
    )  # fmt: skip


def _quote(state: str, quoted: Any, viewer: AccountId) -> Quote:
    """The quote, its status where the viewer may see that: nothing of it, not even its id, where not."""
    if quoted is None:
        return Quote(UNSEEN if state == ACCEPTED else state)
    shown, *row, inner, inner_id = msgspec.json.decode(quoted)
    if shown not in {ACCEPTED, MUTED_ACCOUNT}:
        return Quote(shown)
    nested = Quote(inner, id=inner_id if inner == ACCEPTED else None) if inner else None
    an_id, version, by, by_version, is_whole, is_open, flags, quotes_by, may_quote, votes = row
    mine = by == viewer
    card = Card(
        an_id, version, AccountCard(by, by_version, bool(is_whole)), flags, bool(is_open) or mine, mine,
        None if votes is None else _numbers(votes), quotes_by, bool(may_quote), None, nested,
    )  # fmt: skip
    return Quote(shown, card)


def _numbers(listed: Any) -> tuple[int, ...]:
    """A JSON list of numbers; inside another, one database hands it over as text."""
    return tuple(msgspec.json.decode(listed) if isinstance(listed, str | bytes) else listed)


_b, _t, _ba = status.alias("s"), status_text.alias("t"), account.alias("ba")
_sc, _lc = status_card.alias("sc"), link_card.alias("lc")
_m, _me, _ma, _st, _tag, _po, _kr = (
    x.alias() for x in (media, mention, account, status_tag, tag, poll_option, reaction)
)


def _of(child: FromClause, *columns: ColumnElement[Any], where: ColumnElement[bool]) -> ColumnElement[Any]:
    """The rows of `child` that belong to the status, as one JSON list."""
    return sa.select(json_rows(json_row(*columns))).select_from(child).where(where).correlate(_b).scalar_subquery()


_given: Final = (
    sa.select(json_row(*(sa.func.count(sa.case((_kr.c.name == _literal(name), _kr.c.name))) for name in REACTIONS)))
    .where(_kr.c.status_id == _b.c.id)
    .correlate(_b)
    .scalar_subquery()
)
"""How often each kind reaction has been given, in their order."""
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
        _b.c.quotes_count,
        _t.c.html,
        _t.c.spoiler,
        _t.c.language,
        sa.or_(_t.c.sensitive, _ba.c.sensitized).label("sensitive"),
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
        _of(
            _sc.join(_lc, _lc.c.id == _sc.c.card_id),
            *(_lc.c[name] for name in LinkCard.__struct_fields__),
            where=sa.and_(_sc.c.status_id == _b.c.id, _lc.c.state == SHOWN),
        ).label("link_cards"),
        _given.label("reactions"),
        _ba.c.username,
        _ba.c.domain,
        _ba.c.display_name,
        _ba.c.avatar,
        _ba.c.closed,
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
