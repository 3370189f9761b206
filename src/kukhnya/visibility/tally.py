"""How much has been posted: numbers only. What is told of them to people is a floor, or counts what the asker may see."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from kukhnya.model.ids import DAY, Time, first_id_at
from kukhnya.store.sealed import status, status_tag, status_text
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, favourite, member
from kukhnya.store.tables.reactions import reaction
from kukhnya.store.tx import ReadTx

from .rule import seen

_MONDAY: Final = 3
"""The first day of 1970 was a Thursday: so many days after a Monday."""
_IN_A_DAY: Final = sa.literal_column(str(first_id_at(Time(DAY))), sa.BigInteger)


def week_of(an_id: ColumnElement[int]) -> ColumnElement[int]:
    """The number of the week in which an id was given, counted from the one that holds 1970-01-01."""
    return (an_id // _IN_A_DAY + sa.literal_column(str(_MONDAY), sa.BigInteger)) // sa.literal_column(
        "7", sa.BigInteger
    )


def within(an_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Was the id given between `low` and `high`?"""
    return sa.and_(an_id >= param("low"), an_id < param("high"))


def _weekly(an_id: ColumnElement[int], *where: ColumnElement[bool], count: Any = None) -> sa.Select[Any]:
    week = week_of(an_id).label("week")
    many = sa.func.count() if count is None else count
    return sa.select(week, many.label("many")).where(within(an_id), *where).group_by(sa.text("week"))


_members: Final = sa.select(member.c.account_id)
_posted: Final = Statement(_weekly(status.c.id, status.c.account_id.in_(_members)))
_answered: Final = _weekly(
    status.c.id, sa.or_(status.c.reblog_of_id.is_not(None), status.c.in_reply_to_id.is_not(None))
)
_interactions: Final = Statement(sa.union_all(_weekly(favourite.c.id), _weekly(reaction.c.id), _answered))
_tagged: Final = seen.c.id.in_(sa.select(status_tag.c.status_id).where(status_tag.c.tag_id == param("tag")))
_tag_uses: Final = Statement(_weekly(seen.c.id, _tagged))
_tag_accounts: Final = Statement(_weekly(seen.c.id, _tagged, count=sa.func.count(seen.c.account_id.distinct())))
_domain: Final = sa.select(account.c.domain).where(account.c.id == seen.c.account_id).scalar_subquery()
_tag_servers: Final = Statement(_weekly(seen.c.id, _tagged, _domain != "", count=sa.func.count(_domain.distinct())))
_from_server: Final = Statement(
    _weekly(seen.c.id, seen.c.account_id.in_(sa.select(account.c.id).where(account.c.domain == text_param("domain"))))
)
_language: Final = sa.func.coalesce(sa.func.nullif(status_text.c.language, ""), "und").label("language")
_spoken: Final = sa.select(_language, sa.func.count().label("many")).select_from(
    seen.join(status_text, status_text.c.status_id == seen.c.id)
)


def _languages(*where: ColumnElement[bool]) -> Statement:
    chosen = _spoken.where(within(seen.c.id), *where).group_by(_language)
    return Statement(chosen.order_by(sa.desc("many"), sa.text("language")).limit(param("most")))


_by_language: Final = _languages(seen.c.account_id.in_(_members))
_tag_languages: Final = _languages(_tagged)
_server_languages: Final = _languages(
    seen.c.account_id.in_(sa.select(account.c.id).where(account.c.domain == text_param("domain")))
)
STATEMENTS: Final = {
    "interactions": _interactions,
    "tag_uses": _tag_uses,
    "tag_accounts": _tag_accounts,
    "tag_servers": _tag_servers,
    "instance_statuses": _from_server,
    "languages": _by_language,
    "tag_languages": _tag_languages,
    "instance_languages": _server_languages,
}
"""By the name of the measure or dimension. Those of tags, servers and languages count what the asker may see."""


async def posted(tx: ReadTx, low: int, high: int) -> dict[int, int]:
    """How many statuses members have posted in each week of this stretch of ids: for floors alone."""
    return await by_week(tx, _posted, low=low, high=high)


async def by_week(tx: ReadTx, statement: Statement, **values: Any) -> dict[int, int]:
    """The sum of `many` for each `week`."""
    sums: dict[int, int] = {}
    for row in await tx.all(statement, **values):
        sums[int(row["week"])] = sums.get(int(row["week"]), 0) + int(row["many"])
    return sums
