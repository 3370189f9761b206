"""Signed-in browsers: a random word in a cookie, its hash in the database. Looked up at every request."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.queries import tokens

from .callers import Caller, warmth
from .house import House
from .secrets import digest

COOKIE: Final = "kukhnya_login"
FORM_COOKIE: Final = "kukhnya_form"


class Login(Struct, frozen=True):
    """A signed-in browser."""

    id: int
    hash: str
    language: str
    username: str = ""
    name: str = ""
    """The display name; the username where there is none."""
    avatar: str = ""
    role: str = "member"
    closed: bool = True


async def of_cookie(house: House, cookies: Mapping[str, str]) -> tuple[Caller | None, Login | None]:
    """Who has signed in with this browser; (None, None) where nobody has, or may no more."""
    word = cookies.get(COOKIE)
    if not word:
        return None, None
    hashed = digest(word)
    async with house.store.read(NOBODY) as tx:
        row = await tokens.of_login(tx, hashed)
    if row is None or row["suspended"] or row["state"] != "active":
        return None, None
    caller = Caller(
        viewer=Viewer(AccountId(row["account_id"])),
        role=row["role"],
        state=row["state"],
        follows=row["following_count"],
        filters=row["filters_version"] or 0,
        follows_tags=bool(row["follows_tags"]),
        **warmth(row),
        jurisdictions=tuple((row["jurisdictions"] or "").split()),
    )
    login = Login(
        row["id"], hashed, row["language"], row["username"], row["display_name"] or row["username"],
        row["avatar"] or "", row["role"], bool(row["closed"]),
    )  # fmt: skip
    return caller, login


def cookie(house: House, name: str, value: str, seconds: int) -> tuple[str, str]:
    """A Set-Cookie header: for this host alone, no script can read it, no other page can send it with a form."""
    secure = "; Secure" if house.settings.secure else ""
    return ("set-cookie", f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
