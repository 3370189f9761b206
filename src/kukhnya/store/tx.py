"""Transactions: the only way to the database.

A `ReadTx` sees one moment and belongs to one viewer. A `WriteTx` can also change things and announce
what has happened; the announcement commits with the change, so that neither is ever there alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import case, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from kukhnya.model.events import Event
from kukhnya.model.ids import Time, first_id_at, month, week
from kukhnya.model.viewer import Viewer

from .statement import Dialect, Statement, param
from .tables import id_sequence, job

Row = Mapping[str, Any] | Sequence[Any]


class Connection(Protocol):
    """What a transaction asks of a database: both engines answer to this."""

    async def fetch(self, statement: Statement, values: dict[str, Any]) -> list[Any]:
        """All rows, each readable by place and by name."""

    async def run(self, statement: Statement, values: dict[str, Any]) -> int:
        """The number of rows changed."""

    async def run_many(self, statement: Statement, values: Sequence[dict[str, Any]]) -> None:
        """The same for each set of values."""


class ReadTx:
    """One viewer's view of one moment."""

    __slots__ = ("_at", "_connection", "dialect", "now", "viewer")

    def __init__(self, connection: Connection, dialect: Dialect, viewer: Viewer, now: Time) -> None:
        self._connection = connection
        self._at = {"viewer": viewer.id, "now": now}
        self.dialect: Dialect = dialect
        self.viewer = viewer
        self.now = now

    async def all(self, statement: Statement, /, **values: Any) -> list[Any]:
        """Every row. A row is read by name (`row["id"]`) or by place (`row[0]`)."""
        return await self._connection.fetch(statement, {**self._at, **values})

    async def one(self, statement: Statement, /, **values: Any) -> Any | None:
        """The first row, or None."""
        rows = await self._connection.fetch(statement, {**self._at, **values})
        return rows[0] if rows else None

    async def value(self, statement: Statement, /, **values: Any) -> Any | None:
        """The first column of the first row, or None."""
        rows = await self._connection.fetch(statement, {**self._at, **values})
        return rows[0][0] if rows else None

    async def column(self, statement: Statement, /, **values: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in await self._connection.fetch(statement, {**self._at, **values})]


_AHEAD: Final = 3
_next_id: Final = Statement(
    update(id_sequence)
    .values(last=case((id_sequence.c.last < param("floor"), param("floor")), else_=id_sequence.c.last) + param("step"))
    .where(id_sequence.c.one == 1)
    .returning(id_sequence.c.last)
)
_MONTHS: Final = 2
_WEEKS: Final = 3
_first: Final = upsert(id_sequence).values(one=param("one"), last=param("floor") + 1)
_next_coarse_id: Final = Statement(
    _first.on_conflict_do_update(
        index_elements=["one"],
        set_={
            "last": case(
                (id_sequence.c.last < _first.excluded.last, _first.excluded.last), else_=id_sequence.c.last + 1
            )
        },
    ).returning(id_sequence.c.last)
)
_insert_job: Final = Statement(
    insert(job).values(
        id=param("id"),
        kind=param("kind", job.c.kind.type),
        body=param("body", job.c.body.type),
        run_at=param("run_at"),
        attempts=0,
    )
)


class WriteTx(ReadTx):
    """A transaction that changes things. All of it happens, or nothing."""

    __slots__ = ("_spare", "after", "events")

    def __init__(self, connection: Connection, dialect: Dialect, viewer: Viewer, now: Time) -> None:
        super().__init__(connection, dialect, viewer, now)
        self._spare: list[int] = []
        self.events: list[tuple[Event, Time]] = []
        self.after: list[Callable[[], None]] = []

    async def execute(self, statement: Statement, /, **values: Any) -> int:
        """Change; the answer is the number of rows changed."""
        return await self._connection.run(statement, {**self._at, **values})

    async def many(self, statement: Statement, rows: Iterable[Mapping[str, Any]]) -> None:
        """Change once for each row of values, in one round where the database allows it."""
        if prepared := [{**self._at, **row} for row in rows]:
            await self._connection.run_many(statement, prepared)

    async def next_ids(self, how_many: int) -> list[int]:
        """New ids, larger than all before them, in the order in which transactions commit.

        The row of the sequence stays locked until commit, so a smaller id never appears after a larger one.
        A few are taken at once: what a transaction does not use is lost, and there are 65,536 in a millisecond.
        """
        if len(self._spare) < how_many:
            step = how_many + _AHEAD
            values = {"floor": first_id_at(self.now), "step": step}
            last = (await self._connection.fetch(_next_id, values))[0][0]
            self._spare = list(range(last - step + 1, last + 1))
        taken, self._spare = self._spare[:how_many], self._spare[how_many:]
        return taken

    async def next_id(self) -> int:
        """One new id."""
        return (await self.next_ids(1))[0]

    async def coarse_id(self, *, monthly: bool = False) -> int:
        """One new id that says in which week (or month) a thing was made, and no more: for what tells when people come.

        Larger than all coarse ids before it of the same kind, and never given twice.
        """
        begin, one = (month(self.now), _MONTHS) if monthly else (week(self.now), _WEEKS)
        values = {"one": one, "floor": first_id_at(begin)}
        return int((await self._connection.fetch(_next_coarse_id, values))[0][0])

    def emit(self, event: Event, at: Time | None = None) -> None:
        """Say that something has happened; what follows from it runs after the commit, not before `at`."""
        self.events.append((event, at or self.now))

    def acting_for(self, viewer: Viewer) -> "WriteTx":
        """The same transaction in somebody else's name: for what they have asked to be done later."""
        theirs = WriteTx(self._connection, self.dialect, viewer, self.now)
        theirs.events, theirs.after = self.events, self.after
        return theirs

    def after_commit(self, call: Callable[[], None]) -> None:
        """Have this process forget or wake something once the change is safe. Must not raise."""
        self.after.append(call)

    async def flush(self) -> None:
        """Write the announced events beside the change. Called by the store before it commits."""
        if not self.events:
            return
        ids = await self.next_ids(len(self.events))
        await self._connection.run_many(
            _insert_job,
            [
                {"id": an_id, "kind": type(event).__name__, "body": msgspec.json.encode(event).decode(), "run_at": at}
                for an_id, (event, at) in zip(ids, self.events, strict=True)
            ],
        )
