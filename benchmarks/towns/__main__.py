"""Measure and write the report: `python -m benchmarks.towns`; `--quick` for a thousand people only, printed and not written."""

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks.__main__ import ROOT
from benchmarks.towns.goals import Results, goals
from benchmarks.towns.index import coverage
from benchmarks.towns.report import goals_table, quality_table, write
from benchmarks.towns.trials import MORE_SEEDS, SEEDS, SHAPES, ablations, attacked, fed, suppressed, trial

FOLDER: Final = ROOT / "docs" / "benchmarks" / "warm"
LARGEST: Final = "100k"
QUICK: Final = ("1k, 50/50", "1k, 80/20")

Work = tuple[str, Callable[[Results], Any]]


def works(asked: argparse.Namespace) -> Iterator[Work]:
    """All that is to be measured, in words and as something to call."""
    for name in QUICK if asked.quick else SHAPES:
        if name != LARGEST:
            yield from _trials(name, SEEDS)
    for clustered in (False, True):
        for seed in SEEDS:
            yield f"attacks, seed {seed}", partial(_attack, seed=seed, clustered=clustered)
        for seed in MORE_SEEDS:
            yield f"suppression, seed {seed}", partial(_suppress, seed=seed, clustered=clustered)
    if not asked.quick:
        for seed in SEEDS:
            yield f"feeds and counters, seed {seed}", partial(_feeds_and_counters, seed=seed)
    yield "index", _index
    if not asked.quick:
        yield from _trials(LARGEST, SEEDS[: asked.largest])


def _trials(name: str, seeds: Sequence[int]) -> Iterator[Work]:
    for seed in seeds:
        yield f"{name}, seed {seed}", partial(_trial, name=name, seed=seed)


def _trial(found: Results, name: str, seed: int) -> None:
    found.trials.append(trial(name, SHAPES[name], seed))


def _feeds_and_counters(found: Results, seed: int) -> None:
    found.feeds.append(fed(seed))
    found.ablations.append(ablations(seed))


def _index(found: Results) -> None:
    found.coverage.update({str(people): each for people, each in coverage(SEEDS[0]).items()})


def _attack(found: Results, seed: int, *, clustered: bool) -> None:
    found.attacks.extend(attacked(seed, clustered=clustered))


def _suppress(found: Results, seed: int, *, clustered: bool) -> None:
    found.suppressions.extend(suppressed(seed, clustered=clustered))


def main() -> int:
    """Measure everything; the number of missed goals is no error, for the report says it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a thousand people only; prints, writes nothing")
    parser.add_argument("--largest", type=int, default=len(SEEDS), help="how many towns of 100,000")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    asked = parser.parse_args()
    begun, console = os.getloadavg()[0], Console()
    found = Results([], [], [], [], [], {})
    columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        todo = list(works(asked))
        task = progress.add_task("towns", total=len(todo))
        for name, work in todo:
            progress.update(task, description=name)
            work(found)
            if found.coverage and not asked.quick:
                write(found, asked.folder, begun)  # the largest towns take long, and come last
            progress.advance(task)
    console.print(Markdown("\n".join(quality_table(found))))
    console.print(Markdown("\n".join(goals_table(goals(found)))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
