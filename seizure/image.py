"""Take the disk of a town: a process lives for some days and ends; then everything it has left is copied as it lies."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from . import ledger as ledgers
from .ledger import Ledger

ROOT: Final = Path(__file__).resolve().parents[1]


class Taken(Struct, frozen=True):
    """An image, what was planted before it was taken, and how the town ended."""

    folder: Path
    ledger: Ledger


def take(where: Path, accounts: int, days: int, *, cut: bool, report: Callable[[str], None] = lambda _: None) -> Taken:
    """A town's disk: data folder, temporary folder, what the server printed and logged, backups. `cut`: the power is cut.

    Copied without opening anything, the log of the database as it lies.
    """
    machine, book = where / "machine", where / "ledger.json"
    for name in ("data", "tmp"):
        (machine / name).mkdir(parents=True, mode=0o700)
    with (machine / "stdout.log").open("wb") as out, (machine / "stderr.log").open("wb") as err:
        words = [sys.executable, "-m", "seizure.town", str(machine), str(book), "--accounts", str(accounts)]
        words += ["--days", str(days), *(["--cut"] if cut else [])]
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        environment = {**os.environ, "PYTHONPATH": paths, "TMPDIR": str(machine / "tmp")}
        town = subprocess.Popen(words, stdout=out, stderr=err, cwd=ROOT, env=environment)
        while town.poll() is None:
            try:
                town.wait(0.5)
            except subprocess.TimeoutExpired:
                report((where / "bar").read_text() if (where / "bar").exists() else "")
    if town.returncode != (-9 if cut else 0) or not book.exists():
        raise RuntimeError((machine / "stderr.log").read_text()[-3000:])
    image = where / "image"
    shutil.copytree(machine, image)
    return Taken(image, ledgers.read(book))


def backup_alone(taken: Taken, where: Path) -> Taken:
    """The image of somebody who has found the backups and nothing else."""
    where.mkdir()
    shutil.move(taken.folder / "backups", where / "backups")
    return Taken(where, taken.ledger)
