"""What a text names: people, hashtags, addresses, emoji.

Each pattern is anchored on a character that seldom occurs and cannot match the same stretch in two ways, so the
time is linear in the length of the text.
"""

import re
import unicodedata
from typing import Final

from msgspec import Struct

URL_COUNTS: Final = 23
"""Characters that every address counts as, however long it is."""

LONGEST_TAG: Final = 100
"""Characters of a hashtag."""

URL: Final = re.compile(r"(?<![\w@/])https?://[^\s<>\"'`\x00-\x20]{1,2000}", re.IGNORECASE)
MENTION: Final = re.compile(
    r"(?<![\w@/.])@([A-Za-z0-9_]{1,30})(?![A-Za-z0-9_])(?:@([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::[0-9]{1,5})?))?"
)
TAG: Final = re.compile(r"(?<![\w&/#])#(\w{1,100})(?!\w)")
_SHORTCODE: Final = re.compile(r"(?<![A-Za-z0-9_:]):([A-Za-z0-9_]{2,30}):(?![A-Za-z0-9_:])")
_TRAILING: Final = ".,;:!?…»”’*_~"
_BRACKETS: Final = {")": "(", "]": "[", "}": "{"}


class Parts(Struct, frozen=True):
    """What a text names, each once, in order: handles in lower case, canonical hashtags, addresses, shortcodes."""

    mentions: tuple[str, ...]
    tags: tuple[str, ...]
    urls: tuple[str, ...]
    shortcodes: tuple[str, ...]


class Piece(Struct, frozen=True):
    """A stretch of a text: `text`, `url`, `mention` (`key` is the handle) or `tag` (`key` is canonical)."""

    kind: str
    text: str
    key: str = ""


_ANY: Final = re.compile(r"https?://|@|#", re.IGNORECASE)


def pieces(source: str) -> list[Piece]:
    """The text cut into stretches; joined again they are the text."""
    found: list[Piece] = []
    start = place = 0
    while (mark := _ANY.search(source, place)) is not None:
        piece = _piece_at(source, mark.start())
        if piece is None:
            place = mark.end()
            continue
        if mark.start() > start:
            found.append(Piece("text", source[start : mark.start()]))
        found.append(piece)
        start = place = mark.start() + len(piece.text)
    if start < len(source):
        found.append(Piece("text", source[start:]))
    return found


def _piece_at(source: str, place: int) -> Piece | None:
    letter = source[place]
    if letter == "@":
        named = MENTION.match(source, place)
        if named is None:
            return None
        handle = named[1].lower() + (f"@{named[2].lower()}" if named[2] else "")
        return Piece("mention", named[0], handle)
    if letter == "#":
        tagged = TAG.match(source, place)
        if tagged is None or not (key := tag_key(tagged[1])):
            return None
        return Piece("tag", tagged[0], key)
    linked = URL.match(source, place)
    url = _trimmed(linked[0]) if linked else ""
    return Piece("url", url, url) if len(url) > len("https://") else None


def _trimmed(url: str) -> str:
    """Without the punctuation that ends the sentence around it; a bracket stays where it was opened inside."""
    surplus = {close: url.count(close) - url.count(opening) for close, opening in _BRACKETS.items()}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or surplus.get(url[end - 1], 0) > 0):
        if url[end - 1] in surplus:
            surplus[url[end - 1]] -= 1
        end -= 1
    return url[:end]


def tag_key(name: str) -> str:
    """The canonical form of a hashtag, without `#`; empty where it is none (only digits, other characters)."""
    key = unicodedata.normalize("NFKC", name.removeprefix("#")).casefold()
    if not key or len(key) > LONGEST_TAG or not all(_belongs(letter) for letter in key):
        return ""
    return "" if all(letter.isdigit() or letter == "_" for letter in key) else key


def _belongs(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or unicodedata.combining(letter) != 0


def parse(source: str) -> Parts:
    """Everything `source` names."""
    cut = pieces(source)

    def once(kind: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(piece.key for piece in cut if piece.kind == kind))

    shortcodes = tuple(dict.fromkeys(_SHORTCODE.findall(source)))
    return Parts(once("mention"), once("tag"), once("url"), shortcodes)


def length(source: str, spoiler: str = "") -> int:
    """Characters as clients count them: an address counts 23, the domain of a mention nothing. Code points after NFC."""
    counted = len(unicodedata.normalize("NFC", spoiler))
    for piece in pieces(source):
        if piece.kind == "url":
            counted += URL_COUNTS
        elif piece.kind == "mention":
            counted += 1 + len(piece.key.partition("@")[0])
        else:
            counted += len(unicodedata.normalize("NFC", piece.text))
    return counted
