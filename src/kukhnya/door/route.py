"""Routes: the table that everything about doors is read off.

A handler says in its signature what it needs, and gets it: a transaction (`ReadTx`, `WriteTx`), the whole
`Call`, a `Page`, ids from the path, a Struct filled from query or body. Who may call it and with which scope
stands in the decorator, so that scopes, leaks and documentation are checked for every route there is.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum
from typing import Any, Final, Literal

from msgspec import Struct

from kukhnya.model.errors import Forbidden, NotFound
from kukhnya.model.ids import TOP, parse_id
from kukhnya.model.page import Page
from kukhnya.model.viewer import Viewer
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text.matching import Matcher

from .answers import Answer, Listed, Ongoing, Unauthorized, json_bytes, link_header
from .callers import STRANGER, Caller
from .house import House
from .limits import client_address, network
from .login import Login
from .params import fill
from .scopes import broader

Verb = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Handler = Callable[..., Awaitable[Any]]


class Who(Enum):
    """Whom a route admits."""

    ANYONE = "anyone"
    """No token needed; one that is given must be live and carry the scope."""
    APP = "app"
    """Any live token, an app's own included."""
    MEMBER = "member"
    """A token of an active account."""
    STAFF = "staff"
    """A token of a moderator or an administrator."""
    ADMIN = "admin"
    """A token of an administrator."""


ROLES: Final[Mapping[Who, frozenset[str]]] = {
    Who.STAFF: frozenset({"moderator", "admin"}),
    Who.ADMIN: frozenset({"admin"}),
}
"""The roles of those who look after the server, where a route is for them alone."""


class Route(Struct, frozen=True):
    """One verb on one path."""

    verb: Verb
    path: str
    who: Who
    scope: str
    handler: Handler
    bind: tuple[tuple[str, Callable[["Call"], Any]], ...]
    tx: type[ReadTx] | None
    tx_name: str
    limit: str | None
    pages: tuple[int, int]
    form: type[Struct] | None
    uploads: bool
    page: bool
    streams: bool
    """The answer goes on until somebody ends it."""
    twin: str = ""
    """Of a page: the route of the API that says the same to programs that ask for JSON here."""


ROUTES: Final[list[Route]] = []
"""Every route of every door, in the order of import."""


class Call(Struct):
    """One request: who calls, what it says, and the house it came to."""

    house: House
    caller: Caller
    route: Route
    path: Mapping[str, str]
    said: dict[str, Any]
    url: str
    headers: Mapping[str, str]
    peer: str
    cookies: Mapping[str, str]
    login: Login | None = None
    matcher: Matcher | None = None
    """The caller's filters, once statuses are shown."""

    @property
    def viewer(self) -> Viewer:
        """The account that calls, or nobody."""
        return self.caller.viewer

    @property
    def network(self) -> str:
        """The network the request came from, as coarse as limits need it. Never kept."""
        trusted = frozenset(self.house.settings.trusted_proxies.split())
        return network(client_address(self.peer, self.headers.get("x-forwarded-for"), trusted))

    def address(self, path: str) -> str:
        """The public address of a path of this server."""
        return self.house.settings.base + path


def route(  # noqa: PLR0913 - all of them describe one route
    verb: Verb, path: str, *, scope: str = "", who: Who = Who.MEMBER, limit: str | None = None,
    pages: tuple[int, int] = (20, 40), uploads: bool = False, page: bool = False,
    streams: bool = False, twin: str = "",
) -> Callable[[Handler], Handler]:  # fmt: skip
    """Put a handler into the table.

    `pages`: usual and largest page size. `limit`: a name of `limits.LIMITS`. `page`: people come here by browser, so the
    caller is known by cookie and errors are pages. `streams`: the answer goes on until somebody ends it. `twin`: the address in the
    API that answers in a page's place where JSON is asked for, with places for what stands in the path.
    """

    def put(handler: Handler) -> Handler:
        more = {"scope": scope, "who": who, "limit": limit, "pages": pages, "uploads": uploads, "page": page}
        ROUTES.append(_route(verb, path, handler, streams=streams, twin=twin, **more))
        return handler

    return put


def get(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A GET route; HEAD answers like it, without a body."""
    return route("GET", path, **more)


def post(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A POST route."""
    return route("POST", path, **more)


def put(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A PUT route."""
    return route("PUT", path, **more)


def patch(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A PATCH route."""
    return route("PATCH", path, **more)


def delete(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A DELETE route."""
    return route("DELETE", path, **more)


def _route(verb: Verb, path: str, handler: Handler, **more: Any) -> Route:
    bind: list[tuple[str, Callable[[Call], Any]]] = []
    tx: type[ReadTx] | None = None
    tx_name, form = "", None
    for name, needed in inspect.signature(handler, eval_str=True).parameters.items():
        kind = needed.annotation
        if kind in (ReadTx, WriteTx):
            tx, tx_name = kind, name
        elif isinstance(kind, type) and issubclass(kind, Struct) and kind not in (Call, Page):
            form = kind
            bind.append((name, _filler(kind)))
        else:
            bind.append((name, _binder(name, kind, more["pages"])))
    return Route(verb=verb, path=path, handler=handler, bind=tuple(bind), tx=tx, tx_name=tx_name, form=form, **more)


def _filler(form: type[Struct]) -> Callable[[Call], Struct]:
    return lambda call: fill(form, call.said)


def _binder(name: str, kind: Any, pages: tuple[int, int]) -> Callable[[Call], Any]:
    if kind is Call:
        return lambda call: call
    if kind is Page:
        return lambda call: page_of(call.said, pages)
    if kind is str:
        return lambda call: call.path[name]
    if getattr(kind, "__supertype__", None) is int:
        return lambda call: id_of(call.path[name])
    raise TypeError(f"a handler cannot ask for {name}: {kind}")


def id_of(text: str) -> int:
    """The id in a path; whatever is none does not exist."""
    number = parse_id(text)
    if number is None:
        raise NotFound(text)
    return number


def page_of(said: Mapping[str, Any], pages: tuple[int, int]) -> Page:
    """Which part of a list a request asks for. Bounds that are no numbers are as if not given."""
    usual, most = pages
    min_id = _bound(said, "min_id")
    asked = _bound(said, "limit")
    return Page(
        limit=max(1, min(asked or usual, most)),
        max_id=_bound(said, "max_id") or TOP,
        since_id=_bound(said, "since_id") or 0,
        min_id=min_id,
        offset=min(_bound(said, "offset") or 0, 10_000),
    )


def _bound(said: Mapping[str, Any], name: str) -> int | None:
    value = said.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 30:  # noqa: PLR2004
        return None
    return min(int(value), TOP)


def allowed(scopes: frozenset[str], needed: str) -> bool:
    """Do these scopes allow what needs all of those in `needed`? `read` holds `read:statuses`; `follow` the old bundle."""
    return all(_allows(scopes, each) for each in needed.split())


def _allows(scopes: frozenset[str], needed: str) -> bool:
    if needed in scopes:
        return True
    if broader(needed) in scopes:
        return True
    broad, _, narrow = needed.partition(":")
    return "follow" in scopes and broad in {"read", "write"} and narrow in {"follows", "blocks", "mutes"}


def admit(a_route: Route, caller: Caller | None) -> Caller:
    """The caller, once it is sure that this route is open to them. Raises Unauthorized or Forbidden."""
    if caller is None:
        if a_route.who is Who.ANYONE:
            return STRANGER
        raise Unauthorized
    if not allowed(caller.scopes, a_route.scope):
        raise Forbidden("This action is outside the authorized scopes")
    if a_route.who in {Who.MEMBER, *ROLES} and not caller.viewer.known:
        raise Unauthorized("This method requires an authenticated user")
    if caller.viewer.known and caller.state != "active":
        raise Forbidden(
            "Your login is currently disabled" if caller.state == "disabled" else "Your login is pending approval"
        )
    if caller.role not in ROLES.get(a_route.who, {caller.role}):
        raise Forbidden("This action is not allowed")
    return caller


async def run(call: Call) -> Answer | Ongoing:
    """Bind what the handler asks for, run it in its transaction, and encode what it says."""
    bound = {name: binder(call) for name, binder in call.route.bind}
    handler, name = call.route.handler, call.route.tx_name
    if call.route.tx is WriteTx:
        said = await call.house.store.write(call.viewer, lambda tx: handler(**bound, **{name: tx}))
    elif call.route.tx is ReadTx:
        async with call.house.store.read(call.viewer) as tx:
            said = await handler(**bound, **{name: tx})
    else:
        said = await handler(**bound)
    return _encoded(call, said)


def _encoded(call: Call, said: Any) -> Answer | Ongoing:
    if isinstance(said, Answer | Ongoing):
        return said
    if isinstance(said, bytes):
        return Answer(said)
    if isinstance(said, Listed):
        body = said.items if isinstance(said.items, bytes) else json_bytes(said.items)
        return Answer(body, headers=link_header(call.url, call.said, said))
    return Answer(json_bytes({} if said is None else said))
