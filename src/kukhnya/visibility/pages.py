"""Pages of statuses other than home: a timeline of the server, of a hashtag, of an account, a thread.

Every statement selects from `seen`. They stand here and not in `queries`, because hashtags, pins and mentions are
part of the sealed tables.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, StatusId
from kukhnya.model.link_card import SHOWN
from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.sealed import pin, status_card, status_tag
from kukhnya.store.statement import Statement, among, flag_param, param, text_param
from kukhnya.store.tables import account, mute, tag
from kukhnya.store.tables.links import card
from kukhnya.store.tx import ReadTx

from .home import Seen
from .rule import NOW, VIEWER, exists, listed, seen, seen_openly
from .unwanted import of_blocked_domain


def audible(viewer: ColumnElement[int], s: FromClause) -> ColumnElement[bool]:
    """Does `viewer` want to hear from the author of `s`?"""
    muted = mute.alias("mu")
    until = or_(muted.c.until.is_(None), muted.c.until > NOW)
    hushed = exists(muted, muted.c.muter_id == viewer, muted.c.muted_id == s.c.account_id, until)
    return and_(~hushed, ~of_blocked_domain(s.c.account_id, viewer))


def findable(viewer: ColumnElement[int], s: FromClause) -> ColumnElement[bool]:
    """Was `s` meant to be found, and does `viewer`, who may see it, want to hear from its author?"""
    quiet = account.alias("qu")
    silenced = exists(quiet, quiet.c.id == s.c.account_id, quiet.c.silenced)
    return and_(listed(s), s.c.reblog_of_id.is_(None), audible(viewer, s), ~silenced)


def to_nobody_else(s: FromClause) -> ColumnElement[bool]:
    """A conversation is read where it takes place; what one adds to one's own words is no conversation."""
    return or_(s.c.in_reply_to_account_id.is_(None), s.c.in_reply_to_account_id == s.c.account_id)


_from_here: Final = or_(
    ~flag_param("local"), exists(account, account.c.id == seen.c.account_id, account.c.domain == "")
)
_with_media: Final = or_(~flag_param("only_media"), seen.c.has_media)
_found: Final = and_(findable(VIEWER, seen), _from_here, _with_media)

_public: Final = Paged(select(seen.c.id).where(_found, to_nobody_else(seen)), seen.c.id)
_tagged: Final = Paged(
    select(seen.c.id)
    .select_from(tag.join(status_tag, status_tag.c.tag_id == tag.c.id).join(seen, seen.c.id == status_tag.c.status_id))
    .where(tag.c.key == text_param("key"), _found),
    status_tag.c.status_id,
)
_card: Final = and_(card.c.url_hash == text_param("url_hash"), card.c.state == SHOWN)
_bearing: Final = card.join(status_card, status_card.c.card_id == card.c.id).join(
    seen_openly, seen_openly.c.id == status_card.c.status_id
)
_linked: Final = Paged(
    select(seen_openly.c.id).select_from(_bearing).where(_card, audible(VIEWER, seen_openly)), status_card.c.status_id
)
_any_linked: Final = Statement(select(seen_openly.c.id).select_from(_bearing).where(_card).limit(1))
_by_account: Final = Paged(
    select(seen.c.id).where(
        seen.c.account_id == param("account"),
        _with_media,
        or_(~flag_param("exclude_reblogs"), seen.c.reblog_of_id.is_(None)),
        or_(
            ~flag_param("exclude_replies"),
            seen.c.in_reply_to_account_id.is_(None),
            seen.c.in_reply_to_account_id == seen.c.account_id,
        ),
        or_(
            text_param("key") == "",
            exists(
                status_tag.join(tag, tag.c.id == status_tag.c.tag_id),
                status_tag.c.status_id == seen.c.id,
                tag.c.key == text_param("key"),
            ),
        ),
    ),
    seen.c.id,
)
_pinned: Final = Statement(
    select(seen.c.id)
    .select_from(pin.join(seen, seen.c.id == pin.c.status_id))
    .where(pin.c.account_id == param("account"))
    .order_by(pin.c.id.desc())
)
_one: Final = Statement(select(seen).where(seen.c.id == param("id")))
_embeddable: Final = Statement(
    select(account.c.username, account.c.domain, account.c.display_name)
    .select_from(seen_openly.join(account, account.c.id == seen_openly.c.account_id))
    .where(seen_openly.c.id == param("id"))
)
_among: Final = Statement(select(seen.c.id).where(among(seen.c.id)))
_thread: Final = Statement(
    select(seen.c.id, seen.c.in_reply_to_id)
    .where(seen.c.thread_id == param("thread"), seen.c.reblog_of_id.is_(None))
    .order_by(seen.c.id)
    .limit(param("most"))
)


async def public(tx: ReadTx, page: Page, *, local: bool = True, only_media: bool = False) -> list[Seen]:
    """What members, or everybody known here, meant to be found by all, as far as the viewer may see it."""
    return [Seen(an_id) for an_id in await _public.ids(tx, page, local=local, only_media=only_media)]


async def tagged(tx: ReadTx, key: str, page: Page, *, local: bool = False, only_media: bool = False) -> list[Seen]:
    """What stands under a hashtag (its canonical key) and was meant to be found."""
    return [Seen(i) for i in await _tagged.ids(tx, page, key=key, local=local, only_media=only_media)]


async def linked(tx: ReadTx, url_hash: str, page: Page) -> list[Seen]:
    """What everybody may find that bears the card of a link. Raises NotFound where the viewer could find none."""
    ids = await _linked.ids(tx, page, url_hash=url_hash)
    if not ids and await tx.value(_any_linked, url_hash=url_hash) is None:
        raise NotFound(url_hash)
    return [Seen(an_id) for an_id in ids]


async def by_account(  # noqa: PLR0913 - each narrows on its own
    tx: ReadTx, account_id: AccountId, page: Page, *,
    only_media: bool = False, exclude_reblogs: bool = False, exclude_replies: bool = False, tagged: str = "",
) -> list[Seen]:  # fmt: skip
    """What one account has posted and shared; `tagged`: only under this hashtag (its canonical key)."""
    ids = await _by_account.ids(
        tx, page, account=account_id, only_media=only_media, exclude_reblogs=exclude_reblogs,
        exclude_replies=exclude_replies, key=tagged,
    )  # fmt: skip
    return [Seen(an_id) for an_id in ids]


async def pinned(tx: ReadTx, account_id: AccountId) -> list[Seen]:
    """What an account has pinned to its profile, the latest pin first."""
    return [Seen(an_id) for an_id in await tx.column(_pinned, account=account_id)]


async def one(tx: ReadTx, status_id: StatusId) -> Any:
    """The row of a status that the viewer may see (no words). Raises NotFound."""
    row = await tx.one(_one, id=status_id)
    if row is None:
        raise NotFound(status_id)
    return row


async def embeddable(tx: ReadTx, status_id: StatusId) -> Any | None:
    """Who wrote a status that everybody may find, for other sites to show; None for any other."""
    return await tx.one(_embeddable, id=status_id)


async def original(tx: ReadTx, status_id: StatusId) -> Seen:
    """The status, or what it shares where it is a re-share, as far as the viewer may see it. Raises NotFound."""
    row = await one(tx, status_id)
    return Seen(row["reblog_of_id"] or row["id"])


async def among_ids(tx: ReadTx, ids: Sequence[int]) -> list[Seen]:
    """Those of these ids that the viewer may see, in this order. One statement, none for an empty list."""
    if not ids:
        return []
    found = set(await tx.column(_among, ids=list(ids)))
    return [Seen(an_id) for an_id in dict.fromkeys(ids) if an_id in found]


MOST_IN_THREAD: Final = 4096


async def thread(tx: ReadTx, row: Any) -> tuple[list[Seen], list[Seen]]:
    """Ancestors, from the first, and descendants, depth first, of a status: as far as the viewer may see them.

    A reply whose parent is hidden stands where the parent would; what is beyond a hidden ancestor is not shown.
    """
    rows = await tx.all(_thread, thread=row["thread_id"], most=MOST_IN_THREAD)
    parent_of: dict[int, int | None] = {each["id"]: each["in_reply_to_id"] for each in rows}
    children: dict[int, list[int]] = {}
    for an_id, parent in parent_of.items():
        if parent is not None:
            children.setdefault(parent, []).append(an_id)
    ancestors: list[Seen] = []
    parent = row["in_reply_to_id"]
    while parent in parent_of:
        ancestors.append(Seen(parent))
        parent = parent_of[parent]
    descendants: list[Seen] = []
    waiting = children.get(row["id"], [])[::-1]
    while waiting:
        an_id = waiting.pop()
        descendants.append(Seen(an_id))
        waiting += children.get(an_id, [])[::-1]
    return ancestors[::-1], descendants
