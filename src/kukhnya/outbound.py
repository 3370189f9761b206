"""The guarded client: everything this server asks of other machines goes through here.

An address that somebody else has written may point into our own network. So each host is read strictly, each
resolved address is vetted, the connection goes to that very address, and each redirect begins anew. Time, size and
number are bounded; nothing is carried along: no cookies, no proxy of the environment, no referrer.
"""

import asyncio
import ipaddress
import re
import socket
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

import idna
from msgspec import Struct

from kukhnya.model.errors import Unreachable

Resolve = Callable[[str, int], Awaitable[list[str]]]
Refuse = Callable[[str], bool]

MOST_HOPS: Final = 5
MOST_AT_ONCE: Final = 64
MOST_PER_HOST: Final = 4
REQUEST_S: Final = 10.0
"""How long one hop may take, from the first packet to the last."""
WHOLE_S: Final = 30.0
"""How long all hops may take, waiting for a turn included."""
PORTS: Final = frozenset({80, 443})
_MOST_ANSWER: Final = 65_536
"""Bytes of the answer to a POST."""
_MOST_URL: Final = 4096
_MOST_HOST: Final = 253
_CHUNK: Final = 16_384
_GZIP: Final = 47
"""zlib's word for "gzip or zlib, whichever it is"."""
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_STANDARD: Final = {"http": 80, "https": 443}
_BAD: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\\\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff]"
)
_NUMBER: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_NAME: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_HEADER_VALUE: Final = re.compile(r"[\x20-\x7e]{0,4096}")

_CLOSED_4: Final = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
)  # fmt: skip
_OPEN_6: Final = ipaddress.IPv6Network("2000::/3")
"""All that is given out to the public; loopback, mapped, NAT64, local and multicast addresses lie outside."""
_CLOSED_6: Final = tuple(
    ipaddress.IPv6Network(each)
    for each in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
"""Teredo and its kin, documentation, 6to4."""


class Fetched(Struct, frozen=True):
    """What another server has answered; header names are in small letters."""

    status: int
    url: str
    media_type: str
    headers: Mapping[str, str]
    body: bytes


class Place(Struct, frozen=True):
    """A URL that may be asked, as far as its text goes; the address is vetted when the connection is made."""

    scheme: str
    host: str
    port: int
    text: str


class _Closed(OSError):
    """The address lies where no request of ours goes."""


def unreachable() -> Unreachable:
    """One sentence for whatever cannot be reached, so that it tells nothing about what lies behind an address."""
    return Unreachable("The address cannot be reached")


def public(address: str) -> bool:
    """Is this an address anybody on the internet may have? Whatever is not written as one is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _CLOSED_4)
    return not found.scope_id and found in _OPEN_6 and not any(found in network for network in _CLOSED_6)


class Outbound:
    """Asks other servers. `allowed` are loopback addresses with a port (`127.0.0.1:8080`) that tests may reach.

    Only the first two parameters follow from settings; the others are there to be shortened or widened by tests.
    """

    def __init__(  # noqa: PLR0913 - each is a bound of its own
        self, agent: str, *, allowed: str = "", on: bool = True, ports: frozenset[int] = PORTS,
        resolve: Resolve | None = None, request_s: float = REQUEST_S, whole_s: float = WHOLE_S,
    ) -> None:  # fmt: skip
        self._agent = agent
        self._on = on
        self._allowed = allowed_places(allowed)
        self._ports = ports
        self._resolve = resolve or _look_up
        self._request_s = request_s
        self._whole_s = whole_s
        self._session: Any = None

    async def get(self, url: str, *, accept: str, most_bytes: int, refuse: Refuse = lambda _: False) -> Fetched:
        """What is found there, after at most five redirects. Raises Unreachable, also where it is too much.

        `refuse`: is this an address that must not be asked, wherever it is come upon?
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        try:
            async with asyncio.timeout(self._whole_s):
                return await self._follow(url, headers, most_bytes, refuse)
        except TimeoutError as error:
            raise unreachable() from error

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Fetched:
        """The answer to this body; redirects are not followed. Raises Unreachable."""
        try:
            async with asyncio.timeout(self._whole_s):
                place = self.place(url)
                return await self._ask("POST", place, {**headers, "Accept-Encoding": "gzip"}, _MOST_ANSWER, body)
        except TimeoutError as error:
            raise unreachable() from error

    async def vet(self, url: str) -> None:
        """Look whether a URL may be asked, without asking it. Raises Unreachable.

        A name that cannot be looked up at this moment passes: it is looked at again whenever it is asked.
        """
        place = self.place(url)
        try:
            async with asyncio.timeout(self._request_s):
                await self.addresses(place.host, place.port)
        except socket.gaierror:
            return
        except (OSError, TimeoutError, UnicodeError) as error:
            raise unreachable() from error

    def allows(self, place: Place) -> bool:
        """Is this one of the loopback addresses that tests may reach, and so need not be https?"""
        return (place.host, place.port) in self._allowed

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def place(self, url: str) -> Place:
        """The URL, read strictly. Raises Unreachable for one that must not be asked whatever it resolves to."""
        if not self._on:
            raise Unreachable("This server asks nothing of other servers")
        place = read(url)
        if place is None or (place.port not in self._ports and not self.allows(place)):
            raise unreachable()
        return place

    async def addresses(self, host: str, port: int) -> list[str]:
        """The vetted addresses of a host. One that is not public closes them all. Raises OSError."""
        found = [host] if _literal(host) else await self._resolve(host, port)
        if not found or not all(self._open(each, port) for each in found):
            raise _Closed
        return found

    def socket(self, info: Any) -> socket.socket:
        """A socket for an address that has been resolved, vetted here once more: nothing connects past this line."""
        family, kind, protocol, _, there = info
        if not self._open(str(there[0]), int(there[1])):
            raise _Closed
        return socket.socket(family, kind, protocol)

    def _open(self, address: str, port: int) -> bool:
        return public(address) or (address, port) in self._allowed

    async def _follow(self, url: str, headers: Mapping[str, str], most_bytes: int, refuse: Refuse) -> Fetched:
        place = self.place(url)
        for _ in range(MOST_HOPS + 1):
            if refuse(place.text):
                raise unreachable()
            said = await self._ask("GET", place, headers, most_bytes)
            if said.status not in _REDIRECTS or not said.headers.get("location"):
                return said
            following = self.place(_joined(place.text, said.headers["location"]))
            if place.scheme == "https" and following.scheme != "https":
                raise unreachable()
            place = following
        raise Unreachable("The address leads on too often")

    async def _ask(
        self, verb: str, place: Place, headers: Mapping[str, str], most_bytes: int, body: bytes | None = None
    ) -> Fetched:
        import aiohttp  # noqa: PLC0415 - a quarter of a second and ten megabytes, which many servers never need
        from yarl import URL  # noqa: PLC0415 - it comes with it

        if not all(_HEADER_NAME.fullmatch(name) and _HEADER_VALUE.fullmatch(headers[name]) for name in headers):
            raise unreachable()
        try:
            async with (
                asyncio.timeout(self._request_s),
                self._opened().request(
                    verb, URL(place.text, encoded=True), data=body, headers=headers, allow_redirects=False
                ) as answer,
            ):
                return await _fetched(answer, place, most_bytes)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, zlib.error) as error:
            raise unreachable() from error

    def _opened(self) -> Any:
        import aiohttp  # noqa: PLC0415 - as above

        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=_vetting(self), socket_factory=self.socket, use_dns_cache=False,
                limit=MOST_AT_ONCE, limit_per_host=MOST_PER_HOST,
            )  # fmt: skip
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._agent},
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session


def _vetting(outbound: Outbound) -> Any:
    """A resolver for aiohttp: it hands out vetted addresses or none."""
    from aiohttp.abc import AbstractResolver, ResolveResult  # noqa: PLC0415 - as above

    class Vetting(AbstractResolver):
        async def resolve(
            self,
            host: str,
            port: int = 0,
            family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - aiohttp asks for both, and both are vetted
        ) -> list[ResolveResult]:
            return [
                ResolveResult(
                    hostname=host, host=each, port=port, proto=socket.IPPROTO_TCP, flags=socket.AI_NUMERICHOST,
                    family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                )
                for each in await outbound.addresses(host, port)
            ]  # fmt: skip

        async def close(self) -> None:
            """There is nothing to close."""

    return Vetting()


async def _look_up(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows for a host."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def allowed_places(setting: str) -> frozenset[tuple[str, int]]:
    """Loopback addresses with their ports, separated by spaces. Raises ValueError for anything else."""
    places = set()
    for each in setting.split():
        host, _, port = each.rpartition(":")
        address = ipaddress.ip_address(host.strip("[]"))
        if not address.is_loopback:
            raise ValueError(each)
        places.add((str(address), int(port)))
    return frozenset(places)


def read(url: str) -> Place | None:
    """What a URL says, None where anything about it is odd: a scheme, spelling or character that no server needs."""
    if len(url) > _MOST_URL or _BAD.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        return None
    if parts.scheme not in _STANDARD or "@" in parts.netloc or host is None or port == 0:
        return None
    shown = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    where = shown if port in {None, _STANDARD[parts.scheme]} else f"{shown}:{port}"
    return Place(
        parts.scheme, host, _STANDARD[parts.scheme] if port is None else port, f"{parts.scheme}://{where}{path}{query}"
    )


def _host(written: str) -> str | None:
    """A host in its one spelling: an address as addresses are written, or a name in ASCII, without a last dot."""
    if ":" in written:
        return str(ipaddress.IPv6Address(written)) if "%" not in written else None
    name = written.removesuffix(".").lower()
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode()
    if len(name) > _MOST_HOST or not _NAME.fullmatch(name):
        return None
    if _NUMBER.fullmatch(name.rpartition(".")[2]):  # whatever ends in a number is an address, or a trick
        return str(ipaddress.IPv4Address(name))
    return name


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    except ValueError as error:
        raise unreachable() from error


async def _fetched(answer: Any, place: Place, most_bytes: int) -> Fetched:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    leads_on = answer.status in _REDIRECTS
    return Fetched(
        status=answer.status,
        url=place.text,
        media_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        headers=headers,
        body=b"" if leads_on else await _body(answer, headers.get("content-encoding", ""), most_bytes),
    )


async def _body(answer: Any, encoding: str, most_bytes: int) -> bytes:
    """The whole body, unpacked. What is longer than it may be, packed or not, is not read on."""
    kind = encoding.strip().lower()
    if kind not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise unreachable()
    unpacking = zlib.decompressobj(_GZIP) if kind not in {"", "identity"} else None
    body, packed = bytearray(), 0
    async for chunk in answer.content.iter_chunked(_CHUNK):
        packed += len(chunk)
        body += chunk if unpacking is None else unpacking.decompress(chunk, most_bytes + 1 - len(body))
        if max(packed, len(body)) > most_bytes:
            raise Unreachable("The answer is too large")
    return bytes(body)
