"""What a page of somebody else's says about itself, read from the beginning of its HTML.

Nothing of it is believed: every field is text, on one line, cut, without control characters; addresses are http or
https. Only so many elements of so many characters are looked at, so the time is bounded whatever the page holds.
"""

import codecs
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from kukhnya.model.link_card import About

MOST_BYTES: Final = 512 * 1024
LONGEST_ADDRESS: Final = 2000
_TITLE, _DESCRIPTION, _NAME = 300, 600, 120
_ELEMENTS: Final = 400
_LONGEST_TAG: Final = 4000
_LONGEST_TEXT: Final = 2000
_CHARSETS: Final = re.compile(
    r"(utf-?8|utf-?16(le|be)?|us-ascii|latin-?1|iso-8859-\d{1,2}|windows-125\d|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|"
    r"euc-(jp|kr)|shift[_-]jis|iso-2022-jp|cp866|ibm866|macintosh)\Z"
)
_DECLARED: Final = re.compile(
    rb"<meta\b[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_-]{2,20})", re.IGNORECASE
)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_INTERESTING: Final = re.compile(
    r"<(?:(!--)|(html|meta|title|script|style|template|noscript|svg|/head|body)(?=[\s/>]))", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(r"([A-Za-z][A-Za-z0-9_:.-]{0,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LANGUAGE: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?![A-Za-z])")


def about(body: bytes, media_type: str, address: str) -> About:
    """What the page at `address` says about itself. `media_type`: what its server calls it, charset included."""
    said = _Head(decoded(body[:MOST_BYTES], media_type))
    first = said.first
    return About(
        title=_line(first("og:title", "twitter:title") or said.title, _TITLE),
        description=_line(first("og:description", "twitter:description", "description"), _DESCRIPTION),
        provider_name=_line(first("og:site_name", "application-name"), _NAME),
        author_name=_line(_unless_address(first("author", "article:author", "twitter:creator")), _NAME),
        author_url=_address(address, first("article:author", "author_url"), relative=False),
        language=_language(said.language or first("og:locale", "language")),
        published_at=_time(first("article:published_time", "og:published_time", "date")),
        picture=_address(address, first("og:image:secure_url", "og:image", "og:image:url", "twitter:image")),
        image_description=_line(first("og:image:alt", "twitter:image:alt"), _DESCRIPTION),
    )


def decoded(body: bytes, media_type: str) -> str:
    """The text of a page: a byte order mark decides, then its server, then the page itself, else UTF-8."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    in_header, declared = _IN_HEADER.search(media_type[:500]), _DECLARED.search(body[:4096])
    named = in_header[1] if in_header else declared[1].decode("ascii") if declared else ""
    if not _CHARSETS.match(named.lower()):
        named = "utf-8"
    try:
        return body.decode(named, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


class _Head:
    """The elements of a page's head that speak about it; of several of a name the first that says anything."""

    def __init__(self, text: str) -> None:
        self.title = ""
        self.language = ""
        self._said: dict[str, str] = {}
        self._read(text)

    def first(self, *names: str) -> str:
        """What the first of these names says that says anything."""
        return next((said for name in names if (said := self._said.get(name, ""))), "")

    def _read(self, text: str) -> None:
        place = 0
        for _ in range(_ELEMENTS):
            found = _INTERESTING.search(text, place)
            if found is None:
                return
            place = found.end()
            name = "!--" if found[1] else found[2].lower()
            if name in {"/head", "body"}:
                return
            place = self._element(name, text, place)

    def _element(self, name: str, text: str, place: int) -> int:
        """Read one element; the answer is where it ends."""
        if name == "!--":
            return _after(text, "-->", place)
        end = _end_of_tag(text, place)
        if name == "html":
            self.language = _attributes(text[place:end]).get("lang", "")
        elif name == "meta":
            self._meta(_attributes(text[place:end]))
        elif name == "title":
            close = _closing(text, "title", end)
            self.title = self.title or unescape(text[end:close].lstrip(">")[:_LONGEST_TEXT])
            return close
        else:
            return _closing(text, name, end)
        return end

    def _meta(self, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        said = attributes.get("content", "").strip()
        if name and said:
            self._said.setdefault(name, said)


def _after(text: str, mark: str, place: int) -> int:
    found = text.find(mark, place)
    return len(text) if found < 0 else found + len(mark)


def _closing(text: str, name: str, place: int) -> int:
    """Where the end tag of an element begins whose content is no markup; the end of the text where there is none."""
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, place)
    return found.start() if found else len(text)


def _end_of_tag(text: str, place: int) -> int:
    """Where the tag that has begun ends: at a `>` outside quotation marks, at the latest after `_LONGEST_TAG`."""
    quote = ""
    limit = min(len(text), place + _LONGEST_TAG)
    for at in range(place, limit):
        letter = text[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ">":
            return at
    return limit


def _attributes(tag: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape((found[2] or found[3] or found[4] or "")[:_LONGEST_TEXT])
        for found in _ATTRIBUTE.finditer(tag)
    }


def _line(text: str, most: int) -> str:
    """One line of text: no control, format or lone surrogate characters, spaces folded, cut where it is too long."""
    plain = "".join(
        " " if letter.isspace() else letter
        for letter in text[:_LONGEST_TEXT]
        if letter.isspace() or letter == "\u200d" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    folded = " ".join(plain.split())
    return folded if len(folded) <= most else folded[: most - 1].rstrip() + "…"


def _unless_address(text: str) -> str:
    return "" if text.lower().startswith(("http://", "https://")) else text


def _address(base: str, said: str, *, relative: bool = True) -> str:
    """An address of http or https, without a password, as the page means it; empty for anything else."""
    if not said or (not relative and not said.lower().startswith(("http://", "https://"))):
        return ""
    try:
        address = urljoin(base, said.strip())
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return ""
    if (
        not sound
        or len(address) > LONGEST_ADDRESS
        or any(ord(letter) <= ord(" ") or letter in "<>\"'`\\" for letter in address)
    ):
        return ""
    return address


def _language(said: str) -> str:
    found = _LANGUAGE.match(said.strip())
    return found[1].lower() if found else ""


def _time(said: str) -> int | None:
    """A moment after 1970 and before 2100, in milliseconds; None for anything else."""
    try:
        moment = datetime.fromisoformat(said.strip()[:40])
        at = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        return None
    return at if 0 < at < 4_102_444_800_000 else None  # noqa: PLR2004 - the year 2100
