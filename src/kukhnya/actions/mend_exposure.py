"""Mend one line of the check-up: nothing here lets anybody read more than before, and what is folded away can be undone."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Final

from msgspec import Struct
from sqlalchemy import delete, or_, update

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import refused
from kukhnya.model.ids import TOP, StatusId
from kukhnya.model.selection import Selection
from kukhnya.queries import checkup
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import login, member, token
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import exposure
from kukhnya.visibility.rule import VIEWER

from .keep_push import end_orphaned_push
from .move_statuses import Moved, move_statuses
from .update_profile import Changes, update_profile

_other_apps: Final = Statement(
    delete(token).where(
        token.c.account_id == VIEWER, token.c.id != param("this_token"),
        or_(token.c.scopes.like("%read%"), token.c.scopes.like("%profile%")),
    )
)  # fmt: skip
_old_sign_ins: Final = Statement(
    delete(login).where(
        login.c.account_id == VIEWER, login.c.id != param("this_login"), login.c.created_week < param("stale")
    )
)
_no_address: Final = Statement(update(member).values(email=None, email_key=None).where(member.c.account_id == VIEWER))


class Asked(Struct, frozen=True, kw_only=True):
    """Who is looked at, and which key is in the hand that mends: that one stays."""

    whom: str
    this_token: int = 0
    this_login: int = 0
    bounds: Bounds
    flagged: tuple[StatusId, ...] = ()
    """What the packs would warn about today, where that is to be folded away."""


Mend = Callable[[WriteTx, Asked], Awaitable[Moved | None]]


async def mend_exposure(tx: WriteTx, kind: str, asked: Asked) -> Moved | None:
    """Mend the fact of this kind; the answer is what was folded away by it, if anything was.

    Raises Refused for a kind there is not, or a reader nobody knows.
    """
    mend = MENDS.get(kind)
    if mend is None:
        raise refused("kind", "ERR_INCLUSION", f"kind must be one of {', '.join(MENDS)}")
    return await mend(tx, asked)


async def _fold(
    tx: WriteTx, asked: Asked, *, before: int = TOP, pictures: bool = False, naming: bool = False,
    among: Collection[StatusId] | None = None,
) -> Moved | None:  # fmt: skip
    """Let the author alone see what the reader can read, as far as it is meant."""
    reader = await checkup.reader_of(tx, asked.whom)
    ids = await exposure.readable(tx, reader, before=before, pictures=pictures, naming=naming, most=TOP, among=among)
    if not ids:
        return None
    return await move_statuses(tx, Selection(ids=tuple(ids)), Audience.SELF, None, confirmed=False)


async def _statuses(tx: WriteTx, asked: Asked) -> Moved | None:
    """Close the profile where that is what lets the reader in, else fold away."""
    row = await checkup.own(tx)
    if not row["closed"] and asked.whom in {"stranger", "search_engine", "member", "grudge"}:
        await update_profile(tx, Changes(closed=True), asked.bounds)
        return None
    return await _fold(tx, asked)


async def _old(tx: WriteTx, asked: Asked) -> Moved | None:
    return await _fold(tx, asked, before=tx.now - checkup.OLD)


async def _with_pictures(tx: WriteTx, asked: Asked) -> Moved | None:
    return await _fold(tx, asked, pictures=True)


async def _naming(tx: WriteTx, asked: Asked) -> Moved | None:
    return await _fold(tx, asked, naming=True)


async def _flagged(tx: WriteTx, asked: Asked) -> Moved | None:
    return await _fold(tx, asked, among=asked.flagged)


async def _unfindable(tx: WriteTx, asked: Asked) -> None:
    await update_profile(tx, Changes(indexable=False, discoverable=False), asked.bounds)


async def _apps(tx: WriteTx, asked: Asked) -> None:
    await tx.execute(_other_apps, this_token=asked.this_token)
    await end_orphaned_push(tx)


async def _sign_ins(tx: WriteTx, asked: Asked) -> None:
    await tx.execute(_old_sign_ins, this_login=asked.this_login, stale=tx.now - checkup.STALE)


async def _graph(tx: WriteTx, asked: Asked) -> None:
    await update_profile(tx, Changes(graph_hidden=True), asked.bounds)


async def _feed(tx: WriteTx, asked: Asked) -> None:
    await update_profile(tx, Changes(feed=False), asked.bounds)


async def _address(tx: WriteTx, _asked: Asked) -> None:
    await tx.execute(_no_address)


MENDS: Final[Mapping[str, Mend]] = {
    "X01": _statuses,
    "X02": _old,
    "X03": _flagged,
    "X04": _with_pictures,
    "X05": _naming,
    "X07": _unfindable,
    "X08": _with_pictures,
    "X09": _apps,
    "X10": _sign_ins,
    "X11": _graph,
    "X12": _address,
    "X13": _feed,
}
"""What one button does, by the kind of fact."""
