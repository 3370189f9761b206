"""Everything that is kept about one person, as an order would get it: each column with its purpose and its end."""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Boolean

from kukhnya.model.ids import AccountId, iso
from kukhnya.store.retention import Reason, reasons
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.kept import KEPT, NOTHING, OF_OTHERS, SECRET, Kept, Side

from . import mood

HIDDEN: Final = "(kept, not shown)"
THEIRS: Final = "(words of somebody else)"
SOMEBODY: Final = "(somebody)"
EVERYTHING: Final = 1 << 40
_TIMES: Final = frozenset({
    "created_month", "active_week", "created_week", "since", "until", "reads_from", "history_from", "run_at",
})  # fmt: skip


class Part(Struct, frozen=True):
    """What one table holds: how many rows, the newest of them, and the reason of each column."""

    table: str
    own: bool
    count: int
    rows: list[dict[str, Any]]
    columns: dict[str, Reason]


class Disclosure(Struct, frozen=True):
    """Everything about one person. `theirs`: tables in which others' acts may name them, not looked at."""

    parts: list[Part]
    theirs: list[str]
    nothing: dict[str, str]


async def about(
    tx: ReadTx,
    account_id: AccountId,
    *,
    most: int = EVERYTHING,
    others: bool = False,
    only: frozenset[str] = frozenset(),
) -> Disclosure:
    """What is kept about this account: at most so many rows of a table, the newest.

    `others`: with what others have done that names it, which is for whoever runs the server and not for the person: who
    has muted them is not theirs to know. `only`: tables whose rows are told; of the rest, how many there are.
    """
    parts, theirs = [], []
    who = await _who(tx, account_id)
    for kept in KEPT:
        if kept.own is not None:
            told = most if not only or kept.table.name in only else 0
            parts.append(await _part(tx, kept, kept.own, told, _Teller(account_id, who, own=True, operator=others)))
        if kept.others is None:
            continue
        if others:
            parts.append(await _part(tx, kept, kept.others, most, _Teller(account_id, who, own=False, operator=True)))
        else:
            theirs.append(str(kept.table.name))
    return Disclosure([part for part in parts if part.count], theirs, dict(NOTHING))


async def _who(tx: ReadTx, account_id: AccountId) -> str:
    """The hash under which this month's answers of the person stand, as long as there is a key to make it with."""
    key = await mood.key(tx)
    return "" if key is None else key.who(account_id)


class _Teller(Struct, frozen=True):
    """About whom, from which side of a table, to whom."""

    account_id: AccountId
    who: str
    own: bool
    operator: bool

    def shown(self, kept: Kept, column: Any, value: Any) -> Any:
        """A value as people read it; nothing that opens something, and nobody else's words."""
        place = (kept.table.name, column.name)
        if value is None or value == "":
            return value
        if place in SECRET:
            return HIDDEN
        if not self.own and column.name in kept.words:
            return THEIRS
        if not self.operator and place in OF_OTHERS:
            return SOMEBODY
        return _readable(column, value)


def _readable(column: Any, value: Any) -> Any:
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(value, int) and (column.name in _TIMES or column.name.endswith("_at")) and value > 0:
        return iso(value)
    return str(value) if isinstance(value, int) and (column.name == "id" or column.name.endswith("_id")) else value


async def _part(tx: ReadTx, kept: Kept, side: Side, most: int, teller: _Teller) -> Part:
    rows = await tx.all(side.rows, id=teller.account_id, who=teller.who, most=most) if most else []
    count = (
        len(rows) if len(rows) < most else int(await tx.value(side.count, id=teller.account_id, who=teller.who) or 0)
    )
    columns = list(kept.table.columns)
    return Part(
        str(kept.table.name),
        teller.own,
        count,
        [{str(column.name): teller.shown(kept, column, row[column.name]) for column in columns} for row in rows],
        {str(column.name): reasons()[kept.table.name, column.name] for column in columns},
    )
