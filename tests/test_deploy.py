"""What we ship for systemd and Caddy holds what we promise."""

import re
from pathlib import Path
from typing import Final

import pytest

from kukhnya.settings import Settings

ROOT: Final = Path(__file__).parents[1]
UNIT: Final = (ROOT / "deploy" / "kukhnya.service").read_text()
CADDY: Final = re.sub(r"#.*", "", (ROOT / "deploy" / "Caddyfile").read_text())


@pytest.mark.parametrize("line", [
    "LimitCORE=0", "MemorySwapMax=0", "UMask=0077", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "MemoryDenyWriteExecute=yes", "SystemCallFilter=@system-service",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "StateDirectoryMode=0700", "IPAddressDeny=any",
])  # fmt: skip
def test_the_unit_gives_the_server_as_little_as_it_needs(line: str) -> None:
    assert line in UNIT.splitlines()


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
    assert int(found[1]) * 1_000_000 > Settings().max_upload_bytes + 65_536
