"""A word before a page that it can be an offence to open, for those whose packs say so.

It stands in the page itself, behind the link: no address of ours is asked, so that no log, no history and no cache can tell
that a word was said, nor of what. The link beside it leads there without a referrer. Works without a script.
"""

import re
from hashlib import blake2b
from html import unescape
from typing import Any, Final

from msgspec import Struct

from kukhnya.door.route import Call
from kukhnya.law.labels import Closed
from kukhnya.model.ids import to_datetime

from .language import environment

_LINK: Final = re.compile(r'<a [^>]*?href="(https?://[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
_CARD: Final = 'class="link"'


class Word(Struct, frozen=True):
    """What is said before one address: its places and rules, and the name of the word within the page."""

    id: str
    url: str
    closed: tuple[Closed, ...]


def guards(call: Call) -> bool:
    """Is there any address that this reader's packs say must not be opened?"""
    return call.house.labels.closing(call.caller.jurisdictions)


def guarded(call: Call, language: str, html: str) -> str:
    """HTML of ours in which no link leads at once to what its reader's packs say must not be opened."""
    if not guards(call):
        return html
    chosen = call.caller.jurisdictions
    words: dict[str, Word] = {}

    def held(found: re.Match[str]) -> str:
        url = unescape(found[1])
        closed = tuple(each for each in call.house.labels.closed(url) if each.pack.id in chosen)
        if not closed:
            return found[0]
        word = words.setdefault(url, Word(f"word-{blake2b(url.encode(), digest_size=6).hexdigest()}", url, closed))
        look = "link" if _CARD in found[0].partition(">")[0] else "leads"
        return (
            f'<button type="button" class="{look}" popovertarget="{word.id}" aria-haspopup="dialog">{found[2]}</button>'
        )

    made = _LINK.sub(held, html)
    return _with(made, "".join(_said(call, language, word) for word in words.values()))


def _said(call: Call, language: str, word: Word) -> str:
    macro: Any = environment(language).get_template("_leaving.html").module
    return str(macro.word(word, to_datetime(call.house.store.clock()).date()))


def _with(html: str, words: str) -> str:
    """The words at the end of the page's own part, or of the article where there is no page around it."""
    end = "</main>" if "</main>" in html else "</article>"
    before, mark, after = html.rpartition(end)
    return f"{before}{words}{mark}{after}" if mark else html + words
