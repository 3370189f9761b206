"""Cards of links, and what has been decided about trends. Which status bears a card is asked of `visibility`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, literal_column, select

from kukhnya.model.link_card import SHOWN, LinkCard
from kukhnya.store.statement import Statement, among, among_words, text_param
from kukhnya.store.tables.links import card, trend_review
from kukhnya.store.tx import ReadTx

Subject = tuple[str, str]
"""What is reviewed: its kind, and its key, id, hash or site."""
Verdicts = frozenset[str]
"""What has been decided about something: nothing, approved, rejected; of a link and its site it may be both."""

_shown: Final = select(*(card.c[name] for name in LinkCard.__struct_fields__)).where(card.c.state == SHOWN)
_several: Final = Statement(_shown.where(among(card.c.id)))
_review: Final = trend_review.alias("tr")


def _verdict(kind: str, subject: ColumnElement[str]) -> ColumnElement[str]:
    """What has been decided about one thing, or null."""
    found = select(_review.c.verdict).where(_review.c.kind == literal_column(f"'{kind}'"), _review.c.subject == subject)
    return found.correlate(card).scalar_subquery()


_reviewed: Final = Statement(
    _shown.add_columns(_verdict("link", card.c.url_hash), _verdict("publisher", card.c.site)).where(among(card.c.id))
)
_site: Final = Statement(select(card.c.id).where(card.c.site == text_param("site")).limit(1))
_picture: Final = Statement(select(card.c.id).where(card.c.picture == text_param("name")).limit(1))
_reviews: Final = Statement(select(trend_review).where(among_words(trend_review.c.subject, "subjects")))


async def cards(tx: ReadTx, ids: Sequence[int]) -> Mapping[int, LinkCard]:
    """These cards by id, as far as they show anything. One statement, none for an empty list."""
    return {row["id"]: LinkCard(*row) for row in await tx.all(_several, ids=list(ids))} if ids else {}


async def reviewed(tx: ReadTx, ids: Sequence[int]) -> Mapping[int, tuple[LinkCard, Verdicts]]:
    """The same, each with what has been decided about it and about its site. One statement, none for an empty list."""
    rows = await tx.all(_reviewed, ids=list(ids)) if ids else []
    return {row["id"]: (LinkCard(*row[:-2]), frozenset(row[-2:]) - {None}) for row in rows}


async def is_site(tx: ReadTx, site: str) -> bool:
    """Does any card lead to this site?"""
    return await tx.value(_site, site=site) is not None


async def is_picture(tx: ReadTx, key: str, extension: str) -> bool:
    """Does a card show this file?"""
    return await tx.value(_picture, name=f"{key}/{extension}") is not None


async def reviews(tx: ReadTx, subjects: Sequence[Subject]) -> Mapping[Subject, Any]:
    """What has been decided about these. One statement, none for an empty list."""
    if not subjects:
        return {}
    rows = await tx.all(_reviews, subjects=list({subject for _, subject in subjects}))
    return {(row["kind"], row["subject"]): row for row in rows}


def verdicts(known: Mapping[Subject, Any], subject: Subject) -> Verdicts:
    """What has been decided about one of these."""
    return frozenset({known[subject]["verdict"]}) if subject in known else frozenset()


def may_trend(verdicts: Verdicts, *, reviewed: bool) -> bool:
    """Nothing of it is rejected; and something is approved, where that is asked for (`reviewed`)."""
    return "rejected" not in verdicts and (not reviewed or "approved" in verdicts)
