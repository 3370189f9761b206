"""Reading a request's body, in memory and within bounds: nothing a person sends touches a disk unasked.

A form with files is read piece by piece. A file for which there is no room is let go as it comes, and what was typed beside
it is kept: a page can then say what was too large, with nothing lost.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from kukhnya.model.errors import Refused

from .answers import TooLarge
from .params import from_json, nested, pairs


class Upload(Struct):
    """A file in a form. Its name and declared type are the client's word and are not believed."""

    name: str
    data: bytes
    lost: int = 0
    """Of how many bytes it was, where there was no room for it. Nothing of it is kept."""


class Room(Struct, frozen=True):
    """How many bytes of a form are kept, in files and in words, and how many are read at all."""

    files: int
    words: int
    body: int


Receive = Callable[[], Awaitable[Any]]
_UNREADABLE: Final = "The form cannot be read"


async def read(receive: Receive, headers: Mapping[str, str], most: int) -> bytes:
    """The body; raises TooLarge beyond `most` bytes, before reading them where the length is declared."""
    return b"".join([piece async for piece in _pieces(receive, headers, most)])


async def form(receive: Receive, headers: Mapping[str, str], query: bytes, room: Room) -> dict[str, Any]:
    """What a form with files and its query say; of a file that finds no room, how large it was.

    Raises TooLarge for more words than there is room for, and for a body that is not read to its end.
    """
    reading = _Form(parse_options_header(headers.get("content-type", ""))[1].get("boundary", ""), room)
    async for piece in _pieces(receive, headers, room.body):
        reading.takes(piece)
    return {**nested(pairs(query)), **nested(reading.ended())}


def holds_files(content_type: str) -> bool:
    """Is a body of this kind a form that may hold files?"""
    return str(parse_options_header(content_type)[0]) == "multipart/form-data"


async def _pieces(receive: Receive, headers: Mapping[str, str], most: int) -> AsyncIterator[bytes]:
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        raise TooLarge
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused("The request ended before its body did")
        piece, more = message.get("body", b""), message.get("more_body", False)
        size += len(piece)
        if size > most:
            raise TooLarge
        if piece:
            yield piece


def said(content_type: str, query: bytes, body: bytes) -> dict[str, Any]:
    """Everything a request says: query and body together, the body winning. Raises Refused where unreadable."""
    spoken: dict[str, Any] = nested(pairs(query)) if query else {}
    if not body:
        return spoken
    kind, options = parse_options_header(content_type)
    if kind == "application/json" or (not kind and body.lstrip().startswith(b"{")):
        return {**spoken, **from_json(body)}
    if kind == "multipart/form-data":
        return {**spoken, **nested(_parts(body, options.get("boundary", "")))}
    if kind in {"application/x-www-form-urlencoded", ""}:
        return {**spoken, **nested(pairs(body))}
    raise Refused("The body must be a form or JSON")


def _parts(body: bytes, boundary: str) -> list[tuple[str, Any]]:
    """The fields and files of a multipart body that is here already."""
    reading = _Form(boundary, Room(len(body), len(body), len(body)))
    reading.takes(body)
    return reading.ended()


class _Form:
    """The fields and files of a multipart body, as far as it has come."""

    def __init__(self, boundary: str, room: Room) -> None:
        self._room = room
        self._found: list[tuple[str, Any]] = []
        self._segment: MultipartSegment | None = None
        self._data = bytearray()
        self._lost = self._files = self._words = 0
        try:
            self._parser = PushMultipartParser(boundary, max_segment_count=200, max_header_size=4096)
        except (MultipartError, ValueError) as error:
            raise Refused(_UNREADABLE) from error

    def takes(self, piece: bytes) -> None:
        """Read on. Raises Refused for what is no form, TooLarge for too many words."""
        try:
            for event in self._parser.parse(piece):
                if isinstance(event, MultipartSegment):
                    self._segment, self._data, self._lost = event, bytearray(), 0
                elif self._segment is not None and event is not None:
                    self._add(self._segment, event)
                elif self._segment is not None:
                    self._found.append((self._segment.name, self._value(self._segment)))
        except (MultipartError, ValueError) as error:
            raise Refused(_UNREADABLE) from error

    def ended(self) -> list[tuple[str, Any]]:
        """Everything there was. Raises Refused where the end is missing."""
        self.takes(b"")
        return self._found

    def _add(self, segment: MultipartSegment, piece: bytes) -> None:
        if segment.filename is None:
            self._words += len(piece)
            if self._words > self._room.words:
                raise TooLarge
        elif self._lost or self._files + len(piece) > self._room.files:
            self._files -= len(self._data)
            self._lost += len(self._data) + len(piece)
            self._data = bytearray()
            return
        else:
            self._files += len(piece)
        self._data += piece

    def _value(self, segment: MultipartSegment) -> Any:
        if segment.filename is not None:
            return Upload(segment.filename, bytes(self._data), self._lost)
        return self._data.decode("utf-8", "replace")
