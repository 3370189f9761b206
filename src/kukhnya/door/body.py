"""Reading a request's body, in memory and within bounds: nothing a person sends touches a disk unasked."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from kukhnya.model.errors import Refused

from .answers import TooLarge
from .params import from_json, nested, pairs


class Upload(Struct):
    """A file in a form. Its name and declared type are the client's word and are not believed."""

    name: str
    data: bytes


async def read(receive: Callable[[], Awaitable[Any]], headers: Mapping[str, str], most: int) -> bytes:
    """The body; raises TooLarge beyond `most` bytes, before reading them where the length is declared."""
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > most:
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused("The request ended before its body did")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most:
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(chunks)


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
    """The fields and files of a multipart body."""
    found: list[tuple[str, Any]] = []
    data = bytearray()
    segment: MultipartSegment | None = None
    try:
        with PushMultipartParser(boundary, max_segment_count=200, max_header_size=4096) as parser:
            for event in (*parser.parse(body), *parser.parse(b"")):
                if isinstance(event, MultipartSegment):
                    segment, data = event, bytearray()
                elif event is not None:
                    data += event
                elif segment is not None:
                    found.append((segment.name, _value(segment, bytes(data))))
    except (MultipartError, ValueError) as error:
        raise Refused("The form cannot be read") from error
    return found


def _value(segment: MultipartSegment, data: bytes) -> Any:
    if segment.filename is not None:
        return Upload(segment.filename, data)
    return data.decode("utf-8", "replace")
