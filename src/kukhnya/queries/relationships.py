"""How the viewer and others stand to each other."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from kukhnya.model.ids import AccountId
from kukhnya.store.statement import Statement, among, param
from kukhnya.store.tables import account, block, follow, follow_request, mute
from kukhnya.store.tables.ties import account_note, endorsement
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import NOW, VIEWER, exists
from kukhnya.visibility.unwanted import of_blocked_domain

from .accounts import HERE

_to, _from, _asked, _asking = (
    follow.alias("rt"),
    follow.alias("rf"),
    follow_request.alias("ra"),
    follow_request.alias("rq"),
)
_ours, _theirs, _mute = block.alias("ro"), block.alias("rh"), mute.alias("rm")
_shown, _note = endorsement.alias("re"), account_note.alias("rw")
_live_mute: Final = or_(_mute.c.until.is_(None), _mute.c.until > NOW)


def _is(table: Any, left: ColumnElement[bool], right: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(table, left, right)


_relationships: Final = Statement(
    select(
        account.c.id,
        _to.c.follower_id.is_not(None).label("following"),
        _to.c.reblogs.label("reblogs"),
        _to.c.notify.label("notify"),
        _to.c.languages.label("languages"),
        _is(_from, _from.c.follower_id == account.c.id, _from.c.followee_id == VIEWER).label("followed_by"),
        _is(_ours, _ours.c.blocker_id == VIEWER, _ours.c.blocked_id == account.c.id).label("blocking"),
        _is(_theirs, _theirs.c.blocker_id == account.c.id, _theirs.c.blocked_id == VIEWER).label("blocked_by"),
        _is(_asked, _asked.c.followee_id == account.c.id, _asked.c.follower_id == VIEWER).label("requested"),
        _is(_asking, _asking.c.followee_id == VIEWER, _asking.c.follower_id == account.c.id).label("requested_by"),
        _mute.c.muter_id.is_not(None).label("muting"),
        _mute.c.notifications.label("muting_notifications"),
        _mute.c.until.label("muted_until"),
        of_blocked_domain(account.c.id).label("domain_blocking"),
        _is(_shown, _shown.c.account_id == VIEWER, _shown.c.endorsed_id == account.c.id).label("endorsed"),
        _note.c.comment.label("note"),
    )
    .select_from(
        account.outerjoin(_to, (_to.c.follower_id == VIEWER) & (_to.c.followee_id == account.c.id))
        .outerjoin(_mute, (_mute.c.muter_id == VIEWER) & (_mute.c.muted_id == account.c.id) & _live_mute)
        .outerjoin(_note, (_note.c.writer_id == VIEWER) & (_note.c.about_account_id == account.c.id))
    )
    .where(among(account.c.id), HERE)
)
_blocked: Final = Statement(
    select(account.c.id).where(
        account.c.id == param("other"),
        or_(
            _is(_ours, _ours.c.blocker_id == VIEWER, _ours.c.blocked_id == account.c.id),
            _is(_theirs, _theirs.c.blocker_id == account.c.id, _theirs.c.blocked_id == VIEWER),
            of_blocked_domain(account.c.id),
            of_blocked_domain(VIEWER, account.c.id),
        ),
    )
)


async def relationships(tx: ReadTx, ids: Sequence[int]) -> list[Any]:
    """One row for each account among `ids` that exists, in this order. One statement, none for an empty list."""
    if not ids:
        return []
    rows = {row["id"]: row for row in await tx.all(_relationships, ids=list(ids))}
    return [rows[an_id] for an_id in dict.fromkeys(ids) if an_id in rows]


async def blocked(tx: ReadTx, other: AccountId) -> bool:
    """Does either of the two block the other, or the other's server?"""
    return await tx.value(_blocked, other=other) is not None
