"""`kukhnya warm run`: by the server where one runs, else by the command itself."""

import json

from tests.cli.processes import Machine


def test_without_a_server_the_command_does_the_run(machine: Machine) -> None:
    done = machine.types("warm", "run", "--json")

    said = json.loads(done.out)
    assert (done.code, said["by"], said["epoch"], said["divide"], said["scored"]) == (0, "command", 1, False, 0)
    assert "no divide" in machine.types("warm", "run").out


def test_a_server_that_runs_does_it(machine: Machine) -> None:
    with machine.serves() as server:
        assert server.asks("/api/v1/instance").status == 200

        done = machine.types("warm", "run", "--json")

        assert (done.code, json.loads(done.out)["by"]) == (0, "server")


def test_scores_that_are_off_are_not_made(machine: Machine) -> None:
    done = machine.types("warm", "run", KUKHNYA_WARM="off")

    assert done.code == 1
    assert "off" in done.err
