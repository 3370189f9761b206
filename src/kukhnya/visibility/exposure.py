"""What others can read of one's own statuses now, read off the one rule: for a real account, or for anybody of a kind.

A real viewer is asked of the rule itself, but for a block of theirs: they can lift it, and it is not for the author to learn of. A kind (any member, any follower) is a set of relations, and what those open is read
off `OPENED_TO`; a test holds the two against each other. Nothing of this is stored, logged or counted.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy import ColumnElement

from kukhnya.model.audience import Audience, Relation
from kukhnya.model.ids import ANYBODY, AccountId, StatusId
from kukhnya.store import statement as written
from kukhnya.store.sealed import mention, status
from kukhnya.store.statement import Statement, among_words, flag_param, param
from kukhnya.store.tables import account, block, media
from kukhnya.store.tx import ReadTx

from .rule import NOW, OPENED_TO, VIEWER, exists, may_see, opened_to

SAMPLE: Final = 20


class Reader(Struct, frozen=True):
    """Who reads: an account (or nobody in particular), or whoever stands in these relations to every status."""

    account_id: AccountId = ANYBODY
    relations: frozenset[Relation] = frozenset()

    @property
    def audiences(self) -> list[str]:
        """What the relations open."""
        return [audience.value for audience in Audience if OPENED_TO[audience] & self.relations]


STRANGER: Final = Reader()
_me: Final = account.alias("exposed")
_other, _m, _na = param("other"), media.alias("em"), mention.alias("en")
_lasts: Final = sa.or_(status.c.expires_at.is_(None), status.c.expires_at > NOW)
_there: Final = exists(_me, _me.c.id == VIEWER, ~_me.c.suspended)
_shut_out, _shared = block.alias("my_block"), status.alias("shared")
_open_to_other: Final = sa.and_(
    opened_to(_other, status),
    ~exists(_shut_out, _shut_out.c.blocker_id == VIEWER, _shut_out.c.blocked_id == _other),
    sa.or_(
        status.c.reblog_of_id.is_(None),
        exists(_shared, _shared.c.id == status.c.reblog_of_id, may_see(_other, NOW, _shared)),
    ),
)
_readable: Final[ColumnElement[bool]] = sa.and_(
    status.c.account_id == VIEWER,
    _lasts,
    _there,
    sa.or_(
        sa.and_(flag_param("by_kind"), among_words(status.c.audience, "audiences")),
        sa.and_(~flag_param("by_kind"), _open_to_other),
    ),
)
_names_somebody: Final = exists(_na, _na.c.status_id == status.c.id, _na.c.account_id != VIEWER)
_one: Final[ColumnElement[Any]] = sa.literal_column("1")


def _how_many(held: ColumnElement[bool]) -> ColumnElement[Any]:
    return sa.func.count(sa.case((held, _one)))


_sums: Final = Statement(
    sa.select(
        sa.func.count().label("statuses"),
        sa.func.min(status.c.created_at).label("oldest"),
        _how_many(status.c.created_at < param("old")).label("old"),
        _how_many(status.c.has_media).label("with_pictures"),
        _how_many(_names_somebody).label("naming"),
    ).where(_readable)
)
_pictures: Final = Statement(
    sa.select(sa.func.count()).select_from(_m.join(status, status.c.id == _m.c.status_id)).where(_readable)
)
_people: Final = Statement(
    sa.select(sa.func.count(_na.c.account_id.distinct()))
    .select_from(_na.join(status, status.c.id == _na.c.status_id))
    .where(_readable, _na.c.account_id != VIEWER)
)
_wanted: Final = sa.and_(
    _readable,
    status.c.created_at < param("before"),
    sa.or_(~flag_param("pictures"), status.c.has_media),
    sa.or_(~flag_param("naming"), _names_somebody),
    sa.or_(~flag_param("by_ids"), written.among(status.c.id)),
)
_ids: Final = Statement(sa.select(status.c.id).where(_wanted).order_by(status.c.id.desc()).limit(param("most")))


class Sums(Struct, frozen=True):
    """How much somebody can read."""

    statuses: int
    oldest: int | None
    old: int
    """Posted before a given time."""
    with_pictures: int
    naming: int
    """How many of them name somebody else."""
    pictures: int
    people: int
    """Different accounts they name."""


def _values(reader: Reader) -> dict[str, Any]:
    return {"by_kind": bool(reader.relations), "audiences": reader.audiences, "other": reader.account_id}


async def sums(tx: ReadTx, reader: Reader, old: int) -> Sums:
    """How much of what the viewer has posted `reader` can read now. Three statements."""
    row = await tx.one(_sums, **_values(reader), old=old)
    said = dict(row) if row is not None else {}
    return Sums(
        **{name: said[name] for name in ("statuses", "oldest", "old", "with_pictures", "naming")},
        pictures=int(await tx.value(_pictures, **_values(reader)) or 0),
        people=int(await tx.value(_people, **_values(reader)) or 0),
    )


async def readable(  # noqa: PLR0913 - each narrows it
    tx: ReadTx, reader: Reader, *, before: int, pictures: bool = False, naming: bool = False, most: int = SAMPLE,
    among: Collection[StatusId] | None = None,
) -> Sequence[StatusId]:  # fmt: skip
    """The newest of the viewer's statuses that `reader` can read: posted before a time, with pictures, naming somebody, of these."""
    which = {"by_ids": among is not None, "ids": list(among or ())}
    return await tx.column(_ids, **_values(reader), **which, before=before, pictures=pictures, naming=naming, most=most)
