"""Random words that open something, and what is kept of them: a hash, never the word."""

import base64
import hashlib
import secrets
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from msgspec import Struct

_BYTES: Final = 32


def new_secret() -> str:
    """32 random bytes, written to be sent in a header or an address."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What is stored of a secret: SHA-256. The secret has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


class Secrets(Struct, frozen=True):
    """The server's own key, which signs picture addresses and forms. Kept in the database, 64 bytes."""

    key: bytes

    def seal(self, purpose: str, words: str) -> str:
        """`words` so that only this server can read them; the same words give the same text."""
        return (
            base64.urlsafe_b64encode(_sealer(self.key).encrypt(words.encode(), [purpose.encode()])).decode().rstrip("=")
        )

    def unseal(self, purpose: str, sealed: str) -> str | None:
        """The words, or None where this server did not seal them for this purpose."""
        try:
            raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            return _sealer(self.key).decrypt(raw, [purpose.encode()]).decode()
        except (InvalidTag, ValueError):
            return None


@lru_cache(maxsize=1)
def _sealer(key: bytes) -> AESSIV:
    """Made once: making it costs three times what sealing does."""
    return AESSIV(key)
