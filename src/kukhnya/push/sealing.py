"""Seal a message for one subscription: only the app that made the keys can read it, not the service in between.

Two codings are spoken: `aes128gcm` of RFC 8291, and `aesgcm` of the draft before it, which older apps were built on.
"""

import hashlib
import hmac
import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from .words import decoded, encoded

MOST_BYTES: Final = 3800
"""What is certain to fit into one message of 4,096 bytes."""
_POINT_BYTES: Final = 65
_AUTH_BYTES: Final = 16
_SALT_BYTES: Final = 16
_RECORD: Final = 4096
_CURVE: Final = ec.SECP256R1()


class Sealed(Struct, frozen=True):
    """A message as it is sent: the body and the headers that belong to its coding."""

    body: bytes
    headers: dict[str, str]
    crypto_key: str = ""
    """The draft's `Crypto-Key`, to be joined with the server's own."""


def sound_key(text: str) -> bool:
    """Is this an app's public key: an uncompressed point on P-256?"""
    try:
        point = decoded(text)
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
    except ValueError:
        return False
    return len(point) == _POINT_BYTES


def sound_auth(text: str) -> bool:
    """Is this an app's secret: sixteen bytes?"""
    try:
        return len(decoded(text)) == _AUTH_BYTES
    except ValueError:
        return False


def seal(
    message: bytes, p256dh: str, auth: str, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> Sealed:
    """The message in `aes128gcm`. `key` and `salt` are made anew; only a test vector brings its own."""
    own, theirs, shared, secret, salt = _agree(p256dh, auth, key, salt)
    stream = _hkdf(secret, shared, b"WebPush: info\0" + theirs + own, 32)
    sealing = AESGCM(_hkdf(salt, stream, b"Content-Encoding: aes128gcm\0", 16))
    body = sealing.encrypt(_hkdf(salt, stream, b"Content-Encoding: nonce\0", 12), message + b"\2", None)
    head = salt + _RECORD.to_bytes(4) + len(own).to_bytes(1) + own
    return Sealed(head + body, {"Content-Encoding": "aes128gcm"})


def seal_as_before(
    message: bytes, p256dh: str, auth: str, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None
) -> Sealed:
    """The message in `aesgcm`, whose salt and key travel in headers."""
    own, theirs, shared, secret, salt = _agree(p256dh, auth, key, salt)
    stream = _hkdf(secret, shared, b"Content-Encoding: auth\0", 32)
    context = b"P-256\0" + len(theirs).to_bytes(2) + theirs + len(own).to_bytes(2) + own
    sealing = AESGCM(_hkdf(salt, stream, b"Content-Encoding: aesgcm\0" + context, 16))
    nonce = _hkdf(salt, stream, b"Content-Encoding: nonce\0" + context, 12)
    body = sealing.encrypt(nonce, b"\0\0" + message, None)
    headers = {"Content-Encoding": "aesgcm", "Encryption": f"salt={encoded(salt)}"}
    return Sealed(body, headers, f"dh={encoded(own)}")


def _agree(
    p256dh: str, auth: str, key: ec.EllipticCurvePrivateKey | None, salt: bytes | None
) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    """Both public keys, the shared secret, the app's secret and a salt."""
    key = key or ec.generate_private_key(_CURVE)
    theirs = decoded(p256dh)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    own = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return own, theirs, shared, decoded(auth), salt or os.urandom(_SALT_BYTES)


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF of RFC 5869 for lengths of one block."""
    extracted = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\1", hashlib.sha256)[:length]
