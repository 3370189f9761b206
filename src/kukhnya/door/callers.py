"""Who is calling: a bearer token, looked up by its hash.

What was found is remembered for two seconds at most, so that a token revoked by another process, a
suspended account or a changed role is refused soon; this process forgets at once (`forget`).
"""

import time
from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from kukhnya.model.ids import ANYBODY, AppId, TokenId
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.queries import tokens
from kukhnya.store.store import Store

from .secrets import digest

LIFE_S: Final = 2.0
_MANY: Final = 20_000


class Caller(Struct, frozen=True):
    """A request's author: a token of an app, usually on behalf of an account."""

    viewer: Viewer = NOBODY
    token_id: TokenId | None = None
    app_id: AppId | None = None
    scopes: frozenset[str] = frozenset()
    role: str = "member"
    state: str = "active"
    follows: int = 0
    """A hint: about how many accounts the caller follows."""
    filters: int = 0
    """The version of the caller's filters; 0: there have never been any."""
    follows_tags: bool = False
    """Does the caller follow any hashtag? No older than the rest of what is known here."""
    warm: int = 0
    """How far the caller's warm feed lifts, from 0 to 100."""
    warm_home: bool = False
    """Is the caller's home the warm feed?"""
    warm_asked: bool = False
    """Has the caller been offered it?"""
    jurisdictions: tuple[str, ...] = ()
    """The packs of law that the caller has chosen."""


STRANGER: Final = Caller()


class Callers:
    """Callers by the hash of their token, for as long as it may be believed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[float, Caller | None]] = {}
        self.on_forget: Callable[[], None] = lambda: None
        """Called when this process has changed tokens, roles or states."""

    async def of(self, bearer: str) -> Caller | None:
        """Who holds this token; None where it opens nothing (unknown, revoked, account suspended)."""
        hashed = digest(bearer)
        until, caller = self._known.get(hashed, (0.0, None))
        if until > time.monotonic():
            return caller
        async with self._store.read(NOBODY) as tx:
            row = await tokens.of_token(tx, hashed)
        caller = None if row is None or row["suspended"] else _caller(row)
        if len(self._known) >= _MANY:
            self._known.clear()
        self._known[hashed] = (time.monotonic() + LIFE_S, caller)
        return caller

    def forget(self) -> None:
        """Believe nothing any more: called after whatever changes tokens, roles or states."""
        self._known.clear()
        self.on_forget()


def _caller(row: Any) -> Caller:
    return Caller(
        viewer=Viewer(row["account_id"] or ANYBODY),
        token_id=row["id"],
        app_id=row["app_id"],
        scopes=frozenset(row["scopes"].split()),
        role=row["role"] or "member",
        state=row["state"] or "active",
        follows=row["following_count"] or 0,
        filters=row["filters_version"] or 0,
        follows_tags=bool(row["follows_tags"]),
        **warmth(row),
        jurisdictions=tuple((row["jurisdictions"] or "").split()),
    )


def warmth(row: Any) -> dict[str, Any]:
    """What a row says of the warm feed; somebody who has chosen nothing has no such row."""
    return {"warm": row["slider"] or 0, "warm_home": bool(row["warm_home"]), "warm_asked": bool(row["warm_asked"])}
