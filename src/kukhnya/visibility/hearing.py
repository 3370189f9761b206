"""Who, of those who listen, hears of a status: asked once for all of them, by the rules of the pages they listen to.

A stream tells of what its page would show: `user` of home, `list` of a list, the others of the public timelines. The
conditions are those of `home` and `pages` with the listener in the place of the viewer, so neither can drift.
"""

from collections.abc import Sequence
from typing import Any, Final, NewType

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from kukhnya.model.ids import AccountId, StatusId
from kukhnya.store.sealed import status, status_tag
from kukhnya.store.statement import Dialect, Statement, among, json_rows, param
from kukhnya.store.tables import account, follow, tag
from kukhnya.store.tx import ReadTx

from .cards import Card, by_following, cards_of_one, unmarked
from .home import standing
from .pages import findable, to_nobody_else
from .rule import STATUS, exists, listed, may_read

Hearer = NewType("Hearer", AccountId)
"""An account that has passed the rule for the status at hand, in this transaction. Only `visibility` makes them."""


class Facts(Struct, frozen=True):
    """What decides which streams may tell of a status, whoever listens."""

    authors: tuple[int, ...]
    """Who has posted it and, of a re-share, who has written what is shared."""
    found: bool
    """Is it meant to be found, by itself and not as an answer to somebody?"""
    tagged: tuple[str, ...]
    """Canonical hashtags under which it is meant to be found."""
    local: bool
    media: bool


_o, _a = status.alias("o"), account.alias("a")
_facts: Final = Statement(
    sa.select(
        status.c.account_id,
        _o.c.account_id,
        sa.and_(listed(status), status.c.reblog_of_id.is_(None)).label("listed"),
        to_nobody_else(status).label("alone"),
        (_a.c.domain == "").label("local"),
        status.c.has_media,
        sa.select(json_rows(tag.c.key))
        .select_from(status_tag.join(tag, tag.c.id == status_tag.c.tag_id))
        .where(status_tag.c.status_id == status.c.id)
        .correlate(status)
        .scalar_subquery()
        .label("tags"),
    )
    .select_from(status.join(_a, _a.c.id == status.c.account_id).outerjoin(_o, _o.c.id == status.c.reblog_of_id))
    .where(status.c.id == STATUS)
)
_among: Final[dict[Dialect, str]] = {
    "sqlite": "{} IN (SELECT value FROM json_each(:ids))",
    "postgresql": "{} = ANY(:ids)",
}
# Names longer than any inside the conditions, which would hide them.
_AT_HOME: Final = """
SELECT hearer.id FROM account hearer JOIN status s ON s.id = :status WHERE {among} AND {standing}"""
_ON_LISTS: Final = """
SELECT heard.id, heard.account_id FROM status s JOIN list_member lm ON lm.account_id = s.account_id JOIN list heard ON heard.id = lm.list_id
JOIN follow lf ON lf.follower_id = heard.account_id AND lf.followee_id = s.account_id
WHERE s.id = :status AND {among} AND {standing}"""


def _for_each(text: str, key: str, viewer: str, list_: str = "") -> Statement:
    def written(dialect: Dialect) -> str:
        return text.format(among=_among[dialect].format(key), standing=standing(dialect, viewer, list_))

    return Statement(None, sqlite=lambda: written("sqlite"), postgresql=lambda: written("postgresql"))


_at_home: Final = _for_each(_AT_HOME, "hearer.id", "hearer.id")
_on_lists: Final = _for_each(_ON_LISTS, "heard.id", "heard.account_id", "heard.id")
_finding: Final = Statement(
    lambda: (
        sa.select(account.c.id)
        .select_from(account.join(status, status.c.id == STATUS))
        .where(among(account.c.id), findable(account.c.id, status), may_read(account.c.id))
    )
)
_reading: Final = Statement(
    lambda: (
        sa.select(account.c.id)
        .select_from(account.join(status, status.c.id == STATUS))
        .where(among(account.c.id), may_read(account.c.id))
    )
)
_unmarked: Final = Statement(
    lambda: (
        sa.select(status.c.account_id, by_following(status, account))
        .select_from(status.join(account, account.c.id == status.c.account_id))
        .where(status.c.id == STATUS, unmarked(status))
    )
)
_following: Final = Statement(
    sa.select(account.c.id).where(
        among(account.c.id),
        exists(follow, follow.c.follower_id == account.c.id, follow.c.followee_id == param("author")),
    )
)


async def facts(tx: ReadTx, status_id: StatusId) -> Facts | None:
    """The facts of a status; None where it is gone. For deciding who is told, never for telling."""
    row: Any = await tx.one(_facts, status=status_id)
    if row is None:
        return None
    tags = msgspec.json.decode(row["tags"]) if row["listed"] else []
    authors = (row[0],) if row[1] is None else (row[0], row[1])
    return Facts(authors, bool(row["listed"] and row["alone"]), tuple(tags), bool(row["local"]), bool(row["has_media"]))


async def at_home(tx: ReadTx, status_id: StatusId, ids: Sequence[int]) -> set[Hearer]:
    """Those of these accounts on whose home page the status may stand. One statement, none for nobody."""
    return set(await tx.column(_at_home, status=status_id, ids=list(ids), no=0)) if ids else set()


async def on_lists(tx: ReadTx, status_id: StatusId, lists: Sequence[int]) -> dict[int, Hearer]:
    """Those of these lists on which the status may stand, with whose they are. One statement, none for no list."""
    rows = await tx.all(_on_lists, status=status_id, ids=list(lists), no=0) if lists else []
    return {row[0]: Hearer(AccountId(row[1])) for row in rows}


async def finding(tx: ReadTx, status_id: StatusId, ids: Sequence[int]) -> set[Hearer]:
    """Those of these accounts who may find the status in public timelines and under hashtags. One statement or none."""
    return set(await tx.column(_finding, status=status_id, ids=list(ids))) if ids else set()


async def reading(tx: ReadTx, status_id: StatusId, ids: Sequence[int]) -> set[Hearer]:
    """Those of these accounts who may read the status. One statement, none for nobody."""
    return set(await tx.column(_reading, status=status_id, ids=list(ids))) if ids else set()


async def cards(tx: ReadTx, status_id: StatusId, hearers: Sequence[Hearer]) -> dict[int, Card]:
    """The card of the status for each who hears of it. Three statements at most, none for nobody.

    One that is new is the same card for all who follow its author, and is read for one of them.
    """
    ids = list(hearers)
    row: Any = await tx.one(_unmarked, status=status_id, ids=ids) if ids else None
    if row is None:
        return await cards_of_one(tx, status_id, ids)
    author, apart = row
    following = set(await tx.column(_following, author=author, ids=ids)) if apart else set[int]()
    alike: dict[tuple[bool, bool], list[int]] = {}
    for who in ids:
        alike.setdefault((who == author, who in following), []).append(who)
    found = await cards_of_one(tx, status_id, [each[0] for each in alike.values()])
    return {who: found[each[0]] for each in alike.values() if each[0] in found for who in each}
