"""The check-up: what somebody can read of the viewer, fact by fact. Computed when it is asked for, and kept nowhere."""

from collections.abc import Collection
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func, or_, select

from kukhnya.model.audience import Relation
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import DAY, TOP, AccountId, StatusId, Time, parse_id, time_of
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, login, member, token
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import exposure
from kukhnya.visibility.exposure import STRANGER, Reader
from kukhnya.visibility.rule import VIEWER

from . import accounts

KINDS: Final = ("stranger", "search_engine", "member", "follower", "grudge")
OLD: Final = 90 * DAY
STALE: Final = 30 * DAY
EXPOSED: Final = frozenset({"X01", "X05", "X07", "X11", "X12", "X13"})
"""The facts that count as things somebody can read; the others say more of the same, or who else holds a key."""


class Fact(Struct, frozen=True):
    """One line of the check-up. `since`: the oldest of what it counts, in milliseconds since 1970."""

    kind: str
    count: int
    since: int | None = None
    sample: tuple[StatusId, ...] = ()


_me: Final = Statement(
    select(
        account.c.closed, account.c.locked, account.c.indexable, account.c.discoverable, account.c.graph_hidden,
        account.c.feed, member.c.email,
        select(func.count()).select_from(token).where(
            token.c.account_id == VIEWER, token.c.id != param("this_token"),
            or_(token.c.scopes.like("%read%"), token.c.scopes.like("%profile%")),
        ).scalar_subquery().label("apps"),
        select(func.count()).select_from(login).where(
            login.c.account_id == VIEWER, login.c.id != param("this_login"), login.c.created_week < param("stale")
        ).scalar_subquery().label("sign_ins"),
    )
    .select_from(account.join(member, member.c.account_id == account.c.id))
    .where(account.c.id == VIEWER)
)  # fmt: skip


async def reader_of(tx: ReadTx, whom: str) -> Reader:
    """Who `whom` means: one of `KINDS`, or `account:ID`. Raises Refused for anything else, NotFound for nobody."""
    if whom.startswith("account:"):
        number = parse_id(whom.removeprefix("account:"))
        if number is None:
            raise refused("as", "ERR_INVALID", "as=account: needs an id")
        await accounts.visible(tx, AccountId(number))
        return Reader(AccountId(number))
    if whom not in KINDS:
        raise refused("as", "ERR_INCLUSION", f"as must be one of {', '.join(KINDS)} or account:ID")
    if whom in {"stranger", "search_engine"}:
        return STRANGER
    return Reader(relations=_relations(await own(tx), whom))


def _relations(row: Any, whom: str) -> frozenset[Relation]:
    """How anybody of a kind stands to what the viewer posts. Who has time asks to follow, and is let in where nobody is asked."""
    held = set() if row["closed"] else {Relation.ANYONE, Relation.MEMBER}
    if whom == "follower" or (whom == "grudge" and not row["closed"] and not row["locked"]):
        held.add(Relation.FOLLOWER)
    return frozenset(held)


async def own(tx: ReadTx, this_token: int = 0, this_login: int = 0) -> Any:
    """What the viewer's profile and keys say of it. Raises NotFound for who is no member."""
    row = await tx.one(_me, this_token=this_token, this_login=this_login, stale=tx.now - STALE)
    if row is None:
        raise NotFound(tx.viewer.id)
    return row


async def facts(tx: ReadTx, whom: str, *, this_token: int = 0, this_login: int = 0) -> list[Fact]:
    """What `whom` can read of the viewer, and who holds keys; facts that count nothing are left out.

    At most eight statements, however much there is. Raises Refused and NotFound as `reader_of`.
    """
    reader = await reader_of(tx, whom)
    row = await own(tx, this_token, this_login)
    old = Time(tx.now - OLD)
    sums = await exposure.sums(tx, reader, old)
    sample = tuple(await exposure.readable(tx, reader, before=TOP))
    found = [
        Fact("X01", sums.statuses, sums.oldest, sample),
        Fact("X02", sums.old, sums.oldest),
        Fact("X04", sums.with_pictures),
        Fact("X05", sums.people),
        Fact("X07", int(bool(row["indexable"])) + int(bool(row["discoverable"]))),
        Fact("X08", sums.pictures),
        Fact("X09", row["apps"]),
        Fact("X10", row["sign_ins"]),
        Fact("X11", int(not row["graph_hidden"] and not row["closed"])),
        Fact("X12", int(row["email"] is not None)),
        Fact("X13", int(row["feed"] and not row["closed"])),
    ]
    return [fact for fact in found if fact.count]


async def of_flagged(tx: ReadTx, whom: str, ids: Collection[StatusId]) -> list[Fact]:
    """The fact that the law packs one has chosen would warn about these today, as far as `whom` can read them. One statement.

    Raises Refused and NotFound as `reader_of`.
    """
    if not ids:
        return []
    seen = await exposure.readable(tx, await reader_of(tx, whom), before=TOP, most=TOP, among=ids)
    return [Fact("X03", len(seen), time_of(seen[-1]), tuple(seen[: exposure.SAMPLE]))] if seen else []


def score(found: list[Fact]) -> int:
    """How many things somebody can read."""
    return sum(fact.count for fact in found if fact.kind in EXPOSED)
