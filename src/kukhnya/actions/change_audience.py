"""Change who may read a status that is posted.

Narrowing takes effect at commit, because no feed is stored. Widening has to be confirmed, is told in numbers first,
and leaves what was written before it with the author.
"""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import select, update

from kukhnya.model.audience import Audience, Relation
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import CircleId, StatusId
from kukhnya.store.sealed import status, status_text
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import circle
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import gain
from kukhnya.visibility.quotes import ACCEPTED
from kukhnya.visibility.rule import VIEWER, anyone_may, reaches_strangers, widens

from .quote_status import count_quote


class Move(Struct, frozen=True):
    """Where an audience goes. `wider`: somebody gains by it."""

    audience: Audience
    circle_id: CircleId | None
    wider: bool = False


_own_circle: Final = Statement(select(circle.c.id).where(circle.c.id == param("id"), circle.c.account_id == VIEWER))
count_reply: Final = Statement(
    update(status)
    .values(replies_count=status.c.replies_count + param("step"), version=status.c.version + 1)
    .where(status.c.id == param("id"))
)
_old: Final = status.alias("old")
_keep_back: Final = Statement(
    update(status_text)
    .values(history_from=select(_old.c.edited_at).where(_old.c.id == status_text.c.status_id).scalar_subquery())
    .where(
        status_text.c.status_id.in_(
            select(status.c.id).where(
                status.c.account_id == VIEWER, status.c.edited_at.is_not(None), reaches_strangers(status)
            )
        )
    )
)

_NAMES: Final = {
    Relation.ANYONE: "anyone",
    Relation.MEMBER: "members of this server",
    Relation.FOLLOWER: "followers",
    Relation.MUTUAL: "mutual followers",
    Relation.IN_CIRCLE: "the circle",
    Relation.MENTIONED: "those it names",
}


async def circle_for(tx: WriteTx, audience: Audience, circle_id: CircleId | None) -> CircleId | None:
    """The circle a status is for. Raises Refused without one, NotFound where it is not the author's."""
    if audience is not Audience.CIRCLE:
        return None
    if circle_id is None:
        raise refused("circle_id", "ERR_BLANK", "circle_id is needed where only a circle may read")
    if await tx.value(_own_circle, id=circle_id) is None:
        raise NotFound(circle_id)
    return circle_id


async def move_of(
    tx: WriteTx, row: Any, asked: Audience | None, circle_id: CircleId | None, *, confirmed: bool
) -> Move:
    """Where the audience of the viewer's status `row` goes; it stays where nothing is asked.

    Raises Refused with ERR_WIDENS, telling which groups and how many people would gain, unless that is confirmed.
    """
    before = Audience(row["audience"])
    if asked is None:
        return Move(before, row["circle_id"])
    after = await circle_for(tx, asked, circle_id or row["circle_id"])
    gained = widens(before, asked, other_circle=after != row["circle_id"])
    if gained and not confirmed:
        many = await gain.gainers(tx, StatusId(row["id"]), asked, after)
        raise _widening(gained, many)
    return Move(asked, after, wider=bool(gained))


def _widening(gained: frozenset[Relation], many: int) -> Refused:
    groups = ", ".join(name for relation, name in _NAMES.items() if relation in gained)
    people = f"{many} or more" if many >= gain.MOST else str(many)
    sentence = (
        f"This lets more people read it: {groups} (people known here who cannot read it now: {people}). "
        "Send confirm_widening=true if you mean it."
    )
    return Refused(sentence, visibility=("ERR_WIDENS", sentence))


async def keep_history_back(tx: WriteTx) -> None:
    """The viewer's profile opens: what was written while it was closed stays with the author, but the newest words."""
    await tx.execute(_keep_back)


async def count_moved(tx: WriteTx, row: Any, after: Audience) -> None:
    """Only what anybody may read is counted under what it answers or quotes: count `row`, or count it no more."""
    step = int(anyone_may(after)) - int(anyone_may(Audience(row["audience"])))
    if step and row["in_reply_to_id"] is not None:
        await tx.execute(count_reply, id=row["in_reply_to_id"], step=step)
    if step and row["quote_of_id"] is not None and row["quote_state"] == ACCEPTED:
        await tx.execute(count_quote, id=row["quote_of_id"], step=step)
