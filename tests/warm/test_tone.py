"""The list of tones reads words in all their forms, and is read by the audit alone."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import kukhnya
from kukhnya.text.lemmas import lemmas_of, words
from kukhnya.warm.tone import Lexicon

SOURCES: Final = Path(kukhnya.__file__).parent
LEXICON: Final = Lexicon(lemmas_of)
MAY_READ: Final = {"auditing.py"}
"""What may know how a text sounds."""
MAY_KNOW_THE_INDEX: Final = {
    "actions/close_weeks.py", "api/questions.py", "web/mood.py",
}  # fmt: skip
"""What makes figures of how people are, and what shows them."""


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file names, wherever in it."""
    package = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = f"{package}.{node.module or ''}".rstrip(".") if node.level == 1 else (node.module or "")
            yield base
            yield from (f"{base}.{each.name}" for each in node.names)


def _who_imports(module: str) -> set[str]:
    return {
        str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py") if module in set(_imports(path))
    }  # fmt: skip


def test_the_tone_of_a_text_is_read_by_the_audit_and_by_nothing_else() -> None:
    assert _who_imports("kukhnya.warm.tone") == MAY_READ


def test_how_people_are_ranks_nothing() -> None:
    assert _who_imports("kukhnya.warm.index") == MAY_KNOW_THE_INDEX
    for module in ("kukhnya.queries.mood", "kukhnya.store.tables.mood"):
        ranks = {path for path in _who_imports(module) if path.startswith(("warm", "visibility/")) or "scor" in path}
        assert ranks <= {"visibility/kept.py"}, module
        assert not _who_imports(module) & _who_imports("kukhnya.warm.score")


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Какой чудесный вечер, спасибо всем!", 1.5),
        ("Она радуется и смеётся", 1.5),
        ("Правительство врёт, и я в ярости", -2.0),
        ("мне грустно", -1.0),
        ("Это не плохо", 0.5),
        ("What a wonderful day, thanks to all of you!", 1.5),
        ("The government is lying and I am furious", -2.0),
        ("I am sad", -1.0),
        ("not bad", 0.5),
        ("Автобус придёт в девять", None),
        ("The bus comes at nine", None),
        ("", None),
    ],
)
def test_words_have_the_tone_of_their_base_forms(text: str, tone: float | None) -> None:
    assert LEXICON.tone(words(text)) == tone


def test_both_languages_have_some_three_hundred_words_of_each_kind_of_tone() -> None:
    lines = [line.split() for line in (SOURCES / "warm" / "tone.txt").read_text("utf-8").splitlines()
             if line and line[0] != "#"]  # fmt: skip

    for language in ("ru", "en"):
        said = [(int(tone), word) for named, tone, *listed in lines if named == language for word in listed]
        assert len(said) >= 300
        assert len({word for _, word in said}) == len(said)
        assert {tone for tone, _ in said} == {-2, -1, 1, 2}
