"""How long it takes to change the audience of everything an account has posted, and to take that back.

`python -m benchmarks.past` builds an account with 100,000 statuses (a fifth of them answers to others), folds all of it away, undoes it,
looks at one with 5,000 as the check-up does, without a law pack, with one and with all chosen, and writes docs/benchmarks/past-<day>-<commit>.md. CPU of the process, where SQLite is; medians of three.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, Final, cast

from benchmarks.__main__ import ROOT, commit
from benchmarks.law import labelled
from benchmarks.town import inserting
from kukhnya.actions.create_account import create_account
from kukhnya.actions.move_statuses import move_statuses, undo_move
from kukhnya.door.flagged import flagged
from kukhnya.door.house import House
from kukhnya.door.laws import our_laws
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, AccountId, Time, first_id_at
from kukhnya.model.selection import Selection
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.queries import checkup
from kukhnya.store import sealed
from kukhnya.store.migrate import migrate
from kukhnya.store.store import Store, clock, open_store
from kukhnya.visibility import chosen
from tests.postgres import Cluster

MANY: Final = 100_000
LOOKED_AT: Final = 5_000
BUDGET_S: Final = 2.0
LONG: Final = 110
"""Characters of a status that the packs look at."""
CHOSEN: Final = {"no pack": (), "one pack": ("ru",), "all packs": tuple(our_laws().laws.packs)}
_ROUNDS: Final = 3
_BATCH: Final = 5000


def _everyday() -> list[str]:
    """Statuses of an ordinary day, as long as most are, none like another: put together from those that the packs are tried by."""
    dice, every = Random(7), [text for name in our_laws().laws.packs for text in labelled(name).everyday]
    return [" ".join(dice.sample(every, 4))[:LONG] for _ in range(LOOKED_AT)]


def _statuses(account_id: int, first: int, step: int, some: range) -> list[dict[str, Any]]:
    rows = []
    for number in some:
        an_id = first + number * step
        parent = first + (number // 50) * step if number % 5 == 1 else None
        rows.append(
            {
                "id": an_id, "account_id": account_id, "audience": ("public", "unlisted", "followers")[number % 3],
                "circle_id": None, "expires_at": None, "reblog_of_id": None, "in_reply_to_id": parent,
                "in_reply_to_account_id": None if parent is None else account_id, "thread_id": parent or an_id,
                "created_at": an_id >> 16, "edited_at": None, "version": 0, "favourites_count": 0, "reblogs_count": 0,
                "replies_count": 0, "has_media": number % 7 == 0,
            }
        )  # fmt: skip
    return rows


async def _who_has_posted(store: Store, name: str, said: Sequence[str]) -> AccountId:
    """An account that has posted all this in a year."""
    many = len(said)
    account_id = await store.write(NOBODY, lambda tx: create_account(tx, name, ""))
    first = first_id_at(Time(clock() - 365 * DAY)) + len(name)
    step = (first_id_at(clock()) - first) // (many + 1)
    for start in range(0, many, _BATCH):
        rows = _statuses(account_id, first, step, range(start, min(start + _BATCH, many)))
        texts = [
            {"status_id": row["id"], "source": text, "html": "<p>tea</p>", "spoiler": "",
             "language": "en", "sensitive": False, "uri": None, "history_from": 0}
            for row, text in zip(rows, said[start:], strict=False)
        ]  # fmt: skip
        for table, some in ((sealed.status, rows), (sealed.status_text, texts)):
            made = inserting(table, some[0])
            await store.write(NOBODY, lambda tx, made=made, some=some: tx.many(made, some))  # type: ignore[misc]
    return account_id


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    began = time.process_time()
    said = await work()
    return time.process_time() - began, said


async def _checked_up(store: Store, viewer: Viewer, taken: dict[str, list[float]]) -> None:
    """Look at what a follower can read, by what is chosen."""
    house = cast("House", SimpleNamespace(store=store, laws=our_laws().laws))
    house.laws.prepare()
    for _ in range(_ROUNDS):
        for name, places in CHOSEN.items():
            async with store.read(viewer) as tx:
                began = time.process_time()
                await checkup.facts(tx, "follower")
                await checkup.of_flagged(tx, "follower", await flagged(house, tx, places))
                taken.setdefault(f"check-up of {LOOKED_AT:,}, {name}", []).append(time.process_time() - began)


async def _measured(address: str) -> dict[str, float]:
    """Seconds by what is done."""
    await migrate(address)
    store = await open_store(address)
    try:
        viewer = Viewer(await _who_has_posted(store, "vera", [f"tea number {number % 97}" for number in range(MANY)]))
        misha = Viewer(await _who_has_posted(store, "misha", _everyday()))
        everything, words = Selection(everything=True), Selection(text="number 13")
        taken: dict[str, list[float]] = {"preview": [], "preview by words": [], "fold all": [], "undo": []}
        await _checked_up(store, misha, taken)
        for _ in range(_ROUNDS):
            for name, selection in (("preview", everything), ("preview by words", words)):
                async with store.read(viewer) as tx:
                    began = time.process_time()
                    await chosen.preview(tx, await chosen.described(tx, selection), Audience.SELF)
                    taken[name].append(time.process_time() - began)
            seconds, made = await _timed(
                lambda: store.write(
                    viewer, lambda tx: move_statuses(tx, everything, Audience.SELF, None, confirmed=False)
                )
            )
            taken["fold all"].append(seconds)
            seconds, _ = await _timed(lambda made=made: store.write(viewer, lambda tx: undo_move(tx, made.id)))  # type: ignore[misc]
            taken["undo"].append(seconds)
        return {name: statistics.median(each) for name, each in taken.items()}
    finally:
        await store.close()


def _report(found: dict[str, dict[str, float]]) -> str:
    lines = [
        f"# Many statuses at once, {datetime.now(UTC).date()}, {commit()}", "",
        f"{MANY:,} statuses of one account; seconds of CPU of the server's process, medians of three. Budgets on SQLite: {BUDGET_S} s to fold all, 0.3 s for a check-up.", "",
        "| | " + " | ".join(found) + " |", "|---|" + "---|" * len(found),
    ]  # fmt: skip
    lines += [
        f"| {name} | " + " | ".join(f"{each[name]:.2f}" for each in found.values()) + " |"
        for name in next(iter(found.values()))
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure on both databases, write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=("sqlite", "postgresql"))
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks")
    chosen_ones = asked.parse_args()
    found: dict[str, dict[str, float]] = {}
    if chosen_ones.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            found["SQLite"] = asyncio.run(_measured(f"sqlite:///{folder}/kukhnya.db"))
    if chosen_ones.only != "sqlite":
        with Cluster() as cluster:
            found["PostgreSQL"] = asyncio.run(_measured(asyncio.run(cluster.ready())))
    table = _report(found)
    name = f"past-{datetime.now(UTC).date()}-{commit()}.md"
    chosen_ones.out.joinpath(name).write_text(table)
    print(table)


if __name__ == "__main__":
    main()
