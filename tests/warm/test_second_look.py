"""Harsh replies are noticed, everyday ones are let be: measured on sentences written for it, in both languages."""

import time
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from kukhnya.text.lemmas import lemmas_of, words
from kukhnya.warm import second_look

HERE: Final = Path(__file__).parent / "second_look"
LISTS: Final = Path(second_look.__file__).parent / "lists"
KNOWN: Final = second_look.lists(
    second_look.read(path.read_bytes() for path in sorted(LISTS.glob("*.toml"))), lemmas_of
)


def reasons(text: str) -> tuple[str, ...]:
    return second_look.reasons(words(text), KNOWN)


def labelled(language: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{language}.toml").read_text())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_most_harsh_replies_are_noticed(language: str) -> None:
    said = labelled(language)["harsh"]

    missed = [text for text in said if not reasons(text)]

    assert len(said) >= 60
    assert len(missed) <= 0.15 * len(said), missed


@pytest.mark.parametrize("language", ["en", "ru"])
def test_of_everyday_replies_five_in_a_hundred_at_most_are_prompted(language: str) -> None:
    said = labelled(language)["everyday"]

    prompted = [(text, found) for text in said if (found := reasons(text))]

    assert len(said) >= 60
    assert len(prompted) <= 0.05 * len(said), prompted


@pytest.mark.parametrize("language", ["en", "ru"])
def test_so_it_is_with_sentences_that_the_rules_were_not_made_from(language: str) -> None:
    said = labelled(language)

    noticed = [text for text in said["fresh_harsh"] if reasons(text)]
    prompted = [text for text in said["fresh_everyday"] if reasons(text)]

    assert len(noticed) >= 0.65 * len(said["fresh_harsh"]), set(said["fresh_harsh"]) - set(noticed)
    assert len(prompted) <= 0.05 * len(said["fresh_everyday"]), prompted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("you are an idiot and I will kill you", ("insult", "threat")),
        ("ТЫ ИДИОТ И ВСЕГДА ИМ БЫЛ ПОНЯТНО", ("insult", "shouting")),
        ("@moron_of_the_year good morning", ()),
        ("https://idiot.example/you-are-an-idiot is the page", ()),
        ("> you are an idiot\nwho wrote this?", ()),
        ("", ()),
        ("…", ()),
    ],
)
def test_what_is_found_is_named_and_names_links_and_quotations_are_left_out(text: str, found: tuple[str, ...]) -> None:
    assert reasons(text) == found


def test_another_list_is_another_judgement() -> None:
    own = second_look.lists(second_look.read([b'insults = ["lamppost"]']), lemmas_of)

    assert second_look.reasons(words("you lamppost"), own) == ("insult",)
    assert second_look.reasons(words("you idiot"), own) == ()


@pytest.mark.parametrize("broken", [b"insults = 1", b"insult = []", b"x = [", b"\xff"])
def test_a_list_that_is_none_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        second_look.read([broken])


def test_a_look_takes_ten_milliseconds_and_hostile_text_costs_no_more_than_its_length() -> None:
    reply = (
        "вы не правы, и тон ваш мне не нравится, хотя чай был хорош; you may disagree with this, dear neighbour. " * 5
    )
    reasons(reply)
    begin = time.perf_counter()
    for _ in range(20):
        reasons(reply[:500])
    each = (time.perf_counter() - begin) / 20

    hostile = [
        "you " * 1200, "you idiot " * 500, "«" * 5000, '"' * 5000, "> " * 2500, "ты не " * 800, "@" * 5000, "the " * 1200, "shut the " * 500
    ]  # fmt: skip
    begin = time.perf_counter()
    for text in hostile:
        reasons(text)
    long = (time.perf_counter() - begin) / len(hostile)

    assert each <= 0.01
    assert long <= 0.3
