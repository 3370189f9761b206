"""How many people somebody's words reach, and what they have chosen for them: asked before they write.

Everything is counted for the one who asks, exactly, and told to nobody else.
"""

from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, FromClause, func, or_, select

from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import CircleId
from kukhnya.store.statement import Statement, json_row, json_rows
from kukhnya.store.tables import account, circle, circle_member, follow, member
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER, exists


class Circle(Struct, frozen=True):
    """One of the author's circles, and how many are in it."""

    id: CircleId
    title: str
    people: int


class Reach(Struct, frozen=True):
    """Numbers of people, and the author's own choices."""

    followers: int
    mutuals: int
    members: int
    """Members of this server and followers from elsewhere, without the author."""
    circles: tuple[Circle, ...]
    closed: bool
    audience: Audience
    circle_id: int | None
    share_audience: Audience
    expires_in_s: int
    language: str
    sensitive: bool
    """Pictures are covered as a rule."""

    def people(self, audience: Audience, circle_id: int | None = None) -> int | None:
        """How many may read what is for this audience; None where nobody can count them."""
        if audience in {Audience.PUBLIC, Audience.UNLISTED}:
            return self.followers if self.closed else None
        return {
            Audience.MEMBERS: self.followers if self.closed else self.members,
            Audience.FOLLOWERS: self.followers,
            Audience.MUTUALS: self.mutuals,
            Audience.CIRCLE: next((each.people for each in self.circles if each.id == circle_id), 0),
        }.get(audience)


_who, _reader, _friend, _inside = (account.alias(name) for name in ("who", "reader", "friend", "inside"))
_to, _back = follow.alias("to_me"), follow.alias("from_me")


def _number(table: FromClause, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    made = select(func.count()).select_from(table).where(*where)
    return made.correlate_except(table).scalar_subquery()


_followers: Final = _number(
    follow.join(_reader, _reader.c.id == follow.c.follower_id), follow.c.followee_id == VIEWER, ~_reader.c.suspended
)
_mutuals: Final = _number(
    _to.join(_back, _back.c.followee_id == _to.c.follower_id).join(_friend, _friend.c.id == _to.c.follower_id),
    _to.c.followee_id == VIEWER,
    _back.c.follower_id == VIEWER,
    ~_friend.c.suspended,
)
_members: Final = _number(
    _who,
    _who.c.id != VIEWER,
    ~_who.c.suspended,
    or_(
        exists(member, member.c.account_id == _who.c.id, member.c.state != "pending"),
        (_who.c.domain != "") & exists(follow, follow.c.follower_id == _who.c.id, follow.c.followee_id == VIEWER),
    ),
)
_in_circle: Final = _number(
    circle_member.join(_inside, _inside.c.id == circle_member.c.account_id),
    circle_member.c.circle_id == circle.c.id,
    ~_inside.c.suspended,
)
_circles: Final = (
    select(json_rows(json_row(circle.c.id, circle.c.title, _in_circle)))
    .select_from(circle)
    .where(circle.c.account_id == VIEWER)
    .correlate_except(circle)
    .scalar_subquery()
)
_reach: Final = Statement(
    select(
        account.c.closed, member.c.default_audience, member.c.default_circle_id, member.c.default_reblog_audience,
        member.c.default_expires_in_s, member.c.language, member.c.default_sensitive,
        _followers.label("followers"), _mutuals.label("mutuals"), _members.label("members"), _circles.label("circles"),
    )
    .select_from(account.join(member, member.c.account_id == account.c.id))
    .where(account.c.id == VIEWER)
)  # fmt: skip


async def reach(tx: ReadTx) -> Reach:
    """Whom the viewer reaches. One statement. Raises NotFound for who is no member."""
    row = await tx.one(_reach)
    if row is None:
        raise NotFound(tx.viewer.id)
    circles = [Circle(CircleId(i), title, many) for i, title, many in sorted(msgspec.json.decode(row["circles"]))]
    return Reach(
        followers=row["followers"], mutuals=row["mutuals"], members=row["members"], circles=tuple(circles),
        closed=bool(row["closed"]), audience=Audience(row["default_audience"]), circle_id=row["default_circle_id"],
        share_audience=Audience(row["default_reblog_audience"]), expires_in_s=row["default_expires_in_s"] or 0,
        language=row["language"], sensitive=bool(row["default_sensitive"]),
    )  # fmt: skip
