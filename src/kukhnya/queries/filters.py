"""The viewer's own filters. Somebody else's do not exist; one that has run out is still there until it is forgotten."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import select

from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId, FilterId, FilterKeywordId, FilterStatusId
from kukhnya.store.statement import Statement, among, json_row, json_rows, param
from kukhnya.store.tables.filters import filter_, filter_keyword, filter_status
from kukhnya.store.tx import ReadTx
from kukhnya.text.matching import Filter, Keyword
from kukhnya.visibility.rule import VIEWER

_keywords: Final = (
    select(json_rows(json_row(filter_keyword.c.id, filter_keyword.c.keyword, filter_keyword.c.whole_word)))
    .where(filter_keyword.c.filter_id == filter_.c.id)
    .correlate(filter_)
    .scalar_subquery()
)
_statuses: Final = (
    select(json_rows(json_row(filter_status.c.id, filter_status.c.status_id)))
    .where(filter_status.c.filter_id == filter_.c.id)
    .correlate(filter_)
    .scalar_subquery()
)
_own: Final = select(filter_, _keywords.label("keywords"), _statuses.label("statuses")).where(
    filter_.c.account_id == VIEWER
)
_of_many: Final = Statement(
    select(filter_, _keywords.label("keywords"), _statuses.label("statuses"))
    .where(among(filter_.c.account_id))
    .order_by(filter_.c.id)
)
_all: Final = Statement(_own.order_by(filter_.c.id))
_one: Final = Statement(_own.where(filter_.c.id == param("id")))
_by_keyword: Final = Statement(
    _own.where(filter_.c.id.in_(select(filter_keyword.c.filter_id).where(filter_keyword.c.id == param("id"))))
)
_by_status: Final = Statement(
    _own.where(filter_.c.id.in_(select(filter_status.c.filter_id).where(filter_status.c.id == param("id"))))
)


class Kept(msgspec.Struct, frozen=True):
    """A filter as it is kept. `keywords`: id, text, whole word; `statuses`: id, id of the status; each in order."""

    id: FilterId
    title: str
    contexts: tuple[str, ...]
    action: str
    expires_at: int | None
    keywords: tuple[tuple[FilterKeywordId, str, bool], ...]
    statuses: tuple[tuple[FilterStatusId, int], ...]


async def every(tx: ReadTx) -> list[Kept]:
    """All of the viewer's filters, the oldest first. One statement."""
    return [_kept(row) for row in await tx.all(_all)]


async def own(tx: ReadTx, filter_id: FilterId) -> Kept:
    """One of the viewer's filters. Raises NotFound."""
    return _found(await tx.one(_one, id=filter_id), filter_id)


async def of_keyword(tx: ReadTx, keyword_id: FilterKeywordId) -> Kept:
    """The viewer's filter that has this keyword. Raises NotFound."""
    return _found(await tx.one(_by_keyword, id=keyword_id), keyword_id)


async def of_status(tx: ReadTx, entry_id: FilterStatusId) -> Kept:
    """The viewer's filter in which a status is named under this id. Raises NotFound."""
    return _found(await tx.one(_by_status, id=entry_id), entry_id)


async def to_match(tx: ReadTx, owners: Sequence[AccountId]) -> dict[AccountId, list[Filter]]:
    """The filters of these accounts, ready to be compared with what each is shown, and with nothing else. One statement."""
    found: dict[AccountId, list[Filter]] = {}
    for row in await tx.all(_of_many, ids=list(owners)):
        kept = _kept(row)
        found.setdefault(row["account_id"], []).append(
            Filter(
                id=kept.id, title=kept.title, contexts=kept.contexts, action=kept.action, expires_at=kept.expires_at,
                keywords=tuple(Keyword(text, whole) for _, text, whole in kept.keywords),
                statuses=frozenset(status_id for _, status_id in kept.statuses),
            )
        )  # fmt: skip
    return found


def _found(row: Any, an_id: int) -> Kept:
    if row is None:
        raise NotFound(an_id)
    return _kept(row)


def _kept(row: Any) -> Kept:
    keywords = sorted(msgspec.json.decode(row["keywords"]))
    return Kept(
        row["id"], row["title"], tuple(row["context"].split()), row["action"], row["expires_at"],
        tuple((an_id, text, bool(whole)) for an_id, text, whole in keywords),
        tuple((an_id, status_id) for an_id, status_id in sorted(msgspec.json.decode(row["statuses"]))),
    )  # fmt: skip
