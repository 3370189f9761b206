"""Numbers about the server, in weeks and months, from what is kept anyway. What is not kept is counted as nought.

Of a member the month in which they came is known and the latest week in which they posted; nothing finer.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import and_, func, select

from kukhnya.model.ids import DAY, Time, first_id_at, month, week
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, follow, member
from kukhnya.store.tables.staff import report
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import tally
from kukhnya.visibility.tally import week_of, within

from .census import floor

_here: Final = member.join(account, account.c.id == member.c.account_id)
_active: Final = Statement(
    select(account.c.active_week.label("at"), func.count().label("many"))
    .select_from(_here)
    .where(account.c.active_week >= param("since"))
    .group_by(account.c.active_week)
)
_came: Final = Statement(
    select(account.c.created_month.label("at"), func.count().label("many"))
    .select_from(_here)
    .where(account.c.created_month >= param("since"))
    .group_by(account.c.created_month)
)
_stayed: Final = Statement(
    select(account.c.created_month, account.c.active_week, func.count().label("many"))
    .select_from(_here)
    .where(account.c.created_month >= param("since"), account.c.created_month < param("until"))
    .group_by(account.c.created_month, account.c.active_week)
)
_there: Final = select(account.c.id).where(account.c.domain == text_param("domain"))


def _weekly(an_id: Any, *where: Any) -> Statement:
    return Statement(
        select(week_of(an_id).label("week"), func.count().label("many"))
        .where(within(an_id), *where)
        .group_by(week_of(an_id))
    )


_opened: Final = _weekly(report.c.id)
_resolved: Final = Statement(
    select(report.c.resolved_at.label("at"), func.count().label("many"))
    .where(report.c.resolved_at >= param("since"), report.c.resolved_at < param("until"))
    .group_by(report.c.resolved_at)
)
_STATEMENTS: Final[Mapping[str, Statement]] = {
    "opened_reports": _opened,
    "instance_accounts": _weekly(account.c.id, account.c.domain == text_param("domain"), account.c.domain != ""),
    "instance_reports": _weekly(report.c.id, report.c.target_account_id.in_(_there)),
    "instance_follows": _weekly(follow.c.id, follow.c.followee_id.in_(_there)),
    "instance_followers": _weekly(follow.c.id, follow.c.follower_id.in_(_there)),
    **tally.STATEMENTS,
}
_TIMED: Final[Mapping[str, Statement]] = {"active_users": _active, "new_users": _came, "resolved_reports": _resolved}
_COARSE: Final = frozenset({"interactions"})
MEASURES: Final = (
    "active_users", "new_users", "interactions", "opened_reports", "resolved_reports", "tag_accounts", "tag_uses",
    "tag_servers", "instance_accounts", "instance_media_attachments", "instance_reports", "instance_statuses",
    "instance_follows", "instance_followers",
)  # fmt: skip
NOT_KEPT: Final = frozenset({"instance_media_attachments"})
"""Measures that would need what is not kept: always nought."""
_servers: Final = Statement(
    select(account.c.domain, func.sum(account.c.statuses_count).label("many"))
    .where(account.c.domain != "")
    .group_by(account.c.domain)
    .order_by(func.sum(account.c.statuses_count).desc(), account.c.domain)
    .limit(param("most"))
)
_followed: Final = Statement(
    select(account.c.username, func.count().label("many"))
    .select_from(account.join(follow, follow.c.followee_id == account.c.id))
    .where(and_(account.c.domain == text_param("domain"), account.c.domain != "", ~account.c.suspended))
    .group_by(account.c.id, account.c.username)
    .order_by(func.count().desc(), account.c.username)
    .limit(param("most"))
)


class Stretch(Struct, frozen=True):
    """Days from `start` up to, without, `end`."""

    start: Time
    end: Time

    @property
    def weeks(self) -> list[Time]:
        """The Mondays of the weeks of which days are in it."""
        return [Time(at) for at in range(week(self.start), self.end, 7 * DAY)]

    @property
    def before(self) -> "Stretch":
        """As long a stretch, just before."""
        return Stretch(Time(2 * self.start - self.end), self.start)


async def weekly(tx: ReadTx, key: str, stretch: Stretch, *, tag: int = 0, domain: str = "") -> list[tuple[Time, int]]:
    """Monday and number for each week of a stretch. One statement, none for what is not kept."""
    if key in NOT_KEPT:
        return [(monday, 0) for monday in stretch.weeks]
    sums: dict[int, int] = {}
    first, last = week(stretch.start), Time(stretch.weeks[-1] + 7 * DAY)
    if key in _TIMED:
        for row in await tx.all(_TIMED[key], since=first, until=last):
            sums[week(row["at"])] = sums.get(week(row["at"]), 0) + int(row["many"])
    else:
        values: dict[str, Any] = {"low": first_id_at(first), "high": first_id_at(last)}
        values |= {"tag": tag} if key.startswith("tag_") else {}
        values |= {"domain": domain} if key.startswith("instance_") else {}
        sums = {(n * 7 - 3) * DAY: many for n, many in (await tally.by_week(tx, _STATEMENTS[key], **values)).items()}
    shown = floor if key in _COARSE else int
    return [(monday, shown(sums.get(monday, 0))) for monday in stretch.weeks]


async def activity(tx: ReadTx, weeks: int) -> list[tuple[Time, int, int, int]]:
    """Monday, floors of statuses, of members last active then, and of those who came, for the last weeks, newest first."""
    last = Time(week(tx.now) + 7 * DAY)
    stretch = Stretch(Time(last - weeks * 7 * DAY), last)
    posted = await tally.posted(tx, first_id_at(stretch.start), first_id_at(stretch.end))
    active = dict(await weekly(tx, "active_users", stretch))
    came = dict(await weekly(tx, "new_users", stretch))
    return [
        (monday, floor(posted.get((monday // DAY + 3) // 7, 0)), floor(active[monday]), floor(came[monday]))
        for monday in reversed(stretch.weeks)
    ]


async def ranked(tx: ReadTx, key: str, stretch: Stretch, most: int, *, tag: int = 0, domain: str = "") -> list[Any]:
    """Rows (what, many) of a dimension, the most first. One statement."""
    if key == "servers":
        return await tx.all(_servers, most=most)
    if key == "instance_accounts":
        return await tx.all(_followed, domain=domain, most=most)
    values: dict[str, Any] = {"low": first_id_at(stretch.start), "high": first_id_at(stretch.end), "most": most}
    values |= {"tag": tag} if key.startswith("tag_") else {}
    values |= {"domain": domain} if key.startswith("instance_") else {}
    return await tx.all(_STATEMENTS[key], **values)


async def cohorts(tx: ReadTx, stretch: Stretch) -> list[tuple[Time, list[tuple[Time, int, int]]]]:
    """For each month of a stretch: its members, and for each month since how many were last active then or later.

    (Month, [(month, how many still, of how many)]). One statement.
    """
    months = _months(stretch)
    rows = await tx.all(_stayed, since=months[0], until=stretch.end)
    made = []
    for place, began in enumerate(months):
        came = [row for row in rows if row["created_month"] == began]
        whole = sum(int(row["many"]) for row in came)
        made.append(
            (
                began,
                [
                    (at, sum(int(r["many"]) for r in came if at == began or (r["active_week"] or 0) >= week(at)), whole)
                    for at in months[place:]
                ],
            )
        )
    return made


def _months(stretch: Stretch) -> list[Time]:
    months = [month(stretch.start)]
    while (following := month(months[-1] + 32 * DAY)) < stretch.end:
        months.append(following)
    return months
