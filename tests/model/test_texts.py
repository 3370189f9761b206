"""What is found in many texts at once is what is found in each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kukhnya.model.texts import Texts

_SOME = st.lists(st.text("ab. \n", max_size=6), max_size=8)


@pytest.mark.parametrize("sign", ["a", r"a\.b", r"(?<![ab])a(?!b)", r"[ab]+\."])
@given(texts=_SOME)
def test_a_pattern_is_found_in_the_texts_that_have_it(sign: str, texts: list[str]) -> None:
    pattern = re.compile(sign)

    assert Texts(texts).having(pattern) == {place for place, text in enumerate(texts) if pattern.search(text)}


@given(_SOME, st.text("ab. ", min_size=1, max_size=3))
def test_a_part_is_found_in_the_texts_that_hold_it(texts: list[str], part: str) -> None:
    assert Texts(texts).holding(part) == {place for place, text in enumerate(texts) if part in text}
