"""Passwords: argon2id, slow on purpose, never in the event loop and never more than two at once.

A wrong name takes as long as a wrong password: `verified(None, …)` does the same work against a hash that
nothing fits. 19 MiB for each verification, so the bound is also a bound on memory.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from kukhnya.model.errors import refused

SHORTEST: Final = 8
LONGEST: Final = 256
"""In characters. Longer ones are refused, not cut."""
AT_ONCE: Final = 2

_hasher: Final = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
_threads: Final = ThreadPoolExecutor(AT_ONCE, "kukhnya-password")
_NOTHING_FITS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$a3VraG55YS1ub2JvZHktMA$ZeIDplgrh0p0MyJIWsCXVMTHnLnqFUJn+2iOvUzQAVs"
)


def check_password(password: str, username: str = "") -> None:
    """Raises Refused where nobody should have this password: too short, too long, or the name itself."""
    if len(password) < SHORTEST:
        raise refused("password", "ERR_TOO_SHORT", f"Password is too short: {SHORTEST} characters at least")
    if len(password) > LONGEST:
        raise refused("password", "ERR_TOO_LONG", f"Password is too long: {LONGEST} characters at most")
    if username and password.casefold() == username.casefold():
        raise refused("password", "ERR_INVALID", "Password must not be the username")


async def hashed(password: str) -> str:
    """What is kept of a password: an argon2id hash that names its own parameters and salt."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _hasher.hash, _plain(password))


async def verified(kept: str | None, password: str) -> bool:
    """Is this the password of `kept`? None or an empty hash: no, after the same time as any other no."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _fits, kept or "", _plain(password))


def outdated(kept: str) -> bool:
    """Was this hash made with other parameters than today's? Then make it anew while the password is at hand."""
    return _hasher.check_needs_rehash(kept)


def _fits(kept: str, password: bytes) -> bool:
    try:
        return _hasher.verify(kept or _NOTHING_FITS, password) and bool(kept)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError):  # a damaged hash must not show itself by its speed
        return _fits("", password)


def _plain(password: str) -> bytes:
    """One form for what keyboards send in several; cut far beyond what `check_password` lets in."""
    return unicodedata.normalize("NFC", password[: 4 * LONGEST]).encode("utf-8", "replace")
