"""A backup is one moment of a running server, and is believed only once it has been checked."""

import asyncio
import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from kukhnya.backup import back_up, restore
from kukhnya.model.errors import Refused
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import upkeep
from kukhnya.settings import Settings
from kukhnya.store.statement import inserting
from kukhnya.store.tables import custom_emoji
from tests.postgres import Cluster
from tests.world import World, a_world

PICTURE: Final = b"the bytes of a picture " * 50


def _silent(_what: str, _done: int, _of: int) -> None:
    """Nobody watches."""


def _house(folder: Path, name: str = "there", url: str = "") -> Settings:
    """Settings of a server whose data folder is there and empty."""
    (folder / name).mkdir(mode=0o700)
    return Settings(data=str(folder / name), database_url=url)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Settings]:
    """Settings of a server of the kind that has nothing yet, fresh at each call."""
    made: list[int] = []

    def fresh() -> Settings:
        made.append(0)
        url = "" if request.param == "sqlite" else request.getfixturevalue("cluster").database()
        return _house(tmp_path, f"house{len(made)}", url)

    return fresh


async def _with_a_picture(world: World) -> str:
    """Put a picture on the disk and a row that names it beside it."""
    key = world.house.files.keep("webp", large=PICTURE, small=b"small")
    await world.house.store.write(
        NOBODY,
        lambda tx: tx.execute(
            inserting(custom_emoji), shortcode="tea", key=key, extension="webp", category="", hidden=False
        ),
    )
    return key


async def test_a_restored_server_has_what_the_backed_up_one_had(empty: Callable[[], Settings], tmp_path: Path) -> None:
    there, here, file = empty(), empty(), tmp_path / "kitchen.tar"
    async with a_world(Path(there.data), there.database_url) as world:
        vera = await world.member("vera")
        joke = await vera.posts("why is the tea cold?")
        key = await _with_a_picture(world)
        made = await asyncio.to_thread(back_up, there, file, _silent)

    told = await asyncio.to_thread(restore, here, file, _silent)

    assert told == made
    assert (told.members, told.statuses, told.pictures) == (1, 1, 2)
    assert (file.stat().st_mode & 0o777, file.with_name("kitchen.tar.part").exists()) == (0o600, False)
    async with a_world(Path(here.data), here.database_url) as again:
        assert again.house.files.path(key, "large", "webp").read_bytes() == PICTURE
        async with again.house.store.read(NOBODY) as tx:
            assert await upkeep.size(tx) == (1, 1)
        vera_again = await again.signed_in("vera", vera.id)
        assert await vera_again.sees(joke)


async def test_a_backup_of_a_busy_server_is_one_moment(tmp_path: Path) -> None:
    there, here, file = (_house(tmp_path), Settings(data=str(tmp_path / "here")), tmp_path / "kitchen.tar")
    async with a_world(tmp_path / "there") as world:
        vera = await world.member("vera")
        first = [await vera.posts(f"before {number} " + "x" * 500) for number in range(50)]
        stop = asyncio.Event()

        async def writing() -> int:
            number = 0
            while not stop.is_set():
                await vera.posts(f"meanwhile {number} " + "y" * 500)
                number += 1
            return number

        busy = asyncio.create_task(writing())
        for number in range(3):
            await asyncio.to_thread(back_up, there, file.with_suffix(f".{number}"), _silent)
        stop.set()
        assert await busy > 0

    told = await asyncio.to_thread(restore, here, file.with_suffix(".2"), _silent)

    with closing(sqlite3.connect(tmp_path / "here" / "kukhnya.db")) as raw:
        ids = {str(row[0]) for row in raw.execute("SELECT id FROM status")}
        texts = {str(row[0]) for row in raw.execute("SELECT status_id FROM status_text")}
        counted = raw.execute("SELECT statuses_count FROM account").fetchone()[0]
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert set(first) <= ids == texts
    assert told.statuses == counted == len(ids)


async def test_what_no_row_names_is_not_backed_up(tmp_path: Path) -> None:
    there, file = _house(tmp_path), tmp_path / "kitchen.tar"
    async with a_world(tmp_path / "there") as world:
        key = await _with_a_picture(world)
        orphan = world.house.files.keep("webp", large=b"kcanary")
        await asyncio.to_thread(back_up, there, file, _silent)

    with tarfile.open(file) as archive:
        names = archive.getnames()
    assert any(key in name for name in names)
    assert not any(orphan in name for name in names)
    assert b"kcanary" not in file.read_bytes()


async def test_a_backup_tells_nothing_of_the_machine_it_was_made_on(tmp_path: Path) -> None:
    there, file = _house(tmp_path), tmp_path / "kitchen.tar"
    async with a_world(tmp_path / "there") as world:
        await _with_a_picture(world)
        await asyncio.to_thread(back_up, there, file, _silent)

    with tarfile.open(file) as archive:
        entries = archive.getmembers()
    assert {(each.uid, each.gid, each.uname, each.gname, each.mtime, each.mode) for each in entries} == {
        (0, 0, "", "", 0, 0o600)
    }
    assert str(tmp_path).encode() not in file.read_bytes()


async def test_a_backup_that_fails_leaves_the_older_one_and_no_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, file = _house(tmp_path), tmp_path / "kept" / "kitchen.tar"
    file.parent.mkdir()
    file.write_text("the older one")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    async with a_world(tmp_path / "there"):
        monkeypatch.setattr(tarfile.TarFile, "addfile", full)
        with pytest.raises(OSError, match="No space left"):
            await asyncio.to_thread(back_up, there, file, _silent)

    assert file.read_text() == "the older one"
    assert [path.name for path in file.parent.iterdir()] == ["kitchen.tar"]


async def test_nothing_is_restored_over_what_is_there(empty: Callable[[], Settings], tmp_path: Path) -> None:
    there, file = empty(), tmp_path / "kitchen.tar"
    async with a_world(Path(there.data), there.database_url) as world:
        await world.member("vera")
        await asyncio.to_thread(back_up, there, file, _silent)

    with pytest.raises(Refused, match="nothing yet"):
        await asyncio.to_thread(restore, there, file, _silent)


async def test_a_database_in_use_is_not_restored_over_from_an_empty_folder(
    empty: Callable[[], Settings], tmp_path: Path
) -> None:
    there, file = empty(), tmp_path / "kitchen.tar"
    if not there.database_url:
        (tmp_path / "elsewhere").mkdir()
        there = Settings(data=there.data, database_url=f"sqlite:///{tmp_path / 'elsewhere' / 'kukhnya.db'}")
    async with a_world(Path(there.data), there.database_url):
        await asyncio.to_thread(back_up, there, file, _silent)

    with pytest.raises(Refused, match="already"):
        await asyncio.to_thread(
            restore, Settings(data=str(tmp_path / "new"), database_url=there.database_url), file, _silent
        )


async def test_the_settings_file_may_be_there_already(tmp_path: Path) -> None:
    there, here, file = (_house(tmp_path), Settings(data=str(tmp_path / "here")), tmp_path / "kitchen.tar")
    async with a_world(tmp_path / "there"):
        await asyncio.to_thread(back_up, there, file, _silent)
    (tmp_path / "here").mkdir(mode=0o700)
    (tmp_path / "here" / "settings.toml").write_text("title = 'x'\n")

    await asyncio.to_thread(restore, here, file, _silent)

    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["kukhnya.db", "media", "settings.toml"]


async def test_a_backup_of_the_other_kind_of_database_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    there, file = _house(tmp_path), tmp_path / "kitchen.tar"
    async with a_world(tmp_path / "there"):
        await asyncio.to_thread(back_up, there, file, _silent)

    with pytest.raises(Refused, match="is of sqlite"):
        await asyncio.to_thread(
            restore, Settings(data=str(tmp_path / "here"), database_url=cluster.database()), file, _silent
        )


class _Archive:
    """A backup that somebody has had their hands on."""

    def __init__(self, file: Path) -> None:
        with tarfile.open(file) as archive:
            self.parts = [(info, archive.extractfile(info).read()) for info in archive]  # type: ignore[union-attr]

    def write(self, file: Path) -> None:
        with tarfile.open(file, "w") as archive:
            for info, content in self.parts:
                info.size = len(content) if info.isreg() else 0
                archive.addfile(info, io.BytesIO(content) if info.isreg() else None)

    def add(self, name: str, kind: bytes = tarfile.REGTYPE, leads_to: str = "", content: bytes = b"planted") -> None:
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = leads_to
        self.parts.insert(0, (info, content))


def _flip(archive: _Archive) -> None:
    info, content = archive.parts[0]
    archive.parts[0] = (info, content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])


def _drop_picture(archive: _Archive) -> None:
    archive.parts = [part for part in archive.parts if not part[0].name.endswith("-small.webp")]


def _drop_end(archive: _Archive) -> None:
    archive.parts = archive.parts[:-1]


def _broken_database(archive: _Archive) -> None:
    info, content = archive.parts[0]
    content = content[:4096] + b"\xff" * 4096 + content[8192:]
    archive.parts[0] = (info, content)
    manifest = json.loads(archive.parts[-1][1])
    manifest["files"]["database"]["sha256"] = hashlib.sha256(content).hexdigest()
    archive.parts[-1] = (archive.parts[-1][0], json.dumps(manifest).encode())


def _later_version(archive: _Archive) -> None:
    manifest = json.loads(archive.parts[-1][1])
    archive.parts[-1] = (archive.parts[-1][0], json.dumps({**manifest, "tables": "9000"}).encode())


@pytest.mark.parametrize(("spoil", "sentence"), [
    (_flip, "database is not what the manifest says"),
    (_drop_picture, "is not what the manifest says"),
    (_drop_end, "its end is missing"),
    (_broken_database, "damaged"),
    (_later_version, "later version"),
    (lambda a: a.add("../outside"), "no backup of ours"),
    (lambda a: a.add("/tmp/outside"), "no backup of ours"),
    (lambda a: a.add("media/../../outside"), "no backup of ours"),
    (lambda a: a.add("media/ab/../../outside-x.webp"), "no backup of ours"),
    (lambda a: a.add("settings.toml"), "no backup of ours"),
    (lambda a: a.add("media", tarfile.SYMTYPE, "/tmp"), "no backup of ours"),
    (lambda a: a.add("media/ab", tarfile.SYMTYPE, "../.."), "no backup of ours"),
    (lambda a: a.add("media/ab/" + "ab" * 16 + "-large.webp", tarfile.LNKTYPE, "/etc/passwd"), "no backup of ours"),
    (lambda a: a.add("media/ab/" + "ab" * 16 + "-large.webp", tarfile.SYMTYPE, "/etc/passwd"), "no backup of ours"),
    (lambda a: a.add("media/ab/" + "ab" * 16 + "-large.webp", tarfile.CHRTYPE), "no backup of ours"),
    (lambda a: a.add("media/ab/" + "ab" * 16 + "-large.webp", tarfile.DIRTYPE), "no backup of ours"),
    (lambda a: a.add("media/ab/" + "ab" * 16 + "-large.webp"), "is not what the manifest says"),
    (lambda a: a.add("database"), "no backup of ours"),
    (lambda a: a.add("manifest.json", content=b"{}"), "no backup of ours"),
])  # fmt: skip
async def test_a_backup_that_is_not_sound_is_refused_and_nothing_is_restored(
    tmp_path: Path, spoil: Callable[[_Archive], None], sentence: str
) -> None:
    there, file = _house(tmp_path), tmp_path / "kitchen.tar"
    async with a_world(tmp_path / "there") as world:
        await _with_a_picture(world)
        await asyncio.to_thread(back_up, there, file, _silent)
    archive = _Archive(file)
    spoil(archive)
    archive.write(file)
    before = _everything(tmp_path)

    with pytest.raises(Refused, match=sentence):
        await asyncio.to_thread(restore, Settings(data=str(tmp_path / "here")), file, _silent)

    after = _everything(tmp_path)
    assert [path for path in after if path not in before] == [str(tmp_path / "here")]


def _everything(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))


def _cuts(file: Path) -> list[bytes]:
    """Beginnings of the file, none of which holds all of it."""
    whole = file.read_bytes()
    end = len(whole.rstrip(b"\0"))
    return [whole[:size] for size in range(512, end, end // 12)]


@pytest.mark.parametrize("content", [b"", b"not a tar file at all " * 100, b"\x1f\x8b" + b"x" * 600])
async def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "kitchen.tar"
    file.write_bytes(content)

    with pytest.raises(Refused):
        await asyncio.to_thread(restore, Settings(data=str(tmp_path / "here")), file, _silent)


async def test_a_backup_cut_anywhere_is_refused(tmp_path: Path) -> None:
    there, file = _house(tmp_path), tmp_path / "kitchen.tar"
    async with a_world(tmp_path / "there") as world:
        await _with_a_picture(world)
        await asyncio.to_thread(back_up, there, file, _silent)

    for turn, beginning in enumerate(_cuts(file)):
        cut = tmp_path / f"cut{turn}"
        cut.write_bytes(beginning)
        with pytest.raises(Refused):
            await asyncio.to_thread(restore, Settings(data=str(tmp_path / f"here{turn}")), cut, _silent)
