"""The transparency ledger is written by whoever runs the server, and by nobody and nothing else."""

import json
import sqlite3
from contextlib import closing

from tests.cli.processes import Machine

ENTRY = (
    "ledger", "add", "--month", "2026-11", "--country", "RU", "--kind", "data", "--basis", "149-FZ", "--outcome", "refused",
    "--accounts", "1", "--notice",
)  # fmt: skip


def test_an_entry_is_added_and_the_ledger_is_whole(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin="lemon-and-sugar\n")

    added = machine.types(*ENTRY, "given", "--tell", "vera")

    assert (added.code, json.loads(added.out)["number"]) == (0, 1)
    assert machine.types("ledger", "verify").out.startswith("whole: 1 entries")
    assert json.loads(machine.types("ledger", "export").out)["entries"][0]["basis"] == "149-FZ"


def test_somebody_is_told_only_where_that_is_said(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin="lemon-and-sugar\n")

    assert "notice" in machine.types(*ENTRY, "forbidden", "--tell", "vera").err
    assert "nobody" in machine.types(*ENTRY, "given", "--tell", "nobody").err
    assert json.loads(machine.types("ledger", "export").out)["entries"] == []


def test_a_ledger_edited_by_hand_fails_verification(machine: Machine) -> None:
    machine.types(*ENTRY, "later")
    with closing(sqlite3.connect(machine.data / "kukhnya.db")) as db, db:
        db.execute("UPDATE ledger_entry SET accounts = '0'")

    said = machine.types("ledger", "verify")

    assert (said.code, said.out) == (1, "entry 1: was changed after it was written\n")


def test_a_statement_is_signed_with_todays_date(machine: Machine) -> None:
    said = machine.types("ledger", "canary", stdin="No secret orders.\n")

    assert said.out.startswith("Stated on 20")
    assert json.loads(machine.types("ledger", "export").out)["canary"]["text"] == "No secret orders."
    assert machine.types("ledger", "verify").code == 0


def test_an_empty_statement_is_refused(machine: Machine) -> None:
    assert machine.types("ledger", "canary", stdin=" \n").code == 1
