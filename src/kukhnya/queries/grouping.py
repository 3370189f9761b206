"""What a group of notifications is, in SQL: which are in it, and what may be told of it.

Kind and status are the same for all in a group, and asked about once (`tellable`); left are those who did it.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    case,
    func,
    literal_column,
    select,
)

from kukhnya.model.notification import GROUP_IDS
from kukhnya.store.statement import among_words, json_row, json_rows, param
from kukhnya.store.tables import account, notification
from kukhnya.visibility.rule import VIEWER

from .notifications import about_collection, asked_for, heard_among_many, tellable

SAMPLE: Final[ColumnElement[int]] = literal_column("8")
"""How many of those in a group are named with it; the rest are asked for."""
_ONE: Final[ColumnElement[int]] = literal_column("1", BigInteger())
_HALF_DAY: Final[ColumnElement[int]] = literal_column(str(GROUP_IDS), BigInteger())

inside: Final = notification.alias("inside")
_who: Final = account.alias("who")
done_by: Final = inside.join(_who, _who.c.id == inside.c.from_account_id)


def groupable(kind: ColumnElement[str]) -> ColumnElement[bool]:
    """Is it one of the kinds that are told together?"""
    return among_words(kind, "grouped")


FIRST: Final = case(
    (groupable(notification.c.kind), notification.c.id // _HALF_DAY * _HALF_DAY), else_=notification.c.id
).label("first")
"""The least id that a notification of the same group can have."""


def in_collection(rows: FromClause) -> ColumnElement[bool]:
    """Are `rows` about being in a collection of the sender?"""
    return about_collection(rows.c.kind).label("about_collection")


EACH: Final = select(
    notification.c.kind,
    notification.c.status_id,
    FIRST,
    in_collection(notification),
    tellable(notification).label("tellable"),
)
"""The group of each notification."""


def in_group(group: FromClause) -> tuple[ColumnElement[bool], ...]:
    """Is the row `inside` one of the group, whoever did it?"""
    return (
        inside.c.account_id == VIEWER,
        inside.c.kind == group.c.kind,
        inside.c.status_id == group.c.status_id,
        inside.c.id >= group.c.first,
        inside.c.id < group.c.first + case((groupable(group.c.kind), _HALF_DAY), else_=_ONE),
    )


def shown_in_group(group: FromClause) -> ColumnElement[bool]:
    """The same, one of `done_by`, and may it be shown where the group may?"""
    return and_(*in_group(group), asked_for(inside), heard_among_many(inside, _who, group.c.about_collection))


def facts(group: FromClause) -> ScalarSelect[Any]:
    """How many there are in the group, and which is the oldest after `since`."""
    return (
        select(json_row(func.count(), func.min(case((inside.c.id > param("since"), inside.c.id)))))
        .select_from(done_by)
        .where(shown_in_group(group))
        .correlate(group)
        .scalar_subquery()
    )


def named(group: FromClause) -> ScalarSelect[Any]:
    """The newest in the group, and who did them."""
    sample = (
        select(inside.c.id, inside.c.from_account_id)
        .select_from(done_by)
        .where(shown_in_group(group))
        .order_by(inside.c.id.desc())
        .limit(SAMPLE)
        .correlate(group)
        .subquery("sample")
    )
    return select(json_rows(json_row(sample.c.id, sample.c.from_account_id))).select_from(sample).scalar_subquery()


def told(group: FromClause) -> Select[Any]:
    """What is told of each `group` (as `EACH` says them): kind, status, first, and where it may be told of, facts and names."""
    return select(
        group.c.kind,
        group.c.status_id,
        group.c.first,
        case((group.c.tellable, facts(group))).label("facts"),
        case((group.c.tellable, named(group))).label("named"),
    )
