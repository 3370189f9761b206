"""Open streams of this process: who listens to what, and how it reaches them.

Nothing waits for a listener. What is to be told goes into the queue of each, and a queue that is not emptied ends the
stream. While somebody listens, a loop looks for what has happened in any process, asks every two seconds which tokens
and sign-ins still open anything, and keeps idle lines awake. With nobody listening nothing runs.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

import structlog
from msgspec.structs import replace

from kukhnya.model.errors import TooMany, Unreachable
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import streams as asked
from kukhnya.store.store import Store

from .callers import Caller

log: Final = structlog.get_logger()

STREAMS: Final[Mapping[str, str]] = {
    "user": "read:statuses read:notifications",
    "user:notification": "read:statuses read:notifications",
    "public": "read:statuses",
    "public:media": "read:statuses",
    "public:local": "read:statuses",
    "public:local:media": "read:statuses",
    "public:remote": "read:statuses",
    "public:remote:media": "read:statuses",
    "hashtag": "read:statuses",
    "hashtag:local": "read:statuses",
    "list": "read:statuses",
    "direct": "read:statuses",
}
"""Every stream there is, and the scopes that open it."""

LOOK_S: Final = 0.25
"""How often one looks for what another process has done. What this process does wakes the loop at once."""
CHECK_S: Final = 2.0
"""How often tokens are asked for again."""
AWAKE_S: Final = 15.0
MOST_WAITING: Final = 256
"""Messages that wait for a listener at most."""
MOST_BYTES_WAITING: Final = 1024 * 1024
MOST_SUBSCRIPTIONS: Final = 64
MOST_REMEMBERED: Final = 200
"""Statuses of which a stream remembers that it has told, so that it can tell when they go."""
PATIENCE_S: Final = 3.0
"""How long an ended stream may take to say good-bye."""

GOING: Final = 1001
NOT_ALLOWED: Final = 1008
TRY_LATER: Final = 1013
"""Why a WebSocket ends, by number."""


class Stream(NamedTuple):
    """A stream by its name, and by the list or the hashtag it is about."""

    name: str
    about: str = ""


Put = Callable[[Any], bool]
"""Says a message without waiting, one after another for thousands; False where it cannot be said now, and nothing is."""


class Wire(Protocol):
    """How messages travel: as frames of a WebSocket or as server-sent events."""

    def message(self, stream: Stream, event: str, payload: bytes | None) -> tuple[Any, int]:
        """One event as the web server takes it, and its size."""

    def awake(self) -> Any | None:
        """What keeps an idle line open; None where the web server does it."""

    def farewell(self, code: int) -> Any:
        """The last message."""


class Told:
    """One event with one payload, put into a message once for all who hear it on the same stream and wire."""

    __slots__ = ("_event", "_made", "_payload")

    def __init__(self, event: str, payload: bytes | None = None) -> None:
        self._event = event
        self._payload = payload
        self._made: dict[tuple[Wire, Stream], tuple[Any, int]] = {}

    def on(self, wire: Wire, stream: Stream) -> tuple[Any, int]:
        """The message and its size."""
        made = self._made.get((wire, stream))
        if made is None:
            made = self._made[wire, stream] = wire.message(stream, self._event, self._payload)
        return made


class Listener:
    """One open connection."""

    __slots__ = (
        "_bytes",
        "_good_bye",
        "_put",
        "_send",
        "_waiting",
        "_writing",
        "call",
        "caller",
        "cut",
        "ended",
        "streams",
        "task",
        "told",
        "wire",
    )

    def __init__(
        self, caller: Caller, call: Any, wire: Wire, send: Callable[[Any], Awaitable[None]], put: Put | None = None
    ) -> None:
        """`call` is the Call it began with, for whoever makes what is told. `put`: where the web server has a shorter way."""
        self.caller = caller
        self.call = call
        self.wire = wire
        self.task = asyncio.current_task()
        self.streams: list[Stream] = []
        self.told: dict[int, tuple[int, ...]] = {}
        """Statuses told of on this connection, with their authors."""
        self.ended = False
        self.cut = False
        self._put = put
        self._send = send
        self._waiting: list[tuple[Any, int]] = []  # a deque takes ten times as much while it is empty
        self._bytes = 0
        self._writing: asyncio.Task[None] | None = None
        self._good_bye: asyncio.TimerHandle | None = None

    @property
    def account_id(self) -> AccountId:
        """Who listens."""
        return self.caller.viewer.id

    @property
    def login_id(self) -> int | None:
        """The sign-in of the browser that listens; None for an app."""
        return None if self.call.login is None else int(self.call.login.id)

    def remember(self, status_id: int, authors: tuple[int, ...]) -> None:
        """This connection knows of the status from now on."""
        self.told[status_id] = authors
        if len(self.told) > MOST_REMEMBERED:
            del self.told[next(iter(self.told))]

    def tell(self, message: Any, size: int) -> None:
        """Say it at once where nothing waits, else after what waits; whoever does not empty their queue is let go."""
        if self.ended or (self._writing is None and self._put is not None and self._put(message)):
            return
        self._queue(message, size)

    def _queue(self, message: Any, size: int) -> None:
        if len(self._waiting) >= MOST_WAITING or self._bytes + size > MOST_BYTES_WAITING:
            self.end(TRY_LATER)
            return
        self._waiting.append((message, size))
        self._bytes += size
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    def end(self, code: int) -> None:
        """Say nothing more but good-bye; whoever does not take even that is cut off."""
        if self.ended:
            return
        self._waiting.clear()
        self._bytes = 0
        self._queue(self.wire.farewell(code), 0)
        self.ended = True
        if self.task is not None:
            self._good_bye = asyncio.get_running_loop().call_later(PATIENCE_S, self._cut)

    def _cut(self) -> None:
        self.cut = True
        if self.task is not None:
            self.task.cancel()

    def release(self) -> None:
        """The connection is gone: let go of everything."""
        self.ended = True
        self._waiting.clear()
        if self._good_bye is not None:
            self._good_bye.cancel()
        if self._writing is not None:
            self._writing.cancel()

    async def _write(self) -> None:
        try:
            while self._waiting:
                message, size = self._waiting.pop(0)
                self._bytes -= size
                await self._send(message)
        except (OSError, RuntimeError):  # the other end has gone or closed; the reader of this connection finds out
            self._waiting.clear()
        finally:
            self._writing = None


Deliver = Callable[[Sequence[Any]], Awaitable[None]]


class Streams:
    """Everybody who listens here."""

    def __init__(self, store: Store, *, most: int, most_of_one: int) -> None:
        self._store = store
        self._most = most
        self._most_of_one = most_of_one
        self._listeners: set[Listener] = set()
        self._of_account: dict[AccountId, int] = {}
        self._on: dict[Stream, set[Listener]] = {}
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._last = 0
        self._check_at = 0.0
        self._awake_at = 0.0
        self.deliver: Deliver = _to_nobody
        """Tells those who listen what has happened (`api.delivery`)."""

    def __len__(self) -> int:
        return len(self._listeners)

    def __iter__(self) -> Iterator[Listener]:
        return iter(tuple(self._listeners))

    def admit(self, who: AccountId) -> None:
        """Is there room for one more? Raises TooMany for an account with many streams, Unreachable where all are many."""
        if self._of_account.get(who, 0) >= self._most_of_one:
            raise TooMany(after_s=60)
        if len(self._listeners) >= self._most:
            raise Unreachable("Too many streams are open; please try again in a moment.")

    async def join(self, listener: Listener) -> None:
        """Let somebody listen who has been admitted: what happens from now on is told."""
        last = self._last if self._loop is not None else await self._newest()
        who = listener.account_id
        self._listeners.add(listener)
        self._of_account[who] = self._of_account.get(who, 0) + 1
        if self._loop is None:
            self._last = last
            self._loop = asyncio.create_task(self._forever())

    def leave(self, listener: Listener) -> None:
        """The connection is gone."""
        listener.release()
        if listener not in self._listeners:
            return
        self._listeners.discard(listener)
        for stream in tuple(listener.streams):
            self.stop(listener, stream)
        left = self._of_account.get(listener.account_id, 1) - 1
        if left:
            self._of_account[listener.account_id] = left
        else:
            self._of_account.pop(listener.account_id, None)

    def start(self, listener: Listener, stream: Stream) -> None:
        """Tell this listener of what happens there. Raises TooMany for one who listens to very many."""
        if len(listener.streams) >= MOST_SUBSCRIPTIONS:
            raise TooMany(after_s=60)
        listener.streams.append(stream)
        self._on.setdefault(stream, set()).add(listener)

    def stop(self, listener: Listener, stream: Stream) -> None:
        """Tell them no more."""
        if stream in listener.streams:
            listener.streams.remove(stream)
        hearing = self._on.get(stream, set())
        hearing.discard(listener)
        if not hearing:
            self._on.pop(stream, None)

    def on(self, stream: Stream) -> set[Listener]:
        """Who listens there."""
        return self._on.get(stream, set())

    def about(self, name: str) -> list[str]:
        """What streams of this name are about that anybody listens to."""
        return [stream.about for stream in self._on if stream.name == name]

    def wake(self) -> None:
        """Something has happened here: look at once."""
        self._woken.set()

    def check(self) -> None:
        """A token or an account has changed here: ask at once who may still listen."""
        self._check_at = 0.0
        self._woken.set()

    def close(self) -> None:
        """The server ends: so does every stream."""
        for listener in tuple(self._listeners):
            listener.end(GOING)
        if self._loop is not None:
            self._loop.cancel()
            self._loop = None

    async def _newest(self) -> int:
        async with self._store.read(NOBODY) as tx:
            return await asked.newest(tx)

    async def _forever(self) -> None:
        while self._listeners:
            try:
                await self._round()
            except Exception as error:  # noqa: BLE001 - streams outlive a database that is away, as the worker does
                log.warning("streams.wait", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_S)
            self._woken.clear()
        self._loop = None

    async def _round(self) -> None:
        now = time.monotonic()
        if now >= self._check_at:
            self._check_at = now + CHECK_S
            await self._check_tokens()
        async with self._store.read(NOBODY) as tx:
            rows = await asked.after(tx, self._last)
        if rows:
            self._last = rows[-1]["id"]
            self._woken.set()  # there may be more
            await self.deliver(rows)
        if now >= self._awake_at:
            self._awake_at = now + AWAKE_S
            for listener in tuple(self._listeners):
                message = listener.wire.awake()
                if message is not None:
                    listener.tell(message, 0)

    async def _check_tokens(self) -> None:
        """One statement for all apps that listen, one for all browsers; whom nothing lets in any more hears nothing any more."""
        held = {listener: (listener.caller.token_id, listener.login_id) for listener in self._listeners}
        async with self._store.read(NOBODY) as tx:
            tokens = await asked.live(tx, [token_id for token_id, _ in held.values() if token_id is not None])
            logins = await asked.live_logins(tx, [login_id for _, login_id in held.values() if login_id is not None])
        for listener, (token_id, login_id) in held.items():
            filters = logins.get(login_id or 0) if token_id is None else tokens.get(token_id)
            if filters is None:
                listener.end(NOT_ALLOWED)
            elif filters != listener.call.caller.filters:
                listener.call.caller = replace(listener.call.caller, filters=filters)


async def _to_nobody(_rows: Sequence[Any]) -> None:
    """Until somebody is there to deliver."""
