"""The doctor finds what is wrong with an installation, and nothing where nothing is."""

import asyncio
import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kukhnya.backup import back_up
from kukhnya.doctor import examine
from kukhnya.law.pack import SHIPPED
from kukhnya.machine import Finding, surroundings
from kukhnya.settings import Settings
from tests.world import World, a_world

NOTHING: dict[str, str] = {}


async def _wrong(settings: Settings, environment: dict[str, str] = NOTHING) -> dict[str, str]:
    """What the doctor finds wrong, by name."""
    found = await examine(settings, environment, Path(settings.data) / "no machine")
    return {each.name: each.sentence for each in found if each.state == "wrong"}


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

        found = await examine(Settings(data=str(house)), NOTHING, house / "no machine")

    assert [each for each in found if each.state != "fine" and each.name != "law"] == []  # packs expire
    assert {each.name for each in found} >= {
        "law", "url", "rate_limits", "registration", "proxies", "data", "disk", "tables", "integrity", "jobs", "pictures", "clock",
        "administrator", "swap", "core_dumps", "proxy_logs", "backups",
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


async def test_a_broken_law_pack_is_found_with_its_place(house: Path, tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text("[pack]\nid = \n")

    async with a_world(house):
        found = await _wrong(Settings(data=str(house), law_packs=str(tmp_path)))

    assert f"{tmp_path / 'xx.toml'}:2:" in found["law"]


async def test_an_expired_law_pack_is_worth_knowing(house: Path, tmp_path: Path) -> None:
    pack = re.sub(r"(?m)^checked_on = .*", "checked_on = 2020-01-01", (SHIPPED / "ru.toml").read_text())
    (tmp_path / "ru.toml").write_text(re.sub(r"(?m)^expires_on = .*", "expires_on = 2020-12-31", pack))

    async with a_world(house):
        found = await examine(Settings(data=str(house), law_packs=str(tmp_path)), NOTHING)

    notes = [each.sentence for each in found if each.name == "law" and each.state == "note"]
    assert len(notes) == 1
    assert "ru" in notes[0]
    assert "expired" in notes[0]


async def test_a_folder_of_law_packs_that_is_not_there_is_found(house: Path) -> None:
    async with a_world(house):
        found = await _wrong(Settings(data=str(house), law_packs=str(house / "nowhere")))

    assert "KUKHNYA_LAW_PACKS" in found["law"]


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
        await (await world.member("vera")).posts("hello from later")

        found = await _wrong(Settings(data=str(house)))

    assert "future" in found["clock"]


def _machine(root: Path, **files: str) -> Path:
    for name, content in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def _found(settings: Settings, root: Path, name: str) -> tuple[str, str]:
    return next((each.state, each.sentence) for each in surroundings(settings, root) if each.name == name)


@pytest.mark.parametrize(("place", "state"), [("/dev/sda2", "note"), ("/dev/zram0", "fine"), ("", "fine")])
def test_memory_that_goes_to_a_disk_is_worth_knowing(tmp_path: Path, place: str, state: str) -> None:
    line = f"{place} partition 8388604 0 -2\n" if place else ""
    root = _machine(tmp_path / "machine", proc__swaps=f"Filename Type Size Used Priority\n{line}")

    assert _found(Settings(data=str(tmp_path)), root, "swap")[0] == state


@pytest.mark.parametrize(
    ("pattern", "state"),
    [("core", "fine"), ("|/usr/lib/systemd/systemd-coredump %P %u", "fine"), ("|/opt/collector %p", "note")],
)
def test_a_program_that_takes_all_memory_after_a_crash_is_worth_knowing(
    tmp_path: Path, pattern: str, state: str
) -> None:
    root = _machine(tmp_path / "machine", proc__sys__kernel__core_pattern=f"{pattern}\n")

    assert _found(Settings(data=str(tmp_path)), root, "core_dumps")[0] == state


SITE = "server {{ server_name kitchen.example; {more} location / {{ proxy_pass http://127.0.0.1:8000; }} }}"


@pytest.mark.parametrize(("more", "state", "word"), [
    ("", "wrong", "access_log off"),
    ("# access_log off; error_log /dev/null crit;", "wrong", "access_log off"),
    ("access_log /var/log/nginx/kitchen.log;", "wrong", "kitchen.log"),
    ("access_log off;", "wrong", "error_log"),
])  # fmt: skip
def test_a_proxy_that_writes_down_who_comes_is_found(tmp_path: Path, more: str, state: str, word: str) -> None:
    root = _machine(tmp_path / "machine")
    folder = root / "etc/nginx/sites-enabled"
    folder.mkdir(parents=True)
    (folder / "kitchen").write_text(SITE.format(more=f"{more}\n"))
    settings = Settings(data=str(tmp_path), url="https://kitchen.example", trusted_proxies="127.0.0.1")

    found = _found(settings, root, "proxy_logs")

    assert found[0] == state
    assert word in found[1]


def test_proxies_as_we_show_them_keep_nothing(tmp_path: Path) -> None:
    root = _machine(tmp_path / "machine")
    for place in ("etc/nginx/conf.d", "etc/caddy"):
        (root / place).mkdir(parents=True)
    (root / "etc/nginx/conf.d/kitchen.conf").write_text(SITE.format(more="access_log off; error_log /dev/null crit;"))
    shown = Path(__file__).parents[1] / "deploy" / "Caddyfile"
    (root / "etc/caddy/Caddyfile").write_text(shown.read_text())
    settings = Settings(data=str(tmp_path), url="https://kitchen.example", trusted_proxies="127.0.0.1")

    assert [each for each in surroundings(settings, root) if each.name == "proxy_logs"] == []

    (root / "etc/caddy/Caddyfile").write_text(shown.read_text().replace("exclude http.log", "exclude"))
    assert _found(settings, root, "proxy_logs")[0] == "wrong"


def test_a_proxy_that_cannot_be_seen_is_said_to_be_unseen(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), url="https://kitchen.example", trusted_proxies="127.0.0.1")

    assert _found(settings, tmp_path / "machine", "proxy_logs")[0] == "note"


async def test_old_and_open_backups_are_found(house: Path) -> None:
    async with a_world(house):
        settings = Settings(data=str(house))
        for name in ("young.tar", "old.tar", "open.tar"):
            await asyncio.to_thread(back_up, settings, house.parent / name, lambda *_: None)
    (house.parent / "photos.tar").write_bytes(b"holiday" * 100)
    for name in ("old.tar", "photos.tar"):
        os.utime(house.parent / name, (1, 1))
    _opened(house.parent / "open.tar", 0o644)

    found = [each for each in surroundings(settings, house) if each.name == "backups"]

    assert [(each.state, "old.tar" in each.sentence, "open.tar" in each.sentence) for each in found] == [
        ("wrong", False, True), ("wrong", True, False),
    ]  # fmt: skip
