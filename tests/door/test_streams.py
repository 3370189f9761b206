"""One listener: what is told at once, what waits, and in which order it is said."""

import asyncio
from typing import Any

from kukhnya.door.callers import STRANGER
from kukhnya.door.streams import Listener


class Line:
    """A line that says at once what it can, and holds up the rest until it is free."""

    def __init__(self) -> None:
        self.said: list[Any] = []
        self.free = asyncio.Event()
        self.jammed = False

    def put(self, message: Any) -> bool:
        """Say it now, if that can be."""
        if not self.jammed:
            self.said.append(message)
        return not self.jammed

    async def send(self, message: Any) -> None:
        """Say it when that can be."""
        await self.free.wait()
        self.said.append(message)


class Wire:
    """Says good-bye."""

    def farewell(self, code: int) -> Any:
        """The last message."""
        return f"bye {code}"


def _listener(line: Line) -> Listener:
    return Listener(STRANGER, None, Wire(), line.send, line.put)  # type: ignore[arg-type]


async def test_what_is_told_is_said_at_once_while_the_line_is_free() -> None:
    line = Line()
    listener = _listener(line)

    listener.tell("one", 3)
    listener.tell("two", 3)

    assert line.said == ["one", "two"]


async def test_what_waits_is_said_before_what_is_told_later() -> None:
    line = Line()
    listener = _listener(line)
    line.jammed = True
    listener.tell("one", 3)
    line.jammed = False
    listener.tell("two", 3)
    assert line.said == []

    line.free.set()
    async with asyncio.timeout(5):
        while len(line.said) < 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    listener.tell("three", 5)

    assert line.said == ["one", "two", "three"]


async def test_good_bye_is_the_last_that_is_said() -> None:
    line = Line()
    line.free.set()
    listener = _listener(line)

    listener.end(1001)
    listener.tell("never", 5)
    async with asyncio.timeout(5):
        while not line.said:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
    listener.release()

    assert line.said == ["bye 1001"]
