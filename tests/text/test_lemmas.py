"""Words are found whatever they are disguised as, in time that grows with the text and no faster."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kukhnya.text import lemmas
from kukhnya.text.lemmas import MOST_CHARACTERS, forms_of, lemmas_of, words


@pytest.mark.parametrize("written", [
    "война", "ВОЙНА", "во\u200bйна", "во\u00adйна", "вoйнa", "в0йна", "в о й н а", "в.о.й.н.а", "в_о_й_н_а", "В-О-Й-Н-А",
    "в*о*й*н*а", "война́",
])  # fmt: skip
def test_a_disguised_word_is_the_word(written: str) -> None:
    assert words(f"это {written} и всё").folded == ("это", "война", "и", "все")


@pytest.mark.parametrize(
    ("written", "mask"), [("в*йна", "в*йна"), ("В**НА", "в**на"), ("в@йна", "в*йна"), ("в_йна", "в*йна")]
)
def test_a_hidden_letter_is_a_star(written: str, mask: str) -> None:
    assert words(f"нет {written}!").masked == {1: mask}


@pytest.mark.parametrize("plain", ["я и ты", "А. С. Пушкин", "и т.д. и т.п.", "по-русски", "don't stop", "14 и 88"])
def test_what_is_written_plainly_stays_as_it_is(plain: str) -> None:
    assert [word.written for word in words(plain).words] == plain.replace(".", " ").replace("-", " ").split()


def test_a_word_knows_where_it_stands_and_its_base_forms() -> None:
    taken = words("Мы пекли пироги и л у н а светит")

    assert [(word.written, word.start) for word in taken.words][-2:] == [("л у н а", 18), ("светит", 26)]
    assert "пирог" in taken.words[2].lemmas
    assert "луна" in taken.words[4].lemmas
    assert lemmas_of("running") == lemmas_of("run")


def test_all_forms_of_a_base_form_are_known() -> None:
    assert {"война", "войне", "войнами"} <= forms_of("война")
    assert {"люди", "человек"} <= forms_of("человек")
    assert forms_of("kitchen") == {"kitchen"}


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    taken = words(text)

    assert len(taken.words) == len(taken.folded)
    assert all(word.start <= len(taken.normal) for word in taken.words)


# The quick way, for texts without a disguise, and the whole way


def _both_ways(text: str) -> bool | None:
    """Do both say the same of this text? None: there is no quick way for it."""
    plain = lemmas.normal(text)
    low = lemmas.in_one_case(plain)
    quick = lemmas._plain_words(low)
    if quick is None:
        return None
    whole = lemmas._disguised(text, plain, low)
    return (quick, {}) == (whole.folded, whole.masked) and len(whole.words) == len(quick)


def test_the_quick_way_says_the_same_of_every_character_beside_letters_of_both_scripts() -> None:
    ways = [_both_ways(form.format(chr(code))) for code in range(0x20000) for form in ("мы{}кот", "a{}b", "7{} ок")]

    assert False not in ways
    assert ways.count(True) > 1000


@given(st.text("abzжбяи з1 2 '’@#$_*•.-·ёіşßéAЖ\u0301\u200b…", max_size=30))
def test_the_quick_way_says_the_same_of_any_text(text: str) -> None:
    assert _both_ways(text) is not False


@pytest.mark.parametrize(("text", "quick"), [
    ("Сегодня испекла пирог, п'ять яблок; it's «вкусно» — 100% 🙂 #пирог", True),
    ("во*на", False), ("вoйна", False), ("в о й н а", False), ("д'а в о й н а", False), ("в@йна", False), ("в0йна", False),
])  # fmt: skip
def test_disguises_go_the_whole_way(text: str, quick: bool) -> None:
    assert (_both_ways(text) is not None) is quick


_LETTERS = "абвгдежзийклмнопрстуфхцчшщыьэюя"
_DICE = random.Random(1)
HOSTILE = {
    "distinct words": " ".join("".join(_DICE.choices(_LETTERS, k=4)) for _ in range(4000)),
    "mixed letters": " ".join("".join(_DICE.choices("абвaeocp03", k=4)) for _ in range(4000)),
    "hidden letters": " ".join("".join(_DICE.choices(_LETTERS, k=2)) + "*" + "".join(_DICE.choices(_LETTERS, k=2)) for _ in range(3300)),
    "one letter": "а" * 20_000, "single letters": "а " * 10_000, "dots": "a." * 10_000, "stars": "*" * 20_000, "letters and stars": "a*" * 10_000,
    "ats": "@a" * 10_000, "accents": "а\u0301" * 10_000, "invisible": "а\u200b" * 10_000, "flags": "🇷" + "🇺🇦" * 9_999, "two in lower case": "İ" * 20_000,
    "slashes": "http://" * 2_857, "underscores": "а_" * 10_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_time_grows_with_the_text(name: str) -> None:
    text = HOSTILE[name]
    assert len(text) <= MOST_CHARACTERS
    short, long = (min(_taken(text[:many]) for _ in range(5)) for many in (4_000, 20_000))

    assert long < 12 * short + 0.005


def _taken(text: str) -> float:
    start = time.process_time()
    words(text)
    return time.process_time() - start
