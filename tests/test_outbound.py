"""The guarded client reaches public addresses and nothing else, whatever an address says or a name resolves to."""

import asyncio
import gzip
import time
from typing import Any, Final

import pytest

from kukhnya.model.errors import Unreachable
from kukhnya.outbound import Outbound, public, read
from tests.canary import a_stranger

AGENT: Final = "Kukhnya/0 (+http://kitchen.test)"
INWARD: Final = (
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0.0.0.0", "0", "0x7f.1", "0x7f000001", "0x7f.0.0.1", "2130706433",
    "017700000001", "0177.0.0.1", "0177.1", "127.0.0.1.", "127.000.000.001", "127。0。0。1", "①②⑦.⓪.⓪.①", "127.0.0.1%00",
    "１２７.0.0.1", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "100.64.0.1",
    "100.127.255.254", "169.254.169.254", "169.254.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "192.88.99.1", "[::]", "[::1]",
    "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:0a00:0001::1]",
    "[2001:0:7f00:1::]", "[2001:db8::1]", "[3fff::1]", "[fe80::1]", "[fe80::1%lo]", "[fe80::1%25lo]", "[fec0::1]",
    "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[100::1]", "localhost", "localhost.", "LOCALHOST", "a.localhost",
    "ⓛocalhost", "localtest.example", "four.example", "six.example", "mixed.example", "mapped.example", "zone.example",
)  # fmt: skip
NAMES: Final[dict[str, list[str]]] = {
    "localtest.example": ["127.0.0.1"],
    "four.example": ["10.0.0.7"],
    "six.example": ["::1"],
    "mixed.example": ["93.184.216.34", "127.0.0.1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "zone.example": ["fe80::1%lo"],
}


async def names(host: str, _port: int) -> list[str]:
    """A resolver of this test's own, and localhost as every machine knows it."""
    if host.endswith("localhost"):
        return ["127.0.0.1", "::1"]
    if host in NAMES:
        return NAMES[host]
    raise OSError(host)


def an_outbound(*ports: int, **more: Any) -> Outbound:
    """A client for which only the address decides, not the port."""
    return Outbound(AGENT, **{"ports": frozenset({80, 443, *ports}), "resolve": names, **more})


@pytest.mark.parametrize("host", INWARD)
async def test_no_spelling_of_an_inward_address_is_reached(host: str) -> None:
    async with a_stranger() as canary:
        outbound = an_outbound(canary.port)

        for url in (f"http://{host}:{canary.port}/", f"http://{host}:{canary.port}/x?y"):
            with pytest.raises(Unreachable):
                await outbound.get(url, accept="*/*", most_bytes=1000)
            with pytest.raises(Unreachable):
                await outbound.post(url, body=b"x", headers={})
            with pytest.raises(Unreachable):
                await outbound.vet(url)

        await outbound.close()
        assert canary.heard == []


@pytest.mark.parametrize("host", INWARD)
async def test_no_redirect_leads_inward(host: str) -> None:
    async with a_stranger() as canary:
        away = f"HTTP/1.1 302 Found\r\nLocation: http://{host}:{canary.port}/\r\nContent-Length: 0\r\n\r\n".encode()
        async with a_stranger(away) as stranger:
            outbound = an_outbound(canary.port, allowed=f"127.0.0.1:{stranger.port}")

            with pytest.raises(Unreachable):
                await outbound.get(stranger.url, accept="*/*", most_bytes=1000)

            await outbound.close()
            assert len(stranger.heard) == 1
            assert canary.heard == []


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://93.184.216.34/", "gopher://x/", "//127.0.0.1/", "http://a@b/", "http://[", "data:,x"],
)
async def test_a_redirect_to_another_kind_of_address_is_not_followed(location: str) -> None:
    away = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    async with a_stranger(away) as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}")

        with pytest.raises(Unreachable):
            await outbound.get(stranger.url, accept="*/*", most_bytes=1000)

        await outbound.close()


async def test_a_loop_is_left_after_five_redirects() -> None:
    async with a_stranger(b"HTTP/1.1 307 On\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n") as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}")

        with pytest.raises(Unreachable):
            await outbound.get(stranger.url, accept="*/*", most_bytes=1000)

        await outbound.close()
        assert len(stranger.heard) == 6


async def test_a_name_is_resolved_once_and_the_connection_goes_there() -> None:
    async with a_stranger() as stranger:
        asked: list[str] = []

        async def turning(host: str, _port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

        outbound = an_outbound(stranger.port, resolve=turning, allowed=f"127.0.0.1:{stranger.port}")

        said = await outbound.get(
            f"http://Push.Example.:{stranger.port}/a b".replace(" ", "%20"), accept="*/*", most_bytes=9
        )

        await outbound.close()
        assert (said.status, said.body, said.media_type) == (200, b"hello", "text/plain")
        assert asked == ["push.example"]
        assert f"Host: push.example:{stranger.port}".encode() in stranger.heard[0]


async def test_nothing_is_carried_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\n\r\n"
    async with a_stranger(answer) as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}")

        for _ in range(2):
            await outbound.get(stranger.url, accept="text/html", most_bytes=9)

        await outbound.close()
        lines = stranger.heard[1].decode().split("\r\n")
        assert sorted(line.partition(":")[0].lower() for line in lines[1:] if line) == [
            "accept", "accept-encoding", "host", "user-agent",
        ]  # fmt: skip
        assert f"User-Agent: {AGENT}" in lines


@pytest.mark.parametrize("bad", ["\r\nX-More: 1", "\n", "\0", " ", "\u2028", "\u0085", "\t", "\\", "\u3000"])
async def test_no_line_gets_into_a_request(bad: str) -> None:
    async with a_stranger() as stranger:
        outbound = an_outbound(stranger.port, allowed=f"127.0.0.1:{stranger.port}")
        urls = [
            f"{stranger.url}/{bad}x",
            f"{stranger.url}/?{bad}",
            f"http://127.0.0.1{bad}:{stranger.port}/",
            stranger.url + bad,
        ]

        for url in urls:
            with pytest.raises(Unreachable):
                await outbound.get(url, accept="*/*", most_bytes=9)
        if bad not in {" ", "\\"}:
            with pytest.raises(Unreachable):
                await outbound.get(stranger.url, accept=f"a{bad}b", most_bytes=9)
            with pytest.raises(Unreachable):
                await outbound.post(stranger.url, body=b"", headers={"TTL": f"1{bad}"})
        with pytest.raises(Unreachable):
            await outbound.post(stranger.url, body=b"", headers={f"T{bad}": "1"})

        await outbound.close()
        assert stranger.heard == []


@pytest.mark.parametrize("packed", [False, True])
async def test_what_is_too_large_is_not_read_to_its_end(*, packed: bool) -> None:
    body = gzip.compress(bytes(50_000_000)) if packed else bytes(300_000)
    head = f"HTTP/1.1 200 OK\r\n{'Content-Encoding: gzip' if packed else 'X: y'}\r\nContent-Length: {len(body)}\r\n\r\n"
    async with a_stranger(head.encode() + body) as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}")

        with pytest.raises(Unreachable, match="too large"):
            await outbound.get(stranger.url, accept="*/*", most_bytes=100_000)

        await outbound.close()


async def test_what_is_packed_is_unpacked() -> None:
    body = gzip.compress(b"warm tea")
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with a_stranger(head + body) as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}")

        said = await outbound.get(stranger.url, accept="*/*", most_bytes=100)

        await outbound.close()
        assert said.body == b"warm tea"


async def test_fifty_that_drip_are_given_up_together() -> None:
    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with a_stranger(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", drip) as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}", request_s=0.5, whole_s=1.5)
        began = time.monotonic()

        asked = [outbound.get(stranger.url, accept="*/*", most_bytes=200_000) for _ in range(50)]
        said = await asyncio.gather(*asked, return_exceptions=True)

        await outbound.close()
        assert all(isinstance(each, Unreachable) for each in said)
        assert time.monotonic() - began < 3
        assert len(stranger.heard) <= 50


async def test_one_host_is_asked_by_few_at_once() -> None:
    now: list[int] = [0, 0]

    async def slow(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        now[0] += 1
        now[1] = max(now)
        await asyncio.sleep(0.05)
        now[0] -= 1
        writer.write(b"hello")
        await writer.drain()

    async with a_stranger(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n", slow) as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}")

        await asyncio.gather(*(outbound.get(stranger.url, accept="*/*", most_bytes=9) for _ in range(12)))

        await outbound.close()
        assert now[1] <= 4


async def test_switched_off_nothing_is_asked() -> None:
    async with a_stranger() as stranger:
        outbound = an_outbound(allowed=f"127.0.0.1:{stranger.port}", on=False)

        with pytest.raises(Unreachable):
            await outbound.get(stranger.url, accept="*/*", most_bytes=9)

        assert stranger.heard == []


@pytest.mark.parametrize(
    "url", ["https://h:8080/", "https://h:22/", "http://h:0/", "http://h:99999/", "https://u:p@h/", "https:/h", "h", ""]
)
async def test_odd_ports_and_parts_are_refused(url: str) -> None:
    with pytest.raises(Unreachable):
        Outbound(AGENT).place(url)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert public(address)


def test_a_url_has_one_spelling() -> None:
    place = read("HTTPS://Bücher.Example.:443/ä%20?q=ü#part")

    assert place is not None
    assert place.text == "https://xn--bcher-kva.example/%C3%A4%20?q=%C3%BC"
