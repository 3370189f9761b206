"""`make seizure`: plant towns, take their disks, examine them, write docs/benchmarks/seizure.md."""

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from .examine import examine
from .fields import FIELDS
from .image import ROOT, Taken, backup_alone, take
from .score import Score, plain, table

PAGE: Final = ROOT / "docs" / "benchmarks" / "seizure.md"
ABOUT: Final = """# What a copy of the disk yields

`make seizure`, {day}: {accounts} accounts, {days} simulated days, on SQLite. Written by the program; the words are in `seizure/`.

A town is planted with words that stand nowhere else, through the real doors over a socket, and lives for its days: statuses of every audience,
edits, deletions, pictures that hide words, sign-ins from many addresses, searches, visits. Then its disk is taken: the data folder with database and
write-ahead log, the temporary folder, everything printed and logged, and backups. The examiner searches every byte in a dozen spellings and inside
what is packed, tries hashes against lists, asks the tables who has to do with whom and when, and tries what looks like a token or a cookie on a revived server.

**Counting.** The 46 fields weigh 103. A field counts 1 where it was recovered for any account, ½ where only in part or coarsely. Fields marked †
are read by whoever has the disk until words are sealed to their readers; the goal of 51 % counts them as found whatever was found. A field whose feature does
not exist (a second factor, mail) counts as its goal allows, so that what is not built wins nothing. Names of apps count ½ where apps signed out
are not tied to anybody any more. The last visit in the test leaves no row but the read marker: an act that leaves one (a like, a status) is
dated by its number, and so dates whoever made it.
**Not in the image:** copies on other people's devices, what providers keep, the memory of a running server, and the log of a proxy in front.
"""


def main() -> int:
    """Take, examine, print and write."""
    words = argparse.ArgumentParser(prog="seizure")
    words.add_argument("--accounts", type=int, default=20)
    words.add_argument("--days", type=int, default=30)
    words.add_argument("--json", type=Path, help="write the scores there too")
    words.add_argument("--page", type=Path, default=PAGE)
    said = words.parse_args()
    scores: list[Score] = []
    with tempfile.TemporaryDirectory(prefix="seizure-") as folder:
        for ending, cut in (("a cut of the power", True), ("a clean stop", False)):
            scores += _taken(Path(folder), ending, said.accounts, said.days, cut=cut)
    page = ABOUT.format(day=datetime.now(UTC).date(), accounts=said.accounts, days=said.days)
    for score in scores:
        page += f"\n## {score.image}\n\n{table(score)}\n\n{_verdict(score)}\n"
    said.page.write_text(page)
    if said.json:
        said.json.write_bytes(msgspec.json.format(msgspec.json.encode([plain(each) for each in scores])))
    sys.stdout.write(page)
    return int(any(score.broken for score in scores))


def _taken(folder: Path, ending: str, accounts: int, days: int, *, cut: bool) -> list[Score]:
    where = folder / ("cut" if cut else "clean")
    taken = take(where, accounts, days, cut=cut, report=lambda words: _bar(ending, words))
    backup = backup_alone(taken, where / "backup")
    return [_score(f"Disk after {ending}, with the key file", taken), _score(f"Backup alone, before {ending}", backup)]


def _bar(ending: str, words: str) -> None:
    """How far the town has come, on a terminal."""
    if sys.stderr.isatty() and words:
        done, _, of = words.partition("/")
        filled = 40 * int(done) // int(of)
        sys.stderr.write(f"\r{ending:20} [{'#' * filled}{'.' * (40 - filled)}] day {done} of {of} ")


def _score(name: str, taken: Taken) -> Score:
    return Score(name, asyncio.run(examine(taken.folder, taken.ledger)))


def _verdict(score: Score) -> str:
    losses = ", ".join(
        f"{field.id} {field.name} ({score.value(field):g}, not {field.goal:g})" for field in score.losses
    )
    said = f"Broken: {'; '.join(score.broken)}." if score.broken else "Nothing is found that must never be."
    lost = ", ".join(
        f"{field.id} {field.name}{' (in part)' if score.value(field) < 1 else ''}"
        for field in FIELDS
        if score.value(field) and not field.absent
    )
    return f"{said} More than may be: {losses or 'nothing'}.\n\nLost to whoever has it: {lost}."


if __name__ == "__main__":
    sys.exit(main())
