"""People who listen: real sockets to a real server in this process, over either wire."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlencode

import websockets
from msgspec import Struct

from kukhnya.door.login import COOKIE
from kukhnya.serving import Server
from tests.world import Person, World

PATIENCE_S = 10.0


class Heard(Struct, frozen=True):
    """One event: where, what, and what it says (decoded where it is JSON)."""

    stream: list[str]
    event: str
    payload: Any


def _decoded(event: str, payload: str | None) -> Any:
    if payload is None or payload == "undefined":
        return None
    return payload if event.endswith("delete") else json.loads(payload)


def _about(heard: Heard) -> str:
    return str(heard.payload["id"] if isinstance(heard.payload, dict) else heard.payload)


class Ear:
    """One open stream."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.said: list[Any] = []
        self.over = asyncio.Event()
        self.code: int | None = None
        self.changed = asyncio.Event()

    def note(self, heard: Heard) -> None:
        """Something was heard."""
        self.heard.append(heard)
        self.changed.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until what was heard makes this true. Fails after some seconds."""
        async with asyncio.timeout(PATIENCE_S):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    async def hears(self, event: str, which: str = "") -> Heard:
        """The first event of this kind (about this id); the ones before it stay in `heard`."""

        def fitting() -> list[Heard]:
            return [each for each in self.heard if each.event == event and which in {"", _about(each)}]

        await self.until(lambda: bool(fitting()))
        return fitting()[0]

    async def ends(self) -> None:
        """The stream is over within five seconds."""
        async with asyncio.timeout(5):
            await self.over.wait()

    def ids(self, event: str = "update") -> list[str]:
        """Ids of what was heard of in events of this kind."""
        return [_about(heard) for heard in self.heard if heard.event == event]


class Socket(Ear):
    """A WebSocket."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self.connection = connection

    async def asks(self, **said: Any) -> None:
        """Send a message."""
        await self.connection.send(json.dumps(said))

    async def answers(self) -> Any:
        """The next message that is no event."""
        await self.until(lambda: bool(self.said))
        return self.said.pop(0)

    async def listen(self) -> None:
        """Hear until the connection is gone."""
        try:
            async for text in self.connection:
                made = json.loads(text)
                if "event" in made:
                    self.note(Heard(made["stream"], made["event"], _decoded(made["event"], made.get("payload"))))
                else:
                    self.said.append(made)
                    self.changed.set()
        except websockets.ConnectionClosed:
            pass
        finally:
            self.code = self.connection.close_code
            self.over.set()


class Studio:
    """The server, on a port."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.port = port
        self._tasks: list[asyncio.Task[None]] = []

    async def joined(self, many: int) -> None:
        """Wait until so many streams are open."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.world.house.streams) != many:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.01)

    @contextlib.asynccontextmanager
    async def socket(self, person: Person, *streams: str, **query: str) -> AsyncIterator[Socket]:
        """A WebSocket of this person, on these streams."""
        address = f"ws://127.0.0.1:{self.port}/api/v1/streaming?{urlencode(query)}"
        headers = {"authorization": f"Bearer {person.token}"} if person.token else {}
        async with websockets.connect(address, additional_headers=headers) as connection:
            ear = Socket(connection)
            task = asyncio.create_task(ear.listen())
            for stream in streams:
                name, _, about = stream.partition("=")
                await ear.asks(type="subscribe", stream=name, list=about or None, tag=about)
            await ear.asks(type="subscribe", stream="is everything said?")
            assert await ear.answers() == {"error": "Unknown stream type", "status": 400}
            yield ear
            await connection.close()
            await task

    @contextlib.asynccontextmanager
    async def events(self, person: Person, path: str, **query: str) -> AsyncIterator[Ear]:
        """Server-sent events for this person; `path` after `/api/v1/streaming/`."""
        address = f"/api/v1/streaming/{path}?{urlencode(query)}"
        async with self._told(address, f"Authorization: Bearer {person.token}", _decoded) as ear:
            yield ear

    @contextlib.asynccontextmanager
    async def page_events(self, word: str) -> AsyncIterator[Ear]:
        """What an open page of home is told, in a browser that has signed in with this word. Payloads are text."""
        async with self._told("/stream/home", f"Cookie: {COOKIE}={word}", lambda _event, text: text) as ear:
            yield ear

    @contextlib.asynccontextmanager
    async def _told(self, address: str, header: str, decoded: Callable[[str, str], Any]) -> AsyncIterator[Ear]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 24)
        writer.write(f"GET {address} HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        status = (await reader.readline()).decode()
        assert " 200 " in status, status
        while await reader.readline() != b"\r\n":
            pass
        ear = Ear()
        task = asyncio.create_task(self._read(ear, reader, decoded))
        try:
            await ear.until(lambda: bool(ear.said))  # the first thump
            yield ear
        finally:
            writer.close()
            task.cancel()

    async def _read(self, ear: Ear, reader: asyncio.StreamReader, decoded: Callable[[str, str], Any]) -> None:
        event, data = "", list[str]()
        while (size := int(await reader.readline() or b"0", 16)) != 0:
            chunk = (await reader.readexactly(size + 2)).decode()
            for line in chunk.split("\n"):
                if line.startswith(":thump"):
                    ear.said.append(line)
                    ear.changed.set()
                elif line.startswith("event: "):
                    event = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    data.append(line.removeprefix("data: "))
                elif not line and data:
                    ear.note(Heard([], event, decoded(event, "\n".join(data))))
                    data = []
        ear.over.set()


@contextlib.asynccontextmanager
async def a_studio(world: World, *, send_bytes: int = 0) -> AsyncIterator[Studio]:
    """The world's server on a port of its own, its worker running. `send_bytes`: what the system holds for a slow reader."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )  # as under uvloop: nothing waits for the other side's word
    if send_bytes:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_bytes)
    server = Server(world.house)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    world.worker.start()
    try:
        yield Studio(world, listener.getsockname()[1])
    finally:
        server.should_exit = True
        await serving
        await world.worker.stop()
