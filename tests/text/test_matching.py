"""A keyword fits what a reader reads, in time that grows with the text alone."""

import time

import pytest

from kukhnya.text.matching import Filter, Keyword, Matcher, holds, readable
from kukhnya.text.stems import folded


@pytest.mark.parametrize(
    ("text", "word", "whole", "fits"),
    [
        ("a cat sat", "cat", True, True),
        ("concatenate", "cat", True, False),
        ("concatenate", "cat", False, True),
        ("CAT!", "cat", True, True),
        ("кот-кот", "кот", True, True),
        ("котёл и Кот", "кот", True, True),
        ("котёл", "кот", True, False),
        ("ЁЛКА", "елка", True, True),
        ("#tea time", "#tea", True, True),
        ("#teatime", "#tea", True, False),
        ("a#tea", "#tea", True, True),
        ("c++ is", "c++", True, True),
        ("two  words", "two words", True, False),
        ("ｗｉｄｅ", "wide", True, True),
        ("snake_case", "snake", True, False),
        ("cats cat", "cat", True, True),
    ],
)
def test_a_word_is_found_as_a_person_means_it(text: str, word: str, whole: bool, fits: bool) -> None:
    assert holds(folded(text), folded(word), whole=whole) == fits


def test_html_is_read_as_text() -> None:
    html = '<p>one<br>two &amp; <a href="https://secret.example">three</a></p><p>four</p>'

    assert readable(html, "Warning") == "warning\none\ntwo & three\nfour\n"


@pytest.mark.parametrize("text", ["a" * 200_000, "ab" * 100_000, "a " * 100_000])
def test_hostile_words_and_texts_take_little_time(text: str) -> None:
    words = tuple(Keyword("a" * length + "b", True) for length in range(1, 200))
    matcher = Matcher([Filter(id=1, title="", contexts=("home",), action="warn", expires_at=None, keywords=words)])
    began = time.process_time()

    matcher.fits(1, 1, text, 0)

    assert time.process_time() - began < 5


def test_a_filter_that_runs_out_at_this_moment_fits_no_more() -> None:
    matcher = Matcher(
        [Filter(id=1, title="", contexts=("home",), action="warn", expires_at=100, keywords=(Keyword("tea", True),))]
    )

    assert len(matcher.fits(1, 1, "tea", 99)) == 1
    assert matcher.fits(1, 1, "tea", 100) == []
