"""Streaming: what happens, told while it happens, as server-sent events or over one WebSocket for all streams."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kukhnya.door.answers import Answer, Ongoing, error_answer, json_bytes
from kukhnya.door.route import Call, Who, allowed, get
from kukhnya.door.streams import NOT_ALLOWED, STREAMS, Listener, Put, Stream, Wire
from kukhnya.model.errors import Forbidden, KukhnyaError, NotFound, refused
from kukhnya.model.ids import ListId, parse_id
from kukhnya.queries import lists
from kukhnya.text.parse import tag_key

from .forms import Id

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]

MOST_FRAME_BYTES: Final = 4096
MOST_FRAMES: Final = 120
"""How many frames a client may send in a minute."""
_MINUTE_S: Final = 60.0
_NOTHING: Final[dict[str, Any]] = {}
_UNKNOWN: Final = "Unknown stream type"
_OUTSIDE: Final = "This action is outside the authorized scopes"
_TEXT: Final = "text/plain; charset=utf-8"
_SSE_HEADERS: Final = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class About(Struct):
    """Which list or hashtag a stream is about."""

    list: Id | None = None
    tag: str = ""
    only_media: bool = False


class Ask(Struct):
    """What a client says on a WebSocket."""

    type: Literal["subscribe", "unsubscribe"]
    stream: str
    list: Id | None = None
    tag: str = ""


class Events:
    """Server-sent events."""

    def message(self, _stream: Stream, event: str, payload: bytes | None) -> tuple[Any, int]:
        """One event; the body of an answer that goes on."""
        body = b"event: %s\ndata: %s\n\n" % (event.encode(), b"undefined" if payload is None else payload)
        return {"type": "http.response.body", "body": body, "more_body": True}, len(body)

    def awake(self) -> Any | None:
        """A comment, which clients pass over."""
        return {"type": "http.response.body", "body": b":thump\n", "more_body": True}

    def farewell(self, _code: int) -> Any:
        """The end of the answer."""
        return {"type": "http.response.body", "body": b"", "more_body": False}


class Frames:
    """Frames of a WebSocket."""

    def message(self, stream: Stream, event: str, payload: bytes | None) -> tuple[Any, int]:
        """One event as JSON, its payload as JSON inside a string."""
        said: dict[str, Any] = {
            "stream": [stream.name, stream.about] if stream.about else [stream.name],
            "event": event,
        }
        if payload is not None:
            said["payload"] = payload.decode()
        text = json_bytes(said).decode()
        return {"type": "websocket.send", "text": text}, len(text)

    def awake(self) -> Any | None:
        """Nothing: the web server pings."""
        return None

    def farewell(self, code: int) -> Any:
        """The end of the connection."""
        return {"type": "websocket.close", "code": code}


EVENTS: Final = Events()
FRAMES: Final = Frames()


async def _opened(call: Call, name: str, about: About) -> Ongoing:
    """Events of one stream, told until somebody ends it."""
    return events_of(call, await _stream(call, name, about.list, about.tag), EVENTS)


def events_of(call: Call, stream: Stream, wire: Wire) -> Ongoing:
    """Events of this stream, put into words by `wire`. Raises TooMany, Unreachable where too many are open already."""
    streams = call.house.streams
    streams.admit(call.viewer.id)

    async def run(receive: Receive, send: Send) -> None:
        async with _Listening(call, wire, send) as listener:
            streams.start(listener, stream)
            await send({"type": "http.response.start", "status": 200, "headers": _SSE_HEADERS})
            await send(EVENTS.awake())
            while (await receive())["type"] != "http.disconnect":
                pass

    return Ongoing(run, "text/event-stream")


def slim(call: Call) -> Call:
    """The call without what only its beginning needed, its token among that: thousands of them are kept."""
    return replace(call, said=_NOTHING, headers=_NOTHING, cookies=_NOTHING, path=_NOTHING, url="", peer="")


class _Listening:
    """Somebody listens for the length of the block, which is left without a word where the stream has been ended."""

    __slots__ = ("_listener",)  # a generator would keep a frame for each open connection

    def __init__(self, call: Call, wire: Wire, send: Send, put: Put | None = None) -> None:
        self._listener = Listener(call.caller, slim(call), wire, send, put)

    async def __aenter__(self) -> Listener:
        await self._listener.call.house.streams.join(self._listener)
        return self._listener

    async def __aexit__(self, kind: type[BaseException] | None, *_more: object) -> bool:
        self._listener.call.house.streams.leave(self._listener)
        return kind is asyncio.CancelledError and self._listener.cut


async def _stream(call: Call, name: str, list_id: Id | None, tag: str) -> Stream:
    """The stream that is meant. Raises NotFound for a list of somebody else, Refused without list or hashtag."""
    if name == "list":
        number = parse_id(str(list_id or ""))
        if list_id is None or list_id == "":
            raise refused("list", "ERR_BLANK", "list can't be blank")
        async with call.house.store.read(call.viewer) as tx:
            await lists.own(tx, ListId(number or 0))
        return Stream(name, str(number))
    if name.startswith("hashtag"):
        key = tag_key(tag)
        if not key:
            raise refused("tag", "ERR_BLANK" if not tag else "ERR_INVALID", "tag must be a hashtag")
        return Stream(name, key)
    return Stream(name)


@get("/api/v1/streaming/health", who=Who.ANYONE)
async def health() -> Answer:
    """Is there somebody who tells?"""
    return Answer(b"OK", 200, _TEXT)


@get("/api/v1/streaming/user", scope=STREAMS["user"], streams=True)
async def user(call: Call, about: About) -> Ongoing:
    """Home and notifications."""
    return await _opened(call, "user", about)


@get("/api/v1/streaming/user/notification", scope=STREAMS["user:notification"], streams=True)
async def notification(call: Call, about: About) -> Ongoing:
    """Notifications alone."""
    return await _opened(call, "user:notification", about)


@get("/api/v1/streaming/public", scope=STREAMS["public"], streams=True)
async def public(call: Call, about: About) -> Ongoing:
    """What was meant to be found by all."""
    return await _opened(call, "public:media" if about.only_media else "public", about)


@get("/api/v1/streaming/public/local", scope=STREAMS["public:local"], streams=True)
async def public_local(call: Call, about: About) -> Ongoing:
    """The same from members of this server."""
    return await _opened(call, "public:local:media" if about.only_media else "public:local", about)


@get("/api/v1/streaming/public/remote", scope=STREAMS["public:remote"], streams=True)
async def public_remote(call: Call, about: About) -> Ongoing:
    """The same from elsewhere."""
    return await _opened(call, "public:remote:media" if about.only_media else "public:remote", about)


@get("/api/v1/streaming/hashtag", scope=STREAMS["hashtag"], streams=True)
async def hashtag(call: Call, about: About) -> Ongoing:
    """What stands under a hashtag."""
    return await _opened(call, "hashtag", about)


@get("/api/v1/streaming/hashtag/local", scope=STREAMS["hashtag:local"], streams=True)
async def hashtag_local(call: Call, about: About) -> Ongoing:
    """The same from members of this server."""
    return await _opened(call, "hashtag:local", about)


@get("/api/v1/streaming/list", scope=STREAMS["list"], streams=True)
async def of_list(call: Call, about: About) -> Ongoing:
    """One of the caller's lists."""
    return await _opened(call, "list", about)


@get("/api/v1/streaming/direct", scope=STREAMS["direct"], streams=True)
async def direct(call: Call, about: About) -> Ongoing:
    """Conversations."""
    return await _opened(call, "direct", about)


SOCKET: Final = "/api/v1/streaming"
"""Where the WebSocket is."""


@get(SOCKET)
async def socket_address(call: Call) -> None:
    """Streams are told here, over a WebSocket: for a plain request there is nothing, as documented."""
    raise NotFound(call.url)


class Rate:
    """So many frames in a minute."""

    __slots__ = ("_many", "_until")

    def __init__(self) -> None:
        self._many = 0
        self._until = 0.0

    def passed(self) -> bool:
        """Count one; True where it is one too many."""
        now = time.monotonic()
        if now >= self._until:
            self._many, self._until = 0, now + _MINUTE_S
        self._many += 1
        return self._many > MOST_FRAMES


def admit_socket(call: Call) -> None:
    """May a WebSocket be opened? Raises Forbidden where no stream would be, and what `Streams.admit` raises."""
    if not any(allowed(call.caller.scopes, scope) for scope in STREAMS.values()):
        raise Forbidden(_OUTSIDE)
    call.house.streams.admit(call.viewer.id)


async def serve_socket(
    call: Call, first: Ask | None, protocol: str | None, receive: Receive, send: Send, put: Put | None
) -> None:
    """Serve one WebSocket that has been admitted. `first`: what it asked for in its address; `protocol`: what to agree to."""
    async with _Listening(call, FRAMES, send, put) as listener:
        await send({"type": "websocket.accept", "subprotocol": protocol})
        if first is not None:
            await _do(listener, first)
        await _listen(listener, receive)


def asked_in(call: Call) -> Ask | None:
    """The stream that the address of a WebSocket names."""
    name = call.said.get("stream")
    if not isinstance(name, str):
        return None
    return Ask("subscribe", name, call.said.get("list"), str(call.said.get("tag", "")))


async def _listen(listener: Listener, receive: Receive) -> None:
    """Do what the client asks until the connection is gone."""
    rate = Rate()
    while (message := await receive())["type"] != "websocket.disconnect":
        said = message.get("text") or message.get("bytes") or b""
        if listener.ended or message["type"] != "websocket.receive":
            continue
        if len(said) > MOST_FRAME_BYTES or rate.passed():
            listener.end(NOT_ALLOWED)
            continue
        await _answer(listener, said)


async def _answer(listener: Listener, said: str | bytes) -> None:
    try:
        ask = msgspec.json.decode(said, type=Ask, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        _say(listener, "The message is not understood", 400)
        return
    await _do(listener, ask)


async def _do(listener: Listener, ask: Ask) -> None:
    try:
        await _subscribe(listener, ask)
    except KukhnyaError as error:
        answer = error_answer(error)
        _say(listener, error.sentence, answer.status if answer else 500)


async def _subscribe(listener: Listener, ask: Ask) -> None:
    """Begin or end what is asked. Raises Refused, Forbidden, NotFound, TooMany."""
    call = listener.call
    needed = STREAMS.get(ask.stream)
    if needed is None:
        _say(listener, _UNKNOWN, 400)
        return
    if not allowed(call.caller.scopes, needed):
        raise Forbidden(_OUTSIDE)
    stream = await _stream(call, ask.stream, ask.list, ask.tag)
    if ask.type == "unsubscribe":
        call.house.streams.stop(listener, stream)
    elif not listener.ended and stream not in listener.streams:
        call.house.streams.start(listener, stream)


def _say(listener: Listener, sentence: str, status: int) -> None:
    text = json_bytes({"error": sentence, "status": status}).decode()
    listener.tell({"type": "websocket.send", "text": text}, len(text))
