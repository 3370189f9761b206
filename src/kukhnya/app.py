"""The web server: every route of every door, as one ASGI application."""

import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import quote, unquote

import structlog

from kukhnya import api, web
from kukhnya.api import streaming
from kukhnya.door import body
from kukhnya.door.answers import Answer, Ongoing, Unauthorized, error_answer, json_bytes
from kukhnya.door.callers import STRANGER, Caller
from kukhnya.door.house import House
from kukhnya.door.limits import Left
from kukhnya.door.login import COOKIE, of_cookie
from kukhnya.door.paths import Paths
from kukhnya.door.route import ROLES, ROUTES, Call, Route, Who, admit, run
from kukhnya.model.errors import NotFound
from kukhnya.web.entry import again, knock
from kukhnya.web.forms import OldForm
from kukhnya.web.show import error_page

Application = Callable[[Any, Any, Any], Awaitable[None]]

DOORS: Final = (api, web)
"""Importing the doors fills the table of routes."""

log: Final = structlog.get_logger()

_SOCKET: Final = next(route for route in ROUTES if route.path == streaming.SOCKET)

PUT: Final = "kukhnya.put"
"""Under this name a web server offers, among the extensions of a WebSocket, a `door.streams.Put` for it."""
_OPEN: Final = ("/api/", "/oauth/token", "/oauth/revoke", "/oauth/userinfo", "/.well-known/", "/nodeinfo/", "/media/")
_CORS: Final = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers",
     b"Link, X-RateLimit-Reset, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id, Idempotency-Key"),
]  # fmt: skip
_PREFLIGHT: Final = [
    *_CORS,
    (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD"),
    (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key"),
    (b"access-control-max-age", b"86400"),
]
_ALWAYS: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=(), geolocation=(), camera=(), microphone=()"),
]
_EMPTY: Final = frozenset({204, 304})
"""Statuses without a body."""
_POLICY_NAME: Final = b"content-security-policy"
_POLICY: Final = b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"


def build(house: House) -> Application:
    """The ASGI application of one process."""
    paths = Paths(ROUTES)

    def application(scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        if scope["type"] == "websocket":
            return _socket(house, scope, receive, send)
        return _answered(house, paths, scope, receive, send)

    return application


async def _answered(house: House, paths: Paths, scope: Any, receive: Any, send: Any) -> None:
    """Answer one request; preflights belong to no route."""
    is_open, head = scope["path"].startswith(_OPEN), scope["method"] == "HEAD"
    if scope["method"] == "OPTIONS" and is_open:
        await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        return
    extra = _ALWAYS + _CORS if is_open else _ALWAYS
    said = await _said(house, paths, scope, receive)
    if isinstance(said, Ongoing):
        if not head:
            await said.run(receive, partial(_sending, send, extra))
            return
        said = Answer(media_type=said.media_type)
    content, headers = _written(said)
    await send({"type": "http.response.start", "status": said.status, "headers": [*headers, *extra, *_policy(headers)]})
    await send({"type": "http.response.body", "body": b"" if head else content, "more_body": False})


async def _sending(send: Any, extra: list[tuple[bytes, bytes]], message: Any) -> None:
    """Send a message of an answer that goes on, with the headers that every answer has."""
    if message["type"] == "http.response.start":
        given = message["headers"]
        message["headers"] = [*given, *extra, *_policy(given)]
    await send(message)


def _policy(given: Iterable[tuple[bytes, bytes]]) -> tuple[tuple[bytes, bytes], ...]:
    return () if any(name == _POLICY_NAME for name, _ in given) else ((_POLICY_NAME, _POLICY),)


def _written(answer: Answer) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The body and headers of an answer, as they are sent."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.status in _EMPTY:
        return b"", headers
    about = [(b"content-type", answer.media_type.encode()), (b"content-length", str(len(answer.body)).encode())]
    return answer.body, [*about, *headers]


async def _said(house: House, paths: Paths, scope: Any, receive: Any) -> Answer | Ongoing:
    """What a route says to this request, or why none does: as JSON for programs and as a page for people."""
    headers = _headers(scope)
    a_route, values, verbs = paths.find(scope["path"], scope["method"])
    if a_route is not None and a_route.twin and _wants_json(headers):
        scope = _at_twin(scope, a_route.twin, values)
        a_route, values, verbs = paths.find(scope["path"], scope["method"])
    page = not scope["path"].startswith(_OPEN) if a_route is None else a_route.page
    try:
        if a_route is not None:
            return await _call(house, a_route, values, scope, headers, receive)
        known: Answer | None = _unrouted(verbs)
    except Exception as error:  # noqa: BLE001 - the door's one table decides; the rest is logged as a fault
        known = error_answer(error)
        if known is None and a_route is not None:
            log_fault(a_route, error)
    known = known or Answer(json_bytes({"error": "Something went wrong on our side; nothing was saved."}), 500)
    return error_page(house, known, headers, _cookies(headers)) if page else known


def _wants_json(headers: Mapping[str, str]) -> bool:
    accepted = headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def _at_twin(scope: Any, twin: str, values: Mapping[str, str]) -> Any:
    """The same request at the address of the API that says what this page shows."""
    path, _, query = twin.format_map({name: quote(value, safe="") for name, value in values.items()}).partition("?")
    joined = b"&".join(part for part in (query.encode(), scope["query_string"]) if part)
    return {**scope, "path": unquote(path), "query_string": joined}


def _unrouted(verbs: frozenset[str]) -> Answer:
    """No such path, or no such verb on it."""
    if not verbs:
        return Answer(json_bytes({"error": "Record not found"}), 404)
    allowed = ", ".join(sorted(verbs | ({"HEAD"} if "GET" in verbs else set())))
    return Answer(json_bytes({"error": "Method not allowed"}), 405, headers=(("allow", allowed),))


def _headers(scope: Any) -> dict[str, str]:
    """The headers by their names in lower case; one that was sent several times is one list, as HTTP allows."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}{'; ' if name == 'cookie' else ', '}{value}" if name in headers else value
    return headers


def _cookies(headers: Mapping[str, str]) -> dict[str, str]:
    pairs = (each.strip().partition("=") for each in headers.get("cookie", "").split(";"))
    return {name: value.strip('"') for name, _, value in pairs if name}


async def _call(
    house: House, a_route: Route, values: Mapping[str, str], scope: Any, headers: Mapping[str, str], receive: Any
) -> Answer | Ongoing:
    cookies = _cookies(headers)
    known, login = await of_cookie(house, cookies) if a_route.page else (None, None)
    if a_route.page and not _may_know(a_route, known, cookies):
        raise NotFound(scope["path"])
    # One whose sign-in has run out gets back what was typed, too: the cookie says no more than that there was one.
    said = await _heard(house, a_route, scope, headers, receive, kept=known is not None or COOKIE in cookies)
    if not a_route.page:
        known = await _by_token(house, headers, said)
    outside = a_route.page and known is None and a_route.who is not Who.ANYONE
    call = Call(
        house=house, caller=STRANGER if outside else admit(a_route, known), route=a_route, path=values, said=said,
        url=house.settings.base + scope["path"], headers=headers, peer=scope["client"][0] if scope["client"] else "",
        cookies=cookies, login=login,
    )  # fmt: skip
    left = _count(call)
    answer = knock(call) if outside else await _run(call)
    if left is None or isinstance(answer, Ongoing):
        return answer
    return Answer(answer.body, answer.status, answer.media_type, (*answer.headers, *_limit_headers(left)))


async def _heard(
    house: House, a_route: Route, scope: Any, headers: Mapping[str, str], receive: Any, *, kept: bool
) -> dict[str, Any]:
    """Everything a request says. `kept`: of a form whose pictures are too large, what was typed is kept all the same."""
    kind, bounds = headers.get("content-type", ""), house.settings
    most = (bounds.max_upload_bytes + 65_536) if a_route.uploads else bounds.max_body_bytes
    if kept and a_route.page and a_route.uploads and body.holds_files(kind):
        room = body.Room(files=most, words=bounds.max_body_bytes, body=bounds.form_bytes)
        return await body.form(receive, headers, scope["query_string"], room)
    reads = a_route.verb != "GET" or "content-length" in headers
    return body.said(kind, scope["query_string"], await body.read(receive, headers, most) if reads else b"")


def _may_know(a_route: Route, known: Caller | None, cookies: Mapping[str, str]) -> bool:
    """May this browser know that there is such a page? What is for staff exists for nobody else.

    One whose sign-in has run out is asked to sign in, so that nothing that was typed is lost.
    """
    if a_route.who not in ROLES:
        return True
    return COOKIE in cookies if known is None else known.role in ROLES[a_route.who]


async def _run(call: Call) -> Answer | Ongoing:
    """What the route says; a form of ours that has grown old comes back with what stood in it."""
    try:
        return await run(call)
    except OldForm:
        return again(call)


def _count(call: Call) -> Left | None:
    """Count the call; what its caller may still do. Raises TooMany."""
    limits, known = call.house.limits, call.viewer.known
    if not limits.on:
        return None
    who = str(call.viewer.id) if known else call.network
    left = limits.count("calls" if known else "anonymous", who)
    return left if call.route.limit is None else limits.count(call.route.limit, who)


async def _socket(house: House, scope: Any, receive: Any, send: Any) -> None:
    """Admit a WebSocket, or refuse it with the answer that a request would get."""
    await receive()
    offered = scope["subprotocols"]
    try:
        call = await _socket_call(house, scope, offered)
    except Exception as error:  # noqa: BLE001 - the door's one table decides; the rest is logged as a fault
        answer = error_answer(error)
        if answer is None:
            log_fault(_SOCKET, error)
            answer = Answer(json_bytes({"error": "Something went wrong on our side."}), 500)
        headers = [
            (b"content-type", answer.media_type.encode()),
            *((k.encode(), v.encode()) for k, v in answer.headers),
        ]
        await send({"type": "websocket.http.response.start", "status": answer.status, "headers": [*headers, *_ALWAYS]})
        await send({"type": "websocket.http.response.body", "body": answer.body})
        await receive()  # it has been sent …
        await receive()  # … and the line is down: until then uvicorn takes a refusal for a fault, and logs it
        return
    first, call = streaming.asked_in(call), streaming.slim(call)
    put = scope["extensions"].get(PUT)
    scope["query_string"] = b""  # uvicorn keeps the scope as long as the connection
    for name in ("headers", "extensions", "state", "asgi", "subprotocols"):
        scope.pop(name, None)
    await streaming.serve_socket(call, first, offered[0] if offered else None, receive, send, put)


async def _socket_call(house: House, scope: Any, offered: list[str]) -> Call:
    """The call that opens a WebSocket. Its token comes as header, in the query, or as the first subprotocol offered."""
    if scope["path"].rstrip("/") != streaming.SOCKET:
        raise NotFound(scope["path"])
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    said = body.said("", scope["query_string"], b"")
    if "authorization" not in headers and "access_token" not in said and offered:
        said["access_token"] = offered[0]
    caller = admit(_SOCKET, await _by_token(house, headers, said))
    call = Call(
        house=house, caller=caller, route=_SOCKET, path={}, said=said, url=house.settings.base + scope["path"],
        headers=headers, peer=scope["client"][0] if scope["client"] else "", cookies={},
    )  # fmt: skip
    _count(call)
    streaming.admit_socket(call)
    return call


async def _by_token(house: House, headers: Any, said: dict[str, Any]) -> Caller | None:
    """Who holds the token that was sent; None where none was. Raises Unauthorized for one that opens nothing."""
    bearer = _bearer(headers.get("authorization", ""), said)
    if bearer is None:
        return None
    caller = await house.callers.of(bearer)
    if caller is None:
        raise Unauthorized
    return caller


def _bearer(authorization: str, said: dict[str, Any]) -> str | None:
    kind, _, word = authorization.partition(" ")
    if kind.lower() == "bearer" and word:
        return word.strip()
    given = said.get("access_token")
    return given if isinstance(given, str) and given else None


def _limit_headers(left: Any) -> tuple[tuple[str, str], ...]:
    from kukhnya.model.ids import iso  # noqa: PLC0415

    return (
        ("x-ratelimit-limit", str(left.limit)),
        ("x-ratelimit-remaining", str(left.remaining)),
        ("x-ratelimit-reset", iso(int(left.reset_at * 1000))),
    )


def log_fault(a_route: Route, error: BaseException) -> None:
    """Log where a fault happened: type and places, never a message, which may hold somebody's words."""
    places = [
        f"{frame.filename.rpartition('kukhnya/')[2]}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    log.error("request.failed", route=f"{a_route.verb} {a_route.path}", error=type(error).__name__, places=places[-6:])
