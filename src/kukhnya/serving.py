"""Serve: one socket, and one process or several that answer on it.

Each process has the whole house and a worker of its own. With several, the parent only watches: it starts again
what has died and ends all when it is told to end. Nobody is answered by the parent, and no memory is shared.
"""

import asyncio
import contextlib
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import structlog
import uvicorn
import uvloop
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from kukhnya import __version__, logs
from kukhnya.actions.create_invite import create_setup_code, withdraw_setup_code
from kukhnya.actions.keep_server_value import change_server_value
from kukhnya.app import PUT, build
from kukhnya.door.house import House
from kukhnya.door.secrets import digest, new_secret
from kukhnya.fetching import Fetching
from kukhnya.model.viewer import NOBODY
from kukhnya.opening import make_folder, open_database, open_house, open_labels, open_laws, open_outbound, open_tag
from kukhnya.pushing import Pusher
from kukhnya.queries import members, server
from kukhnya.settings import Settings, WrongSetting, local_url
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx
from kukhnya.warming import Warming
from kukhnya.worker import Worker

log: Final = structlog.get_logger()

URL: Final = "url"
"""Under this name the server remembers its public address, for links that commands print."""
GRACE_S: Final = 5
"""How long requests that have begun may go on once the server is told to end."""
_FRAME: Final = "frame"
"""Where a message keeps its frame, for the next who hears it."""
_BACKLOG: Final = 2048
_KEEP_ALIVE_S: Final = 75
_MOST_FRAME_BYTES: Final = 16 * 1024
_PING_S: Final = 30.0
_SHORT_LIFE_S: Final = 5.0
_WAIT_S: Final = 1.0
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def serve(settings: Settings, said: Sequence[str] = ()) -> int:
    """Serve until told to end; the answer is the exit code. `said`: more lines to print once the server answers.

    Raises WrongSetting where host and port cannot be had.
    """
    with contextlib.suppress(OSError, ValueError):  # what members say is in memory; no crash may put it on a disk
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # every open stream is a file, and the usual limit is a thousand
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    logs.set_up()
    listener = listen(settings)
    settings = _with_port(settings, listener)
    make_folder(settings)
    link = asyncio.run(_prepare(settings))
    lines = [f"Kukhnya {__version__} is ready at {settings.base}", *said]
    if link:
        lines += ["Make the first account, which will look after the server, within 7 days:", f"  {link}"]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
    log.info("serve.started", workers=settings.workers, port=listener.getsockname()[1])
    code = _one(settings, listener) if settings.workers == 1 else _several(settings, listener)
    log.info("serve.ended", exit=code)
    return code


def work(settings: Settings) -> int:
    """Do what follows from committed events until told to end: a worker without a server."""
    logs.set_up()

    async def working() -> None:
        told = _signals()
        async with open_database(settings) as store:
            files = Files(settings.media_folder)
            outbound = open_outbound(settings)
            pusher = Pusher(store, outbound, await open_tag(settings, store), settings.base)
            worker = Worker(store, files, pusher)
            fetching = Fetching(store, files, outbound, settings.domain, open_labels(open_laws(settings)))
            worker.start()
            if settings.fetches_cards:
                fetching.start()
            log.info("worker.started")
            await told.wait()
            await fetching.stop()
            await worker.stop()
            await outbound.close()

    _run(working())
    log.info("worker.ended")
    return 0


def listen(settings: Settings) -> socket.socket:
    """The socket for host and port; who connects from now on waits. Raises WrongSetting where it cannot be had."""
    try:
        kind, _, _, _, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise WrongSetting(f"KUKHNYA_HOST is {settings.host!r}; allowed: an address of this machine") from error
    made = socket.socket(kind, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(place)
        made.listen(_BACKLOG)
    except OSError as error:
        made.close()
        raise WrongSetting(
            f"KUKHNYA_HOST and KUKHNYA_PORT are {settings.host} and {settings.port}, which cannot be had "
            f"({os.strerror(error.errno or 0)}); allowed: an address of this machine and a free port, or 0 for any"
        ) from error
    made.setblocking(False)
    return made


def _with_port(settings: Settings, listener: socket.socket) -> Settings:
    """The settings with the port that was had, where any would do."""
    port = int(listener.getsockname()[1])
    if settings.port == port:
        return settings
    unsaid = settings.url == local_url(settings.host, settings.port)
    url = local_url(settings.host, port) if unsaid else settings.url
    return msgspec.structs.replace(settings, port=port, url=url)


async def _prepare(settings: Settings) -> str | None:
    """Bring the tables up to date and say the link for the first administrator, where there is none yet."""
    async with open_database(settings) as store:
        code = new_secret()
        needed = await store.write(NOBODY, lambda tx: _first_steps(tx, settings.base, digest(code)))
    return f"{settings.base}/setup/{code}" if needed else None


async def _first_steps(tx: WriteTx, url: str, code_hash: str) -> bool:
    if await server.value(tx, URL) != url:
        await change_server_value(tx, URL, url)
    if await members.any_administrator(tx):
        await withdraw_setup_code(tx)
        return False
    await create_setup_code(tx, code_hash)
    return True


class _Socket(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, without the heads of request and answer that opened it, which it keeps: four kilobytes each.

    What a thousand hear is made into a frame once, and reaches each without a task of its own: they were half of the work.
    """

    def handle_connect(self, event: Request) -> None:
        """Open it; what the head said is with the call by then."""
        super().handle_connect(event)
        event.headers.clear()
        if not self.handshake_complete:  # else it has been refused
            extensions: Any = self.scope["extensions"]
            extensions[PUT] = self.put

    def start_keepalive(self) -> None:
        """Ping from now on; the head of our answer has been sent."""
        super().start_keepalive()
        self.response.headers.clear()

    def put(self, message: Any) -> bool:
        """Write a text where the line takes it now; False where it has to wait as `send` does, or nothing is said any more."""
        if self.conn.state is not State.OPEN or not self.writable.is_set() or self.transport.is_closing():
            return False
        frame = message.get(_FRAME)
        if frame is None:  # a server's frames are masked for nobody, and nothing is compressed: alike for all
            frame = message[_FRAME] = Frame(Opcode.TEXT, message["text"].encode()).serialize(mask=False)
        self.transport.write(frame)
        return True


class Server(uvicorn.Server):
    """uvicorn, which leaves what follows its end to us: it would die of the signal it has just obeyed."""

    def __init__(self, house: House) -> None:
        self._streams = house.streams
        super().__init__(
            uvicorn.Config(
                build(house), interface="asgi3", http="httptools", ws=_Socket, lifespan="off", log_config=None,
                access_log=False, server_header=False, date_header=True, proxy_headers=False, backlog=_BACKLOG,
                timeout_keep_alive=_KEEP_ALIVE_S, timeout_graceful_shutdown=GRACE_S, ws_max_size=_MOST_FRAME_BYTES,
                ws_per_message_deflate=False, ws_ping_interval=_PING_S, ws_ping_timeout=_PING_S,
            )
        )  # fmt: skip

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what would go on for ever, then the rest."""
        self._streams.close()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End gracefully on the first signal; a second Ctrl-C does not wait."""
        loop = asyncio.get_running_loop()
        for each in _SIGNALS:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in _SIGNALS:
                loop.remove_signal_handler(each)


def _one(settings: Settings, listener: socket.socket) -> int:
    """Serve in this process."""
    _run(_serving(settings, listener))
    return 0


async def _serving(settings: Settings, listener: socket.socket) -> None:
    house = await open_house(settings)
    pusher = Pusher(house.store, house.outbound, house.tag, settings.base)
    worker = Worker(house.store, house.files, pusher, then=house.streams.wake)
    fetching = Fetching(house.store, house.files, house.outbound, settings.domain, house.labels)
    warming = Warming(house)
    server = Server(house)
    gc.freeze()  # what is there now stays: no collection need look at it again
    gc.enable()
    worker.start()
    if settings.fetches_cards:
        fetching.start()
    if settings.warm == "on":
        warming.start()
    try:
        await server.serve(sockets=[listener])
    finally:
        await warming.stop()
        await fetching.stop()
        await worker.stop()
        await house.close()


def _several(settings: Settings, listener: socket.socket) -> int:
    """Watch over as many processes as the settings say, until told to end or until they cannot stay alive."""
    watched = {*_SIGNALS, signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)  # they are waited for, so none comes between a birth and its note
    born = {_child(settings, listener, watched): time.monotonic() for _ in range(settings.workers)}
    ending, code, short = False, 0, 0
    while born:
        told = signal.sigwait(watched)
        if told != signal.SIGCHLD:
            ending = True
            _tell(born, told)
            continue
        for pid, status in _dead(born):
            lived_s = time.monotonic() - born.pop(pid)
            if ending:
                continue
            log.warning("process.died", process=pid, exit=os.waitstatus_to_exitcode(status))
            short = short + 1 if lived_s < _SHORT_LIFE_S else 0
            if short > 2 * settings.workers:
                ending, code = True, 1
                _tell(born, signal.SIGTERM)
                continue
            if short:
                time.sleep(_WAIT_S)
            born[_child(settings, listener, watched)] = time.monotonic()
    return code


def _tell(born: dict[int, float], told: int) -> None:
    for pid in born:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, told)


def _dead(born: dict[int, float]) -> list[tuple[int, int]]:
    """Processes of ours that have ended since last asked, with their status."""
    found = [(pid, os.waitpid(pid, os.WNOHANG)) for pid in born]
    return [(pid, status) for pid, (ended, status) in found if ended]


def _child(settings: Settings, listener: socket.socket, watched: set[signal.Signals]) -> int:
    """A process that serves; the answer is its number. What the parent has loaded is shared with it."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _end_with(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, watched)
        code = _one(settings, listener)
    except Exception as error:  # noqa: BLE001 - its kind is all that may be logged
        log.critical("process.failed", error=type(error).__name__)
    finally:
        os._exit(code)  # whatever it was, this process must not go on as a second parent


def _end_with(parent: int) -> None:
    """Have Linux end this process when its parent dies without a word, so that no orphan keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)


def _run(what: Any) -> None:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(what)


def _signals() -> asyncio.Event:
    """Set once this process is told to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in _SIGNALS:
        loop.add_signal_handler(each, told.set)
    return told
