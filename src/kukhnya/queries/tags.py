"""Hashtags as the viewer stands to them: followed, or shown on the viewer's profile."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import literal_column, select, union_all

from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, among_words
from kukhnya.store.tables.ties import featured_tag, tag_follow
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_followed: Final = Paged(
    select(tag_follow.c.key, tag_follow.c.id).where(tag_follow.c.account_id == VIEWER), tag_follow.c.id
)
_standing: Final = Statement(
    union_all(
        select(tag_follow.c.key, literal_column("1").label("followed")).where(
            tag_follow.c.account_id == VIEWER, among_words(tag_follow.c.key, "keys")
        ),
        select(featured_tag.c.key, literal_column("0")).where(
            featured_tag.c.account_id == VIEWER, among_words(featured_tag.c.key, "keys")
        ),
    )
)


class Standing(Struct, frozen=True):
    """Which hashtags the viewer follows, and which stand on the viewer's profile."""

    followed: frozenset[str] = frozenset()
    featured: frozenset[str] = frozenset()


async def followed(tx: ReadTx, page: Page) -> list[Any]:
    """Rows (key, edge id) of the hashtags the viewer follows, the latest first."""
    return await _followed.rows(tx, page)


async def standing(tx: ReadTx, keys: Sequence[str]) -> Standing:
    """How the viewer stands to these hashtags. One statement, none for nobody or nothing."""
    if not keys or not tx.viewer.known:
        return Standing()
    rows = await tx.all(_standing, keys=list(keys))
    return Standing(frozenset(row[0] for row in rows if row[1]), frozenset(row[0] for row in rows if not row[1]))
