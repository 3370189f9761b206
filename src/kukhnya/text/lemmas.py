"""Words by their base forms, however they are inflected or disguised, in Russian and English.

Russian by pymorphy3 (https://github.com/no-plagiarism/pymorphy3), English by Snowball's stemmer: an English lemma here is a
stem, and whoever writes down words to look for passes them through `lemmas_of` too, so that both sides are alike.
A word may be several words' form, so each has a set. Taking a text apart takes time linear in it and looks nothing up; a word's
lemmas are looked up when they are asked for, which takes long the first time, and kept in memory by word (no text is).
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, Final

from kukhnya.model.words import Word, Words

from .stems import folded, stem

MOST_CHARACTERS: Final = 20_000
"""A text is looked at as far as this."""
LONGEST: Final = 60
_UNSEEN_ONES: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e007f"
)
_INVISIBLE: Final = re.compile(f"[{_UNSEEN_ONES}]")
UNSEEN: Final = re.compile(f"[{_UNSEEN_ONES}\u0300-\u036f]")
_ACCENTS: Final = re.compile("(?<=[\u0430-\u044f\u0451\u0410-\u042f\u0401])[\u0300-\u0305\u0307-\u036f]+")
"""Accents over Russian letters, which leave the letter what it is; й and ё are one character by now."""
_PLAIN_WORD: Final = (
    r"[^\W_]+(?:['’][^\W_]+|[*•●█]{1,8}[^\W_]+|(?<=[\u0400-\u04ff])[@#$_](?=[\u0400-\u04ff])[^\W_]+)*[*•●█]{0,8}"
)
_SPREAD_WORD: Final = r"(?<![^\W_])[^\W\d_](?P<sign>[ .\-_·])(?:[^\W\d_](?P=sign)){1,58}[^\W\d_](?![^\W_])"
"""Three or more single letters with the same sign between them: one word spread out."""
_WORD: Final = re.compile(_PLAIN_WORD)
_SPREAD: Final = re.compile(_SPREAD_WORD)
_WORD_OR_SPREAD: Final = re.compile(f"{_SPREAD_WORD}|{_PLAIN_WORD}")
_SIMPLE: Final = re.compile(r"(?:[a-z]+|[\u0430-\u044f]+|[0-9]+)\Z")
# Most texts hold no disguise at all: each word is of one script, each sign one that neither joins letters nor hides them.
LATIN_LETTERS: Final = "a-zàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿğışœčšž"
CYRILLIC_LETTERS: Final = "\u0430-\u0450\u0452-\u045f\u0491"
_LETTERS: Final = f"{LATIN_LETTERS}{CYRILLIC_LETTERS}"
_ODD: Final = re.compile(
    rf"[^{_LETTERS}0-9 \t\n\r!-/:-@\[-`{{-~«»\u2014\u2013…“”„’№€₽·•●█→\u2600-\u2604\u2610-\u26ff\u2702-\u2757\u2764"
    "\U0001f300-\U0001f6ff\U0001f900-\U0001f9ff]"
)
_PLAIN: Final = re.compile(f"[{_LETTERS}0-9]+")
_PLAIN_JOINED: Final = re.compile(f"[{_LETTERS}0-9]+(?:['’][{_LETTERS}0-9]+)*")
_DIGIT_BESIDE: Final = re.compile(f"[0-9](?:(?<=[{_LETTERS}][0-9])|(?=[{_LETTERS}]))")
_LATIN_BESIDE: Final = re.compile(f"[{LATIN_LETTERS}](?:(?<=[{CYRILLIC_LETTERS}].)|(?=[{CYRILLIC_LETTERS}]))")
_JOINING: Final = re.compile(
    f"[*•●█@#$_'’](?:(?<=[{_LETTERS}0-9][*•●█])|(?<=[{CYRILLIC_LETTERS}][@#$_])(?=[{CYRILLIC_LETTERS}])"
    f"|(?<=[0-9]['’])(?=[{_LETTERS}0-9])|(?<=[{_LETTERS}]['’])(?=[0-9])"
    f"|(?<=[{LATIN_LETTERS}]['’])(?=[{CYRILLIC_LETTERS}])|(?<=[{CYRILLIC_LETTERS}]['’])(?=[{LATIN_LETTERS}]))"
)
_FEWEST_SPREAD: Final = 3
SPREAD_BY_SPACES: Final = re.compile(r" \w (?<=[^\W\d_] [^\W\d_] )[^\W\d_](?![^\W_])")
SPREAD_BY_SIGNS: Final = re.compile(r"([.\-_·])(?<=[^\W\d_].)[^\W\d_]\1[^\W\d_](?![^\W_])")
"""What every word spread out has in it, found by its signs."""
_SMALL: Final = frozenset("авикосуя")
"""Words of one letter."""
_MOST_TRIES: Final = 20
_SIGNS: Final = frozenset(" .-_·")
_HIDERS: Final = re.compile(r"[*•●█@#$_]")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")
_LATIN: Final = re.compile("[a-z]", re.IGNORECASE)
# Letters that look alike, Latin and Greek beside Cyrillic: folded to the script that most of the word is in.
_AS_CYRILLIC: Final = str.maketrans("aàáäeèéëёopcyxkmhtbnu30", "ааааеееееорсухкмнтвпизо")
_AS_LATIN: Final = str.maketrans("аеорсухкмнтвіѕјԁ013$", "aeopcyxkmhtbisjdoies")


def normal(text: str) -> str:
    """`text` in one width, without invisible characters; case and order as they were."""
    plain = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])[:MOST_CHARACTERS].replace(
        "İ", "I"
    )  # in lower case it is two letters
    return _ACCENTS.sub("", _INVISIBLE.sub("", plain)) if UNSEEN.search(plain) else plain


def words(text: str) -> Words:
    """`text` taken apart. Never raises, whatever it holds."""
    plain = normal(text)
    low = in_one_case(plain)
    parts = _plain_words(low)
    return _disguised(text, plain, low) if parts is None else Words(text, plain, parts, {}, spelt)


def _plain_words(low: str) -> tuple[str, ...] | None:
    """The words of a text without any disguise, in a fifth of the time; None where there may be one."""
    if (
        _ODD.search(low)
        or _DIGIT_BESIDE.search(low)
        or (not low.isascii() and _LATIN_BESIDE.search(low))
        or _JOINING.search(low)
    ):
        return None
    joined = "'" in low or "’" in low
    parts = (_PLAIN_JOINED if joined else _PLAIN).findall(low)
    lengths = [*map(len, parts)]
    if (joined or lengths.count(1) >= _FEWEST_SPREAD) and _SPREAD.search(low):
        return None
    return tuple(parts) if max(lengths, default=0) <= LONGEST else None


def _disguised(text: str, plain: str, low: str) -> Words:
    """A text taken apart with each disguise taken off."""
    if SPREAD_BY_SPACES.search(low) or SPREAD_BY_SIGNS.search(low):
        low = _parted(low)
        parts = [found[0] for found in _WORD_OR_SPREAD.finditer(low)]
    else:
        parts = _WORD.findall(low)
    shapes = {
        part: _shape(part[: 2 * LONGEST]) for part in set(parts) if len(part) > LONGEST or not _SIMPLE.match(part)
    }
    if not shapes:
        return Words(text, plain, tuple(parts), {}, spelt)
    folded_ = tuple([shapes[part][0] if part in shapes else part for part in parts])
    hidden = {part: masked for part, (_, masked) in shapes.items() if masked}
    masks = {place: hidden[part] for place, part in enumerate(parts) if part in hidden} if hidden else {}
    return Words(text, plain, folded_, masks, spelt)


def shaped(piece: str) -> list[tuple[str, str]]:
    """The words of something in one case without letters spread out, folded, each with its mask where it has one, else "".

    Nothing of a word reaches over white space.
    """
    return [
        (part, "") if len(part) <= LONGEST and _SIMPLE.match(part) else _shape(part[: 2 * LONGEST])
        for part in _WORD.findall(piece)
    ]


def lemmas_of(word: str) -> frozenset[str]:
    """The base forms one word may have, as `words` has them."""
    return _lemmas(_unmasked(folded(word)[:LONGEST]))


def forms_of(word: str) -> frozenset[str]:
    """All forms of a Russian word that is given in its base form; of any other, the word alone."""
    base = folded(word)
    if not _CYRILLIC.search(base):
        return frozenset({base})
    read = _russian().parse(base)
    meant = [each for each in read if folded(each.normal_form) == base] or read[:1]
    return frozenset({base, *(folded(form.word) for each in meant for form in each.lexeme)})


def in_one_case(plain: str) -> str:
    """Folded, each letter at its place; not folded yet where a letter is two in lower case."""
    low = plain.casefold().replace("ё", "е")
    return low if len(low) == len(plain) else plain


def _parted(low: str) -> str:
    """Where a letter beside a word spread out is a word of its own (в, и, я), the space between becomes the end of a line."""
    tries = iter(range(_MOST_TRIES))
    return _SPREAD.sub(lambda found: _without_small(found[0]) if next(tries, None) is not None else found[0], low)


def _without_small(spread: str) -> str:
    letters = spread[::2]
    if spread[1] != " " or not _SIMPLE.match(letters) or letters.isascii() or _russian().word_is_known(letters):
        return spread
    for first, last in ((0, 1), (1, 0), (1, 1)):
        small = letters[:first] + letters[len(letters) - last :]
        if _SMALL.issuperset(small) and _russian().word_is_known(letters[first : len(letters) - last]):
            begin, end = 2 * first, len(spread) - 2 * last
            return "\n".join(
                part for part in (spread[: begin - 1] if first else "", spread[begin:end], spread[end + 1 :]) if part
            )
    return spread


def spelt(of: Words) -> tuple[Word, ...]:
    """The words of a text with their places."""
    return tuple(
        Word(of.normal[found.start() : found.end()], word, found.start(), _lemmas)
        for found, word in zip(_WORD_OR_SPREAD.finditer(_parted(in_one_case(of.normal))), of.folded, strict=True)
    )


@lru_cache(maxsize=10_000)
def _shape(part: str) -> tuple[str, str]:
    """A word folded, and with a star for each hidden letter where there are any."""
    plain = part[:LONGEST].casefold().replace("ё", "е")
    if plain.isalnum():
        return _unmasked(plain), ""
    if len(part) > 4 and part[1] == part[3] and part[1] in _SIGNS:  # noqa: PLR2004 - "a b c"
        return _unmasked(part.replace(part[1], "")[:LONGEST]), ""
    bare = _HIDERS.sub("", plain)
    if bare == plain:
        return _unmasked(plain), ""
    hidden = _HIDERS.sub("*", plain)
    return (bare, hidden) if _SIMPLE.match(bare) else (_unmasked(bare), _unmasked(hidden))


def _unmasked(word: str) -> str:
    """Look-alike letters as the script that most letters of the word belong to."""
    if word.isascii():
        cyrillic, latin = 0, 0 if word.isdigit() else 1
    else:
        cyrillic, latin = len(_CYRILLIC.findall(word)), len(_LATIN.findall(word))
    if cyrillic and (latin or not word.isalpha()) and cyrillic >= latin:
        return word.translate(_AS_CYRILLIC)
    if latin and (cyrillic or not word.isalpha()):
        return word.translate(_AS_LATIN)
    return word


@lru_cache(maxsize=50_000)
def _lemmas(word: str) -> frozenset[str]:
    if _CYRILLIC.search(word):
        return frozenset(folded(form.normal_form) for form in _russian().parse(word)[:4])
    return frozenset({stem(word)})


@cache
def _russian() -> Any:
    """Made when the first Russian word is looked up: it takes a tenth of a second and 20 MB."""
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - as above

    return MorphAnalyzer()
