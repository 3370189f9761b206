"""Inflected words have one stem; slips of the finger are forgiven; operators are read."""

import time

import pytest

from kukhnya.model.errors import Refused
from kukhnya.text.slips import forgiven, nearest
from kukhnya.text.sought import read
from kukhnya.text.stems import MOST, number, stems


@pytest.mark.parametrize(
    "forms",
    [
        ("кошка", "кошки", "кошкой", "КОШКАМИ"),
        ("самовар", "самовара", "самоварами"),
        ("чёрный", "черного", "ЧЁРНОМУ"),
        ("jump", "jumps", "jumping", "Jumped"),
        ("kitchen", "kitchens", "KITCHEN's"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stems(form) for form in forms}) == 1


def test_different_words_have_different_stems_and_numbers() -> None:
    said = stems("кухня kitchen чай tea 2026")

    assert len(said) == 5
    assert len({number(stem) for stem in said}) == 5
    assert all(-(1 << 63) <= number(stem) < 1 << 63 for stem in said)


def test_a_hashtag_is_a_word_and_a_mark_is_none() -> None:
    assert stems("#чай!!! ... @vera") == (*stems("чай"), *stems("vera"))


def test_a_text_without_end_takes_little_time_and_gives_no_more_than_the_most() -> None:
    began = time.process_time()

    said = stems(" ".join(f"word{n}" for n in range(100_000)) + "a" * 1_000_000)

    assert len(said) == MOST
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("typed", "meant"), [("samovra", "samovar"), ("samvar", "samovar"), ("samoovar", "samovar"), ("самовра", "самовар")]
)
def test_a_slip_is_forgiven(typed: str, meant: str) -> None:
    assert nearest(typed, ["other", meant, "samurai"])[0] == meant


def test_short_words_forgive_nothing() -> None:
    assert forgiven("tea") == 0
    assert nearest("tea", ["tee", "tea"]) == ["tea"]


def test_operators_are_taken_out_of_the_words() -> None:
    said = read("чай from:@vera before:2026-02-01 after:2026-01-01 has:media HAS:poll is:reply with:lemon")

    assert (said.words.split(), said.author) == (["чай", "with:lemon"], "@vera")
    assert said.before == 1_769_904_000_000
    assert said.after == 1_767_225_600_000 + 86_400_000
    assert (set(said.has), set(said.being)) == ({"media", "poll"}, {"reply"})


@pytest.mark.parametrize("text", ["before:yesterday", "after:2026-13-01", "has:cats", "is:good", "before:9999-99-99"])
def test_an_operator_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        read(text)

    assert text.partition(":")[0] in caught.value.sentence
