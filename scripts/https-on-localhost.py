"""https on this machine alone, for web apps that speak to nothing else: a throw-away authority and a small TLS front.

    .venv/bin/python scripts/https-on-localhost.py 8443:8000

The authority signs one certificate and forgets its own key, so nobody can sign a second one, not even from a copy of
the folder. It may vouch for the names in that certificate only, and for 30 days. The front passes bytes on as they are,
WebSocket among them; it listens on loopback and writes nothing down.
"""

import argparse
import asyncio
import base64
import contextlib
import errno
import hashlib
import ipaddress
import os
import re
import shlex
import signal
import ssl
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE: Final = timedelta(days=30)
LOOPBACK: Final = ("127.0.0.1", "::1")
HOSTS: Final = ("localhost", "kitchen.localhost", "app.localhost")
"""Names of this machine: some apps take no address without a dot, and browsers share cookies among ports of one name."""
_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_TOO_OLD: Final = timedelta(days=1)
_NAME: Final = re.compile(r"(?:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?:localhost|test)")
_CHUNK: Final = 65_536
_LAST_PORT: Final = 65_535
_NOBODY: Final = b"Nobody answers behind this front yet. Start the server, then load the page again.\n"
_NO_ANSWER: Final = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_NOBODY), _NOBODY)
)

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Files(NamedTuple):
    """Where the certificates and the one key are."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def of(cls, folder: Path) -> "Files":
        """The files of a folder, there or not."""
        return cls(folder / "authority.pem", folder / "certificate.pem", folder / "key.pem")


class Front(NamedTuple):
    """A port that speaks TLS, and the port behind it that does not."""

    port: int
    behind: int


def front(words: str) -> Front:
    """A front from `8443:8000`."""
    port, _, behind = words.partition(":")
    made = Front(int(port), int(behind))
    if not (0 <= made.port <= _LAST_PORT and 0 < made.behind <= _LAST_PORT):
        raise ValueError(words)
    return made


def harmless(name: str) -> str:
    """A name that no site in the world can have, since `localhost` and `test` are set aside for that."""
    if not _NAME.fullmatch(name.lower()):
        raise argparse.ArgumentTypeError(f"{name} must end in .localhost or .test: it may belong to somebody")
    return name.lower()


def make(folder: Path, names: Sequence[str], now: datetime) -> Files:
    """The files for `HOSTS`, loopback and `names`, in a folder that only its owner can enter."""
    passing, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    hosts = (*HOSTS, *names)
    signer = authority(passing, hosts, now)
    leaf = certificate(key.public_key(), hosts, signer, passing)

    files = Files.of(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _keep(files.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _keep(files.certificate, leaf.public_bytes(Encoding.PEM))
    _keep(files.authority, signer.public_bytes(Encoding.PEM))
    return files


def authority(key: ec.EllipticCurvePrivateKey, hosts: Sequence[str], now: datetime) -> x509.Certificate:
    """An authority that is believed about `hosts` and loopback, and about nothing else in the world."""
    reach: list[x509.GeneralName] = [x509.DNSName(name) for name in hosts]
    reach += [x509.IPAddress(ipaddress.ip_network(address)) for address in LOOPBACK]
    name = _called(f"Kukhnya throw-away authority {now:%Y-%m-%d %H:%M}")
    return (
        _certificate(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints(reach, None), critical=True)
        .sign(key, SHA256())
    )


def certificate(
    key: ec.EllipticCurvePublicKey, hosts: Sequence[str], signer: x509.Certificate, passing: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """A certificate for `hosts` and loopback, as old as its signer."""
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in hosts]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in LOOPBACK]
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(passing.public_key())
    return (
        _certificate(_called(hosts[0]), signer.subject, key, signer.not_valid_before_utc + _CLOCKS_DIFFER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(known_by, critical=False)
        .sign(passing, SHA256())
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name, signer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=signer, public_key=key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _keep(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, never half of it, never through somebody's link."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    fresh.replace(path)


def usable(files: Files, names: Sequence[str], now: datetime) -> bool:
    """Say whether what was made before still holds for these names, tomorrow too."""
    try:
        leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
        held = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (FileNotFoundError, ValueError):  # nothing there, or not a certificate
        return False
    fresh = leaf.not_valid_after_utc - now > _TOO_OLD
    named = {*HOSTS, *names} <= set(held.get_values_for_type(x509.DNSName))
    return fresh and named and files.key.exists() and files.authority.exists()


def ours(folder: Path) -> bool:
    """Say whether nothing is in the folder but what this makes, for it is told to be deleted as a whole."""
    made = {path.name for path in Files.of(folder)} | {"chromium", "home", "firefox"}
    return not folder.exists() or {path.name for path in folder.iterdir() if path.suffix != ".new"} <= made


def fingerprint(files: Files) -> str:
    """The hash by which Chromium knows the key of the certificate."""
    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    known = leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(known).digest()).decode()


def advice(folder: Path, files: Files, url: str) -> str:
    """How one browser profile comes to trust the certificate, and how it stops."""
    until = x509.load_pem_x509_certificate(files.certificate.read_bytes()).not_valid_after_utc
    place, trusted = shlex.quote(str(folder.resolve())), shlex.quote(str(files.authority.resolve()))
    return f"""
Trust it in ONE browser profile made for this; never in the system, never in the browser you live in.

  Chromium, without any store:
    chromium --user-data-dir={place}/chromium --ignore-certificate-errors-spki-list={fingerprint(files)} {url}

  Chromium, with a store of its own (certutil is in Debian's libnss3-tools):
    mkdir -p {place}/home/.pki/nssdb
    certutil -d sql:{place}/home/.pki/nssdb -N --empty-password
    certutil -d sql:{place}/home/.pki/nssdb -A -t C,, -n kukhnya -i {trusted}
    HOME={place}/home chromium {url}

  Firefox, in a profile of its own:
    mkdir -p {place}/firefox
    certutil -d sql:{place}/firefox -N --empty-password
    certutil -d sql:{place}/firefox -A -t C,, -n kukhnya -i {trusted}
    firefox --no-remote --profile {place}/firefox {url}

  Node.js, for an app that has a server of its own, as Elk has:
    NODE_EXTRA_CA_CERTS={trusted}

  curl:
    curl --cacert {trusted} {url}/api/v2/instance

It ends by itself on {until:%d %B %Y}. To end it now: stop this, close that browser, rm -r {place}
"""


async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Pass on whatever comes until nothing more does."""
    with contextlib.suppress(OSError):  # one of the two is gone, which is how most connections end
        while chunk := await source.read(_CHUNK):
            target.write(chunk)
            await target.drain()


def passing_to(behind: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """What is done with a connection: its bytes go to the port behind, and back."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Being told to go is no failure of a connection; asyncio in 3.11 would print it as one.
        with contextlib.closing(writer), contextlib.suppress(asyncio.CancelledError):
            if inner := await reached(behind):
                await both_ways((reader, writer), inner)
            else:
                await say_nobody_answers(reader, writer)

    return connected


async def reached(port: int) -> Ends | None:
    """A connection to whatever listens there; programs differ in which loopback address they take."""
    for address in LOOPBACK:
        with contextlib.suppress(OSError):
            return await asyncio.open_connection(address, port)
    return None


async def both_ways(outer: Ends, inner: Ends) -> None:
    """Pass on until one of the two has gone."""
    ways = [asyncio.create_task(pass_on(outer[0], inner[1])), asyncio.create_task(pass_on(inner[0], outer[1]))]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        inner[1].close()


async def say_nobody_answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An answer for people who look at it in a browser."""
    with contextlib.suppress(OSError):
        await reader.read(_CHUNK)
        writer.write(_NO_ANSWER)
        await writer.drain()


async def listen(one: Front, tls: ssl.SSLContext) -> int:
    """Open a front on both loopback addresses; its port, chosen where 0 was asked for."""
    first = await asyncio.start_server(passing_to(one.behind), LOOPBACK[0], one.port, ssl=tls)
    port = int(first.sockets[0].getsockname()[1])
    try:
        await asyncio.start_server(passing_to(one.behind), LOOPBACK[1], port, ssl=tls)
    except OSError as error:  # a machine without IPv6 is fine; somebody else on the port is not
        if error.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            raise
    return port


async def stand(folder: Path, files: Files, fronts: Sequence[Front]) -> None:
    """Stand in front until told to go."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(files.certificate, files.key)
    tls.set_alpn_protocols(["http/1.1"])
    ports = [await listen(one, tls) for one in fronts]
    print(advice(folder, files, f"https://{HOSTS[1]}:{ports[0]}"))
    for name, port, one in zip(_names(len(ports)), ports, fronts, strict=True):
        print(f"https://{name}:{port} stands in front of http://127.0.0.1:{one.behind}", flush=True)
    await told.wait()


def _names(count: int) -> list[str]:
    """The first front is the kitchen, the others are apps."""
    return [HOSTS[1], *[HOSTS[2]] * (count - 1)]


def main(words: Sequence[str]) -> int:
    """Make what is missing, say how to trust it, stand in front."""
    parser = argparse.ArgumentParser(description="https on this machine alone, with a throw-away authority")
    parser.add_argument("fronts", nargs="*", type=front, default=[Front(8443, 8000)], metavar="HTTPS:HTTP",
                        help="a port for https and the port behind it; as many as you like (8443:8000)")  # fmt: skip
    parser.add_argument("--folder", type=Path, default=Path("data-https"), help="where its files are (data-https)")
    parser.add_argument(
        "--name", action="append", type=harmless, default=[], help="one more name, in .localhost or .test"
    )
    parser.add_argument("--only-make", action="store_true", help="make the files, say how to trust them, and end")
    asked = parser.parse_args(words)

    if not ours(asked.folder):
        print(f"{asked.folder} holds other things; take a folder of its own", file=sys.stderr)
        return 1
    files, now = Files.of(asked.folder), datetime.now(UTC)
    if usable(files, asked.name, now):
        print(f"The authority of last time still holds: {files.authority}")
    else:
        files = make(asked.folder, asked.name, now)
        print(f"A new authority, good for {LIFE.days} days; its own key is already gone: {files.authority}")
    if asked.only_make:
        print(advice(asked.folder, files, f"https://{HOSTS[1]}:{asked.fronts[0].port}"))
        return 0
    try:
        asyncio.run(stand(asked.folder, files, asked.fronts))
    except OSError as error:
        print(f"This port cannot be had: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
