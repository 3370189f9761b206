"""What the server asks, says and announces is typed, and is there."""

import json

import pytest

from tests.cli.processes import Machine


def test_rules_are_added_listed_and_taken_away(machine: Machine) -> None:
    first = machine.types("rule", "add", "Be kind.", "--hint", "We mean it.")
    machine.types("rule", "add", "No spam.")
    listed = json.loads(machine.types("rule", "list", "--json").out)

    gone = machine.types("rule", "delete", first.out.strip())
    again = machine.types("rule", "delete", first.out.strip())

    assert [each["text"] for each in listed] == ["Be kind.", "No spam."]
    assert (gone.code, again.code) == (0, 1)
    assert machine.types("rule", "list").out.split(maxsplit=1)[1] == "No spam.\n"


def test_announcements_are_published_listed_and_taken_back(machine: Machine) -> None:
    made = machine.types("announcement", "publish", "Tea at five", "--ends", "2999-12-31")
    listed = machine.types("announcement", "list").out

    gone = machine.types("announcement", "delete", made.out.strip())

    assert listed == f"{made.out.strip()} Tea at five\n"
    assert (gone.code, machine.types("announcement", "list").out) == (0, "")


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("announcement", "publish", "Tea", "--ends", "soon"), ""),
        (("announcement", "publish", "Tea", "--ends", "1999-01-01"), ""),
        (("announcement", "delete", "x"), ""),
        (("text", "set", "terms_of_service"), "Terms."),
        (("text", "set", "privacy_policy", "--on", "2026-01-01"), "Policy."),
        (("rule", "add", " "), ""),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(machine: Machine, words: tuple[str, ...], stdin: str) -> None:
    said = machine.types(*words, stdin=stdin)

    assert said.code == 1
    assert said.err.startswith("kukhnya: ")


def test_a_text_is_read_from_standard_input(machine: Machine) -> None:
    said = machine.types("text", "set", "terms_of_service", "--on", "2026-01-01", stdin="Terms.\n")

    assert (said.code, said.out, said.err) == (0, "", "")
