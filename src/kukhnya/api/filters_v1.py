"""Filters as older apps know them: one keyword each, known by the keyword's id."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from kukhnya.actions import keep_filter
from kukhnya.actions.keep_filter import KeywordChange, Wish
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.model.errors import refused
from kukhnya.model.ids import FilterKeywordId, iso
from kukhnya.queries import filters
from kukhnya.store.tx import ReadTx, WriteTx

from .filters import _acts, contexts_of, seconds_of


class PhraseForm(Struct):
    """A filter as an older app sends it."""

    phrase: str | UnsetType = UNSET
    context: list[str] | str | UnsetType = UNSET
    irreversible: bool | UnsetType = UNSET
    whole_word: bool | None = None
    expires_in: int | str | UnsetType | None = UNSET


def shaped(kept: filters.Kept, keyword: tuple[FilterKeywordId, str, bool]) -> dict[str, Any]:
    """A V1::Filter."""
    return {
        "id": str(keyword[0]),
        "phrase": keyword[1],
        "context": list(kept.contexts),
        "whole_word": keyword[2],
        "expires_at": iso(kept.expires_at) if kept.expires_at else None,
        "irreversible": kept.action == "hide",
    }


@get("/api/v1/filters", scope="read:filters")
async def index(tx: ReadTx) -> list[dict[str, Any]]:
    """The caller's filters, one for each keyword."""
    return [shaped(kept, keyword) for kept in await filters.every(tx) for keyword in kept.keywords]


@post("/api/v1/filters", scope="write:filters")
async def create(tx: WriteTx, call: Call, form: PhraseForm) -> dict[str, Any]:
    """Make a filter with one keyword."""
    phrase = "" if isinstance(form.phrase, UnsetType) else form.phrase
    bounds = call.house.settings.bounds
    wish = Wish(
        title=phrase[: bounds.title_characters], contexts=contexts_of(form.context),
        action="hide" if form.irreversible is True else "warn", expires_in_s=seconds_of(form.expires_in),
        keywords=(KeywordChange(text=phrase, whole=bool(form.whole_word)),),
    )  # fmt: skip
    filter_id = await keep_filter.create_filter(tx, wish, bounds)
    _acts(tx, call)
    kept = await filters.own(tx, filter_id)
    return shaped(kept, kept.keywords[0])


@get("/api/v1/filters/{keyword_id}", scope="read:filters")
async def show(tx: ReadTx, keyword_id: FilterKeywordId) -> dict[str, Any]:
    """One of the caller's filters."""
    return await _shown(tx, keyword_id)


@put("/api/v1/filters/{keyword_id}", scope="write:filters")
async def update(tx: WriteTx, call: Call, keyword_id: FilterKeywordId, form: PhraseForm) -> dict[str, Any]:
    """Change a filter with one keyword."""
    kept = await filters.of_keyword(tx, keyword_id)
    action: str | UnsetType = UNSET
    if not isinstance(form.irreversible, UnsetType):
        action = "hide" if form.irreversible else "warn"
    wish = Wish(
        contexts=contexts_of(form.context), action=action, expires_in_s=seconds_of(form.expires_in),
        keywords=(KeywordChange(keyword_id, None if form.phrase is UNSET else str(form.phrase), form.whole_word),),
    )  # fmt: skip
    if len(kept.keywords) > 1 and not all(x is UNSET for x in (wish.contexts, wish.action, wish.expires_in_s)):
        raise refused(
            "phrase", "ERR_INVALID", "This filter has several keywords: an app that knows them must change it"
        )
    await keep_filter.change_filter(tx, kept.id, wish, call.house.settings.bounds)
    _acts(tx, call)
    return await _shown(tx, keyword_id)


@delete("/api/v1/filters/{keyword_id}", scope="write:filters")
async def remove(tx: WriteTx, call: Call, keyword_id: FilterKeywordId) -> None:
    """Take a keyword away, and its filter where it was the last."""
    kept = await filters.of_keyword(tx, keyword_id)
    if len(kept.keywords) == 1 and not kept.statuses:
        await keep_filter.delete_filter(tx, kept.id)
    else:
        await keep_filter.delete_keyword(tx, keyword_id)
    _acts(tx, call)


async def _shown(tx: ReadTx, keyword_id: FilterKeywordId) -> dict[str, Any]:
    kept = await filters.of_keyword(tx, keyword_id)
    return next(shaped(kept, keyword) for keyword in kept.keywords if keyword[0] == keyword_id)
