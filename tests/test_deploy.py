"""What we ship for systemd and Caddy holds what we promise."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Final

import pytest

from kukhnya.outbound import public
from kukhnya.settings import Settings

ROOT: Final = Path(__file__).parents[1]
UNIT: Final = (ROOT / "deploy" / "kukhnya.service").read_text()
CADDY: Final = re.sub(r"#.*", "", (ROOT / "deploy" / "Caddyfile").read_text())


@pytest.mark.parametrize("line", [
    "LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "StateDirectoryMode=0700",
    "IPAddressAllow=localhost",
])  # fmt: skip
def test_the_unit_gives_the_server_as_little_as_it_needs(line: str) -> None:
    assert line in UNIT.splitlines()


def _networks(name: str) -> list[IPv4Network | IPv6Network]:
    lines = re.findall(rf"^{name}=(.*)$", UNIT, re.MULTILINE)
    return [ip_network(each) for line in lines for each in line.split() if each != "localhost"]


@pytest.mark.parametrize("inside", [
    "10.0.0.1", "100.64.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.254", "192.168.1.1", "224.0.0.1", "255.255.255.255",
    "fc00::1", "fd00:ec2::254", "fe80::1", "ff02::1", "64:ff9b::a00:1", "2002:a00:1::1",
])  # fmt: skip
def test_the_unit_lets_the_server_reach_no_private_network(inside: str) -> None:
    address = ip_address(inside)

    assert any(address in network for network in _networks("IPAddressDeny"))
    assert not public(inside)
    assert _networks("IPAddressAllow") == []


@pytest.mark.parametrize(
    "outside", ["1.1.1.1", "172.32.0.1", "193.0.6.139", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"]
)
def test_the_unit_lets_the_server_reach_push_services_and_pages(outside: str) -> None:
    address = ip_address(outside)

    assert public(outside)
    assert not any(address in network for network in _networks("IPAddressDeny"))


def test_the_unit_sets_only_settings_that_there_are() -> None:
    named = re.findall(r"KUKHNYA_(\w+)=", UNIT)

    assert {name.lower() for name in named} <= set(Settings.__struct_fields__)
    assert "TRUSTED_PROXIES" in named


def test_caddy_keeps_no_record_of_who_came() -> None:
    assert "exclude http.log http.handlers http.stdlib" in CADDY
    assert "output" not in CADDY
    assert "log {" not in CADDY.partition("kitchen.example {")[2]


def test_caddy_replaces_what_a_client_says_of_its_own_address() -> None:
    assert "header_up X-Forwarded-For {remote_host}" in CADDY
    assert "header_up -X-Real-IP" in CADDY


def test_caddy_lets_through_what_the_server_takes() -> None:
    found = re.search(r"max_size (\d+)MB", CADDY)

    assert found is not None
    assert int(found[1]) * 1_000_000 > Settings().form_bytes
