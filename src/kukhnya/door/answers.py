"""What goes back: JSON, pages of JSON with a Link header, and errors in the shape that apps know."""

import errno
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, quote_plus, urlencode

import msgspec
from msgspec import Struct

from kukhnya.model.errors import Forbidden, KukhnyaError, NotFound, Refused, TooMany, Unreachable

JSON: Final = "application/json; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"

_encoder: Final = msgspec.json.Encoder()


class Answer(Struct, frozen=True):
    """Bytes with a status and headers."""

    body: bytes = b""
    status: int = 200
    media_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()


class Ongoing(Struct, frozen=True):
    """An answer that goes on: `run` sends messages of ASGI, its own beginning and end among them, until all is said."""

    run: Callable[[Any, Any], Awaitable[None]]
    media_type: str


class Unauthorized(Exception):
    """No token, or one that opens nothing."""

    def __init__(self, sentence: str = "The access token is invalid") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TooLarge(Exception):
    """The body is larger than this route takes."""


class Listed(Struct, frozen=True):
    """A page of a list: items, already encoded or not, and the ids its Link header is made of."""

    items: Sequence[Any] | bytes
    first: int | None
    last: int | None
    full: bool = True
    places: tuple[str, str] | None = None
    """What goes with the first and the last id, where an id alone does not say where it stands."""
    each: Sequence[bytes] = ()
    """The items one by one, where they are encoded and known so: pages draw each by itself."""
    entries: int | None = None
    """How many entries of the list they were made of, where some of those are not shown: whether there may be more."""


def json_bytes(value: Any) -> bytes:
    """`value` as JSON."""
    return _encoder.encode(value)


def link_header(url: str, query: Mapping[str, Any], listed: Listed) -> tuple[tuple[str, str], ...]:
    """`next` and `prev`: exclusive bounds, absolute addresses, every other parameter kept."""
    if listed.first is None or listed.last is None:
        return ()
    kept = urlencode(
        [
            (name, value)
            for name, value in _flat(query)
            if name not in {"max_id", "min_id", "since_id", "offset", "place", "access_token"}
        ]
    )
    # What follows is a header, and a hashtag may be of any letters.
    written = f"{quote(url, safe=':/[]')}?{kept}{'&' if kept else ''}"
    first, last = [f"&place={quote_plus(place)}" for place in listed.places] if listed.places else ("", "")
    older = f'<{written}max_id={listed.last}{last}>; rel="next"'
    newer = f'<{written}min_id={listed.first}{first}>; rel="prev"'
    return (("link", f"{older}, {newer}" if listed.full else newer),)


def _flat(query: Mapping[str, Any]) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in query.items():
        if isinstance(value, list):
            flat += [(f"{name}[]", str(each)) for each in value if not isinstance(each, dict | list)]
        elif not isinstance(value, dict):
            flat.append((name, str(value)))
    return flat


_STATUS: Final[Mapping[type[Exception], int]] = {
    NotFound: 404,
    Refused: 422,
    Forbidden: 403,
    TooMany: 429,
    Unreachable: 503,
    Unauthorized: 401,
    TooLarge: 413,
}

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ROOM_FOR_SQLITE: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})


def error_answer(error: Exception) -> Answer | None:
    """The one table from error to answer; None for what is a fault of ours."""
    if _no_room(error):
        return _error(507, "The server's disk is full: nothing was saved. Reading still works.")
    if _sqlite_code(error) & 0xFF == sqlite3.SQLITE_BUSY:
        return _error(503, "The server is busy; please try again in a moment.", (("retry-after", "1"),))
    status = _STATUS.get(type(error))
    if status is None:
        return None
    headers: tuple[tuple[str, str], ...] = ()
    if isinstance(error, TooMany):
        headers = (("retry-after", str(error.after_s)),)
    elif isinstance(error, Unreachable):
        headers = (("retry-after", "5"),)
    elif isinstance(error, Unauthorized):
        headers = (("www-authenticate", 'Bearer realm="Kukhnya"'),)
    sentence = "The request is too large" if isinstance(error, TooLarge) else getattr(error, "sentence", "")
    return _error(status, sentence, headers, getattr(error, "details", {}))


def _no_room(error: Exception) -> bool:
    """Is the disk full, or somebody's share of it? SQLite has a code for the first alone: the rest it could not write."""
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    return _sqlite_code(error) in _NO_ROOM_FOR_SQLITE


def _sqlite_code(error: Exception) -> int:
    return getattr(error, "sqlite_errorcode", 0) if isinstance(error, sqlite3.OperationalError) else 0


def _error(
    status: int, sentence: str, headers: tuple[tuple[str, str], ...] = (), details: Mapping[str, tuple[str, str]] = {}
) -> Answer:
    body: dict[str, Any] = {"error": sentence}
    if details:
        body["details"] = {
            field: [{"error": code, "description": description}] for field, (code, description) in details.items()
        }
    return Answer(json_bytes(body), status, JSON, headers)


__all__ = [
    "HTML",
    "JSON",
    "Answer",
    "KukhnyaError",
    "Listed",
    "Ongoing",
    "TooLarge",
    "Unauthorized",
    "error_answer",
    "link_header",
]
