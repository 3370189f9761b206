"""`kukhnya serve`: one command starts everything, one signal ends it."""

import hashlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.processes import SOURCE, Machine, alive, wait_until

PUBLIC = "/api/v1/timelines/public"


def _codes(machine: Machine) -> list[tuple[str, str, int]]:
    with closing(sqlite3.connect(machine.data / "kukhnya.db")) as raw:
        return list(raw.execute("SELECT code_hash, role, uses_left FROM invite"))


def _link(out: str) -> str:
    return next((line.strip() for line in out.splitlines() if "/setup/" in line), "")


def test_a_fresh_server_answers_and_prints_a_link_for_the_first_administrator(machine: Machine) -> None:
    with machine.serves() as server:
        answer = server.asks(PUBLIC)
        code = server.ends()

    link = _link(server.out)
    assert answer.status == 200
    assert code == 0
    assert link.startswith(f"{server.url}/setup/")
    hashed = hashlib.sha256(link.rpartition("/")[2].encode()).hexdigest()
    assert _codes(machine) == [(hashed, "admin", 1)]


def test_every_start_makes_a_new_link_and_the_old_one_dies(machine: Machine) -> None:
    with machine.serves() as server:
        server.ends()
        first = _link(server.out)

    with machine.serves() as server:
        server.ends()
        second = _link(server.out)

    assert first.rpartition("/")[2] != second.rpartition("/")[2]
    assert [code for code, _, _ in _codes(machine)] == [hashlib.sha256(second.rpartition("/")[2].encode()).hexdigest()]


def test_a_server_with_an_administrator_prints_no_link(machine: Machine) -> None:
    with machine.serves() as server:
        made = machine.types("account", "create", "vera", "--admin", "--password-stdin", stdin="samovar12\n")
        server.ends()
    assert made.code == 0
    assert _codes(machine) == []

    with machine.serves() as server:
        server.ends()

    assert "/setup/" not in server.out
    assert _codes(machine) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_good_order(machine: Machine, how: signal.Signals) -> None:
    with machine.serves() as server:
        server.asks(PUBLIC)
        code = server.ends(how)

    assert code == 0
    assert "Traceback" not in server.err
    assert '"event":"serve.ended"' in server.err
    assert not (machine.data / "kukhnya.db-wal").exists()


def test_what_is_written_is_for_its_owner_alone(machine: Machine) -> None:
    with machine.serves() as server:
        server.asks(PUBLIC)
        modes = {path.name: path.stat().st_mode & 0o777 for path in [machine.data, *machine.data.iterdir()]}
        server.ends()

    assert {name: mode & 0o077 for name, mode in modes.items()} == dict.fromkeys(modes, 0)


def test_nothing_of_a_request_is_logged(machine: Machine) -> None:
    with machine.serves() as server:
        server.asks(f"{PUBLIC}?canary=kquery", User_Agent="kagent", X_Forwarded_For="203.0.113.9", token="ktoken")
        server.asks("/api/v1/knowhere")
        server.ends()

    said = server.out + server.err
    assert not [
        word for word in ("kquery", "kagent", "203.0.113.9", "127.0.0.1 ", "ktoken", "knowhere") if word in said
    ]


def test_answers_name_the_time_but_not_the_software(machine: Machine) -> None:
    with machine.serves() as server:
        answer = server.asks(PUBLIC)
        server.ends()

    names = {name.lower() for name in answer.headers}
    assert "date" in names
    assert "server" not in names


def test_two_processes_answer_on_one_socket_and_a_dead_one_is_replaced(machine: Machine) -> None:
    with machine.serves("--workers", "2") as server:
        assert server.asks(PUBLIC).status == 200
        first = server.children()

        os.kill(min(first), signal.SIGKILL)
        wait_until(lambda: len(server.children() - {min(first)}) == 2)
        replaced = server.children()
        answers = {server.asks(PUBLIC).status for _ in range(10)}
        code = server.ends()

    assert len(first) == len(replaced) == 2
    assert first != replaced
    assert answers == {200}
    assert code == 0
    assert not [pid for pid in first | replaced if alive(pid)]


def test_processes_do_not_outlive_a_parent_that_is_killed(machine: Machine) -> None:
    with machine.serves("--workers", "2") as server:
        server.asks(PUBLIC)
        children = server.children()
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()

        wait_until(lambda: not [pid for pid in children if alive(pid)])

    assert len(children) == 2


def test_a_member_made_while_the_server_runs_can_use_it_at_once(machine: Machine) -> None:
    with machine.serves() as server:
        machine.types("account", "create", "vera", "--password-stdin", stdin="samovar12\n")
        token = machine.types("token", "create", "vera").out.strip()

        answer = server.asks("/api/v1/timelines/home", token=token)
        server.ends()

    assert answer.status == 200


def test_a_suspended_member_is_out_within_seconds(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin="samovar12\n")
    token = machine.types("token", "create", "vera").out.strip()
    with machine.serves() as server:
        assert server.asks("/api/v1/timelines/home", token=token).status == 200

        machine.types("account", "suspend", "vera")
        wait_until(lambda: server.asks("/api/v1/timelines/home", token=token).status == 401)


def test_a_port_that_is_taken_is_named(machine: Machine) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        said = machine.types("serve", "--port", port)

    assert said.code == 2
    assert "KUKHNYA_PORT" in said.err
    assert port in said.err
    assert "Traceback" not in said.err


def test_an_invite_made_beside_a_running_server_leads_to_it(machine: Machine) -> None:
    with machine.serves() as server:
        link = machine.types("invite", "create").out.strip()
        server.ends()

    assert link.startswith(f"{server.url}/")


def test_a_worker_of_its_own_ends_when_told(machine: Machine) -> None:
    process = machine.starts("worker")
    assert process.stderr is not None
    line = process.stderr.readline().decode()

    process.terminate()
    _, rest = process.communicate(timeout=20)

    assert "worker.started" in line
    assert "worker.ended" in rest.decode()
    assert process.returncode == 0


def test_a_start_without_anything_to_migrate_loads_no_migration_tool(machine: Machine) -> None:
    machine.types("migrate")
    asked = (
        "import asyncio, sys; from kukhnya import serving; from kukhnya.settings import load;"
        "asyncio.run(serving._prepare(load())); print('alembic' in sys.modules)"
    )

    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(SOURCE), **machine.settings}
    )  # fmt: skip

    assert done.stdout.strip() == "False", done.stderr


_AT_HOME = """
import asyncio, pathlib, sys
from babel import localedata
from tests.web.writing import sits_down
from tests.world import a_world

async def looks_around():
    async with a_world(pathlib.Path(sys.argv[1])) as world:
        vera, browser = await sits_down(world, "vera")
        await vera.posts("Сегодня испекла пирог с яблоками.")
        pages = [await browser.opens(path) for path in ("/home", "/compose", "/settings/look")]
        print(*(page.status_code for page in pages), "пирог" in pages[0].text)

asyncio.run(looks_around())
print(*({"numpy", "scipy", "pymorphy3", "asyncpg", "aiohttp"} & set(sys.modules)))
print(*sorted(localedata._cache))
"""


def test_pages_are_answered_without_what_the_warm_job_the_law_or_other_languages_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _AT_HOME, str(tmp_path)], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{SOURCE.parent}"},
    )  # fmt: skip

    assert done.stdout.splitlines() == ["200 200 200 True", "", "en root"], done.stderr
