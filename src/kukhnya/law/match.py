"""The second look: what of somebody's words has led to charges, in the places they have chosen.

A Caution is told and forgotten. It has no field that could stop a status, and nothing here keeps, counts or logs anything.
"""

import gc
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Final, Literal, cast

from msgspec import Struct

from kukhnya.model.words import ManyWords, Words

from . import hashes
from .lists import Lists
from .many import Sought
from .options import OPTIONS, Option
from .pack import Pack, Rule
from .phrases import Phrases, Tongue
from .triggers import Triggers

Where = Literal["compose", "checkup"]

_COMPOSE: Final = frozenset("AB")
_ACTS: Final = {"profile": "post"}
"""What is said of oneself is published as well as what is posted."""
_FEW: Final = 2
"""Packs that are quicker asked one by one."""
_UNREVIEWED: Final = {"en": "Not yet checked by a lawyer.", "ru": "Юристом пока не проверено."}
_STALE: Final = {"en": "This pack may be out of date.", "ru": "Этот набор мог устареть."}


class Asked(Struct, frozen=True, kw_only=True, gc=False):  # as Words
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
                gc.collect()  # what nobody holds any more must go, before what is left is looked at no more
                gc.freeze()  # a hundred thousand small things that stay

    def cautions(self, asked: Asked, jurisdictions: Collection[str]) -> list[Caution]:
        """What there is to say, what is said while composing first. A place without a pack says nothing."""
        chosen = self._chosen(jurisdictions)
        return self._looking().cautions(asked, chosen) if chosen else []

    def touched(
        self, texts: Sequence[str], asked: Callable[[int, Words], Asked], jurisdictions: Collection[str]
    ) -> set[int]:
        """Of which of these texts is there something to say? The same as asking of each what there is, much sooner.

        `asked` is what is asked of one of them, by its place and its words: no more addresses than are in the text.
        """
        chosen = self._chosen(jurisdictions)
        return self._looking().touched(self.tongue.many(texts), asked, chosen) if chosen else set()

    def _chosen(self, jurisdictions: Collection[str]) -> list[str]:
        return [name for name in dict.fromkeys(jurisdictions) if name in self.packs]

    def _looking(self) -> "_Look":
        self.prepare()
        return cast("_Look", self._look)


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
            matcher.unspaced = self._phrases.unspaced(matcher.terms)

    def cautions(self, asked: Asked, chosen: Sequence[str]) -> list[Caution]:
        """What there is to say. Most texts have nothing, and are done with before anybody asks where each word stands."""
        matchers = [self._matchers[name] for name in chosen]
        found = [_caution(rule, pack, asked.today) for rule, pack in self._found(asked, matchers)]
        return sorted(found, key=lambda caution: (caution.where != "compose", caution.precision))

    def touched(self, many: ManyWords, asked: Callable[[int, Words], Asked], chosen: Sequence[str]) -> set[int]:
        """Of which of these is there something to say? What can be is asked of all at once, the rest one by one."""
        matchers = [self._matchers[name] for name in chosen]
        terms = frozenset[int]().union(*(matcher.terms for matcher in matchers))
        begins = [matcher.lists.begins(many.different) for matcher in matchers]
        unspaced = [matcher.unspaced for matcher in matchers if matcher.unspaced]
        sought = Sought(self._phrases, many, terms, unspaced, frozenset[str]().union(*begins))
        named = hashes.named(many.normal)
        touched = {place for place in many.alone if any(self._found(asked(place, many.words(place)), matchers))}
        for matcher, titles in zip(matchers, begins, strict=True):
            listed = matcher.lists.in_many(many, named, titles, sought.besides)
            for place, names in matcher.named_in_many(sought.found, listed).items():
                done = place in many.alone or place in touched
                if not done and any(matcher.rules(asked(place, many.words(place)), names, sought.beside(place))):
                    touched.add(place)
        return touched

    def _found(self, asked: Asked, matchers: Sequence["_Matcher"]) -> Iterator[tuple[Rule, Pack]]:
        """The rules that have something to say, each with its pack."""
        places = hashes.places(asked.words.normal, asked.urls)
        listed = [matcher.lists.listed(asked.words, places) for matcher in matchers]
        if not any(listed) and self._silent(asked.words, matchers):
            return
        owners = self._phrases.possible(asked.words, unspaced=_unspaced(matchers)).owners(asked.words)
        for matcher, names in zip(matchers, listed, strict=True):
            for rule in matcher.rules(asked, matcher.named(owners, names), owners):
                yield rule, matcher.pack

    def _silent(self, text: Words, matchers: Sequence["_Matcher"]) -> bool:
        """Is there certainly no phrase of these packs in the text? If not, there may be one."""
        unspaced = _unspaced(matchers)
        if len(matchers) > _FEW or not self._phrases.plain(text, unspaced=unspaced):
            said = {phrase.owner for phrase in self._phrases.possible(text, unspaced=unspaced).phrases}
            return all(matcher.terms.isdisjoint(said) for matcher in matchers)
        return all(matcher.triggers.absent(text.folded) for matcher in matchers)


class _Matcher:
    """One pack, ready to look. Of its rules, number n owns the phrases 2n, and 2n + 1 beside which it means nothing."""

    def __init__(self, pack: Pack, tongue: Tongue, phrases: Phrases, first: int) -> None:
        self.pack = pack
        self._rules = {rule.id: rule for rule in pack.rules}
        self.lists = Lists(pack, tongue)
        self._owner = {rule.id: first + 2 * number for number, rule in enumerate(pack.rules)}
        self.triggers: Triggers
        self.unspaced: re.Pattern[str] | None = None
        """What a text has that has something of it in a script without spaces."""
        self.terms = frozenset(self._owner.values())
        """Owners of phrases that mean something by themselves."""
        for rule in pack.rules:
            for phrase in rule.terms:
                phrases.add(phrase, pack.words, self._owner[rule.id])
            for phrase in rule.not_with:
                phrases.add(phrase, pack.words, self._owner[rule.id] + 1)

    def named(self, owners: Collection[int], listed: Collection[str]) -> set[str]:
        """The rules of which there is something, on a list or said."""
        return {*listed, *(name for name, owner in self._owner.items() if owner in owners)}

    def named_in_many(
        self, found: Mapping[int, Collection[int]], listed: Mapping[int, Collection[str]]
    ) -> Mapping[int, set[str]]:
        """The same of many texts, by the places of those that have something. `found`: in which each owner has a phrase."""
        named: dict[int, set[str]] = defaultdict(set)
        for place, names in listed.items():
            named[place].update(names)
        for name, owner in self._owner.items():
            for place in found.get(owner, ()):
                named[place].add(name)
        return named

    def rules(self, asked: Asked, named: Collection[str], beside: Container[int]) -> Iterator[Rule]:
        """The rules that have something to say of this. `beside`: whose words are there, beside which a rule means nothing."""
        touched = {name for name in named if self._owner[name] + 1 not in beside}
        meant = [
            rule
            for rule in (self._rules.values() if touched else ())
            if (rule.id in touched or not touched.isdisjoint(rule.base))
            and _applies(rule, asked)
            and self._owner[rule.id] + 1 not in beside
        ]
        replaced = {name for rule in meant if rule.kind == "OLD" for name in rule.base}
        yield from (rule for rule in meant if rule.id not in replaced)


def _unspaced(matchers: Iterable[_Matcher]) -> bool:
    """Has one of these packs words of scripts without spaces?"""
    return any(matcher.unspaced is not None for matcher in matchers)


def _applies(rule: Rule, asked: Asked) -> bool:
    if _ACTS.get(asked.act, asked.act) not in rule.acts or (rule.public_only and not asked.public):
        return False
    return rule.since is None or (asked.posted_on is not None and asked.posted_on < rule.since)


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
