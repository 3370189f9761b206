"""Parameters as apps write them."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, field

from kukhnya.door.params import fill, nested
from kukhnya.model.errors import Refused


def test_a_list_is_a_list_however_often_its_brackets_are_written() -> None:
    for name in ("id[]", "id[][]"):
        assert nested([(name, "1"), (name, "2")]) == {"id": ["1", "2"]}


class Inner(Struct):
    """A part of what a program says."""

    whole: bool = True
    word: str = ""
    days: int | None = 90


class Said(Struct):
    """What a program says, of every kind."""

    sensitive: bool | None = None
    locked: bool = True
    limit: int = 20
    text: str = "nothing"
    source: Inner | None = None
    words: list[Inner] = field(default_factory=list)
    ids: list[str | int] = field(default_factory=list)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("t", True), ("on", True), ("1", True), ("TRUE", True), ("f", False), ("Off", False), ("0", False)],
)
def test_yes_and_no_are_understood_as_programs_write_them(word: str, meant: bool) -> None:
    said = fill(
        Said, nested([("sensitive", word), ("locked", word), ("source[whole]", word), ("words[][whole]", word)])
    )

    assert (said.sensitive, said.locked, said.source, said.words) == (
        meant,
        meant,
        Inner(whole=meant),
        [Inner(whole=meant)],
    )


def test_an_empty_word_for_what_has_no_words_was_not_said() -> None:
    names = ("sensitive", "locked", "limit", "source[whole]", "words[][whole]", "text", "source[word]")

    said = fill(Said, nested([(name, "") for name in names]))

    assert said == Said(text="", source=Inner(), words=[Inner()])


@pytest.mark.parametrize(
    ("name", "word"), [("sensitive", "perhaps"), ("locked", "no"), ("limit", "t"), ("limit", "many")]
)
def test_what_is_neither_is_refused_with_the_name_of_its_field(name: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        fill(Said, {name: word})

    assert name in refused.value.details


@given(
    st.dictionaries(
        st.sampled_from(["text", "source", "ids", "words", "other"]),
        st.recursive(st.text() | st.none() | st.integers(), st.lists),
    )
)
def test_no_word_that_a_database_would_not_keep_gets_in(said: dict[str, Any]) -> None:
    try:
        made = fill(Said, said)
    except Refused:
        return
    written = msgspec.json.encode(made).decode()

    assert "\\u0000" not in written
