"""Back up a server while it runs, and restore it elsewhere.

A backup is one tar file: the database at one moment, every picture that its rows name, and at the end a manifest
with the SHA-256 of each. Nothing that a deleted row named is in it. It is not compressed, because pictures are
already, and not encrypted: keep it where only you can read it, or send it through `age`.
"""

import asyncio
import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any, Final, Literal

import msgspec
from msgspec import Struct

from kukhnya import __version__
from kukhnya.model.errors import Refused
from kukhnya.model.ids import iso
from kukhnya.model.viewer import NOBODY
from kukhnya.opening import make_folder
from kukhnya.queries import upkeep
from kukhnya.settings import Settings
from kukhnya.store.copy import check_file, copy_database, dialect_of, load_database
from kukhnya.store.migrate import schema_version
from kukhnya.store.migrations import HEAD
from kukhnya.store.store import clock, open_store

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

MANIFEST: Final = "manifest.json"
_DATABASE: Final = "database"
_MEMBER: Final = re.compile(r"manifest\.json|database|media/[0-9a-f]{2}/[0-9a-f]{32}-[a-z]{1,10}\.[a-z0-9]{1,5}")
"""The only names there are in a backup; whatever else an archive holds is refused, with every trick of paths."""
_LEFT_ALONE: Final = {"settings.toml"}
_BLOCK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 1 << 30


class Kept(Struct, frozen=True):
    """One file in a backup."""

    sha256: str
    bytes: int


class Manifest(Struct, frozen=True, kw_only=True):
    """What is in a backup."""

    format: Literal[1] = 1
    kukhnya: str
    tables: str
    database: Literal["sqlite", "postgresql"]
    made_at: str
    members: int
    statuses: int
    files: dict[str, Kept]

    @property
    def pictures(self) -> int:
        """How many files of pictures there are."""
        return len(self.files) - 1


def back_up(settings: Settings, target: Path, report: Report) -> Manifest:
    """Write a backup to `target`, for its owner alone. It is there whole or not at all; an older one is replaced.

    Not from inside an event loop. Raises Unreachable where there is no database, OSError where there is no room.
    """
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with _private_folder(target.parent) as folder, _new(part) as out:
            database = folder / _DATABASE
            copy_database(settings.database, database, lambda done, of: report("database", done, of))
            manifest = _fill(settings, database, out, report)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def restore(settings: Settings, source: Path, report: Report) -> Manifest:
    """Put a backup where there is nothing yet, once all of it has been checked; say what it held.

    Not from inside an event loop. Raises Refused where the data folder is in use or the backup is not sound.
    """
    folder = Path(settings.data)
    _check_empty(settings, folder)
    make_folder(settings)
    with _private_folder(folder) as unpacked:
        manifest = _unpacked(source, unpacked, report)
        _check_manifest(manifest, settings)
        database = unpacked / _DATABASE
        if manifest.database == "sqlite" and (wrong := check_file(database, idle=True)):
            raise Refused(f"The database in the backup is damaged: {wrong}")
        pictures = unpacked / "media"
        pictures.mkdir(exist_ok=True, mode=0o700)
        pictures.rename(folder / "media")
        try:
            load_database(settings.database, database)
        except BaseException:
            shutil.rmtree(folder / "media")
            raise
    _settle(folder)
    return manifest


# Making


def _fill(settings: Settings, database: Path, out: IO[bytes], report: Report) -> Manifest:
    address = f"sqlite:///{database}" if dialect_of(settings.database) == "sqlite" else settings.database
    names, members, statuses = asyncio.run(_asked(address))
    pictures = [path for path in sorted(settings.media_folder.glob("??/*-*")) if path.name[:32] in names]
    files: dict[str, Kept] = {}
    with closing(tarfile.open(fileobj=out, mode="w")) as archive:
        files[_DATABASE] = _added(archive, database, _DATABASE)
        for done, path in enumerate(pictures, 1):
            name = f"media/{path.parent.name}/{path.name}"
            try:
                files[name] = _added(archive, path, name)
            except FileNotFoundError:  # deleted since the database was copied: then it is not to be kept either
                continue
            report("pictures", done, len(pictures))
        manifest = Manifest(
            kukhnya=__version__, tables=HEAD, database=dialect_of(settings.database), made_at=iso(clock()),
            members=members, statuses=statuses, files=files,
        )  # fmt: skip
        raw = msgspec.json.format(msgspec.json.encode(manifest))
        archive.addfile(_described(MANIFEST, len(raw)), io.BytesIO(raw))
    return manifest


async def _asked(address: str) -> tuple[set[str], int, int]:
    """Which pictures the rows name, and how many members and statuses there are."""
    if await schema_version(address) != HEAD:
        raise Refused("The tables are not those of this version; run `kukhnya migrate` first")
    store = await open_store(address)
    try:
        async with store.read(NOBODY) as tx:
            return await upkeep.file_names(tx), *await upkeep.size(tx)
    finally:
        await store.close()


def _added(archive: tarfile.TarFile, path: Path, name: str) -> Kept:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        hashed = _Hashing(file)
        archive.addfile(_described(name, size), hashed)
        return Kept(hashed.digest.hexdigest(), size)


class _Hashing:
    """A file that hashes what is read from it: all that an archive asks for is `read`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _described(name: str, size: int) -> tarfile.TarInfo:
    """An entry that tells nothing of the machine it was made on."""
    info = tarfile.TarInfo(name)
    info.size = size
    info.mode = 0o600
    return info


# Reading


def _check_empty(settings: Settings, folder: Path) -> None:
    there = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if set(there) - _LEFT_ALONE:
        raise Refused(f"{folder} is not empty ({there[0]}): a backup is restored only where there is nothing yet")
    if dialect_of(settings.database) == "sqlite":
        if Path(settings.database.removeprefix("sqlite:///")).exists():
            raise Refused("There is a database already: a backup is restored only where there is nothing yet")
    elif asyncio.run(schema_version(settings.database)) is not None:
        raise Refused("The database has tables already: a backup is restored only into an empty one")


def _check_manifest(manifest: Manifest, settings: Settings) -> None:
    if manifest.database != dialect_of(settings.database):
        raise Refused(
            f"The backup is of {manifest.database}, KUKHNYA_DATABASE_URL names {dialect_of(settings.database)}"
        )
    if manifest.tables > HEAD:
        raise Refused(f"The backup is of a later version (tables {manifest.tables}; this program knows {HEAD})")


def _unpacked(source: Path, folder: Path, report: Report) -> Manifest:
    """Every file of the archive under `folder`, each compared with the manifest. Raises Refused."""
    found: dict[str, Kept] = {}
    manifest: Manifest | None = None
    whole = source.stat().st_size
    try:
        with tarfile.open(source, mode="r:") as archive:
            for info in archive:
                if manifest is not None or info.name in found or not _sound(info):
                    raise Refused(f"This is no backup of ours: it holds {info.name[:80]!r}")
                content: Any = archive.extractfile(info)
                if info.name == MANIFEST:
                    manifest = msgspec.json.decode(content.read(), type=Manifest)
                else:
                    found[info.name] = _kept(content, folder / info.name)
                report("checking", archive.offset, whole)
    except (tarfile.TarError, msgspec.DecodeError, EOFError) as error:
        raise Refused("This is no backup of ours, or its end is missing") from error
    if manifest is None or _DATABASE not in found:
        raise Refused("The backup is not whole: its end is missing")
    wrong = sorted(name for name in found.keys() | manifest.files.keys() if found.get(name) != manifest.files.get(name))
    if wrong:
        raise Refused(f"The backup is damaged: {wrong[0]} is not what the manifest says ({len(wrong)} such files)")
    return manifest


def _sound(info: tarfile.TarInfo) -> bool:
    """A plain file under one of our names: no link, device, sparse file, or path that leads elsewhere."""
    plain = info.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and _MEMBER.fullmatch(info.name) is not None
    return plain and (info.name != MANIFEST or info.size <= _LARGEST_MANIFEST)


def _kept(content: IO[bytes], path: Path) -> Kept:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed, size = _Hashing(content), 0
    with _new(path) as out:
        while block := hashed.read(_BLOCK):
            size += out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return Kept(hashed.digest.hexdigest(), size)


# Files


def _new(path: Path) -> IO[bytes]:
    """A file that was not there, for its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


@contextmanager
def _private_folder(where: Path) -> Iterator[Path]:
    """A folder beside what is being made, so that nothing is copied across disks; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".kukhnya-", dir=where))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Make new names in this folder survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
