"""Write migrations from the tables, and keep the databases of released versions for the tests.

    python -m tests.migrations.make first         write 0001 anew from store/tables/ and store/sealed.py
                                                  (only until 0.1.0 is released), and its kept databases
    python -m tests.migrations.make next NAME     write the next version: what the tables say beyond the last one
    python -m tests.migrations.make released 0.2.0   keep a database of this version, with a little in it

Read what was written before it is committed: only a person knows a renamed column from a new one.
"""

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Column, Index, Table, create_engine

from kukhnya.store import sealed
from kukhnya.store.migrate import migrate
from kukhnya.store.migrations import FOLDER, HEAD
from kukhnya.store.tables import metadata
from tests.migrations.little import fill
from tests.postgres import BIN, Cluster

__all__ = ["sealed"]  # imported so that `metadata` holds the sealed tables too

RELEASED: Final = Path(__file__).parent / "released"
FIRST: Final = FOLDER / "versions" / "0001_first.py"
_WIDTH: Final = 118

_HEAD_OF_FIRST: Final = '''\
"""The tables of version 0.1.0.

Written by `python -m tests.migrations.make first`. What stands here never changes after the release, so it imports
nothing of ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def own() -> sa.Column[int]:
    """The row's own id."""
    return sa.Column("id", BIG, primary_key=True, autoincrement=False)


def number(name: str) -> sa.Column[int]:
    """An id, a time or a count that is always there."""
    return sa.Column(name, BIG, nullable=False, autoincrement=False)


def maybe(name: str) -> sa.Column[int]:
    """An id or a time that may be absent."""
    return sa.Column(name, BIG, nullable=True)


def count(name: str) -> sa.Column[int]:
    """A counter that begins at nought."""
    return sa.Column(name, BIG, nullable=False, server_default=sa.text("0"))


def small(name: str) -> sa.Column[int]:
    """A small number."""
    return sa.Column(name, sa.SmallInteger, nullable=False, server_default=sa.text("0"))


def word(name: str, default: str | None = None) -> sa.Column[str]:
    """Text that is always there."""
    said = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=False, server_default=said)


def words(name: str) -> sa.Column[str]:
    """Text that may be absent."""
    return sa.Column(name, sa.Text, nullable=True)


def flag(name: str) -> sa.Column[bool]:
    """A claim that is false until said."""
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


key = sa.PrimaryKeyConstraint


'''
_NEXT: Final = '''\
"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    """From the tables of {before} to those of {revision}."""
{body}
'''


def first() -> str:
    """The text of the first version."""
    tables = metadata.sorted_tables
    return (
        _HEAD_OF_FIRST
        + "def upgrade() -> None:\n"
        + '    """Make every table, and the one row that ids are counted in."""\n'
        + _filled("    for make in (", [f"_{table.name}" for table in tables], "    ):")
        + "\n        make()\n"
        + '    op.execute("INSERT INTO id_sequence (one, last) VALUES (1, 0)")\n'
        + "".join(f"\n\n{_function(table)}" for table in tables)
    )


def _function(table: Table) -> str:
    items = [f'"{table.name}"', *(_column(column) for column in table.columns), *_key(table)]
    lines = [f"def _{table.name}() -> None:", _filled("    op.create_table(", items, "    )")]
    lines += [_index(table, index) for index in sorted(table.indexes, key=lambda each: str(each.name))]
    return "\n".join(lines) + "\n"


def _filled(begin: str, items: list[str], end: str) -> str:
    """`begin items end`: on one line, or the items on as few lines of their own as will do."""
    short = f"{begin}{', '.join(items)}{end.strip()}"
    if len(short) <= _WIDTH:
        return short
    lines, line = [], " " * 7
    for item in items:
        if len(line) + len(item) + 2 > _WIDTH:
            lines.append(line)
            line = " " * 7
        line += f" {item},"
    return "\n".join([begin, *lines, line, f"{end}  # fmt: skip"])


def _column(column: Column[Any]) -> str:
    """The column in the words of the version, or spelled out where there is no word for it."""
    kind = type(column.type).__name__
    default = None if column.server_default is None else str(column.server_default.arg)  # type: ignore[attr-defined]
    if column.name == "id" and column.primary_key:
        return "own()"
    known = {
        ("BigInteger", False, None): "number", ("BigInteger", True, None): "maybe", ("BigInteger", False, "0"): "count",
        ("SmallInteger", False, "0"): "small", ("Text", True, None): "words", ("Boolean", False, "false"): "flag",
    }.get((kind, bool(column.nullable), default))  # fmt: skip
    if known:
        return f'{known}("{column.name}")'
    if kind == "Text" and not column.nullable:
        return f'word("{column.name}")' if default is None else f'word("{column.name}", "{default.strip(chr(39))}")'
    said = "" if default is None else f', server_default=sa.text("{default}")'
    kind = "BIG" if kind == "BigInteger" else f"sa.{kind}"
    return f'sa.Column("{column.name}", {kind}, nullable={bool(column.nullable)}{said})'


def _key(table: Table) -> Iterator[str]:
    if [column.name for column in table.primary_key] != ["id"]:
        yield f"key({', '.join(_quoted(column.name) for column in table.primary_key)})"
        yield "sqlite_with_rowid=False"


def _index(table: Table, index: Index) -> str:
    items = [f'"{index.name}"', f'"{table.name}"', f"[{', '.join(_quoted(column.name) for column in index.columns)}]"]
    if index.unique:
        items.append("unique=True")
    where = index.dialect_options["sqlite"]["where"]
    if where is not None:
        items += [f'sqlite_where=sa.text("{where}")', f'postgresql_where=sa.text("{where}")']
    return _filled("    op.create_index(", items, "    )")


def _quoted(name: str) -> str:
    return f'"{name}"'


def following(name: str) -> tuple[Path, str]:
    """Where the next version goes, and its text: what the tables say beyond the last one."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/last.db"
        asyncio.run(migrate(f"sqlite:///{path}"))
        with create_engine(f"sqlite:///{path}").connect() as connection:
            options = {"compare_type": True, "compare_server_default": True}
            made = produce_migrations(MigrationContext.configure(connection, opts=options), metadata)
    revision = f"{int(HEAD) + 1:04d}"
    written = render_python_code(made.upgrade_ops).splitlines()  # type: ignore[arg-type]
    body = "\n".join(line.rstrip() for line in written if not line.lstrip().startswith("# "))
    body = body.replace("sa.Boolean(), server_default=sa.text('0')", "sa.Boolean(), server_default=sa.false()")
    title = name.replace("_", " ").capitalize()
    text = _NEXT.format(title=title, revision=revision, before=HEAD, body=body)
    return FOLDER / "versions" / f"{revision}_{name}.py", text


def keep_released(version: str) -> None:
    """Keep a database of each kind, at this version of the tables, with a little in it."""
    RELEASED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/kept.db"
        asyncio.run(fill(f"sqlite:///{path}"))
        with closing(sqlite3.connect(path)) as kept:
            (RELEASED / f"{version}.sql").write_text("\n".join(kept.iterdump()) + "\n")
    with Cluster() as cluster:
        address = cluster.database()
        asyncio.run(fill(address))
        dump = [str(BIN / "pg_dump"), "--inserts", "--no-owner", "--no-acl", f"--dbname={address}"]
        said = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    lines = [
        line
        for line in said.splitlines()
        if line and not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog.set"))
    ]
    (RELEASED / f"{version}.postgresql.sql").write_text("\n".join(lines) + "\n")


def main(words: list[str]) -> int:
    """Do what the command says."""
    match words:
        case ["first"]:
            FIRST.write_text(first())
            again = [sys.executable, "-m", "tests.migrations.make", "released", "0.1.0"]
            return subprocess.run(again, check=False).returncode  # another process, which reads the new file
        case ["next", name]:
            path, text = following(name)
            path.write_text(text)
            print(path)  # noqa: T201 - what a command says
        case ["released", version]:
            keep_released(version)
        case _:
            print(__doc__)  # noqa: T201 - as above
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
