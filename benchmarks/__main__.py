"""Build a town, measure it on SQLite and PostgreSQL, write the table to docs/benchmarks/."""

import argparse
import asyncio
import os
import statistics
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import lists
from benchmarks.measure import Clock, Figure, measure, measure_cold, questions_of, serving
from benchmarks.statements import statements_of
from benchmarks.town import Town, build
from kukhnya.settings import Settings
from kukhnya.store.migrate import migrate
from kukhnya.store.store import open_store
from tests.postgres import Cluster

ROOT: Final = Path(__file__).resolve().parents[1]
BUDGETS: Final = {
    "home, 30 followed": 0.35, "home, 84 followed": 0.6, "home, 300 followed": 0.6, "home, 900 followed": 0.6,
    "home, fifth page": 1.0, "local": 0.35, "account statuses": 0.35, "thread of 50": 2.0, "notifications, 20": 1.0,
    "verify_credentials": 0.15, "profile page": 1.5, "post, 0 followers": 1.0, "post, 100 followers": 1.0,
    "post, 1000 followers": 1.0,
}  # fmt: skip
COLD: Final = {
    "home": 1.0, "account statuses": 1.0, "notifications, 20": 3.0, "verify_credentials": 0.5, "profile page": 4.0,
}  # fmt: skip
"""The first time something is asked after a restart, in milliseconds."""
MEMORY_MB: Final = 120
START_S: Final = 1.0


class Result:
    """What one database gave."""

    def __init__(
        self,
        name: str,
        figures: dict[str, Figure],
        shown: dict[str, Figure],
        cold: dict[str, float],
        rest: tuple[float, float],
    ) -> None:
        self.name = name
        self.figures = figures
        self.lists = shown
        self.cold = cold
        self.started_s, self.memory_mb = rest


async def _town(data: Path, url: str, sizes: argparse.Namespace) -> tuple[Town, lists.Cast]:
    settings = Settings(data=str(data), database_url=url)
    await migrate(settings.database)
    store = await open_store(settings.database)
    try:
        town = await build(store, accounts=sizes.accounts, follows=sizes.follows, statuses=sizes.statuses)
        return town, await lists.furnish(store)
    finally:
        await store.close()


def run(name: str, url: str, database: int | None, sizes: argparse.Namespace) -> Result:
    """Build and measure on one database."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        print(f"{name}: building a town of {sizes.statuses:,} statuses")
        town, cast = asyncio.run(_town(data, url, sizes))
        asked, asked_lists = questions_of(town), lists.questions(cast)
        counted = asyncio.run(statements_of(data, url, asked + asked_lists))
        with serving(data, url) as server:
            time.sleep(1)
            memory, started = server.memory_mb(), server.started_s
            clock = Clock(server, database)
            print(f"{name}: measuring")
            figures = measure(server, clock, asked, rounds=sizes.rounds, batch=sizes.batch)
            shown = measure(server, clock, asked_lists, rounds=sizes.rounds, batch=sizes.batch)
            cold = measure_cold(server, clock, town)
        for what, many in counted.items():
            (figures if what in figures else shown)[what].statements = many
        return Result(name, figures, shown, cold, (started, memory))


def _conditions(sizes: argparse.Namespace) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {sizes.accounts:,} accounts, {sizes.follows:,} follows, {sizes.statuses:,} statuses; two "
        "shared cores; one process, one connection; CPU of the whole process tree (and of PostgreSQL) in milliseconds per "
        f"request, median of {sizes.rounds} rounds of {sizes.batch} (least–most); load average at the end {os.getloadavg()[0]:.1f}."
    )


def commit() -> str:
    """The commit that is measured."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return found.stdout.strip()


def table(results: list[Result], sizes: argparse.Namespace) -> str:
    """The report, in Markdown."""
    at = commit()
    lines = [
        f"# Benchmark at {at}", "",
        _conditions(sizes), "",
        "| endpoint | budget | " + " | ".join(f"{r.name} | SQL | requests/s" for r in results) + " |",
        "|---|---|" + "---|---|---|" * len(results),
    ]  # fmt: skip
    lines += [_line(what, BUDGETS.get(what, ""), [r.figures[what] for r in results]) for what in results[0].figures]
    lines += [
        "",
        "| first time after a restart | budget | " + " | ".join(r.name for r in results) + " |",
        "|---|---|" + "---|" * len(results),
        *(
            f"| {what} | {budget} | " + " | ".join(f"{r.cold[what]:.2f}" for r in results) + " |"
            for what, budget in COLD.items()
        ),
        "", "| | budget | " + " | ".join(r.name for r in results) + " |", "|---|---|" + "---|" * len(results),
        f"| start to first answer, s | {START_S} | " + " | ".join(f"{r.started_s:.2f}" for r in results) + " |",
        f"| memory at rest, MB | {MEMORY_MB} | " + " | ".join(f"{r.memory_mb:.0f}" for r in results) + " |", "",
        *_lists_table(results),
    ]  # fmt: skip
    return "\n".join(lines)


def _line(what: str, budget: object, figures: list[Figure]) -> str:
    """One row of a table: milliseconds, statements, requests a second of each database."""
    cells = []
    for figure in figures:
        low, high = figure.spread
        spread = f" ({low:.2f}–{high:.2f})" if low != high else ""
        many = "" if figure.statements is None else f"{figure.statements:g}"
        cells.append(f"{figure.warm_ms:.2f}{spread} | {many} | {figure.rps:.0f}")
    return f"| {what} | {budget} | " + " | ".join(cells) + " |"


def _lists_table(results: list[Result]) -> list[str]:
    """The second table: lists of twenty, and what filters and hashtags add to a home page in the same round."""
    added = {
        name: [
            statistics.median(
                more - less for more, less in zip(r.lists[name].rounds, r.lists[lists.PLAIN].rounds, strict=True)
            )
            for r in results
        ]
        for name in (lists.FILTERED, lists.TAGGED)
    }
    return [
        "## Lists", "",
        f"Twenty items where there are as many, warm; {lists.STATEMENTS} statements and {lists.BUDGET_MS:g} ms at most.", "",
        "| list | budget | " + " | ".join(f"{r.name} | SQL | requests/s" for r in results) + " |",
        "|---|---|" + "---|---|---|" * len(results),
        *(_line(what, lists.BUDGET_MS, [r.lists[what] for r in results]) for what in results[0].lists),
        "",
        "| more than the home page without, of the same round | budget | " + " | ".join(r.name for r in results) + " |",
        "|---|---|" + "---|" * len(results),
        *(
            f"| {name} | {lists.FILTER_BUDGET_MS if name == lists.FILTERED else ''} | "
            + " | ".join(f"{ms:+.2f}" for ms in found) + " |"
            for name, found in added.items()
        ),
        "",
    ]  # fmt: skip


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--accounts", type=int, default=1_000)
    asked.add_argument("--follows", type=int, default=30_000)
    asked.add_argument("--statuses", type=int, default=200_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--batch", type=int, default=200)
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks")
    sizes = asked.parse_args()
    results: list[Result] = []
    if sizes.only != "postgresql":
        results.append(run("SQLite", "", None, sizes))
        _write(results, sizes)  # what is measured is not lost where the rest is not waited for
    if sizes.only != "sqlite":
        with Cluster() as cluster:
            results.append(run("PostgreSQL", cluster.database(), cluster.pid, sizes))
        _write(results, sizes)


def _write(results: list[Result], sizes: argparse.Namespace) -> None:
    """Print the report, and put it into its file."""
    made = table(results, sizes)
    print(made)
    sizes.out.mkdir(parents=True, exist_ok=True)
    (sizes.out / f"{datetime.now(UTC):%Y-%m-%d}-{commit()}.md").write_text(made)


if __name__ == "__main__":
    main()
