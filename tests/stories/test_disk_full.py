"""A full disk: writing answers 507, nothing is half done, reading goes on, and room is enough to write again."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kukhnya.store.sqlite import SQLiteStore
from tests.world import World


def _pages(world: World, most: int) -> int:
    """Let the database have so many pages, as a disk has so many blocks; says how many it has."""
    store = world.house.store
    assert isinstance(store, SQLiteStore)
    now = int(store._writer.execute("PRAGMA page_count").fetchone()[0])
    store._writer.execute(f"PRAGMA max_page_count = {most or now}")
    return now


async def test_a_full_database_refuses_to_write_and_goes_on_reading(small_world: World) -> None:
    world = small_world
    vera = await world.member("vera")
    before = await vera.posts("there was room")
    _pages(world, 0)

    answers = [await vera.call("POST", "/api/v1/statuses", json={"status": "x" * 4000}) for _ in range(5)]
    home = await vera.home()
    me = await vera.get("/api/v1/accounts/verify_credentials")
    _pages(world, 1_000_000)
    after = await vera.posts("there is room again")

    refused = [answer for answer in answers if answer.status_code == 507]
    assert refused, [answer.status_code for answer in answers]
    assert "disk is full" in refused[0].json()["error"]
    posted = sum(answer.status_code == 200 for answer in answers)
    assert len(home) == 1 + posted
    assert me["statuses_count"] == 1 + posted
    assert (await vera.home())[0] == after
    assert before in await vera.home()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for one picture. Needs root, as the tests' machine has it."""
    folder = tmp_path / "small"
    folder.mkdir()
    elevated = [] if shutil.which("sudo") is None else ["sudo", "-n"]
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k,mode=777", "tmpfs", str(folder)]
    subprocess.run([*_as_root(elevated), *mount], check=True, capture_output=True)
    yield folder
    subprocess.run([*_as_root(elevated), "umount", str(folder)], check=True)


def _as_root(elevated: list[str]) -> list[str]:
    import os  # noqa: PLC0415

    return [] if os.geteuid() == 0 else elevated


async def test_an_upload_that_does_not_fit_leaves_nothing(small_world: World, small_disk: Path) -> None:
    world = small_world
    vera = await world.member("vera")
    world.house.files._folder = small_disk
    noise = Image.effect_noise((900, 900), 90)
    out = io.BytesIO()
    noise.save(out, "PNG")

    full = await vera.call("POST", "/api/v2/media", files={"file": ("a.png", out.getvalue(), "image/png")})
    left = [path for path in small_disk.rglob("*") if path.is_file()]
    small = io.BytesIO()
    Image.new("RGB", (10, 10)).save(small, "PNG")
    fits = await vera.call("POST", "/api/v2/media", files={"file": ("b.png", small.getvalue(), "image/png")})

    assert (full.status_code, "disk is full" in full.json()["error"]) == (507, True)
    assert left == []
    assert fits.status_code == 200
