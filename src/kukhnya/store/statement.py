"""Statements, built once and compiled once for each database.

Composing a statement costs more than running it, so statements are constants of their modules. Names
after a colon are filled in at run time; `viewer` and `now` come from the transaction.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import (
    BigInteger,
    ClauseElement,
    ColumnElement,
    FromClause,
    Select,
    Table,
    Text,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import asyncpg, insert
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import Boolean, TypeEngine

Dialect = Literal["sqlite", "postgresql"]

_DIALECTS: Final[Mapping[Dialect, DefaultDialect]] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": asyncpg.dialect(),  # type: ignore[no-untyped-call]
}
# A truth is a number there, and needs no "= 1" behind it, which would keep an index from being used.
_DIALECTS["sqlite"].supports_native_boolean = True
_NAME: Final = re.compile(r"(?<![:\w]):([a-z_]\w*)")


class Compiled(msgspec.Struct, frozen=True):
    """The text for one database, its parameters in order, the values that are part of it."""

    text: str
    names: tuple[str, ...]
    constants: dict[str, Any]
    takes_lists: bool


class Statement:
    """One SQL statement for both databases: a SQLAlchemy construct, or text written for each."""

    __slots__ = ("_clause", "_compiled", "_text")

    def __init__(
        self, clause: ClauseElement | Callable[[], ClauseElement] | None = None, **text: str | Callable[[], str]
    ) -> None:
        """Take a construct, or `sqlite="…", postgresql="…"` with `:name` for parameters (64-bit integers; `:ids`, `:…_ids` a list of them).

        What takes long to compose and is not asked for by pages can be a function: it is called at the first use.
        """
        self._clause = clause
        self._text = text
        self._compiled: dict[Dialect, Compiled] = {}

    def compiled(self, dialect: Dialect) -> "Compiled":
        """The statement as one database takes it."""
        ready = self._compiled.get(dialect)
        if ready is None:
            ready = self._compiled[dialect] = self._compile(dialect)
        return ready

    def _compile(self, dialect: Dialect) -> "Compiled":
        if self._clause is None:
            text = self._text[dialect]
            return _written(text if isinstance(text, str) else text(), dialect)
        clause = self._clause if isinstance(self._clause, ClauseElement) else self._clause()
        made = clause.compile(dialect=_DIALECTS[dialect], compile_kwargs={"render_postcompile": True})
        if not isinstance(made, SQLCompiler):
            raise TypeError(type(made).__name__)
        names = tuple(made.positiontup or ()) if dialect == "postgresql" else tuple(made.params)
        constants = {name: made.params[name] for bound, name in made.bind_names.items() if not bound.required}
        return Compiled(str(made), names, constants, takes_lists="json_each(" in str(made))


def _written(text: str, dialect: Dialect) -> Compiled:
    names = tuple(dict.fromkeys(_NAME.findall(text)))
    if dialect == "sqlite":
        return Compiled(text, names, {}, takes_lists="json_each(" in text)
    places = {
        name: f"${place}::bigint{'[]' * (name == 'ids' or name.endswith('_ids'))}"
        for place, name in enumerate(names, 1)
    }
    return Compiled(_NAME.sub(lambda found: places[found[1]], text), names, {}, takes_lists=False)


def condition(clause: ColumnElement[bool], row: FromClause, dialect: Dialect) -> str:
    """The SQL of a condition on `row`, its parameters as `:name`, to be written into a statement of one's own."""
    whole: Select[Any] = (
        select(literal_column("1")).select_from(row).where(clause)
    )  # compiled inside, it knows `row` is outside
    made = whole.compile(dialect=_DIALECTS[dialect], compile_kwargs={"render_postcompile": True})
    text = str(made).partition("WHERE ")[2]
    if dialect == "sqlite" or not isinstance(made, SQLCompiler):
        return text
    names = list(made.positiontup or ())
    return re.sub(r"\$(\d+)(::\w+)?", lambda found: f":{names[int(found[1]) - 1]}", text)


def param(name: str, type_: TypeEngine[Any] | None = None) -> ColumnElement[Any]:
    """A parameter: a 64-bit integer unless said otherwise."""
    return bindparam(name, type_=type_ or BigInteger())


def text_param(name: str) -> ColumnElement[str]:
    """A parameter that is text."""
    return bindparam(name, type_=Text())


def flag_param(name: str) -> ColumnElement[bool]:
    """A parameter that is true or false."""
    return bindparam(name, type_=Boolean())


class among(ColumnElement[bool]):  # noqa: N801 - reads as a word of SQL
    """`column` is one of the ids in the list parameter `name`: one text for every length of the list."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[Any], name: str = "ids") -> None:
        self.column = column
        self.parameter = bindparam(name, type_=Text())
        self.type = Boolean()


class among_words(among):  # noqa: N801 - as above
    """`column` is one of the words in the list parameter `name`."""


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, parameter = compiler.process(element.column, **more), compiler.process(element.parameter, **more)
    return f"{column} IN (SELECT value FROM json_each({parameter}))"


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, parameter = compiler.process(element.column, **more), compiler.process(element.parameter, **more)
    kind = "text" if isinstance(element, among_words) else "bigint"
    return f"{column} = ANY({parameter.rsplit('::', 1)[0]}::{kind}[])"


def list_for_sqlite(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters with each list as JSON, which is how SQLite takes a list."""
    return {
        name: msgspec.json.encode(value).decode() if isinstance(value, list | tuple) else value
        for name, value in values.items()
    }


class json_row(ColumnElement[Any]):  # noqa: N801 - as above
    """Several columns as one JSON list."""

    inherit_cache = False

    def __init__(self, *columns: ColumnElement[Any]) -> None:
        self.columns = columns
        self.type = Text()


class json_rows(ColumnElement[Any]):  # noqa: N801 - as above
    """All rows of an aggregate as one JSON list, `[]` where there are none."""

    inherit_cache = False

    def __init__(self, row: ColumnElement[Any]) -> None:
        self.row = row
        self.type = Text()


@compiles(json_row, "sqlite")
def _json_row_sqlite(element: json_row, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_array({', '.join(compiler.process(column, **more) for column in element.columns)})"


@compiles(json_row, "postgresql")
def _json_row_postgresql(element: json_row, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_build_array({', '.join(compiler.process(column, **more) for column in element.columns)})"


@compiles(json_rows, "sqlite")
def _json_rows_sqlite(element: json_rows, compiler: SQLCompiler, **more: Any) -> str:
    return f"json_group_array({compiler.process(element.row, **more)})"


@compiles(json_rows, "postgresql")
def _json_rows_postgresql(element: json_rows, compiler: SQLCompiler, **more: Any) -> str:
    return f"coalesce(json_agg({compiler.process(element.row, **more)}), '[]'::json)"


def inserting(table: Table, *, quietly: bool = False, without: Collection[str] = ()) -> Statement:
    """Insert one row, each column a parameter of its name.

    `quietly`: a row that is already there stays as it is, and the number of rows changed is 0.
    `without`: columns that take their default.
    """
    values = {c.name: bindparam(c.name, type_=c.type) for c in table.columns if c.name not in without}
    made = insert(table).values(values)  # both databases spell ON CONFLICT alike, so either compiler can write it
    return Statement(made.on_conflict_do_nothing() if quietly else made)
