"""Columns as every table of ours writes them.

Times and ids are 64-bit integers in both databases, states are short words, so no value changes its
meaning between SQLite and PostgreSQL.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, SmallInteger, Table, Text, false, text
from sqlalchemy.schema import SchemaItem

metadata = MetaData()

BIG = BigInteger().with_variant(Integer, "sqlite")
"""64 bits. SQLite knows one INTEGER, and only under that name is a primary key the row's own number."""


def number(name: str, **more: Any) -> Column[int]:
    """An id, a time or a count that is always there."""
    return Column(name, BIG, nullable=False, **more)


def maybe(name: str, **more: Any) -> Column[int]:
    """An id or a time that may be absent."""
    return Column(name, BIG, nullable=True, **more)


def count(name: str) -> Column[int]:
    """A counter that begins at nought."""
    return Column(name, BIG, nullable=False, server_default=text("0"))


def small(name: str, default: int = 0) -> Column[int]:
    """A small number, such as a position."""
    return Column(name, SmallInteger, nullable=False, server_default=text(str(default)))


def word(name: str, default: str | None = None) -> Column[str]:
    """Text that is always there, empty where nothing was said."""
    return Column(name, Text, nullable=False, server_default=None if default is None else text(f"'{default}'"))


def words(name: str) -> Column[str]:
    """Text that may be absent."""
    return Column(name, Text, nullable=True)


def flag(name: str) -> Column[bool]:
    """A claim that is false until said."""
    return Column(name, Boolean, nullable=False, server_default=false())


def thing(name: str, *items: SchemaItem) -> Table:
    """A table whose rows have an id of their own."""
    return Table(name, metadata, Column("id", BIG, primary_key=True, autoincrement=False), *items)


def keyed(name: str, key: tuple[Column[Any], ...], *items: SchemaItem) -> Table:
    """A table found by a key of one or more columns; on SQLite the table is the index of that key."""
    for column in key:
        column.primary_key = True
        column.autoincrement = False  # no sequence: every key is somebody else's id or a word
    return Table(name, metadata, *key, *items, sqlite_with_rowid=False)


def index(name: str, *columns: str, unique: bool = False) -> Index:
    """An index over columns in this order."""
    return Index(name, *columns, unique=unique)


def partial(name: str, where: str, *columns: str) -> Index:
    """An index over the rows for which `where` holds."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))
