"""Does a reply hit the one it answers? Rules on base forms; no score, no model, and nothing of sadness, anger or opinion.

Three things only: an insult aimed at the reader, a threat, shouting. Harsh words about a third party, about oneself, in quotation
marks or with a "not" before them are nobody's business here. Words come from lists that whoever runs the server can replace.
Whether there is a reply at all, and whether the two are friends, is for the caller to know.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct, field

from kukhnya.model.words import Word, Words

from . import little_words as little

REASONS: Final = ("insult", "threat", "shouting")
Phrase = tuple[frozenset[str], ...]
Phrases = Mapping[str, tuple[Phrase, ...]]
"""Rows of words by what their first word may be."""
_NEAR, _LONGEST = 5, 24
"""Words that may stand between two that belong together, and in a row of words."""

_SKIPPED: Final = re.compile(
    r"@[\w.-]+(?:@[\w.:-]+)?|https?://\S+|#\w+|«[^«»]{0,300}»|“[^“”]{0,300}”|„[^„“]{0,300}“|\"[^\"\n]{0,300}\"|^>.*$",
    re.MULTILINE,
)
_END: Final = re.compile(r"[.!?…;\n]")
_CAPITALS, _LOUD_WORDS, _LOUD_LETTERS = 0.75, 4, 16


class _File(Struct, forbid_unknown_fields=True):
    """A list as it is written down; docs/reference/settings.md tells what each part means."""

    insults: list[str] = field(default_factory=list)
    slights: list[str] = field(default_factory=list)
    threats: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    curses: list[str] = field(default_factory=list)
    harmless: list[str] = field(default_factory=list)
    glad: list[str] = field(default_factory=list)


class Lists(Struct, frozen=True):
    """The words to look for, by their base forms."""

    insults: frozenset[str]
    """What a person is called, and adjectives that mean nothing else."""
    slights: frozenset[str]
    """Hard only where the reader is said to be so."""
    threats: frozenset[str]
    """What is done to the reader."""
    phrases: Phrases
    """Hard as they stand."""
    curses: Phrases
    """The same, and a threat."""
    harmless: Phrases
    """What holds one of these words and means no harm."""
    glad: frozenset[str]
    """Among capitals these are joy."""


def read(files: Iterable[bytes]) -> tuple[_File, ...]:
    """Lists from the text of TOML files. Raises ValueError for what is none."""
    try:
        return tuple(msgspec.toml.decode(each, type=_File) for each in files)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def lists(files: Sequence[Any], lemmas_of: Callable[[str], frozenset[str]]) -> Lists:
    """What `read` has read, by base forms as `lemmas_of` gives them for a word."""

    def bases(word: str) -> frozenset[str]:
        found = lemmas_of(word)
        return frozenset({word}) if word in found else found

    def one(name: str) -> frozenset[str]:
        return frozenset(base for file in files for word in getattr(file, name) for base in bases(word))

    def rows(name: str) -> Phrases:
        found: dict[str, list[Phrase]] = {}
        for phrase in (_phrase(said, bases) for file in files for said in getattr(file, name) if said.strip("= ")):
            for first in phrase[0]:
                found.setdefault(first, []).append(phrase)
        return {first: tuple(rows) for first, rows in found.items()}

    return Lists(
        one("insults"), one("slights"), one("threats"), rows("phrases"), rows("curses"), rows("harmless"), one("glad")
    )


def _phrase(said: str, bases: Callable[[str], frozenset[str]]) -> Phrase:
    """Words in a row; after a `=` they are meant exactly as they stand."""
    if said.startswith(little.EXACT):
        return tuple(frozenset({little.EXACT + word}) for word in said[1:].split())
    return tuple(bases(word) for word in said.split())


class _Sentence(Struct, frozen=True):
    """Words in a row, with their forms as little words are compared."""

    words: Sequence[Word]
    forms: Sequence[str]
    lemmas: Sequence[frozenset[str]]
    comma: bool = False
    """Does a comma stand before the last of them?"""

    def is_(self, place: int, wanted: frozenset[str]) -> bool:
        return bool(wanted & self.lemmas[place]) or little.EXACT + self.forms[place] in wanted


def reasons(words: Words, known: Lists) -> tuple[str, ...]:
    """Why whoever wrote this may want to look at it again, out of `REASONS`; mostly nothing."""
    spans = [found.span() for found in _SKIPPED.finditer(words.normal)]
    said = list(_outside(words.words, spans))
    found = set()
    for sentence in _sentences(words.normal, said):
        plain = _without(sentence, known.harmless)
        if _insulting(plain, known):
            found.add("insult")
        if _threatening(plain, known):
            found.add("threat")
    if _shouting(said, known):
        found.add("shouting")
    return tuple(reason for reason in REASONS if reason in found)


def _outside(words: Iterable[Word], spans: Sequence[tuple[int, int]]) -> Iterator[Word]:
    """Words that stand in none of these stretches; both are in order."""
    at = 0
    for word in words:
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
        if at == len(spans) or word.start < spans[at][0]:
            yield word


def _sentences(text: str, said: Sequence[Word]) -> Iterator[_Sentence]:
    sentence: list[Word] = []
    gap = ""
    for word in said:
        between = text[sentence[-1].start + len(sentence[-1].written) : word.start] if sentence else ""
        if _END.search(between):
            yield _sentence(sentence, gap)
            sentence = []
        sentence.append(word)
        gap = between
    if sentence:
        yield _sentence(sentence, gap)


def _sentence(words: Sequence[Word], gap: str = "") -> _Sentence:
    forms = [word.folded.replace("’", "'") for word in words]
    return _Sentence(words, forms, [word.lemmas for word in words], "," in gap)


def _stands(phrase: Phrase, sentence: _Sentence, place: int) -> int:
    """How many words from here the phrase takes up, little words between its own among them; 0 where it does not stand here."""
    at, end = place, min(len(sentence.words), place + _LONGEST)
    for wanted in phrase:
        while place < at < end and not sentence.is_(at, wanted) and sentence.forms[at] in little.FILL:
            at += 1
        if at >= end or not sentence.is_(at, wanted):
            return 0
        at += 1
    return at - place


def _beginning(sentence: _Sentence, place: int, phrases: Phrases) -> Iterator[Phrase]:
    """Those that may begin here."""
    for first in (*sentence.lemmas[place], little.EXACT + sentence.forms[place]):
        yield from phrases.get(first, ())


def _without(sentence: _Sentence, harmless: Phrases) -> _Sentence:
    """The sentence without what means no harm."""
    gone: set[int] = set()
    for place in range(len(sentence.words)):
        for phrase in _beginning(sentence, place, harmless):
            gone.update(range(place, place + _stands(phrase, sentence, place)))
    if not gone:
        return sentence
    return _sentence([word for place, word in enumerate(sentence.words) if place not in gone])


def _has_phrase(sentence: _Sentence, phrases: Phrases) -> bool:
    """Is one of these said to the reader? What somebody else does, or was told to do, is a story."""
    for place in range(len(sentence.words)):
        before = set(sentence.forms[max(0, place - 3) : place])
        for phrase in _beginning(sentence, place, phrases):
            told = before & little.NOT or (before & little.OTHERS and not _names_reader(phrase))
            if not told and _stands(phrase, sentence, place):
                return True
    return False


def _names_reader(phrase: Phrase) -> bool:
    return any(wanted & little.READER_FORMS for wanted in phrase)


def _insulting(sentence: _Sentence, known: Lists) -> bool:
    if _has_phrase(sentence, known.phrases):
        return True
    hard = [place for place, lemmas in enumerate(sentence.lemmas) if lemmas & known.insults]
    if hard and (_alone(sentence, known) or _called(sentence, known)):
        return True
    if any(_aimed(sentence, place, known) for place in hard):
        return True
    return any(
        _said_to_be(sentence, place, known) for place, lemmas in enumerate(sentence.lemmas) if lemmas & known.slights
    )


def _called(sentence: _Sentence, known: Lists) -> bool:
    """Does the sentence end by calling somebody a name, after a comma, and tell of nobody?"""
    if not sentence.comma or not sentence.lemmas[-1] & known.insults:
        return False
    return not any(form in little.OTHERS | little.NOT for form in sentence.forms)


def _alone(sentence: _Sentence, known: Lists) -> bool:
    """The insult is all there is, and it calls one person so."""
    last = sentence.words[-1]
    if len(sentence.words) > 3 or not last.lemmas & known.insults:  # noqa: PLR2004 - "absolute fool", and no more
        return False
    hard = known.insults | known.slights
    others = all(
        form in little.FILL or lemmas & hard for lemmas, form in zip(sentence.lemmas[:-1], sentence.forms, strict=False)
    )
    one = last.folded in last.lemmas or not last.folded.endswith(("s", "ы", "и"))
    return others and one and sentence.forms[0] not in {"a", "an", "the", "какой", "какая", "все"}


def _aimed(sentence: _Sentence, place: int, known: Lists) -> bool:
    """Does the insult at this place mean the reader?"""
    forms = sentence.forms
    after, before = forms[place + 1 : place + 3], forms[max(0, place - 1) : place]
    if before and before[-1] in little.ONESELF:
        return True
    back = [form for form in after if form not in {"же", "все"}][:1]
    if back and back[0] in {"ты", "вы"} and not (before and before[-1] in little.SELF):
        return True
    if len(after) > 1 and after[0] in little.LIKE and after[1] in little.YOU:
        return True
    at = _addressed(sentence, place, known, little.YOU | little.YOUR)
    if at is None:
        return False
    if forms[at] in little.YOUR:
        return any(form in little.BODY for form in after)
    return not _retold(forms, at)


def _said_to_be(sentence: _Sentence, place: int, known: Lists) -> bool:
    """Is the reader said to be so? In English there is an "are"."""
    at, forms = _addressed(sentence, place, known, little.YOU), sentence.forms
    if at is None:
        return False
    if not forms[at].isascii():
        return forms[at] in little.SUBJECT and not _retold(forms, at)
    asked = at > 0 and forms[at - 1] in little.ARE
    return (asked or bool(little.ARE & set(forms[at:place]))) and not _retold(forms, at - asked)


def _addressed(sentence: _Sentence, place: int, known: Lists, whom: frozenset[str]) -> int | None:
    """Where the reader stands before this place, with nothing but little words between."""
    for at in range(place - 1, max(-1, place - 2 - _NEAR), -1):
        form, lemmas = sentence.forms[at], sentence.lemmas[at]
        if form in whom:
            return at
        if form not in little.FILL and not lemmas & known.insults and not lemmas & known.slights:
            return None
    return None


def _retold(forms: Sequence[str], at: int) -> bool:
    """Is what stands here what somebody says, or a case that is only thought of?"""
    near, further = set(forms[max(0, at - 2) : at]), set(forms[max(0, at - 4) : at])
    return bool(near & little.IF) or bool(near & little.SAID and not further & little.SELF)


def _threatening(sentence: _Sentence, known: Lists) -> bool:
    if _has_phrase(sentence, known.curses):
        return True
    return any(_threat(sentence, place) for place, lemmas in enumerate(sentence.lemmas) if lemmas & known.threats)


def _threat(sentence: _Sentence, place: int) -> bool:
    forms = sentence.forms
    before, after = forms[max(0, place - _NEAR - 1) : place], forms[place + 1 : place + 4]
    if little.NOT & set(before) or any(form.endswith("n't") for form in before):
        return False
    if forms[place].isascii():
        return _english_threat(before, after)
    near = set(before[-4:]) | set(after)
    if not little.YOU & near and not (little.YOUR & near and little.BODY & near):
        return False
    if forms[place].endswith(little.INFINITIVE):
        return bool(little.NEED & near)
    third = {"он", "она", "они", "кто"} & set(before)
    return forms[place].endswith(little.FUTURE) and not third


def _english_threat(before: Sequence[str], after: Sequence[str]) -> bool:
    if before and before[-1] in {"be", "get"}:
        return bool(little.DESERVE & set(before)) and bool({"you", "u"} & set(before))
    hit = [form for form in after if form not in little.FILL]
    if not hit or not (hit[0] in {"you", "u", "ya"} or (hit[0] in little.YOUR and little.BODY & set(after))):
        return False
    return bool(little.ACTORS & set(before)) and bool(little.WILL & set(before))


def _shouting(said: Sequence[Word], known: Lists) -> bool:
    """Nearly all of it in capitals, and not for joy."""
    longer = [word for word in said if len(word.written) > 1 and word.written.upper() != word.written.lower()]
    loud = [word for word in longer if word.written == word.written.upper()]
    letters = sum(len(word.written) for word in loud)
    if len(loud) < _LOUD_WORDS or letters < _LOUD_LETTERS:
        return False
    return letters >= _CAPITALS * sum(len(word.written) for word in longer) and not any(
        word.lemmas & known.glad for word in said
    )
