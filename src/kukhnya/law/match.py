"""The second look: what of somebody's words has led to charges, in the places they have chosen.

A Caution is told and forgotten. It has no field that could stop a status, and nothing here keeps, counts or logs anything.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Final, Literal

from msgspec import Struct

from kukhnya.model.words import Words

from . import hashes
from .options import OPTIONS, Option
from .pack import Pack, Rule
from .phrases import Phrases, Tongue
from .triggers import Triggers

Where = Literal["compose", "checkup"]

_COMPOSE: Final = frozenset("AB")
_ACTS: Final = {"profile": "post"}
"""What is said of oneself is published as well as what is posted."""
_MOST_WINDOWS: Final = 500
_FEW: Final = 2
"""Packs that are quicker asked one by one."""
_UNREVIEWED: Final = {"en": "Not yet checked by a lawyer.", "ru": "Юристом пока не проверено."}
_STALE: Final = {"en": "This pack may be out of date.", "ru": "Этот набор мог устареть."}
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


class Asked(Struct, frozen=True, kw_only=True):
    """What somebody is about to do, or has done: `posted_on` is the day of a status that is up already."""

    words: Words
    urls: tuple[str, ...] = ()
    act: str = "post"
    public: bool = True
    today: date
    posted_on: date | None = None


class Caution(Struct, frozen=True, kw_only=True):
    """A word of warning: which rule, where it is said, what it says in both languages, and two ways that risk less."""

    rule: str
    pack: str
    kind: str
    precision: str
    where: Where
    article: str
    law: str
    warning: Mapping[str, str]
    options: tuple[Option, ...]
    checked_on: date
    reviewed: bool
    stale: bool


class Laws:
    """Packs, put together when somebody first asks by one of them."""

    def __init__(self, packs: Sequence[Pack], tongue: Tongue) -> None:
        self.packs: Final[Mapping[str, Pack]] = {pack.id: pack for pack in packs}
        self.tongue: Final = tongue
        self._look: _Look | None = None
        self._making = Lock()

    @property
    def ready(self) -> bool:
        """Are the packs put together? Until then the first question takes a second."""
        return self._look is not None

    def prepare(self) -> None:
        """Put the packs together, if they are not: half a second and some 30 MB. May be called from any thread."""
        with self._making:
            if self._look is None:
                self._look = _Look(self.packs.values(), self.tongue)

    def cautions(self, asked: Asked, jurisdictions: Collection[str]) -> list[Caution]:
        """What there is to say, what is said while composing first. A place without a pack says nothing."""
        chosen = [name for name in dict.fromkeys(jurisdictions) if name in self.packs]
        if not chosen:
            return []
        self.prepare()
        return self._look.cautions(asked, chosen) if self._look else []


class _Look:
    """All packs, ready: a text is gone through once for all of them."""

    def __init__(self, packs: Collection[Pack], tongue: Tongue) -> None:
        self._phrases = Phrases(tongue)
        self._matchers: dict[str, _Matcher] = {}
        first = 0
        for pack in packs:
            self._matchers[pack.id] = _Matcher(pack, tongue, self._phrases, first)
            first += 2 * len(pack.rules)
        for matcher in self._matchers.values():
            matcher.triggers = self._phrases.triggers(matcher.terms)
            matcher.unspaced = any(map(self._phrases.unspaced, matcher.terms))

    def cautions(self, asked: Asked, chosen: Sequence[str]) -> list[Caution]:
        """What there is to say. Most texts have nothing, and are done with before anybody asks where each word stands."""
        matchers = [self._matchers[name] for name in chosen]
        places = hashes.places(asked.words.normal, asked.urls)
        listed = [matcher.listed(asked.words, places) for matcher in matchers]
        if not any(listed) and self._silent(asked.words, matchers):
            return []
        owners = self._phrases.possible(asked.words).owners(asked.words)
        found = [
            _caution(rule, matcher.pack, asked.today)
            for matcher, names in zip(matchers, listed, strict=True)
            for rule in matcher.rules(asked, owners, names)
        ]
        return sorted(found, key=lambda caution: (caution.where != "compose", caution.precision))

    def _silent(self, text: Words, matchers: Sequence["_Matcher"]) -> bool:
        """Is there certainly no phrase of these packs in the text? If not, there may be one."""
        unspaced = any(matcher.unspaced for matcher in matchers)
        if len(matchers) > _FEW or not self._phrases.plain(text, unspaced=unspaced):
            said = {phrase.owner for phrase in self._phrases.possible(text).phrases}
            return all(matcher.terms.isdisjoint(said) for matcher in matchers)
        return all(matcher.triggers.absent(text.folded) for matcher in matchers)


class _Matcher:
    """One pack, ready to look. Of its rules, number n owns the phrases 2n, and 2n + 1 beside which it means nothing."""

    def __init__(self, pack: Pack, tongue: Tongue, phrases: Phrases, first: int) -> None:
        self.pack = pack
        self._first = first
        self._rules = {rule.id: rule for rule in pack.rules}
        self.tongue = tongue
        self._hosts = _by_value((rule.id, rule.hosts) for rule in pack.rules)
        self._titles = _by_value((rule.id, rule.titles) for rule in pack.rules)
        self._beginnings: dict[int, set[int]] = {}
        for title in self._titles:
            many, begins, _ = title.split("-")
            self._beginnings.setdefault(int(begins, 16), set()).add(int(many))
        self._seed = hashes.seed(pack.salt)
        self._symbols = _by_value(
            (rule.id, [tongue.words(symbol).normal for symbol in rule.symbols]) for rule in pack.rules
        )
        self._owner = {rule.id: first + 2 * number for number, rule in enumerate(pack.rules)}
        self.triggers: Triggers
        self.unspaced = True
        """Has it words of scripts without spaces?"""
        self.terms = frozenset(self._owner.values())
        """Owners of phrases that mean something by themselves."""
        for rule in pack.rules:
            for phrase in rule.terms:
                phrases.add(phrase, pack.words, self._owner[rule.id])
            for phrase in rule.not_with:
                phrases.add(phrase, pack.words, self._owner[rule.id] + 1)

    def listed(self, text: Words, places: Sequence[str]) -> set[str]:
        """The rules whose lists of hosts, symbols and titles have something of the text."""
        touched: set[str] = set()
        if self._hosts:
            for place in places:
                touched.update(self._hosts.get(hashes.digest(self.pack.salt, place), ()))
        for symbol in self._symbols:
            if symbol in text.normal and _stands(symbol, text.normal):
                touched.update(self._symbols[symbol])
        if self._titles:
            touched.update(self._titled(text))
        return touched

    def rules(self, asked: Asked, owners: Collection[int], listed: Collection[str]) -> Iterator[Rule]:
        """The rules that have something to say of this."""
        named = {*listed, *(name for name, owner in self._owner.items() if owner in owners)}
        touched = {name for name in named if self._owner[name] + 1 not in owners}
        if not touched:
            return
        meant = [rule for rule in self._rules.values() if _applies(rule, asked) and self._means(rule, touched, owners)]
        replaced = {name for rule in meant if rule.kind == "OLD" for name in rule.base}
        yield from (rule for rule in meant if rule.id not in replaced)

    def _means(self, rule: Rule, touched: Collection[str], owners: Collection[int]) -> bool:
        if self._owner[rule.id] + 1 in owners:
            return False
        return rule.id in touched or any(name in touched for name in rule.base)

    def _titled(self, text: Words) -> Iterator[str]:
        """Rules whose titles stand in the text, word by word, however inflected."""
        words, salt = text.folded, self.pack.salt
        if hashes.beginnings(self._seed, words).isdisjoint(self._beginnings):
            return
        starts = {word[:3]: hashes.beginning(self._seed, word) for word in words}
        begins = {start: self._beginnings.get(number, ()) for start, number in starts.items()}
        windows = [(place, many) for place, word in enumerate(words) for many in begins[word[:3]]]
        for place, many in windows[:_MOST_WINDOWS]:
            stems = [self.tongue.stem(each) for each in words[place : place + many]]
            yield from self._titles.get(hashes.title(salt, stems, words[place]), ())


def _by_value(lists: Iterator[tuple[str, Sequence[str]]]) -> dict[str, list[str]]:
    """Which rules name each value."""
    named: dict[str, list[str]] = {}
    for name, values in lists:
        for value in values:
            named.setdefault(value, []).append(name)
    return named


def _applies(rule: Rule, asked: Asked) -> bool:
    if _ACTS.get(asked.act, asked.act) not in rule.acts or (rule.public_only and not asked.public):
        return False
    return rule.since is None or (asked.posted_on is not None and asked.posted_on < rule.since)


def _stands(symbol: str, text: str) -> bool:
    """Does the symbol stand by itself somewhere: not inside a word or a number, and no flag across two flags?"""
    if _FLAG.fullmatch(symbol):
        return any(found[0] == symbol for found in _FLAG.finditer(text))
    start = text.find(symbol)
    while start >= 0:
        end = start + len(symbol)
        if not (_joins(text[start - 1 : start], symbol[0]) or _joins(text[end : end + 1], symbol[-1])):
            return True
        start = text.find(symbol, start + 1)
    return False


def _joins(beside: str, edge: str) -> bool:
    return beside.isalnum() and unicodedata.category(edge)[0] in "LN" and edge.isascii()


def _caution(rule: Rule, pack: Pack, today: date) -> Caution:
    stale, reviewed = today > pack.expires_on, bool(pack.reviewed_by)
    composing = rule.precision in _COMPOSE and rule.kind != "OLD"
    return Caution(
        rule=rule.id,
        pack=pack.id,
        kind=rule.kind,
        precision=rule.precision,
        where="compose" if composing else "checkup",
        article=rule.article,
        law=rule.law,
        warning={
            language: " ".join(
                part
                for part in (_STALE[language] if stale else "", said.strip(), "" if reviewed else _UNREVIEWED[language])
                if part
            )
            for language, said in rule.warning.items()
        },
        options=tuple(OPTIONS[name] for name in rule.safer),
        checked_on=pack.checked_on,
        reviewed=reviewed,
        stale=stale,
    )
