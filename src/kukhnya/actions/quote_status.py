"""Quote a status: who may, how wide the quoting one may be; take consent back; say who may from now on.

Consent is asked when a quote is posted. What is shown of it is decided at every read (`visibility.quotes`).
"""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import case, func, literal_column, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.draft import QUOTE_POLICIES
from kukhnya.model.errors import Forbidden, NotFound, refused
from kukhnya.model.ids import CircleId, StatusId
from kukhnya.store.sealed import status
from kukhnya.store.statement import Statement, among, param, text_param
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.quotes import ACCEPTED, REVOKED, quotable
from kukhnya.visibility.rule import VIEWER, anyone_may, open_to_anyone, seen, widens


class Quoting(Struct, frozen=True):
    """What is quoted, and for whom the status that quotes it is then."""

    of: Any | None
    audience: Audience
    circle_id: CircleId | None


_quoted: Final = Statement(
    select(
        seen.c.id, seen.c.account_id, seen.c.audience, seen.c.circle_id, seen.c.reblog_of_id,
        quotable(VIEWER, seen).label("quotable"),
    ).where(seen.c.id == param("id"))
)  # fmt: skip
count_quote: Final = Statement(
    update(status)
    .values(quotes_count=status.c.quotes_count + param("step"), version=status.c.version + 1)
    .where(status.c.id == param("id"))
)
_by: Final = status.alias("quoting")
recount_quotes: Final = Statement(
    update(status)
    .values(
        version=status.c.version + 1,
        quotes_count=select(func.count())
        .select_from(_by)
        .where(_by.c.quote_of_id == status.c.id, _by.c.quote_state == literal_column("'accepted'"), open_to_anyone(_by))
        .correlate(status)
        .scalar_subquery(),
    )
    .where(among(status.c.id))
)
lose_quoted: Final = Statement(
    update(status)
    .values(
        quote_of_id=None,
        quote_state=case(
            (status.c.quote_state == literal_column("'accepted'"), literal_column("'deleted'")),
            else_=status.c.quote_state,
        ),
        version=status.c.version + 1,
    )
    .where(among(status.c.quote_of_id))
)
"""What these statuses were quoted by says that they are gone."""
_revoke: Final = Statement(
    update(status)
    .values(quote_state=text_param("state"), version=status.c.version + 1)
    .where(status.c.id == param("id"))
)
_set_policy: Final = Statement(
    update(status)
    .values(
        quote_policy=case((open_to_anyone(status), text_param("policy")), else_=literal_column("'nobody'")),
        version=status.c.version + 1,
    )
    .where(status.c.id == param("id"), status.c.account_id == VIEWER, status.c.reblog_of_id.is_(None))
)


async def quoting(
    tx: WriteTx, quoted_id: StatusId | None, audience: Audience, circle_id: CircleId | None
) -> Quoting:  # fmt: skip
    """Is the viewer allowed to quote it? A re-share stands for what it shares, whose author alone decides.

    Quoting what is one's own and not for anyone makes the new status no wider. Raises NotFound for what the viewer does
    not see, Forbidden where its author does not want it quoted, Refused where no audience fits both.
    """
    if quoted_id is None:
        return Quoting(None, audience, circle_id)
    row = await tx.one(_quoted, id=quoted_id)
    if row is not None and row["reblog_of_id"] is not None:
        row = await tx.one(_quoted, id=row["reblog_of_id"])
    if row is None:
        raise NotFound(quoted_id)
    if not row["quotable"]:
        raise Forbidden("This action is not allowed")
    of = Audience(row["audience"])
    other = circle_id != row["circle_id"]
    if anyone_may(of) or not widens(of, audience, other_circle=other):
        return Quoting(row, audience, circle_id)
    if widens(audience, of, other_circle=other):
        raise refused("visibility", "ERR_INCLUSION", "What quotes a status must not be for more people than that is")
    return Quoting(row, of, row["circle_id"])


def checked_policy(policy: str, field: str = "quote_approval_policy") -> str:
    """Who may quote, in a word that is one. Raises Refused naming `field`."""
    if policy not in QUOTE_POLICIES:
        raise refused(field, "ERR_INCLUSION", f"{field} must be one of {', '.join(QUOTE_POLICIES)}")
    return policy


async def set_quote_policy(tx: WriteTx, status_id: StatusId, policy: str) -> Seen:
    """Say who may quote a status of the viewer's from now on; nobody may where it is not for anyone.

    Raises Refused for a word that is none, NotFound for a status that is somebody else's.
    """
    if not await tx.execute(_set_policy, id=status_id, policy=checked_policy(policy)):
        raise NotFound(status_id)
    return Seen(status_id)


async def revoke_quote(tx: WriteTx, status_id: StatusId, quoting_id: StatusId) -> Seen:
    """Have the viewer's status no longer shown inside `quoting_id`; the answer is that one.

    Raises NotFound for either where it is hidden or does not quote the other, Forbidden for somebody else's status.
    """
    quoted = await pages.one(tx, status_id)
    if quoted["account_id"] != tx.viewer.id:
        raise Forbidden("This action is not allowed")
    row = await pages.one(tx, quoting_id)
    if row["quote_of_id"] != status_id:
        raise NotFound(quoting_id)
    if row["quote_state"] == ACCEPTED:
        await tx.execute(_revoke, id=quoting_id, state=REVOKED)
        if anyone_may(Audience(row["audience"])):
            await tx.execute(count_quote, id=status_id, step=-1)
    return Seen(quoting_id)
