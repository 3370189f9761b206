"""Real servers on loopback: canaries that must never be reached, and strangers that answer badly."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

HELLO: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


class Stranger:
    """A server with what it was sent, one entry for each connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heard: list[bytes] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.asynccontextmanager
async def a_stranger(answer: bytes = HELLO, then: Speak | None = None) -> AsyncIterator[Stranger]:
    """A server on every loopback address of one port that says `answer` to any request, and then goes on as told."""

    async def speaking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stranger.heard.append(b"")
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            stranger.heard[-1] = await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            if then is not None:
                await then(reader, writer)
        writer.close()

    server = await asyncio.start_server(speaking, "0.0.0.0", 0)
    port = server.sockets[0].getsockname()[1]
    second = await asyncio.start_server(speaking, "::1", port)
    stranger = Stranger(port)
    try:
        yield stranger
    finally:
        server.close()
        second.close()
