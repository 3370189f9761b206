"""From rows to the bytes an app gets: statuses and accounts as Mastodon shapes them.

A status is kept in memory as bytes with holes under `(id, version)`; a page joins them with the accounts and
the viewer's flags. What differs by viewer and is rare (signed picture addresses, one's own votes) is a hole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from kukhnya.door.answers import Listed, json_bytes
from kukhnya.door.pictures import signed_address
from kukhnya.door.route import Call
from kukhnya.model.draft import QUOTE_POLICIES
from kukhnya.model.ids import AccountId, StatusId
from kukhnya.model.link_card import LinkCard
from kukhnya.queries import accounts
from kukhnya.queries.consent import AUTOMATIC, DENIED, MANUAL
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import cards as look
from kukhnya.visibility import hearing
from kukhnya.visibility.cards import AccountCard, Card
from kukhnya.visibility.hearing import Hearer
from kukhnya.visibility.home import Seen

from . import entities, holes

_FLAGS: Final = tuple(
    json_bytes(
        {
            "favourited": bool(bits & look.FAVOURITED),
            "reblogged": bool(bits & look.REBLOGGED),
            "muted": bool(bits & look.MUTED),
            "bookmarked": bool(bits & look.BOOKMARKED),
        }
    )[1:-1]
    for bits in range(32)
)
_APPROVAL: Final = {
    (policy, may): json_bytes(
        {
            "automatic": [] if policy == "nobody" else [policy],
            "manual": [],
            "current_user": "automatic" if may else "denied",
        }
    )
    for policy in QUOTE_POLICIES
    for may in (False, True)
}
_FEATURES: Final = {
    (policy, may): json_bytes(entities.feature_approval(policy, may=may))
    for policy in (AUTOMATIC, MANUAL, DENIED)
    for may in (False, True)
}
_ALIKE: Final = (bytes, entities.Read, entities.Reactions)
"""Parts that are filled alike for all readers without filters who have the same card."""
_SHORTCODE: Final = re.compile(r":([A-Za-z0-9_]{2,}):")


def shortcodes(*texts: str) -> set[str]:
    """What may be custom emoji in these texts."""
    return {word for text in texts for word in _SHORTCODE.findall(text)}


async def page(
    call: Call,
    tx: ReadTx,
    ids: Sequence[Seen],
    *,
    by: Sequence[int] | None = None,
    sought: bool = True,
    once: bool = False,
) -> Listed:
    """A page of statuses with its Link header. `by`: the ids it is bounded by, where they are not the statuses' own.

    `sought`: the reader has gone to look for them; else they come by them, as in a timeline, which is a view of each.
    `once`: a re-share of what stands further down, as itself or as another re-share, is left out, as on Mastodon's home.
    """
    cards, shown = await _ready(call, tx, ids)
    if once:
        places = _each_once(cards)
        cards, shown = [cards[place] for place in places], [shown[place] for place in places]
    if call.house.views.counting and call.viewer.known:
        inner = [card.reblog or card for card in cards]
        call.house.views.shown(call.viewer.id, [card.id for card in inner if not card.mine], sought=sought)
    bounds = ids if by is None else by
    first, last = (bounds[0], bounds[-1]) if bounds else (None, None)
    return Listed(b"[" + b",".join(shown) + b"]", first, last, each=shown, entries=len(ids))


def _each_once(cards: Sequence[Card]) -> list[int]:
    """The places of the oldest entry of each status; its author's own is never left out."""
    below, kept = set[int](), list[int]()
    for place in reversed(range(len(cards))):
        card = cards[place]
        if card.reblog is None or card.reblog.id not in below:
            kept.append(place)
        below.add((card.reblog or card).id)
    return kept[::-1]


async def status(call: Call, tx: ReadTx, status_id: Seen) -> bytes:
    """One status as JSON."""
    return (await statuses(call, tx, [status_id]))[0]


async def statuses(call: Call, tx: ReadTx, ids: Sequence[Seen]) -> list[bytes]:
    """These statuses as JSON, in this order. One statement warm, at most four cold."""
    return (await _ready(call, tx, ids))[1]


async def _ready(call: Call, tx: ReadTx, ids: Sequence[Seen]) -> tuple[list[Card], list[bytes]]:
    """The cards of these statuses, and the statuses written out. Where all are known as they are said, no part is looked up."""
    cards = await look.cards(tx, ids)
    call.matcher = await call.house.matchers.of(tx, call.caller.filters) if cards else None
    if call.matcher is None:
        said: list[Any] = [call.house.fragments.get(("said", card)) for card in cards]
        if all(said):
            return cards, said
    await _warm(call, tx, cards)
    return cards, [_status(call, card) for card in cards]


async def for_each(
    calls: Mapping[int, Call], tx: ReadTx, status_id: StatusId, hearers: Sequence[Hearer] | None = None
) -> dict[int, bytes]:
    """One status as JSON for each of these accounts that may see it: made once for all to whom it looks alike.

    `hearers`: these accounts, where they have been found to hear of it.
    """
    found = look.cards_of_one(tx, status_id, list(calls)) if hearers is None else hearing.cards(tx, status_id, hearers)
    cards = await found
    if not cards:
        return {}
    alike: dict[Card, list[int]] = {}
    for who, card in cards.items():
        alike.setdefault(card, []).append(who)
    await _warm(calls[next(iter(cards))], tx, alike)
    matchers = await next(iter(calls.values())).house.matchers.of_many(tx, {w: calls[w].caller.filters for w in cards})
    made: dict[int, bytes] = {}
    for card, viewers in alike.items():
        sealed = _personal(calls[viewers[0]], card)
        apart = [who for who in viewers if sealed or who in matchers]
        for who in apart:
            calls[who].matcher = matchers.get(who)
            made[who] = _status(calls[who], card)
        if together := [who for who in viewers if who not in made]:
            calls[together[0]].matcher = None
            made.update(dict.fromkeys(together, _status(calls[together[0]], card)))
    return made


def _personal(call: Call, card: Card) -> bool:
    """Does it hold what is made for one viewer: sealed addresses, labels by their choice?"""
    inside = [each for each in _and_what_it_shows(card) if each is not card]
    parts = (
        *(call.house.fragments.get(_status_key(card)) or ()),
        *(call.house.fragments.get(_account_key(card.author)) or ()),
    )
    held = any(isinstance(part, tuple) and not isinstance(part, entities.Read) for part in parts)
    return held or any(_personal(call, each) for each in inside)


async def history(call: Call, tx: ReadTx, row: Any, versions: Sequence[Any]) -> bytes:
    """Versions of a status, oldest first, with its author; pictures as far as they are still there."""
    cards = await look.cards(tx, [Seen(row["id"])])
    await _warm_accounts(call, tx, [card.author for card in cards])
    author = account_bytes(call, cards[0].author)
    pictures = {each[1]: each for body in await look.bodies(tx, cards) for each in msgspec.json.decode(body["media"])}
    known = await accounts.emojis(tx, {w for said in versions for w in shortcodes(said["html"], said["spoiler"])})
    entries = []
    for said in versions:
        wanted = list(pictures) if said["media"] is None else msgspec.json.decode(said["media"])
        made = entities.version(call, said, [pictures[i] for i in wanted if i in pictures], known)
        entries.append(_filled(call, cards[0], holes.cut(made)) + b',"account":' + author + b"}")
    return b"[" + b",".join(entries) + b"]"


async def people(call: Call, tx: ReadTx, rows: Sequence[Any]) -> Listed:
    """A page of accounts with its Link header, from rows of (account id, edge id)."""
    shown = await accounts_of(call, tx, [row[0] for row in rows])
    return Listed(b"[" + b",".join(shown) + b"]", rows[0][1] if rows else None, rows[-1][1] if rows else None)


async def account_cards(call: Call, tx: ReadTx, cards: Sequence[AccountCard]) -> list[bytes]:
    """These accounts as JSON, in this order. Where all are known as they are said, no part is looked up."""
    known: list[Any] = [call.house.fragments.get(("said", card)) for card in cards]
    if all(known):
        return known
    await _warm_accounts(call, tx, cards)
    return [_account(call, card) for card in cards]


async def account_for_each(calls: Mapping[int, Call], tx: ReadTx, account_id: AccountId) -> dict[int, bytes]:
    """One account as JSON for each of these viewers for whom it exists."""
    cards = await accounts.cards_of_one(tx, account_id, list(calls))
    if not cards:
        return {}
    await _warm_accounts(calls[next(iter(cards))], tx, set(cards.values()))
    return {who: account_bytes(calls[who], card) for who, card in cards.items()}


async def accounts_of(call: Call, tx: ReadTx, ids: Sequence[int]) -> list[bytes]:
    """These accounts as JSON, in this order, as far as they exist for the viewer."""
    return await account_cards(call, tx, await accounts.cards(tx, ids))


async def account(call: Call, tx: ReadTx, account_id: AccountId) -> bytes:
    """One account as JSON. Raises NotFound."""
    row = await accounts.visible(tx, account_id)
    card = accounts.card(account_id, row)
    if call.house.fragments.get(_account_key(card)) is None:
        await _keep_accounts(call, tx, [row], [card])
    return account_bytes(call, card)


def _account(call: Call, card: AccountCard) -> bytes:
    """An account that `_warm_accounts` has put into memory. Where all who may see as much are told the same, it is put together once."""
    said = account_bytes(call, card)
    if all(isinstance(part, bytes) for part in call.house.fragments.get(_account_key(card)) or (None,)):
        call.house.fragments.put(("said", card), said, len(said))
    return said


def account_bytes(call: Call, card: AccountCard) -> bytes:
    """An account that `_warm` has put into memory."""
    parts = call.house.fragments.get(_account_key(card))
    if parts is None:
        return b"null"
    said = _labelled(call, parts)
    if card.features is None:
        return said + b"}"
    return said + b',"feature_approval":' + _FEATURES[card.features] + b"}"


def link_card(call: Call, shown: LinkCard) -> bytes:
    """A PreviewCard as JSON, put together once for as long as the card says the same."""
    parts = call.house.fragments.get(key := ("card", shown))
    if parts is None:
        parts = holes.cut(entities.preview_card(call, shown, entities.labels_hole))
        call.house.fragments.put(key, parts, holes.size(parts))
    return _labelled(call, parts) + b"}"


def _labelled(call: Call, parts: tuple[Any, ...]) -> bytes:
    """Parts whose only holes are what is said to this reader beside a link."""
    return holes.joined(parts, lambda link: json_bytes(entities.labels(call, link.url)))


def _account_key(card: AccountCard) -> tuple[Any, ...]:
    return ("account", card.id, card.version, card.whole)


def _status_key(card: Card) -> tuple[Any, ...]:
    return ("status", card.id, card.version, card.exact, card.mine)


def _status(call: Call, card: Card) -> bytes:
    """A status that `_ready` has put into memory. Where all to whom it is this card are told the same, it is put together once.

    A card names the version of all that it shows, so what was put together stays true as long as the parts do.
    """
    key = ("said", card)
    known: bytes | None = call.house.fragments.get(key) if call.matcher is None else None
    if known is None:
        known = _written(call, card)
        if call.matcher is None and _alike(call, card):
            call.house.fragments.put(key, known, len(known))
    return known


def _alike(call: Call, card: Card) -> bool:
    """Are all parts of it in memory, and is none of them told otherwise to another reader, or at another time?

    (The filters of whoever has none are told to nobody, and which reactions are one's own is said by the card.)
    """
    for each in _and_what_it_shows(card):
        parts = call.house.fragments.get(_status_key(each)), call.house.fragments.get(_account_key(each.author))
        if not all(parts) or not all(isinstance(part, _ALIKE) for some in parts for part in some or ()):
            return False
    return True


def _written(call: Call, card: Card, *, within: bool = False) -> bytes:
    reblog = b"null" if card.reblog is None else _written(call, card.reblog)
    pinned = (b',"pinned":true' if card.flags & look.PINNED else b',"pinned":false') if card.mine else b""
    parts = call.house.fragments.get(_status_key(card)) or (b"{",)
    return b"".join(
        (
            _filled(call, card, parts),
            b',"account":',
            account_bytes(call, card.author),
            b",",
            _FLAGS[card.flags % len(_FLAGS)],
            pinned,
            b',"reblog":',
            reblog,
            b',"quote":',
            _quote(call, card.quote, within=within),
            b',"quote_approval":',
            _APPROVAL[card.quotes_by, card.quotable],
            b"}",
        )
    )


def _quote(call: Call, quote: look.Quote | None, *, within: bool = False) -> bytes:
    """A Quote, or within a quoted status a ShallowQuote."""
    if quote is None:
        return b"null"
    if within:
        named = b"null" if quote.id is None else b'"%d"' % quote.id
        return b'{"state":"%s","quoted_status_id":%s}' % (quote.state.encode(), named)
    shown = b"null" if quote.card is None else _written(call, quote.card, within=True)
    return b'{"state":"%s","quoted_status":%s}' % (quote.state.encode(), shown)


def _filled(call: Call, card: Card, parts: tuple[Any, ...]) -> bytes:
    return holes.joined(parts, lambda hole: _hole(call, card, hole))


def _hole(call: Call, card: Card, hole: Any) -> bytes:
    """What only this viewer is shown: filters that fit, a picture's address for an hour, one's own votes and reactions.

    And what the packs of law that they have chosen say of a link.
    """
    if isinstance(hole, entities.Read):
        return _filtered(call, card, hole)
    if isinstance(hole, entities.Poll):
        return json_bytes(entities.poll(hole, card.votes or (), mine=card.mine, now=call.house.store.clock()))
    if isinstance(hole, entities.Reactions):
        return json_bytes(entities.reactions(hole, card.flags))
    if isinstance(hole, entities.Linked):
        return json_bytes(entities.labels(call, hole.url))
    return json_bytes(signed_address(call, *hole))


def _filtered(call: Call, card: Card, read: entities.Read) -> bytes:
    """The filters that fit a status, or what it shares where it is a re-share."""
    if call.matcher is None:
        return b"[]"
    if card.reblog is not None:
        parts = call.house.fragments.get(_status_key(card.reblog)) or ()
        read = next((part for part in parts if isinstance(part, entities.Read)), read)
    fits = call.matcher.fits((read.id, read.version), read.id, read.text, call.house.store.clock())
    return json_bytes(entities.filtered(fits, read.id)) if fits else b"[]"


async def _warm(call: Call, tx: ReadTx, cards: Iterable[Card]) -> None:
    """Put into memory what these cards need and is not there: four statements at most."""
    every = [each for card in cards for each in _and_what_it_shows(card)]
    missing = {card.id: card for card in every if call.house.fragments.get(_status_key(card)) is None}
    if missing:
        rows = await look.bodies(tx, missing.values())
        known = await accounts.emojis(
            tx, {w for row in rows for w in shortcodes(row["html"] or "", row["spoiler"] or "")}
        )
        for card in every:
            for row in rows:
                if row["id"] == card.id:
                    _keep_status(call, card, row, known)
    await _warm_accounts(call, tx, [card.author for card in every])


def _and_what_it_shows(card: Card) -> Iterator[Card]:
    yield card
    inner = card.reblog or card
    if card.reblog is not None:
        yield card.reblog
    if inner.quote is not None and inner.quote.card is not None:
        yield inner.quote.card


def _keep_status(call: Call, card: Card, row: Any, known: dict[str, str]) -> None:
    made = entities.status(call, card, row, known)
    parts = holes.cut(made)
    call.house.fragments.put(_status_key(card), parts, holes.size(parts))


async def _warm_accounts(call: Call, tx: ReadTx, cards: Iterable[AccountCard]) -> None:
    missing = {card for card in cards if call.house.fragments.get(_account_key(card)) is None}
    if missing:
        await _keep_accounts(call, tx, await accounts.rows(tx, missing), missing)


async def _keep_accounts(call: Call, tx: ReadTx, rows: Sequence[Any], cards: Iterable[AccountCard]) -> None:
    known = await accounts.emojis(tx, {word for row in rows for word in shortcodes(row["display_name"], row["note"])})
    by_id = {row["id"]: row for row in rows}
    for card in cards:
        if card.id in by_id:
            parts = holes.cut(entities.account(call, by_id[card.id], known, entities.labels_hole, whole=card.whole))
            call.house.fragments.put(_account_key(card), parts, holes.size(parts))
