"""A server of somebody else's, on loopback: pages that links lead to, and a note of who asked for them."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Mapping

from msgspec import Struct, field
from PIL import Image


class Page(Struct):
    """What is answered. `endless`: the body never ends; `slow`: it never comes."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "text/html; charset=utf-8"})
    endless: bool = False
    slow: bool = False


class Pages:
    """Pages by path, and the paths that were asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.host = "127.0.0.1"
        self.port = 0
        self.reached = asyncio.Event()

    @property
    def place(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    def put(self, path: str, html: str, **more: object) -> str:
        """A page; the answer is its address."""
        self.pages[path] = Page(html.encode(), **more)  # type: ignore[arg-type]
        return self.at(path)

    def at(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.place}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request and its answer."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            path = head.split(" ", 2)[1]
            self.asked.append(path)
            self.reached.set()
            self.heads.append(head)
            page = self.pages.get(path, Page(b"nothing here", 404))
            length = [] if page.endless else [f"content-length: {len(page.body)}"]
            lines = [f"HTTP/1.1 {page.status} OK", "connection: close", *length]
            lines += [f"{name}: {value}" for name, value in page.headers.items()]
            writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
            if page.slow:
                await reader.read()
            writer.write(page.body)
            await writer.drain()
            while page.endless:
                writer.write(page.body or b" " * 65_536)
                await writer.drain()
        with contextlib.suppress(ConnectionError):
            writer.close()


@contextlib.asynccontextmanager
async def some_pages(host: str = "127.0.0.1") -> AsyncIterator[Pages]:
    """A server without pages, until the end of the block."""
    made = Pages()
    made.host = host
    server = await asyncio.start_server(made.answer, host, 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def picture(width: int = 1200, height: int = 600) -> bytes:
    """A JPEG with something hidden in it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "hidden words"
    Image.new("RGB", (width, height), "#b5502a").save(out, "JPEG", exif=exif)
    return out.getvalue()
