"""Ask a real server, count its CPU: the whole process tree, and PostgreSQL's where it is used.

CPU per request is steadier than requests a second, but not noise-proof: each figure is the median of several rounds, and
the rounds of all endpoints are interleaved.
"""

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

from benchmarks.town import Town, token

ROUNDS: Final = 5
BATCH: Final = 200
PATIENCE_S: Final = 120


class Question(Struct, frozen=True):
    """One request: who asks what, and what may differ each time (`{n}` is a number)."""

    name: str
    path: str
    who: int
    body: str = ""


class Figure(Struct):
    """Milliseconds of CPU per request: median of the rounds, the first time after a restart, statements."""

    warm_ms: float = 0.0
    spread: tuple[float, float] = (0.0, 0.0)
    cold_ms: float | None = None
    statements: float | None = None
    rps: float = 0.0
    rounds: tuple[float, ...] = ()
    """Each round's, in order: what two questions took in the same round can be compared best."""


class Server:
    """`kukhnya serve` on a folder, ready to be asked."""

    def __init__(self, data: Path, database_url: str = "") -> None:
        self._environment = {
            **os.environ, "KUKHNYA_DATA": str(data), "KUKHNYA_RATE_LIMITS": "off", "KUKHNYA_DATABASE_URL": database_url,
        }  # fmt: skip
        self.url = ""
        self.started_s = 0.0
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it; `started_s` is the time to the first answer."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [str(Path(sys.executable).with_name("kukhnya")), "serve", "--port", "0"],
            env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]
        asyncio.run(self._answers(began))

    async def _answers(self, began: float) -> None:
        host, _, port = self.url.rpartition("//")[2].partition(":")
        while time.monotonic() - began < PATIENCE_S:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection(host, int(port))
                writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if b"200" in await reader.readline():
                    self.started_s = time.monotonic() - began
                    writer.close()
                    return
            await asyncio.sleep(0.01)
        raise RuntimeError("the server does not answer")

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            if self.process.stdout is not None:
                self.process.stdout.close()
            self.process = None

    def memory_mb(self) -> float:
        """Resident memory of the tree, in megabytes."""
        return float(sum(p.memory_info().rss for p in self._tree()) / 1e6)

    def _tree(self) -> list[psutil.Process]:
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def cpu_s(self) -> float:
        """User and system seconds of the tree so far, of those of it too that have ended: a run of the warm job is one."""
        times = [process.cpu_times() for process in self._tree()]
        return float(sum(t.user + t.system + t.children_user + t.children_system for t in times))


class Clock:
    """CPU of the server and of a database server beside it."""

    def __init__(self, server: Server, database: int | None) -> None:
        self._server = server
        self._database = database

    def read(self) -> float:
        """Seconds so far. PostgreSQL's own processes come and go; what those gone have used stands with their parent."""
        total = self._server.cpu_s()
        if self._database is not None:
            top = psutil.Process(self._database)
            for process in (top, *top.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = process.cpu_times()
                    total += times.user + times.system + times.children_user + times.children_system
        return total

    def quiet(self) -> None:
        """Wait until nothing works any more, so that what follows a request is charged to it."""
        before = self.read()
        while True:
            time.sleep(0.12)
            now = self.read()
            if now - before < 0.006:
                return
            before = now


async def _ask(url: str, questions: list[Question], start: int, many: int) -> float:
    """Ask `many` times over one connection, the questions in turn; seconds it took."""
    host, _, port = url.rpartition("//")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 24)
    began = time.monotonic()
    for number in range(start, start + many):
        question = questions[number % len(questions)]
        body = question.body.replace("{n}", str(number)).encode()
        verb = "POST" if body else "GET"
        head = (
            f"{verb} {question.path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token(question.who)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        status = await reader.readline()
        length = 0
        while (line := await reader.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        await reader.readexactly(length)
        if b" 200 " not in status:
            raise RuntimeError(f"{question.path}: {status.decode().strip()}")
    writer.close()
    return time.monotonic() - began


def questions_of(town: Town) -> list[Question]:
    """What people ask most, and posting."""
    reader = town.readers["30"]
    asked = [Question(f"home, {name} followed", "/api/v1/timelines/home", who) for name, who in town.readers.items()]
    asked += [
        Question("home, fifth page", f"/api/v1/timelines/home?max_id={town.deep}", reader),
        Question("local", "/api/v1/timelines/public?local=true", reader),
        Question("account statuses", f"/api/v1/accounts/{town.many[0]}/statuses", reader),
        Question("thread of 50", f"/api/v1/statuses/{town.thread_root}/context", reader),
        Question("notifications, 20", "/api/v1/notifications?limit=20", reader),
        Question("verify_credentials", "/api/v1/accounts/verify_credentials", reader),
        Question("profile page", f"/@{town.open_name}", reader),
    ]
    asked += [
        Question(
            f"post, {name} followers",
            "/api/v1/statuses",
            who,
            json.dumps({"status": "soup {n}", "visibility": "public"}),
        )
        for name, who in town.stars.items()
    ]
    return asked


def measure(
    server: Server, clock: Clock, questions: list[Question], *, rounds: int = ROUNDS, batch: int = BATCH
) -> dict[str, Figure]:
    """A figure for each question, rounds interleaved."""
    found: dict[str, list[tuple[float, float]]] = {question.name: [] for question in questions}
    place = 0
    for question in questions:  # warm
        asyncio.run(_ask(server.url, [question], 0, 20))
    for _ in range(rounds):
        for question in questions:
            clock.quiet()
            before = clock.read()
            took = asyncio.run(_ask(server.url, [question], place, batch))
            clock.quiet()
            found[question.name].append(((clock.read() - before) / batch * 1000, batch / took))
            place += batch
    return {
        name: Figure(
            warm_ms=statistics.median(cpu for cpu, _ in each),
            spread=(min(cpu for cpu, _ in each), max(cpu for cpu, _ in each)),
            rps=statistics.median(rps for _, rps in each),
            rounds=tuple(cpu for cpu, _ in each),
        )
        for name, each in found.items()
    }


def cold_questions_of(town: Town) -> dict[str, list[Question]]:
    """The same kinds of page, each of fifty different people: nothing of them is in memory yet."""
    reader = town.readers["30"]
    return {
        "home": [Question("home", "/api/v1/timelines/home", who) for who in town.many],
        "account statuses": [Question("account", f"/api/v1/accounts/{who}/statuses", reader) for who in town.many],
        "notifications, 20": [Question("told", "/api/v1/notifications?limit=20", who) for who in town.many],
        "verify_credentials": [Question("me", "/api/v1/accounts/verify_credentials", who) for who in town.many],
        "profile page": [Question("page", f"/@{name}", reader) for name in town.names],
    }


def measure_cold(server: Server, clock: Clock, town: Town) -> dict[str, float]:
    """Mean CPU in milliseconds of fifty different questions of each kind, right after a restart."""
    found = {}
    for name, questions in cold_questions_of(town).items():
        server.stop()
        server.start()
        asyncio.run(_ask(server.url, [Question("warm the door", "/api/v2/instance", town.readers["30"])], 0, 5))
        clock.quiet()
        before = clock.read()
        asyncio.run(_ask(server.url, questions, 0, len(questions)))
        clock.quiet()
        found[name] = (clock.read() - before) / len(questions) * 1000
    return found


@contextlib.contextmanager
def serving(data: Path, database_url: str = "") -> Iterator[Server]:
    """A server for the length of the block."""
    server = Server(data, database_url)
    server.start()
    try:
        yield server
    finally:
        server.stop()
