"""A push service on loopback, and an app that can open what is sealed for it."""

import base64
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def b64(data: bytes) -> str:
    """Bytes as an app writes them."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The bytes again."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class App:
    """Keys of one app."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen bytes ok"
        self.p256dh = b64(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def subscription(self, endpoint: str, **more: Any) -> dict[str, Any]:
        """What it says to its server."""
        return {"endpoint": endpoint, "keys": {"p256dh": self.p256dh, "auth": b64(self.auth)}, **more}

    def opened(self, request: "Received") -> dict[str, Any]:
        """The message, opened by another implementation than ours."""
        headers = request.headers
        if headers["Content-Encoding"] == "aes128gcm":
            plain = http_ece.decrypt(request.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        else:
            own = dict(part.split("=", 1) for part in headers["Crypto-Key"].split(";"))
            salt = unb64(headers["Encryption"].removeprefix("salt="))
            plain = http_ece.decrypt(
                request.body, salt=salt, private_key=self.key, dh=unb64(own["dh"]), auth_secret=self.auth,
                version="aesgcm",
            )  # fmt: skip
        told: dict[str, Any] = json.loads(plain)
        return told


class Received:
    """One message as the service got it."""

    def __init__(self, headers: Any, body: bytes) -> None:
        self.headers = headers
        self.body = body

    def claims(self, server_key: str) -> dict[str, Any]:
        """What the server's name tag says, once its signature is verified with this key."""
        said = self.headers["Authorization"]
        if said.startswith("vapid "):
            parts = dict(part.strip().split("=", 1) for part in said.removeprefix("vapid ").split(","))
            word, key = parts["t"], parts["k"]
        else:
            word = said.removeprefix("WebPush ")
            key = dict(part.split("=", 1) for part in self.headers["Crypto-Key"].split(";"))["p256ecdsa"]
        assert key == server_key
        head, claims, signature = word.split(".")
        raw = unb64(signature)
        signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
        public.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        assert json.loads(unb64(head)) == {"typ": "JWT", "alg": "ES256"}
        found: dict[str, Any] = json.loads(unb64(claims))
        return found


class Service:
    """What it has received, and what it answers."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.status = 201
        self.answer: dict[str, str] = {}
        self.url = ""


@contextlib.asynccontextmanager
async def a_service() -> AsyncIterator[Service]:
    """A push service on a free port of this machine."""
    service = Service()

    async def take(request: web.Request) -> web.Response:
        service.received.append(Received(request.headers, await request.read()))
        return web.Response(status=service.status, headers=service.answer)

    app = web.Application()
    app.router.add_post("/{tail:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
