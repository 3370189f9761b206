"""Members, tokens and invites from the command line."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.processes import Machine

PASSWORD = "samovar12\n"


def _bytes_of(folder: Path) -> bytes:
    """Everything that lies in a folder."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _rows(machine: Machine, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(machine.data / "kukhnya.db")) as raw:
        return list(raw.execute(question))


def test_an_account_is_made_closed_and_its_password_is_not_kept(machine: Machine) -> None:
    said = machine.types(
        "account", "create", "Vera", "--email", "vera@example.org", "--admin", "--display-name", "Вера",
        "--password-stdin", stdin=PASSWORD,
    )  # fmt: skip

    assert (said.code, said.err) == (0, "")
    assert _rows(
        machine, "SELECT username, display_name, closed, discoverable, role FROM account JOIN member ON account_id = id"
    ) == [("Vera", "Вера", 1, 0, "admin")]
    assert PASSWORD.strip().encode() not in _bytes_of(machine.data)


def test_members_are_listed_for_people_and_for_scripts(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--admin", "--password-stdin", stdin=PASSWORD)
    machine.types("account", "create", "ivan", "--password-stdin", stdin=PASSWORD)
    machine.types("account", "suspend", "ivan")

    lines = machine.types("account", "list").out.splitlines()
    listed = json.loads(machine.types("account", "list", "--json").out)

    assert [line.split()[:3] for line in lines] == [["vera", "admin", "active"], ["ivan", "member", "suspended"]]
    assert [(each["username"], each["role"], each["suspended"]) for each in listed] == [
        ("vera", "admin", False), ("ivan", "member", True),
    ]  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d{2}", listed[0]["created_month"])


def test_a_suspension_can_be_undone(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin=PASSWORD)
    machine.types("account", "suspend", "vera")
    before = _rows(machine, "SELECT suspended, version FROM account")

    machine.types("account", "suspend", "vera", "--undo")

    assert before == [(1, 1)]
    assert _rows(machine, "SELECT suspended, version FROM account") == [(0, 2)]


def test_somebody_who_asked_is_let_in_once(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin=PASSWORD)
    with closing(sqlite3.connect(machine.data / "kukhnya.db")) as raw, raw:
        raw.execute("UPDATE member SET state = 'pending'")

    first, second = machine.types("account", "approve", "vera"), machine.types("account", "approve", "vera")

    assert (first.code, second.code) == (0, 1)
    assert "does not wait" in second.err
    assert _rows(machine, "SELECT state FROM member") == [("active",)]


def test_a_token_is_printed_alone_and_kept_as_a_hash(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin=PASSWORD)

    said = machine.types("token", "create", "vera", "--scopes", "read write:statuses")
    machine.types("token", "create", "vera")

    word = said.out.strip()
    assert re.fullmatch(r"[\w-]{43}\n", said.out)
    assert word.encode() not in _bytes_of(machine.data)
    assert _rows(machine, "SELECT scopes FROM token ORDER BY id") == [
        ("read write:statuses",),
        ("read write follow push",),
    ]
    assert _rows(machine, "SELECT count(*) FROM app") == [(1,)]


def test_a_new_password_ends_every_token(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin=PASSWORD)
    machine.types("token", "create", "vera")
    before = _rows(machine, "SELECT password FROM member")

    said = machine.types("account", "password", "vera", "--password-stdin", stdin="teapot1234\n")

    assert said.code == 0
    assert _rows(machine, "SELECT count(*) FROM token") == [(0,)]
    assert _rows(machine, "SELECT password FROM member") != before


def test_an_invite_is_a_link_kept_as_a_hash(machine: Machine) -> None:
    said = machine.types("invite", "create", "--uses", "3", "--days", "2", KUKHNYA_URL="https://kitchen.example")

    code = said.out.strip().rpartition("/")[2]
    assert said.out.startswith("https://kitchen.example/")
    assert _rows(machine, "SELECT role, uses_left FROM invite") == [("member", 3)]
    assert code.encode() not in _bytes_of(machine.data)


def test_a_deleted_account_leaves_no_word_on_the_disk_while_the_server_runs(machine: Machine) -> None:
    machine.types(
        "account", "create", "vera", "--email", "kmail@example.org", "--display-name", "kname", "--password-stdin",
        stdin=PASSWORD,
    )  # fmt: skip
    token = machine.types("token", "create", "vera").out.strip()
    with machine.serves() as server:
        for number in range(30):
            body = {"status": f"kcanary number {number} #ktag", "spoiler_text": "kwarning", "visibility": "private"}
            assert server.asks("/api/v1/statuses", token=token, body=body).status == 200
        planted = _bytes_of(machine.data)

        said = machine.types("account", "delete", "vera")
        left = _bytes_of(machine.data)

    canaries = [b"kcanary", b"kwarning", b"ktag", b"kname", b"kmail"]
    assert said.code == 0
    assert [word for word in canaries if word not in planted] == []
    assert [word for word in canaries if word in left] == []
    assert _rows(machine, "SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize("words", [
    ("account", "suspend", "nobody"), ("account", "delete", "nobody"), ("token", "create", "nobody"),
    ("account", "password", "nobody", "--password-stdin"),
])  # fmt: skip
def test_a_member_who_is_not_there_is_named_in_a_sentence(machine: Machine, words: tuple[str, ...]) -> None:
    said = machine.types(*words, stdin=PASSWORD)

    assert (said.code, said.out) == (1, "")
    assert "There is no member named 'nobody'" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(("words", "stdin", "sentence"), [
    (("account", "create", "vera", "--password-stdin"), "short\n", "too short"),
    (("account", "create", "samovar12", "--password-stdin"), PASSWORD, "must not be the username"),
    (("account", "create", "admin", "--password-stdin"), PASSWORD, "is reserved"),
    (("account", "create", "vera ivanova", "--password-stdin"), PASSWORD, "only letters"),
    (("account", "create", "vera", "--email", "nowhere", "--password-stdin"), PASSWORD, "no e-mail address"),
    (("account", "create", "vera"), PASSWORD, "--password-stdin"),
    (("invite", "create", "--uses", "0"), "", "1 to 1000 people"),
    (("invite", "create", "--days", "9999"), "", "1 to 365 days"),
    (("token", "create", "vera", "--scopes", "everything"), "", "--scopes is 'everything'"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence(
    machine: Machine, words: tuple[str, ...], stdin: str, sentence: str
) -> None:
    said = machine.types(*words, stdin=stdin)

    assert (said.code, said.out) == (1, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_names_and_addresses_are_taken_once(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--email", "v@example.org", "--password-stdin", stdin=PASSWORD)

    same_name = machine.types("account", "create", "VERA", "--password-stdin", stdin=PASSWORD)
    same_mail = machine.types(
        "account", "create", "olga", "--email", "V@Example.org", "--password-stdin", stdin=PASSWORD
    )

    assert (same_name.code, same_mail.code) == (1, 1)
    assert "already been taken" in same_name.err
    assert "already been taken" in same_mail.err


def test_a_member_is_given_a_role_and_loses_it(machine: Machine) -> None:
    machine.types("account", "create", "vera", "--password-stdin", stdin=PASSWORD)

    given = machine.types("account", "role", "vera", "moderator")
    listed = json.loads(machine.types("account", "list", "--json").out)
    wrong = machine.types("account", "role", "vera", "queen")

    assert (given.code, wrong.code) == (0, 2)
    assert [each["role"] for each in listed] == ["moderator"]
