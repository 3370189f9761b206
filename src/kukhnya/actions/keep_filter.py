"""Filters: what somebody does not want to read unasked. Nobody else is told, and nothing sinks for it.

Whatever changes the filters of an account raises its `filters_version`, under which they are remembered ready-made.
"""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import delete, func, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import MAX_EXPIRY_S
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import FiltersChanged
from kukhnya.model.ids import SECOND, FilterId, FilterKeywordId, FilterStatusId, StatusId, Time
from kukhnya.queries import filters
from kukhnya.store.statement import Statement, among, flag_param, inserting, param, text_param
from kukhnya.store.tables import member
from kukhnya.store.tables.filters import filter_, filter_keyword, filter_status
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.text.matching import ACTIONS, CONTEXTS
from kukhnya.visibility import pages
from kukhnya.visibility.rule import VIEWER

from .keep_list import checked_title


class KeywordChange(Struct, frozen=True):
    """A keyword to add, to change (where `id` is said) or to take away."""

    id: FilterKeywordId | None = None
    text: str | None = None
    whole: bool | None = None
    gone: bool = False


class Wish(Struct, frozen=True, kw_only=True):
    """What a filter is to be; what is unset stays. `expires_in_s` None: it never runs out."""

    title: str | UnsetType = UNSET
    contexts: tuple[str, ...] | UnsetType = UNSET
    action: str | UnsetType = UNSET
    expires_in_s: int | UnsetType | None = UNSET
    keywords: tuple[KeywordChange, ...] = ()


_insert: Final = inserting(filter_)
_insert_keyword: Final = inserting(filter_keyword, quietly=True)
_insert_status: Final = inserting(filter_status, quietly=True)
_update: Final = Statement(
    update(filter_)
    .values(
        title=text_param("title"), context=text_param("context"), action=text_param("action"),
        expires_at=param("expires_at"),
    )
    .where(filter_.c.id == param("id"), filter_.c.account_id == VIEWER)
)  # fmt: skip
_update_keyword: Final = Statement(
    update(filter_keyword)
    .values(keyword=text_param("keyword"), whole_word=flag_param("whole_word"))
    .where(filter_keyword.c.id == param("id"))
)
_delete: Final = Statement(delete(filter_).where(filter_.c.id == param("id"), filter_.c.account_id == VIEWER))
_delete_keywords: Final = Statement(delete(filter_keyword).where(filter_keyword.c.filter_id == param("id")))
_delete_statuses: Final = Statement(delete(filter_status).where(filter_status.c.filter_id == param("id")))
_delete_some_keywords: Final = Statement(delete(filter_keyword).where(among(filter_keyword.c.id)))
_delete_one_status: Final = Statement(delete(filter_status).where(filter_status.c.id == param("id")))
_how_many: Final = Statement(select(func.count()).select_from(filter_).where(filter_.c.account_id == VIEWER))
_mine: Final = select(filter_.c.id).where(filter_.c.account_id == VIEWER)
_keywords_in_all: Final = Statement(
    select(func.count()).select_from(filter_keyword).where(filter_keyword.c.filter_id.in_(_mine))
)
_statuses_in_all: Final = Statement(
    select(func.count()).select_from(filter_status).where(filter_status.c.filter_id.in_(_mine))
)
_raise_version: Final = Statement(
    update(member).values(filters_version=member.c.filters_version + 1).where(member.c.account_id == VIEWER)
)


async def create_filter(tx: WriteTx, wish: Wish, bounds: Bounds) -> FilterId:
    """Make a filter; the answer is its id. Raises Refused naming the field."""
    title, contexts = _title(wish.title, bounds), _contexts(wish.contexts)
    action, expires_at = _action(wish.action), _ends(tx.now, wish.expires_in_s)
    if int(await tx.value(_how_many) or 0) >= bounds.filters:
        raise refused("title", "ERR_TOO_MANY", f"You have reached the limit of {bounds.filters} filters")
    filter_id = FilterId(await tx.next_id())
    await tx.execute(
        _insert, id=filter_id, account_id=tx.viewer.id, title=title, context=" ".join(contexts), action=action,
        expires_at=expires_at,
    )  # fmt: skip
    await _change_keywords(tx, await filters.own(tx, filter_id), wish.keywords, bounds)
    await _changed(tx)
    return filter_id


async def change_filter(tx: WriteTx, filter_id: FilterId, wish: Wish, bounds: Bounds) -> None:
    """Change what is said of a filter. Raises NotFound, Refused naming the field."""
    kept = await filters.own(tx, filter_id)
    await tx.execute(
        _update, id=filter_id,
        title=kept.title if wish.title is UNSET else _title(wish.title, bounds),
        context=" ".join(kept.contexts if wish.contexts is UNSET else _contexts(wish.contexts)),
        action=kept.action if wish.action is UNSET else _action(wish.action),
        expires_at=kept.expires_at if wish.expires_in_s is UNSET else _ends(tx.now, wish.expires_in_s),
    )  # fmt: skip
    await _change_keywords(tx, kept, wish.keywords, bounds)
    await _changed(tx)


async def delete_filter(tx: WriteTx, filter_id: FilterId) -> None:
    """Take a filter away with all it looks for. Raises NotFound."""
    if not await tx.execute(_delete, id=filter_id):
        raise NotFound(filter_id)
    await tx.execute(_delete_keywords, id=filter_id)
    await tx.execute(_delete_statuses, id=filter_id)
    await _changed(tx)


async def add_keyword(tx: WriteTx, filter_id: FilterId, text: str, bounds: Bounds, *, whole: bool) -> FilterKeywordId:
    """Have a filter look for one more keyword; the answer is its id, the known one where it does already."""
    kept = await filters.own(tx, filter_id)
    await _change_keywords(tx, kept, (KeywordChange(text=text, whole=whole),), bounds)
    await _changed(tx)
    tidy = _keyword(text, bounds)
    return next(an_id for an_id, known, _ in (await filters.own(tx, filter_id)).keywords if known == tidy)


async def change_keyword(
    tx: WriteTx, keyword_id: FilterKeywordId, text: str | None, bounds: Bounds, *, whole: bool | None
) -> None:
    """Change a keyword. Raises NotFound, Refused."""
    kept = await filters.of_keyword(tx, keyword_id)
    await _change_keywords(tx, kept, (KeywordChange(keyword_id, text, whole),), bounds)
    await _changed(tx)


async def delete_keyword(tx: WriteTx, keyword_id: FilterKeywordId) -> None:
    """Have a filter look for one keyword less. Raises NotFound."""
    await filters.of_keyword(tx, keyword_id)
    await tx.execute(_delete_some_keywords, ids=[keyword_id])
    await _changed(tx)


async def add_status(tx: WriteTx, filter_id: FilterId, status_id: StatusId, bounds: Bounds) -> FilterStatusId:
    """Name a status in a filter; the answer is the id of the entry. Raises NotFound for what the viewer may not see."""
    await filters.own(tx, filter_id)
    await pages.one(tx, status_id)
    if int(await tx.value(_statuses_in_all) or 0) >= bounds.filter_statuses:
        raise refused("status_id", "ERR_TOO_MANY", f"At most {bounds.filter_statuses} statuses in all filters")
    await tx.execute(_insert_status, id=await tx.next_id(), filter_id=filter_id, status_id=status_id)
    await _changed(tx)
    return next(an_id for an_id, known in (await filters.own(tx, filter_id)).statuses if known == status_id)


async def delete_status_entry(tx: WriteTx, entry_id: FilterStatusId) -> None:
    """Name a status in a filter no more. Raises NotFound."""
    await filters.of_status(tx, entry_id)
    await tx.execute(_delete_one_status, id=entry_id)
    await _changed(tx)


async def _changed(tx: WriteTx) -> None:
    await tx.execute(_raise_version)
    tx.emit(FiltersChanged(tx.viewer.id))


async def _change_keywords(tx: WriteTx, kept: filters.Kept, changes: Sequence[KeywordChange], bounds: Bounds) -> None:
    known: dict[int, tuple[str, bool]] = {an_id: (text, whole) for an_id, text, whole in kept.keywords}
    if any(change.id is not None and change.id not in known for change in changes):
        raise NotFound([change.id for change in changes])
    gone = [change.id for change in changes if change.gone and change.id is not None]
    if gone:
        await tx.execute(_delete_some_keywords, ids=gone)
    altered = [change for change in changes if change.id is not None and not change.gone]
    left = {an_id: said for an_id, said in known.items() if an_id not in gone}
    for change in altered:
        text, whole = left[int(change.id or 0)]
        left[int(change.id or 0)] = (
            text if change.text is None else _keyword(change.text, bounds), whole if change.whole is None else change.whole,
        )  # fmt: skip
    if len({text for text, _ in left.values()}) != len(left):
        raise refused("keyword", "ERR_TAKEN", "This filter looks for that keyword already")
    await tx.many(
        _update_keyword,
        [{"id": c.id, "keyword": left[int(c.id or 0)][0], "whole_word": left[int(c.id or 0)][1]} for c in altered],
    )
    await _add_keywords(tx, kept.id, [c for c in changes if c.id is None and not c.gone], bounds)


async def _add_keywords(tx: WriteTx, filter_id: FilterId, new: Sequence[KeywordChange], bounds: Bounds) -> None:
    if not new:
        return
    if int(await tx.value(_keywords_in_all) or 0) + len(new) > bounds.filter_keywords:
        raise refused("keyword", "ERR_TOO_MANY", f"At most {bounds.filter_keywords} keywords in all filters")
    ids = await tx.next_ids(len(new))
    rows: list[dict[str, Any]] = [
        {"id": i, "filter_id": filter_id, "keyword": _keyword(c.text or "", bounds), "whole_word": c.whole is not False}
        for i, c in zip(ids, new, strict=True)
    ]
    await tx.many(_insert_keyword, rows)


def _title(title: str | UnsetType, bounds: Bounds) -> str:
    return checked_title("" if isinstance(title, UnsetType) else title, bounds)


def _contexts(given: tuple[str, ...] | UnsetType) -> tuple[str, ...]:
    contexts = () if isinstance(given, UnsetType) else tuple(dict.fromkeys(given))
    if not contexts or any(each not in CONTEXTS for each in contexts):
        raise refused("context", "ERR_INCLUSION", f"context must be one or more of {', '.join(CONTEXTS)}")
    return contexts


def _action(given: str | UnsetType) -> str:
    action = "warn" if isinstance(given, UnsetType) or not given else given
    if action not in ACTIONS:
        raise refused("filter_action", "ERR_INCLUSION", f"filter_action must be one of {', '.join(ACTIONS)}")
    return action


def _ends(now: Time, expires_in_s: int | UnsetType | None) -> Time | None:
    if isinstance(expires_in_s, UnsetType) or not expires_in_s:
        return None
    if not 0 < expires_in_s <= MAX_EXPIRY_S:
        raise refused("expires_in", "ERR_INCLUSION", f"expires_in must be 0 (never) to {MAX_EXPIRY_S} seconds")
    return Time(now + expires_in_s * SECOND)


def _keyword(text: str, bounds: Bounds) -> str:
    if len(text) > bounds.keyword_characters:
        raise refused("keyword", "ERR_TOO_LONG", f"A keyword has at most {bounds.keyword_characters} characters")
    tidy = names.tidy(text, bounds.keyword_characters)
    if not tidy:
        raise refused("keyword", "ERR_BLANK", "keyword can't be blank")
    return tidy
