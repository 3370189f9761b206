"""The tables of every database become those of this version, whatever it was before."""

import asyncio
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import asyncpg
import msgspec
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from kukhnya.model.errors import Unreachable
from kukhnya.model.events import FindabilityChanged
from kukhnya.store import migrate as migrating
from kukhnya.store.migrate import NewerDatabase, migrate, schema_version
from kukhnya.store.migrations import FOLDER, HEAD, VERSIONS
from tests.migrations.little import WORDS
from tests.migrations.schema import described, differences, made_at_once

RELEASED: Final = Path(__file__).parent / "released"
_AGAIN: Final = "import asyncio, sys; from kukhnya.store.migrate import migrate; asyncio.run(migrate(sys.argv[1]))"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return _empty(kind, request, tmp_path, "one")


@pytest.fixture
def other(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Another empty database of the same kind."""
    return _empty(kind, request, tmp_path, "other")


def _empty(kind: str, request: pytest.FixtureRequest, folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db" if kind == "sqlite" else request.getfixturevalue("cluster").database()


async def test_an_empty_database_gets_the_tables_of_the_code(address: str, other: str) -> None:
    assert await schema_version(address) is None

    assert await migrate(address)
    await made_at_once(other)

    assert await differences(address) == []
    assert await described(address) == await described(other)
    assert await schema_version(address) == HEAD


async def test_migrating_again_changes_nothing(address: str) -> None:
    await migrate(address)

    assert not await migrate(address)


async def test_several_processes_may_start_at_once(address: str) -> None:
    starting = [
        asyncio.create_subprocess_exec(sys.executable, "-c", _AGAIN, address, env={"PYTHONPATH": ":".join(sys.path)})
        for _ in range(4)
    ]

    codes = [await process.wait() for process in await asyncio.gather(*starting)]

    assert codes == [0, 0, 0, 0]
    assert await _ids_rows(address) == 1


async def test_two_databases_migrate_side_by_side_in_one_process(address: str, other: str) -> None:
    await asyncio.wait_for(asyncio.gather(migrate(address), migrate(other)), 60)

    assert await schema_version(address) == await schema_version(other) == HEAD


async def test_a_step_that_fails_leaves_the_tables_as_they_were(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(address)
    before = await described(address)
    folder = tmp_path / "steps"
    shutil.copytree(FOLDER, folder)
    (folder / "versions" / "9999_broken.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = '9999', '{HEAD}'\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('done', sa.Integer))\n"
        "    raise ZeroDivisionError\n"
    )
    monkeypatch.setattr(migrating, "FOLDER", folder)
    monkeypatch.setattr(migrating, "HEAD", "9999")

    with pytest.raises(ZeroDivisionError):
        await migrate(address)

    assert await described(address) == before
    assert await schema_version(address) == HEAD


async def test_a_database_of_a_later_version_is_left_alone(address: str, kind: str) -> None:
    await migrate(address)
    if kind == "sqlite":
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as raw, raw:
            raw.execute("UPDATE alembic_version SET version_num = '9000'")
    else:
        connection = await asyncpg.connect(address)
        await connection.execute("UPDATE alembic_version SET version_num = '9000'")
        await connection.close()

    with pytest.raises(NewerDatabase, match="9000"):
        await migrate(address)


async def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("this is a shopping list, and long enough to have a header of its own\n" * 20)

    with pytest.raises(Unreachable, match="damaged"):
        await migrate(f"sqlite:///{tmp_path / 'notes.db'}")


async def test_a_server_that_does_not_answer_is_named_as_such() -> None:
    with pytest.raises(Unreachable, match="PostgreSQL"):
        await migrate("postgresql://nobody@127.0.0.1:1/nothing")


@pytest.mark.parametrize(
    "version", sorted({path.name.removesuffix(".sql").removesuffix(".postgresql") for path in RELEASED.glob("*.sql")})
)
async def test_a_database_of_a_released_version_comes_up_with_its_words(
    address: str, other: str, kind: str, version: str
) -> None:
    await _load(address, (RELEASED / f"{version}{'' if kind == 'sqlite' else '.postgresql'}.sql").read_text())

    await migrate(address)

    await migrate(other)
    assert await described(address) == await described(other)
    assert await differences(address) == []
    assert await _sources(address) == list(WORDS)


def test_the_version_of_this_program_is_the_last_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))

    script = ScriptDirectory.from_config(config)

    assert script.get_heads() == [HEAD]
    assert sorted(step.revision for step in script.walk_revisions()) == list(VERSIONS)


def test_every_database_kind_has_its_kept_release() -> None:
    names = {path.name for path in RELEASED.iterdir()}

    assert {"0.1.0.sql", "0.1.0.postgresql.sql"} <= names


async def _load(address: str, script: str) -> None:
    if address.startswith("sqlite:///"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as raw:
            raw.executescript(script)
        return
    connection = await asyncpg.connect(address)
    await connection.execute(script)
    await connection.close()


async def _ids_rows(address: str) -> int:
    return len(await _column(address, "SELECT last FROM id_sequence"))


async def _sources(address: str) -> list[str]:
    return await _column(address, "SELECT source FROM status_text ORDER BY status_id")


async def _column(address: str, question: str) -> list[str]:
    if address.startswith("sqlite:///"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as raw:
            return [row[0] for row in raw.execute(question)]
    connection = await asyncpg.connect(address)
    try:
        return [row[0] for row in await connection.fetch(question)]
    finally:
        await connection.close()


async def test_whoever_lets_itself_be_found_is_put_into_the_index_of_search(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript((RELEASED / "0.1.0.sql").read_text())
        old.execute("UPDATE account SET indexable = 1, closed = 0 WHERE id = (SELECT min(id) FROM account)")
        old.commit()

    await migrate(f"sqlite:///{path}")

    with closing(sqlite3.connect(path)) as now:
        found = now.execute("SELECT id FROM account WHERE indexable AND NOT closed").fetchall()
        jobs = now.execute("SELECT body FROM job WHERE kind = 'FindabilityChanged'").fetchall()
    assert sorted(msgspec.json.decode(body, type=FindabilityChanged).account_id for (body,) in jobs) == sorted(
        an_id for (an_id,) in found
    )
    assert found
