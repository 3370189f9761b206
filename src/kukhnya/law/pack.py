"""Law packs: what is an offence to say somewhere, as data that a person can read and check.

One TOML file is one place. It is looked at whole before anything of it is believed: a pack with a fault is refused, with
the file, the line and the reason, and every other pack is loaded. `docs/reference/law-packs.md` explains each field.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from .phrases import WrongPhrase, taken_apart
from .wording import faults_of_wording

LARGEST: Final = 200_000
"""Bytes of one file."""

Kind = Literal["LINK", "LIST", "SYM", "TERM", "ENT", "ACT", "OLD", "CTX"]
Precision = Literal["A", "B", "C", "D"]
Act = Literal["post", "reblog", "favourite", "follow", "open", "search"]
Safer = Literal["circle", "letter", "followers", "expire", "words", "fold", "remove", "leave"]
Spoken = Mapping[str, str]

_BOTH: Final = {"en", "ru"}
_PRECISE: Final = frozenset("AB")
_Hash = Annotated[str, Meta(pattern="^[0-9a-f]{10}$")]
_Title = Annotated[str, Meta(pattern="^[0-9]{1,2}-[0-9a-f]{8}-[0-9a-f]{10}$")]
_Id = Annotated[str, Meta(pattern="^[A-Z]{2}[0-9]{2}[a-z]?$")]
_Phrase = Annotated[str, Meta(min_length=1, max_length=300)]
_AT: Final = re.compile(r" - at `\$(?:\.(?P<table>\w+))?(?:\[(?P<number>\d+)\])?(?:\.(?P<field>\w+))?")
_TOML_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)")


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act that can be an offence: what gives it away, and what is said of it."""

    id: _Id
    kind: Kind
    precision: Precision
    acts: tuple[Act, ...] = ("post", "reblog")
    article: Annotated[str, Meta(min_length=2, max_length=120)]
    law: Annotated[str, Meta(pattern="^https?://")]
    """Address of the statute's text."""
    confirmed: bool = False
    """Has the penalty been seen in a public source? Where not, the warning names none."""
    warning: Spoken
    safer: tuple[Safer, Safer] = ("circle", "expire")
    """Two ways that risk less; the warning says them, and a page makes buttons of them."""
    public_only: bool = False
    """CTX: meant is what anybody can read."""
    since: date | None = None
    """OLD: the day from which statuses posted before count too."""
    base: tuple[_Id, ...] = ()
    """Rules whose lists are this one's too."""
    hosts: tuple[_Hash, ...] = ()
    titles: tuple[_Title, ...] = ()
    symbols: tuple[Annotated[str, Meta(min_length=1, max_length=20)], ...] = ()
    terms: tuple[_Phrase, ...] = ()
    not_with: tuple[_Phrase, ...] = ()
    """Words beside which nothing of this rule is meant."""
    must_warn: Annotated[tuple[str, ...], Meta(min_length=1)]
    must_not_warn: Annotated[tuple[str, ...], Meta(min_length=1)]


class Pack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be an offence in one place."""

    id: Annotated[str, Meta(pattern="^[a-z]{2}(-[a-z]{2,10})?$")]
    title: Spoken
    version: Annotated[str, Meta(min_length=1, max_length=20)]
    languages: Annotated[tuple[str, ...], Meta(min_length=1)]
    reviewed_by: str
    """The lawyer of that place who has checked it; empty until one has."""
    checked_on: date
    expires_on: date
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{16,64}$")]
    words: Mapping[str, tuple[str, ...]] = {}
    """Sets of words that phrases name by `@name`."""
    rules: tuple[Rule, ...] = ()


class Fault(Struct, frozen=True):
    """Why a pack was refused."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        """As compilers say it, so that editors find the place."""
        return f"{self.file}:{self.line}: {self.reason}"


class Loaded(Struct, frozen=True):
    """The packs there are, and what was wrong with those that are refused."""

    packs: tuple[Pack, ...]
    faults: tuple[Fault, ...]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    pack: dict[str, Any]
    rule: list[Rule]
    words: dict[str, tuple[str, ...]] = {}


class _Wrong(ValueError):
    """A fault in rule number `number` (None: in the head), at `field`."""

    def __init__(self, reason: str, number: int | None = None, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.number, self.field = reason, number, field


class _Faulty(ValueError):
    """Everything that is wrong with a pack."""

    def __init__(self, wrong: list[_Wrong]) -> None:
        super().__init__("; ".join(each.reason for each in wrong))
        self.wrong = wrong


_Read = TypeVar("_Read", _File, Pack)

SHIPPED: Final = Path(__file__).parent / "packs"
"""Where the packs lie that come with the server."""


def load(*folders: Path) -> Loaded:
    """Every pack of these folders. One of a later folder takes the place of one with the same id."""
    packs: dict[str, Pack] = {}
    faults: list[Fault] = []
    for folder in folders:
        for file in sorted(folder.glob("*.toml")):
            pack, wrong = faults_in(file)
            faults += wrong
            if pack is not None:
                packs[pack.id] = pack
    return Loaded(tuple(packs.values()), tuple(faults))


def faults_in(file: Path) -> tuple[Pack | None, tuple[Fault, ...]]:
    """The pack in one file; or none, and what is wrong with it."""
    try:
        text = _text(file)
    except _Wrong as wrong:
        return None, (Fault(str(file), 1, wrong.reason),)
    try:
        return _pack(tomllib.loads(text)), ()
    except tomllib.TOMLDecodeError as error:
        at = _TOML_LINE.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        reason = _TOML_LINE.sub("", str(error)).replace("(at end of document)", "").strip()
        return None, (Fault(str(file), line, reason),)
    except _Faulty as faulty:
        return None, tuple(
            Fault(str(file), line_of(text, wrong.number, wrong.field), wrong.reason) for wrong in faulty.wrong
        )


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
        if len(content) > LARGEST:
            raise _Wrong(f"the file is larger than {LARGEST} bytes")
        return content.decode()
    except OSError as error:
        raise _Wrong(f"cannot be read: {error.strerror or type(error).__name__}") from error
    except UnicodeDecodeError as error:
        raise _Wrong("the text is not UTF-8") from error


def _pack(read: Mapping[str, Any]) -> Pack:
    """The pack that was read. Raises _Faulty with everything that is wrong, or with what hides the rest."""
    file = _converted(read, _File)
    pack = _converted({**file.pack, "words": file.words, "rules": ()}, Pack)
    wrong = [_Wrong(reason, None, field) for reason, field in _faults_of_head(pack)]
    wrong += [_Wrong(f"{rule.id}: {reason}", number, field) for number, rule in enumerate(file.rule)
              for reason, field in _faults(rule, file)]  # fmt: skip
    if wrong:
        raise _Faulty(wrong)
    return msgspec.structs.replace(pack, rules=tuple(file.rule))


def _faults_of_head(pack: Pack) -> Iterator[tuple[str, str]]:
    if pack.expires_on <= pack.checked_on:
        yield "expires_on is not later than checked_on", "expires_on"
    if set(pack.title) != _BOTH:
        yield "the title is wanted in English and Russian (en, ru)", "title"


def _converted(read: Mapping[str, Any], kind: type[_Read]) -> _Read:
    """What was read, in its form. Raises _Faulty with the first thing that is not."""
    try:
        return msgspec.convert(read, kind)
    except msgspec.ValidationError as error:
        raise _Faulty([_misshapen(str(error), head=kind is Pack)]) from error


def _misshapen(said: str, *, head: bool) -> _Wrong:
    """What msgspec has found, with its place."""
    at = _AT.search(said)
    reason = said.partition(" - at `")[0]
    named = re.search(r"field `(\w+)`", reason)
    field = named[1] if named else ""
    if at is None:
        return _Wrong(reason, None, field)
    number = int(at["number"]) if at["number"] and not head and at["table"] == "rule" else None
    field = (at["table"] if head or at["table"] != "rule" else at["field"]) or field
    return _Wrong(f"{field}: {reason}" if field and field not in reason else reason, number, field)


def _faults(rule: Rule, file: _File) -> Iterator[tuple[str, str]]:
    """What no type can say, with the field it is about."""
    ids = [each.id for each in file.rule]
    if ids.count(rule.id) > 1:
        yield f"there are {ids.count(rule.id)} rules of this name", "id"
    if not (rule.hosts or rule.titles or rule.symbols or rule.terms or rule.base):
        yield "it matches nothing: hosts, titles, symbols, terms or base is wanted", "id"
    if len(set(rule.safer)) != len(rule.safer):
        yield "two different safer ways are wanted", "safer"
    if set(rule.warning) != _BOTH:
        yield "the warning is wanted in English and Russian (en, ru)", "warning"
    for reason in faults_of_wording(rule.warning, rule.article, confirmed=rule.confirmed):
        yield reason, "warning"
    yield from _faults_of_kind(rule)
    yield from _faults_of_base(rule, ids, file.rule)
    yield from _faults_of_phrases(rule, file.words)


def _faults_of_kind(rule: Rule) -> Iterator[tuple[str, str]]:
    if (rule.kind == "OLD") != (rule.since is not None):
        yield "`since` belongs to OLD rules, and every one has it", "since" if rule.since else "kind"
    if rule.kind in {"OLD", "ACT"} and not rule.base:
        yield f"a rule of kind {rule.kind} rests on others: base is wanted", "kind"
    if rule.kind == "TERM" and rule.precision in _PRECISE:
        yield "words near a topic are never precise: TERM is C or D", "precision"


def _faults_of_base(rule: Rule, ids: list[str], rules: list[Rule]) -> Iterator[tuple[str, str]]:
    for name in rule.base:
        if name not in ids or name == rule.id:
            yield f"base names {name}, which is no other rule of this pack", "base"
        elif rules[ids.index(name)].base:
            yield f"base names {name}, which rests on others itself", "base"


def _faults_of_phrases(rule: Rule, sets: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for field in ("terms", "not_with"):
        for phrase in getattr(rule, field):
            try:
                taken_apart(phrase, sets)
            except WrongPhrase as wrong:
                yield str(wrong), field


def line_of(text: str, number: int | None, field: str) -> int:
    """Where the field of the rule stands in the file, else where the rule begins, else the first line."""
    lines = text.splitlines()
    begins = [place for place, line in enumerate(lines) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
    start, end = 0, (begins[0] if begins else len(lines))
    if number is not None and number < len(begins):
        start = begins[number]
        end = begins[number + 1] if number + 1 < len(begins) else len(lines)
    if field:
        named = re.compile(rf"\s*(\[+\s*)?[\"']?{re.escape(field)}\b")
        for place in range(start, end):
            if named.match(lines[place]):
                return place + 1
    return start + 1
