"""The server's name tag (VAPID, RFC 8292): one key for all push services, a signed word for each."""

import json
import secrets
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .words import encoded

_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_LIFE_S: Final = 12 * 3600
_RENEWED_S: Final = 3600
_MANY: Final = 500
_HEAD: Final = encoded(b'{"typ":"JWT","alg":"ES256"}')


def new_key() -> str:
    """A private key, to be kept as text."""
    return f"{secrets.randbelow(_ORDER - 1) + 1:064x}"


class Tag:
    """Signs for one server, whose contact is `subject` (a mailto: or https: address)."""

    def __init__(self, key: str, subject: str) -> None:
        self._key = ec.derive_private_key(int(key, 16), _CURVE)
        self._subject = subject
        self._said: dict[str, tuple[int, str]] = {}
        self.public = encoded(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
        """The public key, as apps are told it."""

    def word(self, origin: str, now_s: int) -> str:
        """The signed word for the push service at this origin; one is good for half a day and used for an hour."""
        until, word = self._said.get(origin, (0, ""))
        if not now_s < until <= now_s + _RENEWED_S:
            if len(self._said) >= _MANY:
                self._said.clear()
            word = self._signed(origin, now_s)
            self._said[origin] = (now_s + _RENEWED_S, word)
        return word

    def _signed(self, origin: str, now_s: int) -> str:
        claims = {"aud": origin, "exp": now_s + _LIFE_S, "sub": self._subject}
        text = f"{_HEAD}.{encoded(json.dumps(claims, separators=(',', ':')).encode())}"
        one, two = decode_dss_signature(self._key.sign(text.encode(), ec.ECDSA(SHA256())))
        return f"{text}.{encoded(one.to_bytes(32) + two.to_bytes(32))}"
