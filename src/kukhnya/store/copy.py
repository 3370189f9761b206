"""A copy of the whole database while it is in use, and the way back."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, quote, unquote, urlsplit

from kukhnya.model.errors import Unreachable

from .statement import Dialect

Report = Callable[[int, int], None]
"""Told how much is done, and of how much."""

_PAGES: Final = 2000
_DEBIAN: Final = Path("/usr/lib/postgresql")


def dialect_of(address: str) -> Dialect:
    """Which kind of database an address names."""
    return "sqlite" if address.startswith("sqlite:///") else "postgresql"


def copy_database(address: str, to: Path, report: Report) -> None:
    """Write one moment of the database to the file `to`, which must not be there. Nobody is kept from writing.

    Raises Unreachable where the database, or for PostgreSQL the program `pg_dump`, does not answer.
    """
    if dialect_of(address) == "sqlite":
        _copy_sqlite(address.removeprefix("sqlite:///"), to, report)
    else:
        _run("pg_dump", address, "--format=custom", "--no-owner", "--no-acl", f"--file={to}")
    to.chmod(0o600)


def load_database(address: str, kept: Path) -> None:
    """Move a copy to where there is no database yet: a new file, or an empty database of PostgreSQL."""
    if dialect_of(address) == "postgresql":
        _run("pg_restore", address, "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl", str(kept))
    else:
        shutil.move(kept, address.removeprefix("sqlite:///"))


def check_file(path: Path, *, idle: bool = False) -> str:
    """What SQLite finds wrong with this file; nothing where it is sound. `idle`: nobody else has it open."""
    how = "immutable=1" if idle else "mode=rw"  # in WAL mode even a reader writes, to the index of the log
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True, timeout=10)) as raw:
            raw.execute("PRAGMA query_only=ON")
            found = [str(row[0]) for row in raw.execute("PRAGMA integrity_check(10)")]
    except sqlite3.Error as error:
        return str(error)
    return "" if found == ["ok"] else "; ".join(found)


def _copy_sqlite(source: str, to: Path, report: Report) -> None:
    """The online backup, from one read transaction, so that writers neither wait nor make it begin again."""
    if not Path(source).exists():
        raise Unreachable(f"There is no database at {source}.")
    to.touch(mode=0o600, exist_ok=False)
    with (
        closing(sqlite3.connect(source, isolation_level=None, timeout=10)) as reader,
        closing(sqlite3.connect(to)) as made,
    ):
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reader.backup(made, pages=_PAGES, progress=lambda _, left, whole: report(whole - left, whole), sleep=0)
        reader.execute("COMMIT")


def _run(program: str, address: str, *arguments: str) -> None:
    """Run a program of PostgreSQL. How to get in goes by its environment: arguments can be read by everybody."""
    found = _program(program)
    if found is None:
        raise Unreachable(f"{program} is missing; on Debian: apt-get install postgresql-client")
    into = () if program == "pg_dump" else ("--dbname", unquote(urlsplit(address).path.lstrip("/")))
    done = subprocess.run(
        [found, *into, *arguments], env={**os.environ, **_environment(address)}, capture_output=True, check=False
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Unreachable(f"{program} did not work: {lines[0] if lines else done.returncode}")


def _program(name: str) -> str | None:
    versions = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: [int(n) for n in path.parts[4].split(".")])
    return shutil.which(name) or (str(versions[-1]) if versions else None)


def _environment(address: str) -> Mapping[str, str]:
    parts = urlsplit(address)
    more = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    said = {
        "PGHOST": more.get("host") or parts.hostname,
        "PGPORT": more.get("port") or (str(parts.port) if parts.port else None),
        "PGUSER": more.get("user") or (unquote(parts.username) if parts.username else None),
        "PGPASSWORD": more.get("password") or (unquote(parts.password) if parts.password else None),
        "PGDATABASE": unquote(parts.path.lstrip("/")) or None,
        "PGSSLMODE": more.get("sslmode"),
    }
    return {name: value for name, value in said.items() if value}
