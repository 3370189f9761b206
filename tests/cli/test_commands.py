"""Every command is documented, and answers mistakes with a sentence and an exit code."""

import re
from pathlib import Path
from typing import Final

import pytest

from kukhnya import __version__
from kukhnya.cli import app
from tests.cli.processes import Machine

REFERENCE: Final = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"


def _commands() -> list[str]:
    """Every command there is, as it is typed."""
    found: list[str] = []
    for name in app:
        if not name.startswith("-"):
            inner = [each for each in app[name] if not each.startswith("-")]
            found += [f"{name} {each}" for each in inner] or [name]
    return sorted(found)


def _options(command: str) -> set[str]:
    node = app
    for word in command.split():
        node = node[word]
    return {
        name for argument in node.assemble_argument_collection() for name in argument.names if name.startswith("--")
    }


def test_the_reference_has_a_heading_for_every_command_and_for_no_other() -> None:
    headings = sorted(re.findall(r"^## `kukhnya ([a-z ]+[a-z])", REFERENCE.read_text(), re.MULTILINE))

    assert headings == _commands()
    assert {"serve", "account create", "token create", "invite create", "backup", "doctor"} <= set(headings)


@pytest.mark.parametrize("command", _commands())
def test_the_reference_names_every_option_of_a_command(command: str) -> None:
    section = re.split(r"^## ", REFERENCE.read_text(), flags=re.MULTILINE)
    own = next(part for part in section if re.match(rf"`kukhnya {command}[ `]", part))

    assert set(re.findall(r"--[a-z][a-z-]*", own)) >= _options(command) - {"--data"}


def test_the_version_is_told(machine: Machine) -> None:
    said = machine.types("--version")

    assert (said.code, said.out) == (0, f"{__version__}\n")


@pytest.mark.parametrize("words", [("cook",), ("serve", "--tea"), ("account",), ("account", "cook"), ("backup",)])
def test_a_command_that_makes_no_sense_is_refused(machine: Machine, words: tuple[str, ...]) -> None:
    said = machine.types(*words)

    assert said.code == (0 if words == ("account",) else 2)  # a group alone lists its commands
    assert "Traceback" not in said.err


@pytest.mark.parametrize(("name", "value", "allowed"), [
    ("REGISTRATION", "sometimes", "closed, invite, approval, open"),
    ("RATE_LIMITS", "maybe", "on, off"),
    ("PORT", "99999", "from 0 to 65535"),
    ("PORT", "eighty", "from 0 to 65535"),
    ("WORKERS", "0", "from 1 up"),
    ("URL", "kitchen.example", "https://"),
    ("MAX_CHARACTERS", "-5", "from 1 up"),
    ("TRUSTED_PROXIES", "proxy", "127.0.0.1"),
    ("HOST", "no.such.host.invalid", "an address of this machine"),
])  # fmt: skip
def test_a_wrong_setting_names_itself_its_value_and_what_is_allowed(
    machine: Machine, name: str, value: str, allowed: str
) -> None:
    said = machine.types("serve", **{f"KUKHNYA_{name}": value})

    assert (said.code, said.out) == (2, "")
    assert f"KUKHNYA_{name}" in said.err
    assert value in said.err
    assert allowed in said.err
    assert "Traceback" not in said.err


def test_a_wrong_option_is_a_wrong_setting(machine: Machine) -> None:
    said = machine.types("serve", "--port", "eighty")

    assert said.code == 2
    assert "KUKHNYA_PORT is 'eighty'" in said.err


def test_a_database_that_does_not_answer_is_told_in_a_sentence(machine: Machine) -> None:
    said = machine.types("account", "list", KUKHNYA_DATABASE_URL="postgresql://kukhnya:ksecret@127.0.0.1:1/nothing")

    assert said.code == 1
    assert "PostgreSQL" in said.err
    assert "ksecret" not in said.err
    assert "Traceback" not in said.err


def test_a_folder_that_cannot_be_made_is_named(machine: Machine) -> None:
    said = machine.types("migrate", KUKHNYA_DATA="/proc/kukhnya")

    assert said.code == 1
    assert "/proc/kukhnya" in said.err
    assert "Traceback" not in said.err


def test_migrating_twice_says_so(machine: Machine) -> None:
    first = machine.types("migrate")
    second = machine.types("migrate")

    assert "have been brought" in first.out
    assert "already" in second.out
