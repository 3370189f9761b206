"""The throw-away authority vouches for this machine alone, and the front before the server changes nothing."""

import argparse
import asyncio
import ipaddress
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tests.cli.processes import PATIENCE_S, Machine
from tests.fronts import SCRIPT, script, standing

NOW: Final = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module", name="script")
def _script() -> ModuleType:
    return script()


@contextmanager
def turning_bytes_round(address: str = "127.0.0.1") -> Iterator[int]:
    """A server that is no web server: it speaks first, then sends back what it gets."""
    listening = socket.create_server((address, 0), family=socket.AF_INET6 if ":" in address else socket.AF_INET)

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"first")
            while chunk := connection.recv(65_536):
                connection.sendall(chunk)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        thread.join(PATIENCE_S)
        listening.close()


def trusting(folder: Path) -> ssl.SSLContext:
    """A client that believes this authority and no other."""
    return ssl.create_default_context(cafile=str(folder / "authority.pem"))


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> None:
    """A TLS handshake without a network. Fails as the client would."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    one, other = client.wrap_bio(back, there, server_hostname=name), server.wrap_bio(there, back, server_side=True)
    for _ in range(3):
        for side in (one, other):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert one.version() is not None


def test_the_files_are_their_owners_alone_and_the_authoritys_key_is_not_among_them(
    script: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / "tls"

    script.make(folder, [], NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == {"authority.pem": 0o600, "certificate.pem": 0o600, "key.pem": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir() if "PRIVATE" in path.read_text()] == ["key.pem"]


def test_a_key_is_never_written_through_somebodys_link(script: ModuleType, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    folder = tmp_path / "tls"
    folder.mkdir()
    for name in ("key.pem", "key.new"):
        (folder / name).symlink_to(elsewhere)

    script.make(folder, [], NOW)

    assert elsewhere.read_text() == "mine"
    assert not (folder / "key.pem").is_symlink()


def test_the_certificate_is_for_this_machine_and_for_thirty_days(script: ModuleType, tmp_path: Path) -> None:
    files = script.make(tmp_path, ["town.test"], NOW)

    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("::1")]
    assert [one.value for one in names] == [*script.HOSTS, "town.test", *addresses]
    for path in (files.certificate, files.authority):
        assert x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc == NOW + timedelta(days=30)


@pytest.mark.parametrize("name", ["localhost", "kitchen.localhost", "app.localhost", "town.test", "127.0.0.1", "::1"])
def test_a_client_that_trusts_the_authority_believes_the_certificate(
    script: ModuleType, tmp_path: Path, name: str
) -> None:
    files = script.make(tmp_path, ["town.test"], NOW)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)

    shake_hands(trusting(tmp_path), server, name)


@pytest.mark.parametrize("name", ["bank.example", "notlocalhost", "town.test"])
def test_even_with_the_authoritys_key_nobody_can_vouch_for_a_site_of_the_world(
    script: ModuleType, tmp_path: Path, name: str
) -> None:
    stolen, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    files = script.make(tmp_path, [], NOW)
    authority = script.authority(stolen, ["localhost"], NOW)
    files.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    forged = script.certificate(key.public_key(), [name], authority, stolen)
    files.certificate.write_bytes(forged.public_bytes(Encoding.PEM))
    script._keep(files.key, key.private_bytes(Encoding.PEM, script.PrivateFormat.PKCS8, script.NoEncryption()))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(trusting(tmp_path), server, name)


@pytest.mark.parametrize(
    "name", ["bank.example", "localhost.example", "test", "*.test", "a..test", "-a.test", "x test"]
)
def test_a_name_that_may_be_somebodys_is_refused(script: ModuleType, name: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        script.harmless(name)


@pytest.mark.parametrize("words", ["8443", "0:0", "8443:", ":8000", "8443:70000", "-1:8000", "x:y"])
def test_a_front_is_two_ports(script: ModuleType, words: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        script.front(words)


def test_what_was_made_is_used_again_until_its_last_day(script: ModuleType, tmp_path: Path) -> None:
    files = script.make(tmp_path, ["town.test"], NOW)

    assert script.usable(files, [], NOW + timedelta(days=28))
    assert script.usable(files, ["town.test"], NOW)
    assert not script.usable(files, ["other.test"], NOW)
    assert not script.usable(files, [], NOW + timedelta(days=29, seconds=1))
    files.key.unlink()
    assert not script.usable(files, [], NOW)
    files.certificate.write_text("half of")
    assert not script.usable(files, [], NOW)


def test_a_request_comes_through_to_a_real_server(tmp_path: Path) -> None:
    folder = tmp_path / "tls"

    with Machine(tmp_path).serves() as server, standing(folder, f"0:{server.url.rpartition(':')[2]}") as ([port], _):
        for host in ("localhost", "127.0.0.1"):
            asked = f"https://{host}:{port}/api/v2/instance"
            with urllib.request.urlopen(asked, timeout=PATIENCE_S, context=trusting(folder)) as answer:
                assert json.load(answer)["domain"] == server.url.removeprefix("http://")
        with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
            urllib.request.urlopen(f"https://localhost:{port}/", timeout=PATIENCE_S)


def _can_listen_on(address: str) -> bool:
    try:
        socket.create_server((address, 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("address", ["127.0.0.1", *(["::1"] if _can_listen_on("::1") else [])])
def test_bytes_pass_both_ways_as_they_are_whoever_speaks_first(tmp_path: Path, address: str) -> None:
    sent = os.urandom(3_000_000)

    with turning_bytes_round(address) as behind, standing(tmp_path, f"0:{behind}") as ([port], _):
        got = asyncio.run(_spoken(tmp_path, port, sent))

    assert got == b"first" + sent


async def _spoken(folder: Path, port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting(folder), server_hostname="localhost")
    writer.write(sent)
    got = await asyncio.wait_for(reader.readexactly(len(b"first") + len(sent)), PATIENCE_S)
    writer.close()
    await writer.wait_closed()
    return got


def test_where_nobody_answers_the_front_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        behind = taken.getsockname()[1]

    with standing(tmp_path, f"0:{behind}") as ([port], _), pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(f"https://localhost:{port}/", timeout=PATIENCE_S, context=trusting(tmp_path))

    assert raised.value.code == 502
    assert b"Start the server" in raised.value.read()


def test_told_to_go_the_front_goes_at_once_and_has_written_nothing_down(tmp_path: Path) -> None:
    with (
        turning_bytes_round() as behind,
        standing(tmp_path, f"0:{behind}") as ([port], process),
        socket.create_connection(("127.0.0.1", port)) as plain,
        trusting(tmp_path).wrap_socket(plain, server_hostname="localhost") as client,
    ):
        assert client.recv(5) == b"first"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == 0
    assert err == ""
    assert {path.name for path in tmp_path.iterdir()} == {"authority.pem", "certificate.pem", "key.pem"}


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters").write_text("dear")

    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--only-make", "--folder", str(tmp_path)],
        capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip

    assert done.returncode == 1
    assert "holds other things" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letters"]


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), f"{taken.getsockname()[1]}:8000", "--folder", str(tmp_path)],
            capture_output=True, text=True, timeout=PATIENCE_S,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_the_advice_names_the_key_as_chromium_knows_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--only-make", "--folder", str(tmp_path)],
        capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    key = subprocess.run(
        f"openssl x509 -in {tmp_path}/certificate.pem -noout -pubkey | openssl pkey -pubin -outform der"
        " | openssl dgst -sha256 -binary | base64",
        shell=True, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert f"--ignore-certificate-errors-spki-list={key} " in done.stdout
