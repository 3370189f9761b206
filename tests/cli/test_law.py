"""Law packs at the command line: checked while they are built, and asked about a text."""

import json
from pathlib import Path
from typing import Any

from kukhnya.law.pack import SHIPPED
from tests.cli.processes import Machine
from tests.law.test_pack import PACK

RISKY = "https://listed.example/a"


def _cautions(said: str) -> list[dict[str, Any]]:
    answer = json.loads(said)
    assert isinstance(answer, dict)
    return list(answer["cautions"])


def test_a_sound_pack_is_in_order(machine: Machine) -> None:
    said = machine.types("law", "check", str(SHIPPED / "ru.toml"))

    assert (said.code, said.err) == (0, "")
    assert "in order" in said.out


def test_a_broken_pack_is_told_with_file_line_and_reason(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_text(PACK.replace('must_warn = ["a good pear"]', 'must_warn = ["a bad pear"]'))
    failing = machine.types("law", "check", str(file))
    file.write_text(PACK.replace('precision = "C"', 'precision = "Q"'))
    broken = machine.types("law", "check", "--json", str(file))

    assert failing.code == broken.code == 1
    line = next(number for number, each in enumerate(PACK.splitlines(), 1) if each.startswith("must_warn"))
    assert failing.out == f"{file}:{line}: XX01: does not warn of 'a bad pear', as it must\n"
    assert [(fault["file"], "'Q'" in fault["reason"]) for fault in json.loads(broken.out)] == [(str(file), True)]


def test_what_would_be_said_of_a_text_can_be_asked(machine: Machine) -> None:
    said = machine.types("law", "explain", "--jurisdiction", "ru", "--json", stdin=f"read this: {RISKY}")
    plain = machine.types("law", "explain", "--jurisdiction", "ru", "--language", "ru", stdin=RISKY)
    nothing = machine.types("law", "explain", "--jurisdiction", "ru", stdin="a quiet evening")

    first = _cautions(said.out)[0]
    assert (first["rule"], first["kind"], first["class"], first["where"]) == ("RU11", "LINK", "A", "compose")
    assert first["reviewed"] is False
    assert [set(option) for option in first["options"]] == [{"label", "change"}] * 2
    assert plain.out.startswith("RU11 LINK A, compose: ")
    assert "Юристом пока не проверено." in plain.out
    assert (nothing.code, "promises nothing" in nothing.out) == (0, True)


def test_many_texts_are_asked_line_by_line(machine: Machine) -> None:
    lines = [
        {"text": RISKY},
        {"text": "hello"},
        {"text": RISKY, "act": "follow"},
        {"text": RISKY, "posted_on": "2020-01-01"},
    ]
    said = machine.types(
        "law", "explain", "--jurisdiction", "ru", "--lines", stdin="\n".join(map(json.dumps, lines)) + "\n\n"
    )

    answers = [[each["rule"] for each in _cautions(line)] for line in said.out.splitlines()]
    assert answers == [["RU11"], [], ["RU11b"], ["RU11c"]]


def test_a_place_without_a_pack_is_told(machine: Machine) -> None:
    said = machine.types("law", "explain", "--jurisdiction", "nowhere", stdin="x")

    assert said.code == 1
    assert said.out == ""
    assert "There is no pack nowhere" in said.err


def test_a_line_that_is_no_question_is_told_without_its_words(machine: Machine) -> None:
    said = machine.types("law", "explain", "--jurisdiction", "ru", "--lines", stdin="a secret")

    assert said.code == 1
    assert said.err.startswith("kukhnya: Line 1 is no question")
    assert "secret" not in said.err


def test_a_server_starts_with_a_broken_pack_and_says_which(machine: Machine, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "xx.toml").write_text(PACK.replace('precision = "C"', 'precision = "Q"'))
    (folder / "yy.toml").write_text(PACK.replace('id = "xx"', 'id = "yy"'))
    machine.settings["KUKHNYA_LAW_PACKS"] = str(folder)

    with machine.serves() as server:
        assert server.asks("/api/v2/instance").status == 200
        server.ends()

    refused = next(json.loads(line) for line in server.err.splitlines() if "law.refused" in line)
    assert (refused["file"], "'Q'" in refused["reason"]) == (str(folder / "xx.toml"), True)
    assert refused["line"] == next(n for n, each in enumerate(PACK.splitlines(), 1) if each.startswith("precision"))
    answer = machine.types("law", "explain", "--jurisdiction", "yy", "--json", stdin="a good pear")
    assert [each["rule"] for each in _cautions(answer.out)] == ["XX01"]
