"""How often somebody may ask. In memory only, under a key that changes at each start, so that no address is kept.

An address counts as its network (IPv4 /24, IPv6 /56). Windows are fixed and short; what has run out is dropped.
"""

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kukhnya.model.errors import TooMany


class Limit(Struct, frozen=True):
    """So many in so many seconds."""

    most: int
    seconds: int


LIMITS: Final[Mapping[str, Limit]] = {
    "calls": Limit(1500, 300),
    "anonymous": Limit(600, 300),
    "media": Limit(60, 1800),
    "posts": Limit(300, 10_800),
    "sign-in": Limit(10, 300),
    "sign-in-network": Limit(30, 300),
    "sign-up": Limit(10, 3600),
    "apps": Limit(60, 3600),
    "tokens": Limit(120, 3600),
    "deletes": Limit(300, 1800),
    "searches": Limit(300, 300),
    "archives": Limit(6, 3600),
}
_MANY: Final = 200_000


class Left(Struct, frozen=True):
    """What a caller may still do: for the `X-RateLimit` headers."""

    limit: int
    remaining: int
    reset_at: float


class Limits:
    """Counters of this process. `on=False` counts nothing: for load tests alone."""

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self._key = secrets.token_bytes(16)
        self._counts: dict[bytes, tuple[float, int]] = {}

    def count(self, kind: str, who: str) -> Left | None:
        """Count one; raises TooMany where the limit is passed. None where limits are off."""
        if not self.on:
            return None
        limit = LIMITS[kind]
        key = hashlib.blake2b(f"{kind}\0{who}".encode(), key=self._key, digest_size=12).digest()
        now = time.time()
        until, used = self._counts.get(key, (0.0, 0))
        if until <= now:
            if len(self._counts) >= _MANY:
                self._drop(now)
            until, used = now + limit.seconds, 0
        self._counts[key] = (until, used + 1)
        if used >= limit.most:
            raise TooMany(after_s=max(1, int(until - now) + 1))
        return Left(limit.most, limit.most - used - 1, until)

    def _drop(self, now: float) -> None:
        self._counts = {key: count for key, count in self._counts.items() if count[0] > now}
        if len(self._counts) >= _MANY:
            self._counts.clear()


def network(address: str) -> str:
    """The network an address belongs to, as coarse as limits need it; unreadable ones share one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "?"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    width = 24 if parsed.version == 4 else 56  # noqa: PLR2004 - the two kinds there are
    return str(ipaddress.ip_network((parsed, width), strict=False))


def client_address(peer: str, forwarded: str | None, trusted: frozenset[str]) -> str:
    """Whose request this is: the peer, or, behind a trusted proxy, the last address that the proxy added."""
    if peer not in trusted or not forwarded:
        return peer
    for hop in reversed([part.strip() for part in forwarded.split(",")]):
        if hop not in trusted:
            return hop
    return peer
