"""What is said beside a link: that a government runs its publisher, or that a law lists it; with source and date.

A label states a fact of ownership or of law and nothing about truth. It is made from an address and from the places a
reader has chosen, and from nothing else: there is no way from here to where a status stands.
"""

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from importlib import resources

import msgspec
from msgspec import Struct

from .hashes import digest, places
from .pack import Pack, Rule


class Label(Struct, frozen=True, kw_only=True):
    """What is said beside a link. `since`: the day it was listed, where that is known."""

    kind: str
    text: Mapping[str, str]
    source: str
    address: str = ""
    """Where the source can be read."""
    checked_on: date
    since: date | None = None
    jurisdiction: str = ""
    """The pack whose readers are told; empty: everybody is."""


class _StateRun(Struct, frozen=True):
    hosts: tuple[str, ...]
    text: Mapping[str, str]
    source: str
    address: str = ""


class _Listed(Struct, frozen=True):
    pack: str
    kind: str
    rule: str
    text: Mapping[str, str]
    source: str
    address: str
    hosts: Mapping[str, date] = {}
    undated: tuple[str, ...] = ()
    """Hosts that are listed, nobody here knows since when."""


class _File(Struct, frozen=True):
    salt: str
    checked_on: date
    state_run: tuple[_StateRun, ...]
    listed: tuple[_Listed, ...]


class _Hosts(Struct, frozen=True):
    """Hashes of hosts with their salt."""

    salt: str
    hashed: frozenset[str]

    def have(self, found: Collection[str]) -> bool:
        """Is one of these places among them?"""
        return bool(self.hashed) and any(digest(self.salt, place) in self.hashed for place in found)


class _OfPack(Struct, frozen=True):
    """A rule of a pack, and the hosts it is about: its own, its bases', and those with a label under its name."""

    pack: Pack
    rule: Rule
    listed: _Hosts
    labelled: _Hosts

    def have(self, found: Collection[str]) -> bool:
        """Is it about one of these places?"""
        return self.listed.have(found) or self.labelled.have(found)


class Closed(Struct, frozen=True):
    """A place where opening an address can itself be an offence, and the rule that says so."""

    pack: Pack
    rule: Rule


class Labels:
    """Labels by address: those of a file, and for what the packs list under the same rules."""

    def __init__(self, text: str, packs: Collection[Pack] = ()) -> None:
        file = msgspec.convert(tomllib.loads(text), _File)
        self._salt, self._checked_on, self._listed = file.salt, file.checked_on, file.listed
        self._rules = [self._of_pack(pack, rule) for pack in packs for rule in pack.rules]
        self._named: dict[tuple[str, str], list[_OfPack]] = {}
        for known in self._rules:
            self._named.setdefault((known.pack.id, known.rule.id), []).append(known)
        self._closing = [each for each in self._rules if "open" in each.rule.acts]
        self._run: dict[str, Label] = {}
        for each in file.state_run:
            label = Label(
                kind="state-run", text=each.text, source=each.source, address=each.address, checked_on=file.checked_on
            )  # fmt: skip
            self._run.update(dict.fromkeys(each.hosts, label))

    def of_everybody(self, url: str) -> tuple[Label, ...]:
        """What every reader is told of this address."""
        found = next((self._run[place] for place in _places(url) if place in self._run), None)
        return () if found is None else (found,)

    def legal(self, url: str) -> tuple[Label, ...]:
        """What the law of any place says of this address; each label is for those who have chosen its `jurisdiction`."""
        return self._said(url, self._listed)

    def of(self, url: str, jurisdictions: Collection[str]) -> tuple[Label, ...]:
        """What a reader is told who has chosen these places."""
        chosen = [each for each in self._listed if each.pack in jurisdictions] if jurisdictions else []
        return self.of_everybody(url) + self._said(url, chosen)

    def closed(self, url: str) -> tuple[Closed, ...]:
        """The places in which opening this address can itself be an offence, and by which rule.

        One that stands within another, as archives and redirects have it, is opened with it.
        """
        found = {*_places(url), *places("", (url,))} if self._closing else ()
        return tuple(Closed(each.pack, each.rule) for each in self._closing if each.have(found))

    def closing(self, jurisdictions: Collection[str]) -> bool:
        """Is there anything that may not be opened in one of these places?"""
        return any(each.pack.id in jurisdictions for each in self._closing)

    def _of_pack(self, pack: Pack, rule: Rule) -> _OfPack:
        bases = [each.hosts for each in pack.rules if each.id in rule.base]
        labelled = [
            {*each.hosts, *each.undated} for each in self._listed if (each.pack, each.rule) == (pack.id, rule.id)
        ]
        return _OfPack(
            pack,
            rule,
            _Hosts(pack.salt, frozenset(rule.hosts).union(*bases)),
            _Hosts(self._salt, frozenset[str]().union(*labelled)),
        )

    def _said(self, url: str, listed: Collection[_Listed]) -> tuple[Label, ...]:
        """The labels of these listings for an address."""
        found = _places(url) if listed else []
        own = {digest(self._salt, place) for place in found}
        labels = (self._one(each, own, found) for each in listed) if found else ()
        return tuple(label for label in labels if label is not None)

    def _one(self, each: _Listed, own: set[str], found: Collection[str]) -> Label | None:
        """The label of one listing: with the day of the listing, or as the pack knows it, without."""
        days = [each.hosts[one] for one in own if one in each.hosts]
        named = self._named.get((each.pack, each.rule), ())
        rule = next((rule for rule in named if rule.listed.have(found)), None)
        if not days and rule is None and own.isdisjoint(each.undated):
            return None
        return Label(
            kind=each.kind, text=each.text, source=each.source, address=each.address, jurisdiction=each.pack,
            checked_on=self._checked_on if rule is None else max(self._checked_on, rule.pack.checked_on),
            since=min(days, default=None),
        )  # fmt: skip


def load(packs: Collection[Pack] = ()) -> Labels:
    """The labels that come with the server."""
    return Labels(resources.files("kukhnya.law").joinpath("labels.toml").read_text("utf-8"), packs)


def _places(url: str) -> list[str]:
    """What a list may name an address by: its host, the domains above it, the handle; not what stands within it."""
    scheme, _, rest = url.partition("://")
    return places("", (f"{scheme}://{rest.partition('://')[0]}",)) if rest else []
