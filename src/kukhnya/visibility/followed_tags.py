"""Home with the hashtags a viewer follows: what stands under them, between what the followed have posted.

Two sorted lists are merged by id. Each is complete from the page's edge as far as it goes, so the first twenty of both
together are the page, and turning pages neither skips nor repeats anything. A hashtag is looked at only as far as the
page reaches; who follows none pays nothing.
"""

from functools import cache
from typing import Final

from msgspec.structs import replace

from kukhnya.model.page import Page
from kukhnya.store.sealed import status
from kukhnya.store.statement import Dialect, Statement, condition
from kukhnya.store.tx import ReadTx

from . import home as homes
from .home import Seen
from .rule import VIEWER, listed, may_see
from .unwanted import near

LOOK: Final = 64
"""Statuses under followed hashtags that are first put to the rule; four times as many where they are not enough."""

# The last row is no status: it is minus the edge, up to which everything has been looked at.
_FOUND: Final = """
SELECT s.id FROM candidate c {join} status s ON s.id = c.id WHERE {rule}
UNION ALL SELECT -(SELECT CASE WHEN count(id) = :look THEN {furthest}(id) ELSE :far END FROM candidate)"""
_TEXT: Final[dict[Dialect, str]] = {
    # As in home: the ordered queue of a recursive SELECT merges the hashtags.
    "sqlite": """
WITH RECURSIVE candidate(tag, id) AS MATERIALIZED (
  SELECT t.id, (SELECT x.status_id FROM status_tag x WHERE x.tag_id = t.id AND x.status_id {after} :near
                AND x.status_id {before} :far ORDER BY x.status_id {order} LIMIT 1)
  FROM tag_follow f CROSS JOIN tag t ON t.key = f.key WHERE f.account_id = :viewer
  UNION ALL SELECT c.tag, (SELECT x.status_id FROM status_tag x WHERE x.tag_id = c.tag AND x.status_id {after} c.id
                           AND x.status_id {before} :far ORDER BY x.status_id {order} LIMIT 1)
  FROM candidate c WHERE c.id IS NOT NULL ORDER BY 2 {order} NULLS LAST LIMIT :look)"""
    + _FOUND,
    "postgresql": """
WITH candidate(id) AS MATERIALIZED (
  SELECT DISTINCT x.status_id FROM tag_follow f JOIN tag t ON t.key = f.key CROSS JOIN LATERAL (
    SELECT y.status_id FROM status_tag y WHERE y.tag_id = t.id AND y.status_id {after} :near
    ORDER BY y.status_id {order} LIMIT :look) x
  WHERE f.account_id = :viewer AND x.status_id {before} :far ORDER BY x.status_id {order} LIMIT :look)"""
    + _FOUND,
}


def _rule(dialect: Dialect) -> str:
    """Meant to be found, of somebody audible and not silenced, in a language that is wanted of them, and seen."""
    statuses = status.alias("s")
    parts = [
        condition(listed(statuses), statuses, dialect),
        "s.reblog_of_id IS NULL",
        homes.audible("s.account_id"),
        near("s.account_id"),
        "(SELECT 1 FROM account q WHERE q.id = s.account_id AND q.silenced LIMIT 1) IS NULL",
        homes.NOT_ELSEWHERE,
        homes.wanted_language(dialect),
        f"({condition(may_see(VIEWER, s=statuses), statuses, dialect)})",
    ]
    return "\n  AND ".join(parts)


@cache
def statement(dialect: Dialect, *, upwards: bool, apart: bool = False) -> Statement:
    """The text of one look, made once. `apart`: without what stands at home anyway."""
    way = homes.UP if upwards else homes.DOWN
    join = "CROSS JOIN" if dialect == "sqlite" else "JOIN"
    rule = _rule(dialect) + (f"\n  AND NOT ({homes.standing(dialect, ':viewer')})" if apart else "")
    return Statement(None, **{dialect: _TEXT[dialect].format(rule=rule, join=join, **way)})


async def home_with_tags(
    tx: ReadTx, page: Page, *, follows: int = 0, tags: bool = True, look: int = LOOK
) -> list[Seen]:
    """Ids of one page of the viewer's home, hashtags included where `tags`, newest first.

    `follows` is a hint for home. One or two statements more than home alone.
    """
    found = await homes.home(tx, page, follows=follows)
    if not tags:
        return found
    reach = page
    if len(found) >= page.limit and page.upwards:
        reach = replace(page, max_id=min(page.max_id, found[0]))
    elif len(found) >= page.limit:
        reach = replace(page, since_id=max(page.since_id, found[-1]))
    under = await under_tags(tx, reach, look=look)
    merged = sorted(under.union(found), reverse=True)
    return merged[-page.limit :] if page.upwards else merged[: page.limit]


async def under_tags(tx: ReadTx, page: Page, *, apart: bool = False, look: int = LOOK) -> set[Seen]:
    """What stands under followed hashtags within a page's bounds, as far as a page needs: what is nearest to where it begins.

    `apart`: without what stands at home anyway.
    """
    upwards = page.upwards
    edge, far = (page.low, page.max_id) if upwards else (page.max_id, page.since_id)
    under: set[Seen] = set()  # what bears two of the hashtags is found twice
    text = statement(tx.dialect, upwards=upwards, apart=apart)
    while len(under) < page.limit and (edge + 1 < far if upwards else edge - 1 > far):
        *ids, last = await tx.column(text, near=edge, far=far, look=look, no=0)
        under |= {Seen(an_id) for an_id in ids}
        edge, look = -last, look * 4
    return under
