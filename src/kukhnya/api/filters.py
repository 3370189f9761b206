"""Filters: what the caller does not want to read unasked.

Every status that is shown says which of the caller's filters it fits (`filtered`), wherever it stands; the app looks at the contexts
and does what the filter says. Nothing is left out by the server, and nobody else is told.
"""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from kukhnya.actions import keep_filter
from kukhnya.actions.keep_filter import KeywordChange, Wish
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import FilterId, FilterKeywordId, FilterStatusId, StatusId, iso
from kukhnya.queries import filters
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import Id, an_id


class KeywordForm(Struct, rename={"gone": "_destroy"}):
    """A keyword as an app sends it."""

    id: Id | None = None
    keyword: str | None = None
    whole_word: bool | None = None
    gone: bool = False


class FilterForm(Struct):
    """A filter as an app sends it; what is unset stays."""

    title: str | UnsetType = UNSET
    context: list[str] | str | UnsetType = UNSET
    filter_action: str | UnsetType = UNSET
    expires_in: int | str | UnsetType | None = UNSET
    keywords_attributes: list[KeywordForm] = field(default_factory=list)


class StatusEntryForm(Struct):
    """Which status is to be named in a filter."""

    status_id: Id | None = None


def contexts_of(given: list[str] | str | UnsetType) -> tuple[str, ...] | UnsetType:
    """The contexts an app sent."""
    return UNSET if isinstance(given, UnsetType) else tuple([given] if isinstance(given, str) else given)


def seconds_of(given: int | str | UnsetType | None) -> int | UnsetType | None:
    """Seconds as an app sent them; nothing means never. Raises Refused for what is no number."""
    if isinstance(given, UnsetType) or given in (None, ""):
        return UNSET if isinstance(given, UnsetType) else None
    try:
        return int(given)
    except ValueError as error:
        raise refused("expires_in", "ERR_INVALID", "expires_in must be a number of seconds") from error


def wish_of(form: FilterForm) -> Wish:
    """What the form means."""
    changes = []
    for each in form.keywords_attributes:
        number = an_id(each.id, "keywords_attributes")
        known = None if number is None else FilterKeywordId(number)
        changes.append(KeywordChange(known, each.keyword, each.whole_word, each.gone))
    return Wish(
        title=form.title, contexts=contexts_of(form.context), action=form.filter_action,
        expires_in_s=seconds_of(form.expires_in), keywords=tuple(changes),
    )  # fmt: skip


def keyword_shaped(keyword: tuple[FilterKeywordId, str, bool]) -> dict[str, Any]:
    """A FilterKeyword."""
    return {"id": str(keyword[0]), "keyword": keyword[1], "whole_word": keyword[2]}


def status_shaped(entry: tuple[FilterStatusId, int]) -> dict[str, Any]:
    """A FilterStatus."""
    return {"id": str(entry[0]), "status_id": str(entry[1])}


def shaped(kept: filters.Kept) -> dict[str, Any]:
    """A Filter with all it looks for."""
    return {
        "id": str(kept.id),
        "title": kept.title,
        "context": list(kept.contexts),
        "expires_at": iso(kept.expires_at) if kept.expires_at else None,
        "filter_action": kept.action,
        "keywords": [keyword_shaped(keyword) for keyword in kept.keywords],
        "statuses": [status_shaped(entry) for entry in kept.statuses],
    }


def _acts(tx: WriteTx, call: Call) -> None:
    """The next request of this process is answered by the changed filters."""
    tx.after_commit(call.house.callers.forget)


@get("/api/v2/filters", scope="read:filters")
async def index(tx: ReadTx) -> list[dict[str, Any]]:
    """The caller's filters."""
    return [shaped(kept) for kept in await filters.every(tx)]


@post("/api/v2/filters", scope="write:filters")
async def create(tx: WriteTx, call: Call, form: FilterForm) -> dict[str, Any]:
    """Make a filter."""
    filter_id = await keep_filter.create_filter(tx, wish_of(form), call.house.settings.bounds)
    _acts(tx, call)
    return shaped(await filters.own(tx, filter_id))


@get("/api/v2/filters/{filter_id}", scope="read:filters")
async def show(tx: ReadTx, filter_id: FilterId) -> dict[str, Any]:
    """One of the caller's filters."""
    return shaped(await filters.own(tx, filter_id))


@put("/api/v2/filters/{filter_id}", scope="write:filters")
async def update(tx: WriteTx, call: Call, filter_id: FilterId, form: FilterForm) -> dict[str, Any]:
    """Change a filter and its keywords."""
    await keep_filter.change_filter(tx, filter_id, wish_of(form), call.house.settings.bounds)
    _acts(tx, call)
    return shaped(await filters.own(tx, filter_id))


@delete("/api/v2/filters/{filter_id}", scope="write:filters")
async def remove(tx: WriteTx, call: Call, filter_id: FilterId) -> None:
    """Take a filter away."""
    await keep_filter.delete_filter(tx, filter_id)
    _acts(tx, call)


@get("/api/v2/filters/{filter_id}/keywords", scope="read:filters")
async def keywords(tx: ReadTx, filter_id: FilterId) -> list[dict[str, Any]]:
    """What a filter looks for."""
    return [keyword_shaped(keyword) for keyword in (await filters.own(tx, filter_id)).keywords]


@post("/api/v2/filters/{filter_id}/keywords", scope="write:filters")
async def add_keyword(tx: WriteTx, call: Call, filter_id: FilterId, form: KeywordForm) -> dict[str, Any]:
    """Have a filter look for one more keyword."""
    keyword_id = await keep_filter.add_keyword(
        tx, filter_id, form.keyword or "", call.house.settings.bounds, whole=form.whole_word is not False
    )
    _acts(tx, call)
    return await _keyword(tx, keyword_id)


@get("/api/v2/filters/keywords/{keyword_id}", scope="read:filters")
async def show_keyword(tx: ReadTx, keyword_id: FilterKeywordId) -> dict[str, Any]:
    """One keyword of a filter."""
    return await _keyword(tx, keyword_id)


@put("/api/v2/filters/keywords/{keyword_id}", scope="write:filters")
async def update_keyword(tx: WriteTx, call: Call, keyword_id: FilterKeywordId, form: KeywordForm) -> dict[str, Any]:
    """Change a keyword."""
    bounds = call.house.settings.bounds
    await keep_filter.change_keyword(tx, keyword_id, form.keyword, bounds, whole=form.whole_word)
    _acts(tx, call)
    return await _keyword(tx, keyword_id)


@delete("/api/v2/filters/keywords/{keyword_id}", scope="write:filters")
async def remove_keyword(tx: WriteTx, call: Call, keyword_id: FilterKeywordId) -> None:
    """Have a filter look for one keyword less."""
    await keep_filter.delete_keyword(tx, keyword_id)
    _acts(tx, call)


async def _keyword(tx: ReadTx, keyword_id: FilterKeywordId) -> dict[str, Any]:
    kept = await filters.of_keyword(tx, keyword_id)
    return next(keyword_shaped(keyword) for keyword in kept.keywords if keyword[0] == keyword_id)


@get("/api/v2/filters/{filter_id}/statuses", scope="read:filters")
async def statuses(tx: ReadTx, filter_id: FilterId) -> list[dict[str, Any]]:
    """Statuses that are named in a filter."""
    return [status_shaped(entry) for entry in (await filters.own(tx, filter_id)).statuses]


@post("/api/v2/filters/{filter_id}/statuses", scope="write:filters")
async def add_status(tx: WriteTx, call: Call, filter_id: FilterId, form: StatusEntryForm) -> dict[str, Any]:
    """Name a status in a filter."""
    number = an_id(form.status_id, "status_id")
    if number is None:
        raise refused("status_id", "ERR_BLANK", "status_id can't be blank")
    entry_id = await keep_filter.add_status(tx, filter_id, StatusId(number), call.house.settings.bounds)
    _acts(tx, call)
    return await _entry(tx, entry_id)


@get("/api/v2/filters/statuses/{entry_id}", scope="read:filters")
async def show_status(tx: ReadTx, entry_id: FilterStatusId) -> dict[str, Any]:
    """One status named in a filter."""
    return await _entry(tx, entry_id)


@delete("/api/v2/filters/statuses/{entry_id}", scope="write:filters")
async def remove_status(tx: WriteTx, call: Call, entry_id: FilterStatusId) -> None:
    """Name a status in a filter no more."""
    await keep_filter.delete_status_entry(tx, entry_id)
    _acts(tx, call)


async def _entry(tx: ReadTx, entry_id: FilterStatusId) -> dict[str, Any]:
    kept = await filters.of_status(tx, entry_id)
    for entry in kept.statuses:
        if entry[0] == entry_id:
            return status_shaped(entry)
    raise NotFound(entry_id)
