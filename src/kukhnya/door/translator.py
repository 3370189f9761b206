"""The engine that puts words into another language: a LibreTranslate server that whoever runs this one has named.

Its address comes from the settings alone, so it may be on this machine. It is given as long as a person waits and room
for an answer that makes sense, and no redirect is followed. What it says is foreign: the caller cleans it.
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.model.errors import Unreachable

NAME: Final = "LibreTranslate"
_MOST_BYTES: Final = 1024 * 1024
_WAITS_S: Final = {"total": 15, "connect": 5}
_LANGUAGES_LAST_S: Final = 3600.0
_AWAY: Final = "Service Unavailable"

_languages: dict[str, tuple[float, Mapping[str, tuple[str, ...]]]] = {}
"""By the engine's address, until when: it seldom learns a new language."""


class Translated(Struct, frozen=True):
    """The same texts in the same order, and the language they were in."""

    texts: tuple[str, ...]
    source: str


class _Language(Struct):
    code: str
    targets: list[str]


class _Detected(Struct):
    language: str = ""


class _Said(Struct, rename="camel"):
    translated_text: list[str]
    detected_language: list[_Detected] | _Detected | None = None


async def languages(url: str) -> Mapping[str, tuple[str, ...]]:
    """Into which languages each one can be put. Raises Unreachable."""
    until, known = _languages.get(url, (0.0, {}))
    if time.monotonic() < until:
        return known
    said = await _asked("GET", url, "/languages", list[_Language])
    known = {each.code: tuple(to for to in each.targets if to != each.code) for each in said}
    _languages[url] = (time.monotonic() + _LANGUAGES_LAST_S, known)
    return known


async def translate(url: str, html: Sequence[str], source: str, target: str) -> Translated:
    """These pieces of HTML in the language `target`. `source` may be empty. Raises Unreachable."""
    question = {"q": list(html), "source": source or "auto", "target": target, "format": "html"}
    said = await _asked("POST", url, "/translate", _Said, question)
    if len(said.translated_text) != len(html):
        raise Unreachable(_AWAY)
    found = said.detected_language
    first = (found[0] if found else None) if isinstance(found, list) else found
    return Translated(tuple(said.translated_text), source or (first.language if first else ""))


async def _asked(verb: str, url: str, path: str, kind: Any, question: Any = None) -> Any:
    """The engine's answer, read as `kind`."""
    import aiohttp  # noqa: PLC0415 - it takes a while to load, and most servers have no engine

    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(**_WAITS_S)) as session,
            session.request(verb, url.rstrip("/") + path, json=question, allow_redirects=False) as answer,
        ):
            if answer.status != 200:  # noqa: PLR2004 - everything else is a refusal
                raise Unreachable(_AWAY)
            return msgspec.json.decode(await _body(answer.content), type=kind)
    except (TimeoutError, aiohttp.ClientError, OSError, msgspec.DecodeError, UnicodeError) as error:
        raise Unreachable(_AWAY) from error


async def _body(stream: Any) -> bytes:
    read = bytearray()
    async for part in stream.iter_chunked(65_536):
        read += part
        if len(read) > _MOST_BYTES:
            raise Unreachable(_AWAY)
    return bytes(read)
