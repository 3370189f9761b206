"""The doctor, backup and restore, as they are typed, beside a server that runs."""

import json
import threading
from pathlib import Path

import pytest

from kukhnya.store.migrations import HEAD
from tests.cli.processes import Machine
from tests.postgres import Cluster


def test_the_doctor_answers_people_and_scripts(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--admin", "--password-stdin", stdin="samovar12\n")

    well, ill = machine.types("doctor"), machine.types("doctor", "--json", KUKHNYA_RATE_LIMITS="off")

    assert (well.code, ill.code) == (0, 1)
    assert f"version {HEAD}" in well.out
    assert [each["name"] for each in json.loads(ill.out) if each["state"] == "wrong"] == ["rate_limits"]


def test_a_backup_made_while_people_post_is_restored_elsewhere(machine: Machine, tmp_path: Path) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin="samovar12\n")
    token = machine.types("token", "create", "vera").out.strip()
    posted: list[str] = []
    enough = threading.Event()
    with machine.serves(KUKHNYA_RATE_LIMITS="off") as server:

        def post() -> None:
            while not enough.is_set():
                answer = server.asks(
                    "/api/v1/statuses", token=token, body={"status": "tea " * 100, "visibility": "private"}
                )
                posted.append(json.loads(answer.body)["id"])

        busy = threading.Thread(target=post)
        busy.start()
        while len(posted) < 20:
            enough.wait(0.01)
        before = list(posted)
        made = machine.types("backup", str(tmp_path / "kitchen.tar"), "--json")
        enough.set()
        busy.join()
        server.ends()

    other = Machine(tmp_path / "other")
    told = other.types("restore", str(tmp_path / "kitchen.tar"))
    with other.serves() as again:
        statuses = {again.asks(f"/api/v1/statuses/{each}", token=token).status for each in before}
        again.ends()

    assert (made.code, told.code) == (0, 0)
    assert len(before) <= json.loads(made.out)["statuses"] <= len(posted)
    assert "members 1" in told.out
    assert statuses == {200}


@pytest.mark.parametrize("file", ["nowhere/kitchen.tar", "."])
def test_a_place_that_cannot_be_written_is_named(machine: Machine, tmp_path: Path, file: str) -> None:
    machine.types("migrate")

    said = machine.types("backup", str(tmp_path / file))

    assert said.code == 1
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) == 1


def test_there_must_be_something_to_back_up(machine: Machine, tmp_path: Path) -> None:
    said = machine.types("backup", str(tmp_path / "kitchen.tar"))

    assert said.code == 1
    assert "There is no database" in said.err
    assert not (tmp_path / "kitchen.tar").exists()


def test_a_backup_that_is_not_there_is_named(machine: Machine, tmp_path: Path) -> None:
    said = machine.types("restore", str(tmp_path / "kitchen.tar"))

    assert said.code == 1
    assert "kitchen.tar" in said.err
    assert "Traceback" not in said.err


def test_nothing_is_restored_over_a_server(machine: Machine, tmp_path: Path) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin="samovar12\n")
    machine.types("backup", str(tmp_path / "kitchen.tar"))

    said = machine.types("restore", str(tmp_path / "kitchen.tar"))

    assert said.code == 1
    assert "nothing yet" in said.err


def test_all_of_it_works_on_postgresql_too(cluster: Cluster, tmp_path: Path) -> None:
    here = Machine(tmp_path / "here", KUKHNYA_DATABASE_URL=cluster.database())
    there = Machine(tmp_path / "there", KUKHNYA_DATABASE_URL=cluster.database())
    with here.serves("--workers", "2") as server:
        here.types("account", "create", "vera", "--admin", "--password-stdin", stdin="samovar12\n")
        token = here.types("token", "create", "vera").out.strip()
        posted = json.loads(server.asks("/api/v1/statuses", token=token, body={"status": "tea"}).body)["id"]
        made = here.types("backup", str(tmp_path / "kitchen.tar"))
        server.ends()

    told = there.types("restore", str(tmp_path / "kitchen.tar"))
    with there.serves() as again:
        answer = again.asks(f"/api/v1/statuses/{posted}", token=token)
        deleted = there.types("account", "delete", "vera")
        well = there.types("doctor", "--json")
        again.ends()

    assert (made.code, told.code, deleted.code, well.code) == (0, 0, 0, 0), well.out
    assert "/setup/" not in again.out
    assert answer.status == 200


def test_a_wrong_password_of_the_database_is_nowhere_to_be_read(cluster: Cluster, tmp_path: Path) -> None:
    machine = Machine(tmp_path, KUKHNYA_DATABASE_URL=f"postgresql://kukhnya:ksecret@127.0.0.1:{cluster.port}/nowhere")

    said = [
        machine.types(*words)
        for words in (("migrate",), ("doctor",), ("backup", str(tmp_path / "kitchen.tar")), ("serve",))
    ]

    assert {each.code for each in said} == {1}
    assert not [each for each in said if "ksecret" in each.out + each.err or "Traceback" in each.err]


def test_what_an_order_would_get_is_printed_and_nothing_is_handed_over(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--email", "vera@example.org", "--password-stdin", stdin="samovar12\n")

    told, wished = machine.types("disclose", "vera", "--dry-run"), machine.types("disclose", "vera")
    asked = json.loads(machine.types("disclose", "vera", "--dry-run", "--json").out)

    assert (told.code, wished.code, wished.out) == (0, 1, "")
    assert "vera@example.org" in told.out
    assert "$argon2" not in told.out
    assert [part["table"] for part in asked["tables"]] == ["account", "member"]
