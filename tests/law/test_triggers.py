"""What is told quickly of a text, that it has nothing, is so: held against the whole look with nothing told quickly."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.law import HELD_OUT, labelled
from kukhnya.door.laws import TONGUE, our_laws
from kukhnya.law import hashes
from kukhnya.law.match import _Look
from kukhnya.law.phrases import Possible

PACKS = sorted(our_laws().laws.packs)
_DICE = random.Random(7)
_ALIKE = str.maketrans("аеорсух", "aeopcyx")
_WORDS = sorted({
    word.strip("=*")
    for name in PACKS
    for some in (*our_laws().laws.packs[name].words.values(), *(rule.terms for rule in our_laws().laws.packs[name].rules))
    for phrase in some
    for word in phrase.replace("{", " ").replace("}", " ").replace("|", " ").split()
    if word not in {"&", "..."} and "@" not in word
})  # fmt: skip


def _look() -> _Look:
    laws = our_laws().laws
    laws.prepare()
    assert laws._look is not None
    return laws._look


def _disguised(text: str) -> str:
    """The text with a letter or two hidden, or a word spread out."""
    letters = list(text)
    for _ in range(_DICE.randrange(1, 4)):
        place = _DICE.randrange(len(letters))
        letter = letters[place]
        letters[place] = _DICE.choice(
            ["*", f"{letter}\u200b", letter.translate(_ALIKE), f"{letter}\u0301", letter.upper()]
        )
    words = "".join(letters).split(" ")
    place = _DICE.randrange(len(words))
    words[place] = _DICE.choice(["", "", "", " ", ".", "-", "_"]).join(words[place])
    return " ".join(words)


def _quickly_silent_though_not(text: str) -> Sequence[str]:
    """The packs of which the text is told quickly to have no phrase, though it has one."""
    look, words = _look(), TONGUE.words(text)
    every = [phrase for some in look._phrases._phrases.values() for phrase in some]
    slots, elsewhere = look._phrases.slots_of(words.folded), look._phrases._elsewhere(words, unspaced=True)
    owners = Possible(every, slots, elsewhere).owners(words)
    return [
        name
        for name, matcher in look._matchers.items()
        if look._silent(words, [matcher]) and not matcher.terms.isdisjoint(owners)
    ]


@pytest.mark.parametrize("name", PACKS)
def test_no_status_of_a_labelled_set_is_passed_over_disguised_or_not(name: str) -> None:
    texts = [
        text
        for part in ("", HELD_OUT)
        for text in (*(said for said, _ in labelled(name, part).risky), *labelled(name, part).everyday[:60])
    ]

    for text in (*texts, *map(_disguised, texts)):
        assert _quickly_silent_though_not(text) == []


@given(st.lists(st.sampled_from(_WORDS), max_size=12), st.sampled_from(" *\u200b-_.,'\u0301"))
def test_no_text_of_the_words_of_packs_is_passed_over(words: list[str], between: str) -> None:
    assert _quickly_silent_though_not(" ".join(words)) == []
    assert _quickly_silent_though_not(f"{between} ".join(words)) == []


@pytest.mark.parametrize("text", ["Сегодня испекла пирог с яблоками.", "The kettle is on. Come in!"])
def test_an_everyday_status_is_told_quickly(text: str) -> None:
    words, look = TONGUE.words(text), _look()

    assert look._phrases.plain(words)
    assert look._matchers["ru"].triggers.absent(words.folded)


@given(st.text("ab.[]() ,/:。．@-я", max_size=30))
def test_no_host_is_passed_over(text: str) -> None:
    each = hashes._BETWEEN.split(hashes._WRITTEN_OUT.sub(".", text))

    assert hashes.places(text, ()) == list(dict.fromkeys(place for part in each for place in hashes._of(part)))


def test_titles_begin_as_they_are_hashed() -> None:
    words = ["кра", "red", "я", "\ud800", "12"]

    assert [*hashes.beginnings(7, words)] == [(word, hashes.beginning(7, word)) for word in words]
    assert [*hashes.beginnings(7, [])] == []
