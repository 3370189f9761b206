"""The web server: every route of every door, behind Litestar."""

import traceback
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse

from kukhnya import api, web
from kukhnya.api import streaming
from kukhnya.door import body
from kukhnya.door.answers import Answer, Ongoing, Unauthorized, error_answer, json_bytes
from kukhnya.door.callers import Caller
from kukhnya.door.house import House
from kukhnya.door.limits import Left
from kukhnya.door.login import of_cookie
from kukhnya.door.route import ROUTES, Call, Route, admit, run
from kukhnya.model.errors import NotFound
from kukhnya.web.show import error_page

Application = Callable[[Any, Any, Any], Awaitable[None]]

DOORS: Final = (api, web)
"""Importing the doors fills the table of routes."""

log: Final = structlog.get_logger()

_SOCKET: Final = next(route for route in ROUTES if route.path == streaming.SOCKET)

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
_POLICY_NAME: Final = b"content-security-policy"
_POLICY: Final = b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"


def build(house: House) -> Application:
    """The ASGI application of one process."""
    by_path: dict[str, list[Route]] = defaultdict(list)
    for a_route in ROUTES:
        by_path[a_route.path].append(a_route)
    handlers = [_handler(house, a_route) for routes in by_path.values() for a_route in routes]
    litestar = Litestar(
        handlers,
        openapi_config=None,
        exception_handlers={Exception: _failing(house)},
        request_max_body_size=None,
        logging_config=None,
    )
    return _Outer(house, litestar)


class _Outer:
    """Answers preflights, which belong to no route, and adds the headers that every answer has."""

    def __init__(self, house: House, inner: Application) -> None:
        self._house = house
        self._inner = inner

    def __call__(self, scope: Any, receive: Any, send: Any) -> Awaitable[None]:
        if scope["type"] == "websocket":
            return _socket(self._house, scope, receive, send)
        if scope["type"] != "http":
            return self._inner(scope, receive, send)
        return self._answered(scope, receive, send)

    async def _answered(self, scope: Any, receive: Any, send: Any) -> None:
        is_open = scope["path"].startswith(_OPEN)
        if scope["method"] == "OPTIONS" and is_open:
            await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        extra = _ALWAYS + _CORS if is_open else _ALWAYS

        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                given = message["headers"]
                policy = () if any(name == _POLICY_NAME for name, _ in given) else ((_POLICY_NAME, _POLICY),)
                message["headers"] = [*given, *extra, *policy]
            await send(message)

        await self._inner(scope, receive, sending)


def _handler(house: House, a_route: Route) -> HTTPRouteHandler:
    path = a_route.path.replace("}", ":str}")
    most = (house.settings.max_upload_bytes + 65_536) if a_route.uploads else house.settings.max_body_bytes

    async def answer(request: Request[Any, Any, Any]) -> ASGIResponse:
        said: Answer | Ongoing
        try:
            said = await _call(house, a_route, request, most)
        except Exception as error:  # noqa: BLE001 - the door's one table decides; the rest is logged as a fault
            known = error_answer(error)
            if known is None:
                log_fault(a_route, error)
                known = Answer(json_bytes({"error": "Something went wrong on our side; nothing was saved."}), 500)
            said = error_page(house, known, request.headers, request.cookies) if a_route.page else known
        return respond(said)

    verbs: Any = ["GET", "HEAD"] if a_route.verb == "GET" else [a_route.verb]
    name = f"{a_route.verb} {a_route.path}"
    return HTTPRouteHandler(path, http_method=verbs, name=name, status_code=200)(answer)


async def _call(house: House, a_route: Route, request: Request[Any, Any, Any], most: int) -> Answer | Ongoing:
    headers = request.headers
    query = request.scope["query_string"]
    content = await body.read(request, most) if a_route.verb != "GET" or "content-length" in headers else b""
    said = body.said(headers.get("content-type", ""), query, content)
    known, login = (
        await of_cookie(house, request.cookies) if a_route.page else (await _by_token(house, headers, said), None)
    )
    caller = admit(a_route, known)
    call = Call(
        house=house, caller=caller, route=a_route, path=request.path_params, said=said,
        url=house.settings.base + request.scope["path"], headers=headers, peer=request.client.host if request.client else "",
        cookies=request.cookies, login=login,
    )  # fmt: skip
    left = _count(call)
    answer = await run(call)
    if left is None or isinstance(answer, Ongoing):
        return answer
    return Answer(answer.body, answer.status, answer.media_type, (*answer.headers, *_limit_headers(left)))


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
    scope["query_string"] = b""  # uvicorn keeps the scope as long as the connection
    for name in ("headers", "extensions", "state", "asgi", "subprotocols"):
        scope.pop(name, None)
    await streaming.serve_socket(call, first, offered[0] if offered else None, receive, send)


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


class _OngoingResponse(ASGIResponse):
    """An answer that goes on, as Litestar sends it."""

    def __init__(self, answer: Ongoing) -> None:
        super().__init__(media_type=answer.media_type)
        self._answer = answer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it, or its head alone where no more is asked."""
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
        else:
            await self._answer.run(receive, send)


def respond(answer: Answer | Ongoing) -> ASGIResponse:
    """The answer as Litestar sends it."""
    if isinstance(answer, Ongoing):
        return _OngoingResponse(answer)
    kind = answer.media_type  # Litestar names the charset of text by itself
    kind = kind.removesuffix("; charset=utf-8") if kind.startswith("text/") else kind
    return ASGIResponse(body=answer.body, status_code=answer.status, media_type=kind, headers=list(answer.headers))


def log_fault(a_route: Route, error: BaseException) -> None:
    """Log where a fault happened: type and places, never a message, which may hold somebody's words."""
    places = [
        f"{frame.filename.rpartition('kukhnya/')[2]}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    log.error("request.failed", route=f"{a_route.verb} {a_route.path}", error=type(error).__name__, places=places[-6:])


def _failing(house: House) -> Callable[[Request[Any, Any, Any], Exception], Response[bytes]]:
    """Litestar's own refusals, no such path and no such verb, as JSON for programs and as a page for people."""

    def failed(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
        status = error.status_code if isinstance(error, HTTPException) else 500
        sentence = {404: "Record not found", 405: "Method not allowed"}.get(status, "Bad request")
        answer = Answer(json_bytes({"error": sentence}), status)
        if not request.scope["path"].startswith(_OPEN):
            answer = error_page(house, answer, request.headers, request.cookies)
        return Response(answer.body, status_code=status, media_type=answer.media_type, headers=dict(answer.headers))

    return failed
