"""Asked of many texts at once, the packs say of each what they say when asked of it alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from benchmarks.law import HELD_OUT, labelled
from kukhnya.door.laws import TONGUE, our_laws
from kukhnya.law.hashes import digest, title
from kukhnya.law.match import Asked, Laws
from kukhnya.law.pack import Pack
from kukhnya.model.words import Words
from tests.law.test_triggers import _WORDS, PACKS, _disguised

_TODAY = date(2026, 11, 26)
_HOSTS = (
    "t.me/forbidden",
    "https://forbidden.example/a",
    "see http://a.forbidden.example",
    "forbidden[.]example",
    "fine.example",
    "2.5 кг",
)
_SIGNS = (" ", "*", "\u200b", "-", "_", ".", ",", "'", "\u0301", "\n", "\0", "\r\n", ". ", " x ")
_FLAGS = ("🇺🇦", "🏳️‍🌈", "🇷🇺🇦🇹", "卐", "14/88", "1488", "a1488", "⚡⚡")
_TITLES = ("красная книга судьбы", "Красную книгу судьбы", "красная", "книга судьбы")
_UNSPACED = ("กษัตริย์", "ประเทศไทย", "ก", "習近平", "คนรวย")


_Said = tuple[str, Mapping[str, Any]]
"""A text, and how it is meant."""


def _asked(words: Words, more: Mapping[str, Any]) -> Asked:
    return Asked(words=words, today=_TODAY, **more)


def _among_many(laws: Laws, said: Sequence[_Said], chosen: Collection[str]) -> list[bool]:
    touched = laws.touched([text for text, _ in said], lambda place, words: _asked(words, said[place][1]), chosen)
    return [place in touched for place in range(len(said))]


def _alone(laws: Laws, said: Sequence[_Said], chosen: Collection[str]) -> list[bool]:
    return [bool(laws.cautions(_asked(TONGUE.words(text), more), chosen)) for text, more in said]


@pytest.mark.parametrize("name", PACKS)
def test_labelled_statuses_disguised_or_not_are_found_among_many_as_they_are_alone(name: str) -> None:
    laws = our_laws().laws
    texts = [
        text
        for part in ("", HELD_OUT)
        for text in (*(said for said, _ in labelled(name, part).risky), *labelled(name, part).everyday)
    ]
    said: list[_Said] = [(text, {}) for text in (*texts, *map(_disguised, texts), "\n".join(texts[:20]), "")]

    for chosen in ([name], ["ru", name], PACKS):
        alone = _alone(laws, said, chosen)

        assert _among_many(laws, said, chosen) == alone
        assert True in alone
        assert False in alone


@cache
def _with_lists() -> Laws:
    """The packs, one of them with a host, a handle and a title whose names are known here."""
    packs = our_laws().laws.packs
    ru = packs["ru"]
    rule = next(rule for rule in ru.rules if rule.kind == "LIST")
    name = [TONGUE.stem(word) for word in TONGUE.words(_TITLES[0]).folded]
    hosts = (digest(ru.salt, "forbidden.example"), digest(ru.salt, "t.me/forbidden"))
    own = replace(rule, hosts=hosts, titles=(*rule.titles, title(ru.salt, name, "красная")))
    rules = tuple(own if each.id == rule.id else each for each in ru.rules)
    changed: Pack = replace(ru, rules=rules)
    return Laws([changed if each.id == "ru" else each for each in packs.values()], TONGUE)


def _texts() -> st.SearchStrategy[str]:
    parts = st.one_of(
        *(st.sampled_from(some) for some in (_WORDS, _WORDS, _HOSTS, _FLAGS, _TITLES, _UNSPACED)),
        st.sampled_from(_WORDS).map(" ".join),
        st.sampled_from(_WORDS).map(lambda word: f"{word[:1]}*{word[2:]}"),
        st.text(max_size=3),
    )
    return st.lists(st.tuples(parts, st.sampled_from(_SIGNS)), max_size=8).map(
        lambda found: "".join(part + sign for part, sign in found)
    )


@settings(deadline=None)  # the packs are put together by the first
@given(
    st.lists(
        st.tuples(
            _texts(),
            st.fixed_dictionaries({
                "act": st.sampled_from(["post", "reblog", "profile", "search"]),
                "public": st.booleans(),
                "posted_on": st.sampled_from([None, date(2012, 1, 1), _TODAY]),
            }),
        ),
        max_size=12,
    ),
    st.lists(st.sampled_from([*PACKS, "nowhere"]), max_size=4),
)  # fmt: skip
def test_whatever_is_said_is_found_among_many_as_it_is_alone(said: list[_Said], chosen: list[str]) -> None:
    laws = _with_lists()

    assert _among_many(laws, said, chosen) == _alone(laws, said, chosen)


def test_each_kind_of_list_is_found_among_many() -> None:
    texts = ["good morning", *_HOSTS[:4], _TITLES[1], "a 1488 b", "good night"]

    found = _among_many(_with_lists(), [(text, {}) for text in texts], ["ru"])

    assert found == [False, *[True] * 6, False]


@cache
def _of_mixed_scripts() -> Laws:
    """A pack whose phrases have places for words and for what stands anywhere, one beside the other."""
    th = our_laws().laws.packs["th"]
    terms = ("{กษัตริย์|king} & {คนรวย|rich}", "{ก|hat} ... 習近平", "mild & ประเทศไทย", "ฃ", "{習近平ข|習近ข} & red*")
    rule = replace(th.rules[0], terms=terms, not_with=("{คนรวยมาก|fine}", "ข & tea"))
    return Laws([replace(th, rules=(rule,))], TONGUE)


_MIXED = (
    "กษัตริย์", "king", "คนรวย", "rich", "hat", "ก", "習近平", "mild", "ประเทศไทย", "ฃ", "習近平ข", "習近ข", "red", "reddish", "คนรวยมาก",
    "fine", "ข", "tea", "война", "т.д.", "K*ng", "KING", "r i c h",
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(_MIXED), max_size=6).map(" ".join), max_size=12))
def test_words_and_what_stands_anywhere_may_be_places_of_one_phrase(texts: list[str]) -> None:
    said: list[_Said] = [(text, {}) for text in texts]

    assert _among_many(_of_mixed_scripts(), said, ["th"]) == _alone(_of_mixed_scripts(), said, ["th"])


def test_one_phrase_of_both_is_found() -> None:
    texts = [
        "king คนรวย",
        "กษัตริย์ rich",
        "king rich",
        "กษัตริย์คนรวย",
        "king",
        "คนรวย",
        "king คนรวยมาก",
        "mild ประเทศไทย",
        "hat 習近平",
    ]
    found = _among_many(_of_mixed_scripts(), [(text, {}) for text in texts], ["th"])

    assert found == [True, True, True, True, False, False, False, True, True]
