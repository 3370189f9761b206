"""Accounts, as a viewer may see them."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Integer, Select, and_, case, cast, func, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, among, among_words, flag_param, param, text_param
from kukhnya.store.tables import account, block, custom_emoji, follow, follow_request, member
from kukhnya.store.tx import ReadTx
from kukhnya.text import domains, names
from kukhnya.text.slips import forgiven, nearest
from kukhnya.visibility.cards import AccountCard, whole
from kukhnya.visibility.rule import VIEWER, exists
from kukhnya.visibility.unwanted import of_blocked_domain

from .consent import may_name, policy

_MOST_FINDABLE: Final = 5000
"""Accounts compared for one search at most, where nothing begins as it was typed."""
HERE: Final = or_(
    account.c.id == VIEWER,
    and_(
        ~account.c.suspended,
        or_(account.c.domain != "", exists(member, member.c.account_id == account.c.id, member.c.state != "pending")),
    ),
)
"""Does the row of `account` exist for the viewer? Suspended ones and those who wait for approval do not."""


def _not_blocking(viewer: ColumnElement[int]) -> ColumnElement[bool]:
    blocks_me = block.alias("bm")
    return ~exists(blocks_me, blocks_me.c.blocker_id == account.c.id, blocks_me.c.blocked_id == viewer)


_not_blocked: Final = _not_blocking(VIEWER)
WHOLE: Final = and_(whole(VIEWER, account), _not_blocked)
"""May the viewer see all of the row of `account`? Else handle, name and picture."""


def _features(viewer: ColumnElement[int], is_whole: ColumnElement[bool]) -> tuple[ColumnElement[Any], ...]:
    """How the row of `account` may be put into collections, and may `viewer`? Read by `card`."""
    return policy(account, is_whole).label("feature_policy"), may_name(viewer, account.c.id).label("may_feature")


_role: Final = select(member.c.role).where(member.c.account_id == account.c.id).scalar_subquery().label("role")

_by_id: Final = Statement(
    select(account, _role, WHOLE.label("whole"), *_features(VIEWER, WHOLE)).where(account.c.id == param("id"), HERE)
)
_by_name: Final = Statement(
    select(account, WHOLE.label("whole")).where(
        account.c.username_key == text_param("name"), account.c.domain == text_param("domain"), HERE
    )
)
CARD: Final = (account.c.id, account.c.version, WHOLE.label("whole"), *_features(VIEWER, WHOLE))
"""What `card` reads of the row of `account`."""
_cards: Final = Statement(select(*CARD).where(among(account.c.id), HERE))
_looker: Final = account.alias("looker")
_whole_to_looker: Final = and_(whole(_looker.c.id, account), _not_blocking(_looker.c.id))
_cards_of_one: Final = Statement(
    select(_looker.c.id, account.c.version, _whole_to_looker.label("whole"), *_features(_looker.c.id, _whole_to_looker))
    .select_from(account.join(_looker, among(_looker.c.id)))
    .where(account.c.id == param("id"), ~account.c.suspended)
)
_rows: Final = Statement(select(account, _role).where(among(account.c.id)))
_own: Final = Statement(
    select(
        account, member, *_features(VIEWER, WHOLE),
        select(func.count()).select_from(follow_request).where(follow_request.c.followee_id == account.c.id)
        .scalar_subquery().label("follow_requests_count"),
    )
    .select_from(account.join(member, member.c.account_id == account.c.id))
    .where(account.c.id == VIEWER)
)  # fmt: skip
_followed: Final = exists(follow, follow.c.follower_id == VIEWER, follow.c.followee_id == account.c.id)
# Beginnings are compared letter by letter, not by order, which differs from one database to another.
_search: Final = Statement(
    select(account.c.id)
    .where(
        or_(
            and_(account.c.username_key == text_param("name"), account.c.domain == ""),
            and_(
                or_(
                    func.substr(account.c.username_key, 1, cast(param("name_length"), Integer)) == text_param("name"),
                    among_words(func.substr(account.c.display_name, 1, cast(param("length"), Integer)), "spellings"),
                ),
                or_(_followed, account.c.id == VIEWER, and_(account.c.discoverable, ~account.c.closed)),
                _not_blocked,
                ~of_blocked_domain(account.c.id),
            ),
        ),
        or_(~flag_param("following"), _followed),
        HERE,
    )
    .order_by(case((_followed, 0), else_=1), account.c.username_key)
    .limit(param("limit"))
    .offset(param("offset"))
)
_findable: Final = Statement(
    select(account.c.id, account.c.username_key, account.c.display_name)
    .where(
        or_(_followed, and_(account.c.discoverable, ~account.c.closed, ~account.c.silenced)),
        _not_blocked,
        ~of_blocked_domain(account.c.id),
        or_(~flag_param("following"), _followed),
        HERE,
    )
    .order_by(case((_followed, 0), else_=1), account.c.id.desc())
    .limit(_MOST_FINDABLE)
)
_emojis: Final = Statement(
    select(custom_emoji.c.shortcode, custom_emoji.c.key, custom_emoji.c.extension).where(
        among_words(custom_emoji.c.shortcode, "words")
    )
)


async def visible(tx: ReadTx, account_id: AccountId) -> Any:
    """The account's row, with `whole`: may the viewer see all of it? Raises NotFound; suspended ones do not exist."""
    row = await tx.one(_by_id, id=account_id)
    if row is None:
        raise NotFound(account_id)
    return row


async def named(tx: ReadTx, name_key: str, domain: str = "") -> Any:
    """The account of this canonical name. Raises NotFound."""
    row = await tx.one(_by_name, name=name_key, domain=domain)
    if row is None:
        raise NotFound(name_key)
    return row


async def own(tx: ReadTx) -> Any:
    """The viewer's account with every choice of its owner and `follow_requests_count`. Raises NotFound."""
    row = await tx.one(_own)
    if row is None:
        raise NotFound(tx.viewer.id)
    return row


async def by_handle(tx: ReadTx, handle: str, own_domain: str) -> Any:
    """The account of a handle: `name`, `@name` or `name@domain`, as `named` gives it. Raises NotFound."""
    name, _, domain = handle.strip().removeprefix("@").partition("@")
    far = domains.canonical(domain) or domain
    return await named(tx, names.username_key(name), "" if far == domains.canonical(own_domain) else far)


async def search(
    tx: ReadTx, words: str, own_domain: str, *, limit: int, offset: int = 0, following: bool = False
) -> list[int]:
    """Ids of accounts whose handle or name begins so, then of those whose handle or name differs by a slip.

    Those that want to be found and those the viewer follows, the followed first. Two statements at most.

    A whole handle finds its account whatever it wants, for whoever knows a handle can look it up anyway.
    """
    said = " ".join(words.split()).removeprefix("@")
    name, _, domain = names.username_key(said).partition("@")
    if not name or (domain and domain != own_domain.casefold()):
        return []
    spellings = [said, *(way for way in _spellings(said) if len(way) == len(said))]
    exact = await tx.column(
        _search, name=name, name_length=len(name), spellings=spellings, length=len(said), limit=limit, offset=offset,
        following=following,
    )  # fmt: skip
    if offset or domain or len(exact) >= limit or not forgiven(name):
        return exact
    rows = await tx.all(_findable, following=following)
    return [*exact, *_meant(name, [row for row in rows if row["id"] not in exact])][:limit]


def _meant(name: str, rows: Sequence[Any]) -> list[int]:
    """Accounts that somebody may have meant by `name`, the nearest first: by handle, or by a word of the name shown."""
    by_word: dict[str, list[int]] = {}
    for row in rows:
        for word in {row["username_key"], *names.username_key(row["display_name"]).split()}:
            by_word.setdefault(word, []).append(row["id"])
    return list(dict.fromkeys(an_id for word in nearest(name, by_word) for an_id in by_word[word]))


def _spellings(said: str) -> set[str]:
    """How a name may be written that somebody types as `said`: not every database knows the cases of every script."""
    return {said.lower(), said.upper(), said.title(), said[:1].upper() + said[1:], said.capitalize()}


async def cards(tx: ReadTx, ids: Sequence[int]) -> list[AccountCard]:
    """The accounts among `ids` that exist for the viewer, in this order. One statement, none for an empty list."""
    if not ids:
        return []
    found = {
        an_id: AccountCard(an_id, version, bool(is_whole), (policy_, bool(may_feature)))
        for an_id, version, is_whole, policy_, may_feature in await tx.all(_cards, ids=list(ids))
    }
    return [found[an_id] for an_id in ids if an_id in found]


def beside(found: FromClause, who: ColumnElement[int]) -> Select[Any]:
    """What was found, with the account `who` beside each row, for `cards_beside`."""
    return select(*found.c, *CARD[1:], HERE.label("here")).select_from(found.join(account, account.c.id == who))


def cards_beside(rows_: Iterable[Any], who: int) -> list[AccountCard]:
    """The accounts `beside` these rows that exist for the viewer, each once; their ids stand at the place `who`."""
    found = {}
    for row in rows_:
        *_, version, is_whole, policy_, may_feature, here = row
        if here:
            found[row[who]] = AccountCard(row[who], version, bool(is_whole), (policy_, bool(may_feature)))
    return list(found.values())


def card(account_id: AccountId, row: Any) -> AccountCard:
    """The card of an account from a row of `visible` or one with the same columns."""
    features = (row["feature_policy"], bool(row["may_feature"]))
    return AccountCard(account_id, row["version"], bool(row["whole"]), features)


async def cards_of_one(tx: ReadTx, account_id: AccountId, viewers: Sequence[int]) -> dict[int, AccountCard]:
    """The card of one account for each of these viewers, unless it is suspended. One statement, none for nobody."""
    if not viewers:
        return {}
    found = await tx.all(_cards_of_one, id=account_id, ids=list(viewers))
    return {row[0]: card(account_id, row) for row in found}


async def rows(tx: ReadTx, cards_: Iterable[AccountCard]) -> list[Any]:
    """Everything kept about these accounts; what of it is shown depends on `whole`. One statement or none."""
    ids = list({card.id for card in cards_})
    return await tx.all(_rows, ids=ids) if ids else []


async def emojis(tx: ReadTx, shortcodes: Iterable[str]) -> dict[str, str]:
    """File names of the custom emoji among these shortcodes. One statement or none."""
    asked = list(set(shortcodes))
    if not asked:
        return {}
    return {row[0]: f"{row[1]}/{row[2]}" for row in await tx.all(_emojis, words=asked)}
