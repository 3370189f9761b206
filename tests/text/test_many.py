"""Many texts taken apart together are as each is alone."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kukhnya.text import lemmas
from kukhnya.text.many import Many
from tests.text.test_lemmas import HOSTILE

_ODD = "abzжбяиё з1 2 '’@#$_*•█.-·/,:«»ёіşßéAЖ\u0301\u0345\u1c80\u200b\u00a0\u0085\u2028\x1c\n\r\t\0…№🙂กำ王İΐŉ"
_PARTS = (
    "война", "в*йна", "В**НА", "в@йна", "вoйнa", "в0йна", "в о й н а", "в.о.й.н.а", "во\u200bйна", "don't", "п'ять", "14/88",
    "Straße", "กษัตริย์", "т.д.", "t.me/x", "я", "и", "\ud800",
)  # fmt: skip


def _alike(texts: Sequence[str]) -> bool:
    """Is all that is said of many texts what is said of each, and nothing left out?"""
    many, each = Many(texts), [lemmas.words(text) for text in texts]
    others = [place for place in range(len(texts)) if place not in many.alone]
    different = {word for place in others for word in each[place].folded}
    meant = {word: (number, -1) for number, word in enumerate(many.different)}
    where = many.where(meant)
    return (
        [many.words(place) for place in range(len(texts))] == each
        and [many.normal[place] for place in range(len(texts))] == [one.normal for one in each]
        and all(place in many.alone for place, one in enumerate(each) if one.masked)
        and different <= {*many.different}
        and all(
            (place in where.get(number, ())) == (word in each[place].folded)
            for word, (number, _) in meant.items()
            for place in others
        )
        and all((place in where.get(-1, ())) == bool(each[place].folded) for place in others)
    )


def test_every_character_is_taken_apart_among_many_as_alone() -> None:
    for form in ("мы{}кот", "a{0} {0}b", "7{} ок", "я {} к"):
        texts = [form.format(chr(code)) for code in range(0x20000)]
        many = Many(texts)

        assert all(many.words(place) == lemmas.words(text) for place, text in enumerate(texts))


@given(st.lists(st.one_of(st.text(_ODD, max_size=30), st.text(max_size=20)), max_size=6))
def test_any_texts_are_taken_apart_among_many_as_alone(texts: list[str]) -> None:
    assert _alike(texts)


@given(st.lists(st.lists(st.tuples(st.sampled_from(_PARTS), st.sampled_from([*_ODD, "", " ", " "])), max_size=8), max_size=6))  # fmt: skip
def test_disguised_words_are_found_among_many_as_alone(texts: list[list[tuple[str, str]]]) -> None:
    assert _alike(["".join(word + sign for word, sign in some) for some in texts])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_change_nothing_for_those_beside_them(name: str) -> None:
    text = HOSTILE[name]

    assert _alike(["good morning", text, text[:100], f"{text}{text}", "доброе утро"])


def test_a_thousand_texts_are_taken_apart_as_each_alone() -> None:
    dice = random.Random(3)
    texts = ["".join(dice.choices(_ODD, k=dice.randrange(40))) for _ in range(1000)]

    assert _alike(texts)
    assert _alike([])
    assert _alike(["", "\n", ""])


def test_few_texts_are_taken_apart_alone() -> None:
    texts = [
        "Доброе утро, испекла пирог.",
        "It's late…",
        "Straße",
        "กษัตริย์",
        "🏳️‍🌈 ❤️",
        "т.д. и т.п.",
        "14/88",
        "во*на",
        "в о й н а",
    ]

    assert Many(texts).alone == {7, 8}


def test_it_is_told_in_which_texts_words_stand() -> None:
    many = Many(["доброе утро", "утро, утро!", "ночь", "", "вечер"])

    assert many.where({"утро": [1, 2], "ночь": [2], "день": [3]}) == {1: {0, 1}, 2: {0, 1, 2}, 3: set()}
