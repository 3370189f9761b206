"""The second look finds what a pack lists, says where it is said, and keeps nothing."""

import logging
import random
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kukhnya.door.laws import TONGUE, our_laws
from kukhnya.law import hashes
from kukhnya.law.match import Asked, Caution, Laws
from kukhnya.law.pack import Pack, Rule
from tests.text.test_lemmas import HOSTILE

TODAY = date(2026, 6, 1)
NEWS = "новости".encode("idna").decode()
SALT = "0123456789abcdef"


def _rule(**fields: Any) -> Rule:
    given: dict[str, Any] = {
        "id": "XX01", "kind": "TERM", "precision": "C", "article": "Act 7", "law": "https://law.example",
        "warning": {"en": "Careful.", "ru": "Осторожно."}, "must_warn": ("a",), "must_not_warn": ("b",),
    }  # fmt: skip
    return Rule(**{**given, **fields})


def _laws(*rules: Rule, **fields: Any) -> Laws:
    given: dict[str, Any] = {
        "id": "xx", "title": {"en": "Nowhere", "ru": "Нигде"}, "version": "1", "languages": ("en",), "reviewed_by": "",
        "checked_on": date(2026, 1, 1), "expires_on": date(2027, 1, 1), "salt": SALT, "rules": rules,
    }  # fmt: skip
    return Laws([Pack(**{**given, **fields})], TONGUE)


def _said(laws: Laws, text: str, **asked: Any) -> list[Caution]:
    return laws.cautions(Asked(words=TONGUE.words(text), **{"today": TODAY, **asked}), ["xx"])


def _warns(laws: Laws, text: str, **asked: Any) -> bool:
    return bool(_said(laws, text, **asked))


# Phrases


@pytest.mark.parametrize(("term", "text", "found"), [
    ("мыть рама", "мама мыла раму", True),
    ("мыть рама", "рама мыла", False),
    ("мыть рама", "мыла большую раму", False),
    ("мыть ... рама", "мыла очень большую и грязную раму", True),
    ("мыть ... рама", "мыла раз два три четыре пять раму", False),
    ("рама & мыть", "мыла большую и грязную раму", True),
    ("рама & мыть", "мыла " + "раз " * 20 + "раму", False),
    ("рама & рама", "рама", False),
    ("рама & рама", "рама, ещё рама", True),
    ("=раму", "вымыла раму", True),
    ("=раму", "рама", False),
    ("рам*", "рамочка", True),
    ("рам*", "программа", False),
    ("{окно|рама} чистый", "рамы чистые", True),
    ("run ... home", "she was running all the way home", True),
    ("рама", "Р*ма", True),
    ("рама", "р.а.м.а", True),
    ("рама", "pама", True),
    ("рама", "панорама", False),
    ("ราชา", "พระราชาทรง", True),
])  # fmt: skip
def test_phrases_find_what_they_mean(term: str, text: str, found: bool) -> None:
    assert _warns(_laws(_rule(terms=(term,))), text) is found


def test_what_stands_beside_a_phrase_can_say_that_nothing_is_meant() -> None:
    laws = _laws(_rule(terms=("рама",), not_with=("картина",)))

    assert _warns(laws, "рама треснула")
    assert not _warns(laws, "рама для картины")


# Lists


@pytest.mark.parametrize(("text", "found"), [
    ("https://listed.example/a?b#c", True),
    ("HTTP://WWW.Listed.Example", True),
    ("см. listed.example/a, там всё", True),
    ("«listed.example»", True),
    ("sub.sub.listed.example:8080", True),
    ("hxxps://listed[.]example/a", True),
    ("listed。example", True),
    ("@news@listed.example", True),
    ("https://somebody@listed.example/a", True),
    ("https://новости.example/a", True),
    (f"https://{NEWS}.example/a", True),
    ("https://t.me/listed_news/12", True),
    ("telegram.me/Listed_News", True),
    ("https://youtube.com/@ListedNews", True),
    ("https://unlisted.example", False),
    ("https://listed.example.org", False),
    ("https://kitchen.example/listed.example", False),
    ("me@listed.example", False),
    ("https://t.me/listed", False),
    ("listed example", False),
])  # fmt: skip
def test_a_listed_place_is_found_however_it_is_written(text: str, found: bool) -> None:
    places = ("listed.example", f"{NEWS}.example", "t.me/listed_news", "youtube.com/listednews")
    laws = _laws(_rule(kind="LINK", precision="A", hosts=tuple(hashes.digest(SALT, place) for place in places)))

    assert _warns(laws, text) is found


def test_a_link_beside_the_text_counts() -> None:
    laws = _laws(_rule(kind="LINK", precision="A", hosts=(hashes.digest(SALT, "listed.example"),)))

    assert _warns(laws, "read this", urls=("https://listed.example/a",))
    assert not _warns(laws, "read this", urls=("https://kitchen.example/a",))


def test_a_title_is_found_however_it_is_inflected() -> None:
    words = TONGUE.words("Красная книга рецептов").folded
    title = hashes.title(SALT, [TONGUE.stem(word) for word in words], words[0])
    laws = _laws(_rule(kind="LIST", precision="B", titles=(title,)))

    assert _warns(laws, "читаю «Красную книгу рецептов» вечером")
    assert not _warns(laws, "красная книга с рецептами")
    assert not _warns(laws, "красная книга")


@pytest.mark.parametrize(("symbol", "text", "found"), [
    ("☢", "опасно ☢!", True),
    ("☢", "опасно ☢️☢️", True),
    ("🏳️‍🌈", "🏳️‍🌈", True),
    ("🏳️‍🌈", "🏳️ и 🌈", False),
    ("🇺🇦", "🇺🇦", True),
    ("🇺🇦", "🇷🇺🇦🇲", False),
    ("7/7", "вот 7/7.", True),
    ("7/7", "17/7", False),
    ("7/7", "7/70", False),
])  # fmt: skip
def test_a_symbol_stands_by_itself(symbol: str, text: str, found: bool) -> None:
    assert _warns(_laws(_rule(kind="SYM", precision="B", symbols=(symbol,))), text) is found


# Where and when


@pytest.mark.parametrize(
    ("precision", "where"), [("A", "compose"), ("B", "compose"), ("C", "checkup"), ("D", "checkup")]
)
def test_only_what_is_precise_is_said_while_composing(precision: str, where: str) -> None:
    said = _said(_laws(_rule(kind="ENT", precision=precision, terms=("рама",))), "рама")

    assert [caution.where for caution in said] == [where]


def test_a_rule_is_about_its_acts() -> None:
    laws = _laws(
        _rule(kind="LINK", precision="A", acts=("post",), hosts=(hashes.digest(SALT, "listed.example"),)),
        _rule(id="XX02", kind="ACT", precision="A", acts=("follow", "favourite"), base=("XX01",)),
    )
    rules = {act: [each.rule for each in _said(laws, "listed.example", act=act)]
             for act in ("post", "profile", "follow", "favourite", "reblog")}  # fmt: skip

    assert rules == {"post": ["XX01"], "profile": ["XX01"], "follow": ["XX02"], "favourite": ["XX02"], "reblog": []}


def test_what_was_posted_before_a_law_is_told_of_it_in_the_checkup_alone() -> None:
    laws = _laws(
        _rule(kind="SYM", precision="B", symbols=("☢",)),
        _rule(id="XX02", kind="OLD", precision="B", since=date(2025, 1, 1), base=("XX01",)),
    )

    assert [each.rule for each in _said(laws, "☢")] == ["XX01"]
    assert [each.rule for each in _said(laws, "☢", posted_on=date(2025, 1, 1))] == ["XX01"]
    old = _said(laws, "☢", posted_on=date(2024, 12, 31))
    assert [(each.rule, each.where) for each in old] == [("XX02", "checkup")]


def test_a_rule_about_what_anybody_can_read_leaves_the_rest_alone() -> None:
    laws = _laws(_rule(terms=("рама",), public_only=True))

    assert _warns(laws, "рама")
    assert not _warns(laws, "рама", public=False)


def test_only_places_that_were_chosen_and_have_a_pack_say_anything() -> None:
    laws = _laws(_rule(terms=("рама",)))
    asked = Asked(words=TONGUE.words("рама"), today=TODAY)

    assert laws.cautions(asked, []) == []
    assert laws.cautions(asked, ["yy"]) == []
    assert len(laws.cautions(asked, ["xx", "yy", "xx"])) == 1


def test_nothing_is_put_together_before_somebody_asks() -> None:
    laws = _laws(_rule(terms=("рама",)))

    laws.cautions(Asked(words=TONGUE.words("рама"), today=TODAY), [])

    assert not laws.ready
    laws.cautions(Asked(words=TONGUE.words("рама"), today=TODAY), ["xx"])
    assert laws.ready


# What is said


def _warning(**pack: Any) -> Mapping[str, str]:
    return _said(_laws(_rule(terms=("рама",)), **pack), "рама")[0].warning


def test_a_pack_that_no_lawyer_has_seen_says_so() -> None:
    assert _warning() == {
        "en": "Careful. Not yet checked by a lawyer.", "ru": "Осторожно. Юристом пока не проверено.",
    }  # fmt: skip
    assert _warning(reviewed_by="Somebody of that country")["en"] == "Careful."


def test_a_pack_past_its_date_says_so() -> None:
    assert _warning(expires_on=TODAY)["en"].startswith("Careful.")
    stale = _warning(expires_on=date(2026, 5, 31))
    assert stale["en"].startswith("This pack may be out of date. Careful.")
    assert stale["ru"].startswith("Этот набор мог устареть. Осторожно.")


def test_a_caution_offers_two_ways() -> None:
    said = _said(_laws(_rule(terms=("рама",), safer=("circle", "expire"))), "рама")[0]

    assert [option.change for option in said.options] == [{"visibility": "limited"}, {"expires_in": 86_400}]
    assert all(set(option.label) == {"en", "ru"} for option in said.options)


# What is kept


def test_nothing_of_a_match_is_logged_or_written(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laws = our_laws().laws
    laws.prepare()
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(tmp_path)

    for _ in range(20):
        laws.cautions(Asked(words=TONGUE.words("Нет войне! https://listed.example/a"), today=TODAY), list(laws.packs))

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


# Time


@pytest.mark.parametrize("name", [*HOSTILE, "words of packs", "hosts", "titles"])
def test_time_grows_with_the_text_whatever_it_is(name: str) -> None:
    laws, dice = our_laws().laws, random.Random(1)
    known = ["война", "украина", "солдат", "президент", "вор", "russian", "soldier", "sanctions", "гитлер", "мигрант"]
    text = {
        **HOSTILE,
        "words of packs": " ".join(dice.choice(known) for _ in range(2_600)),
        "hosts": " ".join(f"{number:x}.example" for number in range(1_600)),
        "titles": "листовка о придуманном " * 850,
    }[name]
    assert len(text) <= 20_100

    short, long = (min(_taken(laws, text[:many]) for _ in range(5)) for many in (4_000, 20_000))

    assert long < 12 * short + 0.005


def test_an_everyday_status_takes_less_than_five_milliseconds_with_all_packs_on() -> None:
    status = "Сегодня утром на рынке продавали удивительно красивые баклажаны, и я купила сразу три. " * 6

    assert min(_taken(our_laws().laws, status) for _ in range(20)) < 0.005


def _taken(laws: Laws, text: str) -> float:
    start = time.process_time()
    laws.cautions(Asked(words=TONGUE.words(text), today=TODAY), list(laws.packs))
    return time.process_time() - start


@given(st.text(max_size=300))
def test_no_text_is_too_odd_for_the_packs(text: str) -> None:
    laws = our_laws().laws

    laws.cautions(Asked(words=TONGUE.words(text), urls=(text,), today=TODAY), list(laws.packs))
