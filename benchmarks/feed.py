"""What a page of the warm feed costs beside the same reader's home: `python -m benchmarks.feed`.

The town of `benchmarks`, in which everything but re-shares is scored, the most there can be; each reader has liked something
of forty of those they follow within a month. Home and warm are asked in turn, so that what disturbs the one disturbs the other.
"""

import argparse
import asyncio
import http.client
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from benchmarks.__main__ import ROOT, commit
from benchmarks.measure import Clock, Server, serving
from benchmarks.town import build, inserting, token
from kukhnya.actions.choose_warm import choose_warm
from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.ids import HOUR, AccountId, Time, first_id_at
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.settings import Settings
from kukhnya.store.migrate import migrate
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store, clock, open_store
from kukhnya.store.tables import favourite
from kukhnya.store.tables.warm import warm_score
from kukhnya.store.tx import WriteTx
from tests.postgres import Cluster

MOST: Final = 1.3
SLIDERS: Final = (25, 100)
LIKED: Final = 40
_PLAIN: Final = "SELECT id FROM status WHERE reblog_of_id IS NULL"
_OF: Final = """SELECT max(s.id) FROM follow f JOIN status s ON s.account_id = f.followee_id
  WHERE f.follower_id = :viewer GROUP BY f.followee_id LIMIT :many"""
_plain: Final = Statement(None, sqlite=_PLAIN, postgresql=_PLAIN)
_of: Final = Statement(None, sqlite=_OF, postgresql=_OF)


class Pair(Struct, frozen=True):
    """One reader's home and warm feed, as an app or a browser asks for them."""

    name: str
    slider: int
    who: int
    headers: dict[str, str]
    home: str
    warm: str


async def _fill(tx: WriteTx, readers: list[int]) -> None:
    dice = random.Random(1)
    scores = [{"epoch": 1, "status_id": i, "step": dice.randrange(20)} for i in await tx.column(_plain)]
    await tx.many(inserting(warm_score, scores[0]), scores)
    likes = []
    for who in readers:
        liked = await tx.column(_of, viewer=who, many=LIKED)  # each reader once, however many they follow
        begin = first_id_at(Time(clock() - 48 * HOUR))
        likes += [{"account_id": who, "status_id": i, "id": begin + n} for n, i in enumerate(liked)]
    await tx.many(inserting(favourite, likes[0]), likes)


async def _pairs(store: Store, readers: dict[str, int]) -> list[Pair]:
    await store.write(NOBODY, partial(_fill, readers=list(readers.values())))
    pairs = []
    for name, who in readers.items():
        word = new_secret()
        await store.write(NOBODY, partial(sign_in, account_id=AccountId(who), word_hash=digest(word), name=""))
        for slider in SLIDERS:
            app, browser = {"Authorization": f"Bearer {token(who)}"}, {"Cookie": f"{COOKIE}={word}"}
            pairs += [
                Pair(f"page, {name} followed", slider, who, browser, "/home", "/warm"),
                Pair(f"API, {name} followed", slider, who, app, "/api/v1/timelines/home", "/api/v1/timelines/warm"),
            ]
    return pairs


async def _town(data: Path, url: str) -> list[Pair]:
    settings = Settings(data=str(data), database_url=url)
    await migrate(settings.database)
    store = await open_store(settings.database)
    try:
        town = await build(store, accounts=1_000, follows=30_000, statuses=200_000)
        return await _pairs(store, town.readers)
    finally:
        await store.close()


async def _choose(data: Path, url: str, pair: Pair) -> None:
    store = await open_store(Settings(data=str(data), database_url=url).database)
    try:
        await store.write(Viewer(AccountId(pair.who)), lambda tx: choose_warm(tx, slider=pair.slider))
    finally:
        await store.close()


def _cpu(server: Server, clock_: Clock, pair: Pair, path: str, batch: int) -> float:
    """Milliseconds for each of so many."""
    line = http.client.HTTPConnection(server.url.rpartition("//")[2])
    clock_.quiet()
    before = clock_.read()
    for _ in range(batch):
        line.request("GET", path, headers=pair.headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
    clock_.quiet()
    line.close()
    return (clock_.read() - before) / batch * 1000


def rows(data: Path, url: str, database: int | None, sizes: Any) -> Iterator[str]:
    """A line of the table for each pair."""
    pairs = asyncio.run(_town(data, url))
    with serving(data, url) as server:
        clock_ = Clock(server, database)
        for pair in pairs:
            asyncio.run(_choose(data, url, pair))
            for path in (pair.home, pair.warm):
                _cpu(server, clock_, pair, path, 60)  # long enough for what was chosen to be known
            found = [
                [_cpu(server, clock_, pair, p, sizes.batch) for p in (pair.home, pair.warm)]
                for _ in range(sizes.rounds)
            ]
            home, warm = (statistics.median(side) for side in zip(*found, strict=True))
            ratio = statistics.median(b / a for a, b in found)
            yield f"| {pair.name} | {pair.slider} | {home:.2f} | {warm:.2f} | {ratio:.2f} | {MOST} |"


@contextmanager
def _database(kind: str) -> Iterator[tuple[str, int | None]]:
    if kind == "sqlite":
        yield "", None
    else:
        with Cluster() as cluster:
            yield cluster.database(), cluster.pid


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.feed", description=__doc__)
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--batch", type=int, default=100)
    asked.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    sizes = asked.parse_args()
    head = ["| what | slider | home, ms of CPU | warm | median ratio | at most |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder, _database(sizes.on) as (url, database):
        table = list(rows(Path(folder), url, database, sizes))
    at, today = commit(), datetime.now(UTC)
    said = (
        f"{today:%Y-%m-%d}; {sizes.on}; 1,000 accounts, 200,000 statuses, all but re-shares scored; medians of {sizes.rounds} "
        f"rounds of {sizes.batch}, home and warm in turn; two shared cores. `python -m benchmarks.feed` wrote this."
    )
    made = "\n".join([f"# The warm feed beside home, at {at}", "", said, "", *head, *table, ""])
    print(made)
    (ROOT / "docs" / "benchmarks" / f"feed-{sizes.on}-{today:%Y-%m-%d}-{at}.md").write_text(made)


if __name__ == "__main__":
    main()
