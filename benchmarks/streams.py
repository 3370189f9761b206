"""Measure open streams: what five thousand idle ones take, and how soon a thousand listeners hear of a status.

python -m benchmarks.streams        on SQLite and PostgreSQL; writes a table to docs/benchmarks/
"""

import argparse
import asyncio
import json
import os
import resource
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import uvloop
from msgspec import Struct

from benchmarks.__main__ import ROOT, commit
from benchmarks.measure import Server, serving
from benchmarks.town import Town, build, token
from kukhnya.model.viewer import NOBODY
from kukhnya.settings import Settings
from kukhnya.store.migrate import migrate
from kukhnya.store.statement import Statement
from kukhnya.store.store import open_store
from tests.postgres import Cluster

IDLE: Final = 5000
LISTENERS: Final = 1000
BUDGET_MB: Final = 200
BUDGET_MS: Final = 100
_OPENED_AT_ONCE: Final = 50
_PATIENCE_S: Final = 60
_FOLLOWERS: Final = "SELECT follower_id FROM follow WHERE followee_id = :star ORDER BY follower_id LIMIT 1000"
_LONG, _LONGER = 126, 127


class Figures(Struct):
    """What one database gave: megabytes, and milliseconds for each stream (all rounds)."""

    name: str
    before_mb: float
    idle_mb: float
    from_post: dict[str, list[float]]
    from_answer: dict[str, list[float]]
    cpu_ms: dict[str, float]
    """What the server's processes work for one post, its answer included; not what PostgreSQL's do."""


class Listener(asyncio.Protocol):
    """A WebSocket that notes when a whole frame is there, and does nothing else."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._buffer = bytearray()
        self.opened = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Future[float] | None = None
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        """Ask to be upgraded."""
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        """Note the time once a frame is whole."""
        self._buffer += data
        if not self.opened.done():
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                raise RuntimeError(head.decode())
            self._buffer = bytearray(rest)
            self.opened.set_result(None)
        while (size := self._frame()) and len(self._buffer) >= size:
            text = self._buffer[0] & 0x0F == 1
            del self._buffer[:size]
            if text and self.heard is not None and not self.heard.done():
                self.heard.set_result(time.perf_counter())

    def _frame(self) -> int:
        """The size of the frame that has begun; 0 where that is not known yet."""
        buffer = self._buffer
        if len(buffer) < 10:
            return (
                10 if buffer and buffer[1:2] and buffer[1] + 2 > len(buffer) else (buffer[1] + 2 if buffer[1:2] else 0)
            )
        if buffer[1] == _LONG:
            return 4 + int.from_bytes(buffer[2:4])
        return 10 + int.from_bytes(buffer[2:10]) if buffer[1] == _LONGER else 2 + buffer[1]


async def _listen(server: Server, stream: str, who: int) -> Listener:
    host, _, port = server.url.rpartition("//")[2].partition(":")
    request = (
        f"GET /api/v1/streaming?stream={stream} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token(who)}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    _, listener = await asyncio.get_running_loop().create_connection(
        lambda: Listener(request.encode()), host, int(port)
    )
    await listener.opened
    return listener


async def _opened(server: Server, stream: str, people: list[int]) -> list[Listener]:
    made: list[Listener] = []
    for start in range(0, len(people), _OPENED_AT_ONCE):
        made += await asyncio.gather(*(_listen(server, stream, who) for who in people[start : start + _OPENED_AT_ONCE]))
    return made


async def _idle(server: Server, people: list[int]) -> float:
    """Megabytes of the server with five thousand streams open that hear nothing."""
    made = await _opened(server, "user", [people[number % len(people)] for number in range(IDLE)])
    await asyncio.sleep(3)
    taken = server.memory_mb()
    for each in made:
        each.transport.close()
    await asyncio.sleep(1)
    return taken


async def _told(
    server: Server, stream: str, people: list[int], star: int, rounds: int
) -> tuple[list[float], list[float], float]:
    """Milliseconds until the last of a thousand has heard, from the beginning of the post and from its answer."""
    host, _, port = server.url.rpartition("//")[2].partition(":")
    listeners = await _opened(server, stream, people)
    reader, writer = await asyncio.open_connection(host, int(port))
    from_post, from_answer = [], []
    worked = server.cpu_s()
    for number in range(rounds + 2):
        await asyncio.sleep(0.5)
        waiting = [asyncio.get_running_loop().create_future() for _ in listeners]
        for each, future in zip(listeners, waiting, strict=True):
            each.heard = future
        body = json.dumps({"status": f"soup {number}", "visibility": "public"}).encode()
        began = time.perf_counter()
        writer.write(
            b"POST /api/v1/statuses HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (token(star).encode(), len(body), body)
        )
        answered = await _answer(reader)
        async with asyncio.timeout(_PATIENCE_S):
            last = max(await asyncio.gather(*waiting))
        if number >= 2:  # the first are for warming up
            from_post.append((last - began) * 1000)
            from_answer.append((last - answered) * 1000)
    await asyncio.sleep(0.5)
    worked = server.cpu_s() - worked
    writer.close()
    for each in listeners:
        each.transport.close()
    await asyncio.sleep(1)
    return from_post, from_answer, worked / (rounds + 2) * 1000


async def _answer(reader: asyncio.StreamReader) -> float:
    if b" 200 " not in await reader.readline():
        raise RuntimeError("not posted")
    length = 0
    while (line := await reader.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    await reader.readexactly(length)
    return time.perf_counter()


async def _town(data: Path, url: str) -> tuple[Town, list[int]]:
    settings = Settings(data=str(data), database_url=url)
    await migrate(settings.database)
    store = await open_store(settings.database)
    try:
        town = await build(store, accounts=1_200, follows=20_000, statuses=20_000)
        followers = Statement(sqlite=_FOLLOWERS, postgresql=_FOLLOWERS)
        async with store.read(NOBODY) as tx:
            return town, await tx.column(followers, star=town.stars["1000"])
    finally:
        await store.close()


def run(name: str, url: str, rounds: int) -> Figures:
    """Build and measure on one database."""
    with tempfile.TemporaryDirectory() as folder:
        town, people = asyncio.run(_town(Path(folder), url))
        star = town.stars["1000"]
        with serving(Path(folder), url) as server:
            time.sleep(1)
            made = Figures(name, server.memory_mb(), 0.0, {}, {}, {})
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                made.idle_mb = runner.run(_idle(server, people))
                for stream in ("user", "public:local"):
                    found = runner.run(_told(server, stream, people, star, rounds))
                    made.from_post[stream], made.from_answer[stream], made.cpu_ms[stream] = found
        return made


def _spread(found: list[float]) -> str:
    return f"{statistics.median(found):.0f} ({min(found):.0f}–{max(found):.0f})"


def _conditions(rounds: int) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; 1,200 accounts, 20,000 statuses; one server process and, on the same two shared cores, the "
        f"process of the listeners; load average at the end {os.getloadavg()[0]:.1f}; WebSockets; wall-clock milliseconds, median of "
        f"{rounds} posts (least–most)."
    )


def table(results: list[Figures], rounds: int) -> str:
    """The report, in Markdown."""
    lines = [
        f"# Streams at {commit()}", "",
        _conditions(rounds), "",
        "| | budget | " + " | ".join(r.name for r in results) + " |", "|---|---|" + "---|" * len(results),
        "| memory before, MB | | " + " | ".join(f"{r.before_mb:.0f}" for r in results) + " |",
        f"| memory with {IDLE:,} idle streams, MB | {BUDGET_MB} | " + " | ".join(f"{r.idle_mb:.0f}" for r in results) + " |",
    ]  # fmt: skip
    for stream in results[0].from_post:
        lines += [
            f"| `{stream}`: from the answer to the post until the last of {LISTENERS:,} has heard | {BUDGET_MS} | "
            + " | ".join(_spread(r.from_answer[stream]) for r in results) + " |",
            f"| `{stream}`: work of the server for it, ms of CPU | | "
            + " | ".join(f"{r.cpu_ms[stream]:.0f}" for r in results)
            + " |",
            f"| `{stream}`: from the beginning of the post | | "
            + " | ".join(_spread(r.from_post[stream]) for r in results) + " |",
        ]  # fmt: skip
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.streams", description=__doc__)
    asked.add_argument("--rounds", type=int, default=15)
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks")
    said = asked.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    results = []
    if said.only != "postgresql":
        results.append(run("SQLite", "", said.rounds))
    if said.only != "sqlite":
        with Cluster() as cluster:
            results.append(run("PostgreSQL", cluster.database(), said.rounds))
    made = table(results, said.rounds)
    print(made)
    (said.out / f"streams-{datetime.now(UTC):%Y-%m-%d}-{commit()}.md").write_text(made)


if __name__ == "__main__":
    main()
