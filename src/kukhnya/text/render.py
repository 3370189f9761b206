"""From plain text to the HTML that apps expect, and from anybody's HTML to HTML that is safe."""

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from typing import Final

import nh3
from msgspec import Struct

from .parse import Piece, pieces

_REL: Final = "nofollow noopener noreferrer"
_SHOWN: Final = 30
_PARAGRAPH: Final = re.compile(r"\n{2,}")
_SCHEME: Final = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_TAGS: Final = frozenset(
    [
        "p",
        "br",
        "span",
        "a",
        "del",
        "s",
        "pre",
        "blockquote",
        "code",
        "b",
        "strong",
        "u",
        "i",
        "em",
        "ul",
        "ol",
        "li",
        "ruby",
        "rt",
        "rp",
    ]
)
_CLASSES: Final = {
    "a": frozenset({"mention", "hashtag", "u-url"}),
    "span": frozenset({"h-card", "invisible", "ellipsis", "mention"}),
}


class MentionLink(Struct, frozen=True):
    """Where a handle leads, and the name that is shown."""

    url: str
    username: str


def to_html(source: str, *, mentions: Mapping[str, MentionLink], tag_url: Callable[[str], str]) -> str:
    """`source` as paragraphs with links. Handles that are not in `mentions` stay text. Empty text gives ''."""
    text = source.strip("\n ")
    if not text:
        return ""
    paragraphs = _PARAGRAPH.split(text)
    return "".join(f"<p>{_inline(paragraph, mentions, tag_url)}</p>" for paragraph in paragraphs)


def _inline(text: str, mentions: Mapping[str, MentionLink], tag_url: Callable[[str], str]) -> str:
    made = "".join(_piece(piece, mentions, tag_url) for piece in pieces(text))
    return made.replace("\n", "<br>")


def _piece(piece: Piece, mentions: Mapping[str, MentionLink], tag_url: Callable[[str], str]) -> str:
    if piece.kind == "url":
        return _link(piece.text)
    if piece.kind == "mention" and piece.key in mentions:
        to = mentions[piece.key]
        return (
            f'<span class="h-card"><a href="{escape(to.url)}" class="u-url mention" rel="{_REL}">'
            f"@<span>{escape(to.username)}</span></a></span>"
        )
    if piece.kind == "tag":
        return (
            f'<a href="{escape(tag_url(piece.key))}" class="mention hashtag" rel="tag {_REL}">'
            f"#<span>{escape(piece.text[1:])}</span></a>"
        )
    return escape(piece.text, quote=False)


def _link(url: str) -> str:
    """The address with its scheme and its end hidden from the eye, but there for whoever copies it."""
    scheme = _SCHEME.match(url)
    lead = scheme[0] if scheme else ""
    shown, rest = url[len(lead) : len(lead) + _SHOWN], url[len(lead) + _SHOWN :]
    kind = "ellipsis" if rest else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="{_REL}"><span class="invisible">{escape(lead)}</span>'
        f'<span class="{kind}">{escape(shown)}</span><span class="invisible">{escape(rest)}</span></a>'
    )


def clean(html: str) -> str:
    """Foreign HTML with only plain elements, known classes and safe links left."""
    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "ol": {"start", "reversed"}, "li": {"value"}},
        allowed_classes={tag: set(names) for tag, names in _CLASSES.items()},
        url_schemes={"http", "https"},
        link_rel=_REL,
        clean_content_tags={"script", "style", "template", "iframe", "noscript", "textarea", "title", "xmp"},
    )


_BREAK: Final = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")


def to_text(html: str) -> str:
    """The words of HTML that `to_html` or `clean` made."""
    broken = _BREAK.sub(lambda found: "\n" if found[0].lower().startswith("<br") else "\n\n", html)
    return unescape(_TAG.sub("", broken))
