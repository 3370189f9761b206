"""A PostgreSQL server of the tests' own, from Debian's package, in a temporary folder."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import asyncpg

from kukhnya.store.migrate import migrate

BIN: Final = Path("/usr/lib/postgresql/15/bin")
SERVER_USER: Final = "postgres"
PATIENCE_S: Final = 60
_EMPTIED: Final = """
SET lock_timeout = '20s';
SET session_replication_role = replica;  -- tables are emptied in any order
DO $$ DECLARE a_table regclass; used boolean; BEGIN
    FOR a_table IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', a_table) INTO used;
        IF used THEN EXECUTE format('DELETE FROM %s', a_table); END IF;
    END LOOP;
END $$;
"""


class Cluster:
    """A running server. Use as a context manager; it ends only processes that it has started."""

    def __init__(self) -> None:
        if not (BIN / "initdb").exists():
            raise RuntimeError(f"PostgreSQL 15 is missing ({BIN}); `make test` installs it")
        self._folder = Path(tempfile.mkdtemp(prefix="kukhnya-postgres-"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._model: str | None = None
        self._first_rows = ""
        self._idle: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self._folder, SERVER_USER, SERVER_USER)
        self._run(
            "initdb",
            "-D",
            str(self._data),
            "-U",
            "kukhnya",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _as_server(self, program: str, *arguments: str) -> list[str]:
        command = [str(BIN / program), *arguments]
        return ["runuser", "-u", SERVER_USER, "--", *command] if os.geteuid() == 0 else command

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(self._as_server(program, *arguments), check=True, capture_output=True, cwd=self._folder)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": str(self._folder),
            "fsync": "off", "full_page_writes": "off", "max_connections": 100,
            "shared_buffers": "64MB", "log_min_messages": "fatal",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            self._as_server("postgres", "-D", str(self._data), *options),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            ready = subprocess.run(
                [str(BIN / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port)], check=False, capture_output=True
            )
            if ready.returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start")

    @property
    def pid(self) -> int:
        """The process that everything of the server hangs from."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Stop the server at once, as an outage does."""
        if self._process is not None:
            self._run("pg_ctl", "-D", str(self._data), "stop", "-m", "immediate")
            self._process.wait()
            self._process = None

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"k{secrets.token_hex(6)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "kukhnya", name)
        return f"postgresql://kukhnya@127.0.0.1:{self.port}/{name}"

    async def ready(self) -> str:
        """The address of a database with its tables and nothing in them: one that was handed back, else a new one."""
        if self._idle:
            return self._idle.pop()
        if self._model is None:
            self._model = self.database()
            await migrate(self._model)
            self._first_rows = await _inserts(self._model)
        model, name = self._model.rpartition("/")[2], f"k{secrets.token_hex(6)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "kukhnya", "-T", model, name)
        return f"postgresql://kukhnya@127.0.0.1:{self.port}/{name}"

    async def takes_back(self, address: str) -> None:
        """Leave in a database that was ready just what was in it then: to make one is six hundred files, to empty one none."""
        raw = await asyncpg.connect(address)
        try:
            await raw.execute(_EMPTIED + self._first_rows)
        finally:
            await raw.close()
        self._idle.append(address)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


async def _inserts(address: str) -> str:
    """Statements that put into empty tables what is in those at this address."""
    raw = await asyncpg.connect(address)
    try:
        said = []
        for (name,) in await raw.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            rows = await raw.fetchval(f'SELECT quote_literal(json_agg(t)::text) FROM "{name}" t')
            if rows:
                said.append(f'INSERT INTO "{name}" SELECT * FROM json_populate_recordset(NULL::"{name}", {rows});')
        return "".join(said)
    finally:
        await raw.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
