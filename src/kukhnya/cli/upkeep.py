"""Look after the server: the doctor, backup and restore."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kukhnya import backup as backups
from kukhnya import doctor as doctors
from kukhnya.settings import load

from .saying import Data, Json, say, say_json

_MARKS = {"fine": "ok   ", "note": "note ", "wrong": "WRONG"}


def doctor(*, json: Json = False, data: Data = None) -> int:
    """Look for what is wrong with settings, files, database and privacy. Exit code 1 where something is."""
    found = asyncio.run(doctors.examine(load({"data": data})))
    if json:
        say_json(found)
    else:
        for each in found:
            say(f"{_MARKS[each.state]} {each.name:14} {each.sentence}")
    return int(any(each.state == "wrong" for each in found))


def backup(file: Path, /, *, json: Json = False, data: Data = None) -> None:
    """Write database and pictures, as they are at one moment, into one file, while the server runs.

    Args:
        file: Where to write the backup; only its owner can read it.
    """
    with progress() as report:
        manifest = backups.back_up(load({"data": data}), file, report)
    _told("Backed up", file, manifest, json=json)


def restore(file: Path, /, *, json: Json = False, data: Data = None) -> None:
    """Check a backup and put it where there is nothing yet.

    Args:
        file: The backup to read.
    """
    with progress() as report:
        manifest = backups.restore(load({"data": data}), file, report)
    _told("Restored", file, manifest, json=json)


def _told(done: str, file: Path, manifest: backups.Manifest, *, json: bool) -> None:
    if json:
        say_json({
            "file": str(file), "made_at": manifest.made_at, "kukhnya": manifest.kukhnya, "tables": manifest.tables,
            "database": manifest.database, "members": manifest.members, "statuses": manifest.statuses,
            "pictures": manifest.pictures,
        })  # fmt: skip
        return
    say(
        f"{done} {file}, as of {manifest.made_at}: members {manifest.members}, statuses {manifest.statuses}, "
        f"files of pictures {manifest.pictures} (Kukhnya {manifest.kukhnya}, {manifest.database})"
    )


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where somebody watches
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def report(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done, total=of)

        yield report
