"""The command line in processes of its own, as whoever runs a server has it."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

SOURCE: Final = Path(__file__).parents[2] / "src"
PATIENCE_S: Final = 30.0
_ENTRY: Final = "import sys; from kukhnya.cli import main; sys.exit(main())"


class Said(Struct, frozen=True):
    """What a command has answered."""

    code: int
    out: str
    err: str


class Reply(Struct, frozen=True):
    """What a server has answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Machine:
    """A machine with a data folder, on which commands are typed and servers are started."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.data = folder / "data"
        self.settings = {"KUKHNYA_DATA": str(self.data), **settings}

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KUKHNYA_")}
        return {**clean, "PYTHONPATH": str(SOURCE), "COLUMNS": "200", **self.settings, **more}

    def types(self, *words: str, stdin: str = "", **more: str) -> Said:
        """Type a command and wait for its end; `more` are settings in its environment."""
        done = subprocess.run(
            [sys.executable, "-c", _ENTRY, *words], input=stdin.encode(), capture_output=True, timeout=PATIENCE_S * 2,
            env=self._environment(more), check=False,
        )  # fmt: skip
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def starts(self, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        """Type a command that goes on until it is told to end."""
        return subprocess.Popen(
            [sys.executable, "-c", _ENTRY, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            env=self._environment(more),
        )  # fmt: skip

    @contextmanager
    def serves(self, *words: str, **more: str) -> Iterator["Server"]:
        """Start a server on a free port; it is ended where the block has not."""
        server = Server(self.starts("serve", "--port", "0", *words, **more))
        try:
            yield server
        finally:
            server.ends()


class Server:
    """A server in a process of its own; who asks before it is ready waits."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        assert process.stdout is not None
        self.first_line = process.stdout.readline().decode()  # not buffered, so what follows is left for `ends`
        self.url = self.first_line.split()[-1] if self.first_line else ""
        self.out = ""
        self.err = ""

    def asks(self, path: str, *, token: str = "", body: Any = None, **headers: str) -> Reply:
        """One request: GET, or POST of `body` as JSON."""
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body is not None else None)
        request.add_header("Content-Type", "application/json")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return Reply(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            return Reply(error.code, dict(error.headers), error.read())

    def ends(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell the server to end; its exit code. What it has said is in `out` and `err`."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        if not self.out:
            out, err = self.process.communicate(timeout=PATIENCE_S)
            self.out, self.err = self.first_line + out.decode(), err.decode()
        return self.process.returncode

    def children(self) -> set[int]:
        """The processes that answer for it."""
        return children_of(self.process.pid)


def children_of(pid: int) -> set[int]:
    """Processes whose parent this is."""
    return {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def alive(pid: int) -> bool:
    """Say whether there is such a process, other than as a line that nobody has read yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true: Callable[[], bool]) -> None:
    """Wait for another process. Fails where it takes too long."""
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
