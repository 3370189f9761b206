"""A form is read piece by piece: what was typed is kept, and a file for which there is no room is let go as it comes."""

import tracemalloc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kukhnya.door import body
from kukhnya.door.answers import TooLarge
from kukhnya.door.body import Room, Upload
from kukhnya.model.errors import Refused

HEADERS = {"content-type": "multipart/form-data; boundary=b"}
Receive = Callable[[], Awaitable[Any]]


def field(name: str, said: bytes, filename: str = "") -> bytes:
    """One part of a form."""
    file = f'; filename="{filename}"' if filename else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + said + b"\r\n"


def whole(*parts: bytes) -> bytes:
    """A form of these parts."""
    return b"".join(parts) + b"--b--\r\n"


def coming(sent: bytes, size: int) -> Receive:
    """The body as it comes from a line, in pieces of this size."""
    pieces = [sent[place : place + size] for place in range(0, len(sent), size)]

    async def receive() -> Any:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    return receive


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 100_000])
async def test_a_form_says_the_same_in_whatever_pieces_it_comes(size: int) -> None:
    sent = whole(field("text", "чай\r\n-b --b".encode()), field("p", b"\r\n--\r\n-b", "a.png"), field("n[]", b"1"))

    said = await body.form(coming(sent, size), HEADERS, b"n[]=0&go=on", Room(100, 100, 1000))

    assert said == {"text": "чай\r\n-b --b", "p": Upload("a.png", b"\r\n--\r\n-b"), "n": ["1"], "go": "on"}


@pytest.mark.parametrize("size", [1, 13, 100_000])
async def test_a_file_that_finds_no_room_is_let_go_and_all_else_is_kept(size: int) -> None:
    sent = whole(
        field("first", b"x" * 60, "a"), field("text", b"before"), field("second", b"y" * 150, "b"),
        field("third", b"z" * 40, "c"), field("after", b"typed"),
    )  # fmt: skip

    said = await body.form(coming(sent, size), HEADERS, b"", Room(files=100, words=100, body=5000))

    assert said["first"] == Upload("a", b"x" * 60)
    assert said["second"] == Upload("b", b"", lost=150)
    assert said["third"] == Upload("c", b"z" * 40)
    assert (said["text"], said["after"]) == ("before", "typed")


async def test_the_room_for_files_is_not_for_words() -> None:
    sent = whole(field("one", b"x" * 60), field("two", b"x" * 60))

    with pytest.raises(TooLarge):
        await body.form(coming(sent, 50), HEADERS, b"", Room(files=5000, words=100, body=5000))


async def test_a_body_without_an_end_is_not_read_to_it() -> None:
    asked = 0

    async def receive() -> Any:
        nonlocal asked
        asked += 1
        begun = field("file", b"", "a.png").removesuffix(b"\r\n")
        return {"type": "http.request", "body": begun if asked == 1 else b"x" * 100, "more_body": True}

    with pytest.raises(TooLarge):
        await body.form(receive, HEADERS, b"", Room(files=100, words=100, body=1000))

    assert asked <= 11


async def test_what_says_that_it_is_larger_than_is_ever_read_is_not_begun() -> None:
    async def receive() -> Any:
        raise AssertionError("nothing is to be read")

    with pytest.raises(TooLarge):
        await body.form(receive, HEADERS | {"content-length": "1001"}, b"", Room(files=100, words=100, body=1000))


@pytest.mark.parametrize("sent", [b"--b\r\n", b"no form", whole(field("a", b"1"))[:-8], b"--b\r\nX\r\n\r\n--b--"])
async def test_what_is_no_whole_form_is_refused(sent: bytes) -> None:
    with pytest.raises(Refused):
        await body.form(coming(sent, 3), HEADERS, b"", Room(100, 100, 1000))


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", 'multipart/form-data; boundary="a\nb"']
)
async def test_a_form_without_a_boundary_is_refused(kind: str) -> None:
    with pytest.raises(Refused):
        await body.form(coming(b"--b--", 3), {"content-type": kind}, b"", Room(100, 100, 1000))


async def test_a_line_that_breaks_off_is_said_to_be_so() -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    with pytest.raises(Refused):
        await body.form(receive, HEADERS, b"", Room(100, 100, 1000))


async def test_what_is_let_go_is_never_in_memory() -> None:
    piece, many = b"x" * 65_536, 320
    begun = field("text", b"typed") + field("file", b"", "a.png").removesuffix(b"\r\n")
    coming_in = iter([begun, *[piece] * many, b"\r\n--b--\r\n"])
    left = many + 2

    async def receive() -> Any:
        nonlocal left
        left -= 1
        return {"type": "http.request", "body": next(coming_in), "more_body": left > 0}

    tracemalloc.start()
    said = await body.form(receive, HEADERS, b"", Room(files=100_000, words=1000, body=10**8))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert said == {"text": "typed", "file": Upload("a.png", b"", lost=many * len(piece))}
    assert peak < 1_000_000
