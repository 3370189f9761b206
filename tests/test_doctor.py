"""The doctor finds what is wrong with an installation, and nothing where nothing is."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kukhnya.doctor import Finding, examine
from kukhnya.settings import Settings
from tests.world import World, a_world

NOTHING: dict[str, str] = {}


async def _wrong(settings: Settings, environment: dict[str, str] = NOTHING) -> dict[str, str]:
    """What the doctor finds wrong, by name."""
    return {each.name: each.sentence for each in await examine(settings, environment) if each.state == "wrong"}


def _opened(path: Path, mode: int) -> None:
    path.chmod(mode)


def _state(found: list[Finding], name: str) -> str:
    return next(each.state for each in found if each.name == name)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A data folder as `serve` makes it."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


async def test_nothing_is_wrong_with_a_server_in_order(house: Path) -> None:
    async with a_world(house) as world:
        await world.member("vera", role="admin")

        found = await examine(Settings(data=str(house)), NOTHING)

    assert [each for each in found if each.state != "fine"] == []
    assert {each.name for each in found} >= {
        "url", "rate_limits", "registration", "proxies", "data", "disk", "tables", "integrity", "jobs", "pictures", "clock",
        "administrator",
    }  # fmt: skip


async def test_nothing_is_wrong_with_a_server_in_order_on_postgresql(
    house: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("cluster").database()
    async with a_world(house, url):
        assert await _wrong(Settings(data=str(house), database_url=url)) == {}


@pytest.mark.parametrize(("settings", "name", "word"), [
    ({"url": "http://kitchen.example"}, "url", "not https"),
    ({"rate_limits": "off"}, "rate_limits", "are off"),
    ({"url": "https://kitchen.example"}, "proxies", "none is trusted"),
    ({"trusted_proxies": "8.8.8.8"}, "proxies", "8.8.8.8"),
])  # fmt: skip
async def test_unwise_settings_are_found(house: Path, settings: dict[str, Any], name: str, word: str) -> None:
    async with a_world(house):
        found = await _wrong(Settings(data=str(house), **settings))

    assert list(found) == [name]
    assert word in found[name]


async def test_https_behind_a_trusted_proxy_is_in_order(house: Path) -> None:
    async with a_world(house):
        assert await _wrong(Settings(data=str(house), url="https://kitchen.example", trusted_proxies="127.0.0.1")) == {}


async def test_open_registration_is_worth_knowing_and_not_wrong(house: Path) -> None:
    async with a_world(house):
        found = await examine(Settings(data=str(house), registration="open"), NOTHING)

    assert _state(found, "registration") == "note"


async def test_misspelt_variables_are_found(house: Path) -> None:
    async with a_world(house):
        found = await _wrong(Settings(data=str(house)), {"KUKHNYA_REGISTRATIONS": "closed"})

    assert "KUKHNYA_REGISTRATIONS" in found["settings"]


async def test_a_folder_that_others_can_look_into_is_found(house: Path) -> None:
    async with a_world(house):
        _opened(house, 0o755)

        found = await _wrong(Settings(data=str(house)))

    assert "chmod 700" in found["data"]


async def test_a_database_elsewhere_that_others_can_read_is_found(house: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    async with a_world(house, url):
        _opened(tmp_path / "elsewhere.db", 0o644)

        found = await _wrong(Settings(data=str(house), database_url=url))

    assert "elsewhere.db" in found["data"]


async def test_nothing_there_yet_is_said_plainly(tmp_path: Path) -> None:
    found = await _wrong(Settings(data=str(tmp_path / "nowhere")))

    assert set(found) == {"data", "tables"}
    assert "kukhnya serve" in found["data"]


async def test_little_room_on_the_disk_is_found(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_world(house):
        monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100 << 20}))

        found = await _wrong(Settings(data=str(house)))

    assert "100 MiB" in found["disk"]


def _older_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '0000'")


def _overwritten(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xff" * 12288
    path.write_bytes(content)


def _no_database(path: Path) -> None:
    path.write_bytes(b"a shopping list " * 512)


@pytest.mark.parametrize(
    ("spoil", "name"), [(_older_tables, "tables"), (_overwritten, "integrity"), (_no_database, "database")]
)
async def test_a_database_that_is_not_right_is_found(house: Path, spoil: Callable[[Path], None], name: str) -> None:
    async with a_world(house) as world:
        await world.member("vera")
    spoil(house / "kukhnya.db")

    found = await _wrong(Settings(data=str(house)))

    assert name in found


async def test_jobs_that_nobody_does_are_found(house: Path) -> None:
    async with a_world(house) as world:
        world.clock.forward(-7200)
        vera = await world.member("vera")
        await vera.posts("a job that was due two hours ago")

        found = await _wrong(Settings(data=str(house)))

    assert "StatusPosted" in found["jobs"]


async def test_a_picture_without_a_file_and_a_file_without_a_picture_are_found(world: World, tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), database_url=world.house.settings.database_url)
    young = world.house.files.keep("webp", large=b"being uploaded")
    old = world.house.files.keep("webp", large=b"forgotten")
    os.utime(world.house.files.path(old, "large", "webp"), (1, 1))

    found = await _wrong(settings)

    assert old in found["pictures"]
    assert young not in found["pictures"]


async def test_a_clock_that_has_gone_back_is_found(house: Path) -> None:
    async with a_world(house) as world:
        world.clock.forward(3600)
        await world.member("vera")

        found = await _wrong(Settings(data=str(house)))

    assert "future" in found["clock"]
