"""One run of the bridging job: read who appreciates what, find what people are as raters, score statuses, keep the steps.

The server has it done in a process of its own (`python -m kukhnya.warm_run`), which gets a `Handed` on standard input, says
a `Learned` on standard output, and takes its memory with it. What is made of people goes through these pipes alone.

A full run looks at people anew; one between takes them as they were and scores again. Only statuses whose views have all
been counted are scored; the others keep the step they had.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Final

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from kukhnya.actions.ask_for_scores import note_stage
from kukhnya.actions.keep_scores import keep_scores
from kukhnya.auditing import Run, audit_week
from kukhnya.door.laws import our_laws
from kukhnya.law.match import Asked
from kukhnya.model.ids import DAY, HOUR, Time, first_id_at, to_datetime
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import Handed, Learned, WarmState
from kukhnya.model.words import Words
from kukhnya.queries import warmth
from kukhnya.store.store import Store, open_store
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import appreciated
from kukhnya.warm.score import Raters, Town, active, raters, rates, same, scores, selective, steps

DAYS: Final = 90
"""Statuses of so many days are looked at to see who likes what …"""
SCORED_FOR: Final = 14 * DAY
"""… and scored anew for so long, as views are counted."""
LONG: Final = 90 * DAY
_ENOUGH: Final = 20
"""Members who have been here for long are trusted, or else so many of the oldest."""
_BUCKETS: Final = (0, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000)

Ids = NDArray[np.int64]
Report = Callable[[str], Awaitable[None]]


class Looked(Struct, frozen=True):
    """What a run holds in memory once it has scored, and forgets."""

    town: Town
    raters: Raters
    scores: NDArray[np.float64]
    """Of each post of the town; NaN: none."""
    people: Ids
    """The account of each person of the town."""
    posts: Ids
    """The status of each post of the town."""
    since: int
    """Statuses from this id on were scored anew."""


class _Read(Struct, frozen=True):
    """What was read, as numbers: ids rising, and for each appreciation the places of who and what."""

    people: Ids
    posts: Ids
    rater: NDArray[np.int32]
    rated: NDArray[np.int32]
    ties: NDArray[np.int32]
    trusted: NDArray[np.int32]
    scored: Ids
    """Rows (status, step) of the epoch in force."""

    def town(self, first: int = 0) -> Town:
        """The town of what was posted from this id on."""
        kept = self.rated >= np.searchsorted(self.posts, first)
        return Town(
            len(self.people), len(self.posts), self.rater[kept], self.rated[kept], self.ties, self.trusted
        )  # fmt: skip


async def run(store: Store, handed: Handed, report: Report | None = None) -> Learned:
    """A whole run; what it has found is in force once this returns."""

    async def at(stage: str) -> None:
        await store.write(NOBODY, lambda tx: note_stage(tx, stage))
        if report is not None:
            await report(stage)

    began = store.clock()
    try:
        await at("reading")
        async with store.read(NOBODY) as tx:
            before = await warmth.state(tx)
            read = await _read(tx, handed)
        await at("people")
        found, is_same = _raters(read, handed, began)
        await at("scores")
        seen, rate, looked = _scored(read, found, handed if is_same else replace(handed, since=Time(0)), began)
        await at("writing")
        state = _state(read, found, handed, before, began)
        state = await _kept(store, _steps(read, looked), state, began)
    finally:
        await at("")
    if handed.full and state.divide:
        await audit_week(store, _whole(looked), _met(handed.packs, began))
    return Learned(
        groups=found.groups, same=is_same, people=read.people.tobytes(), group=found.group.tobytes(),
        weight=found.weight.tobytes(), rate=rate.astype(np.float32).tobytes(), seen=seen.tobytes(), state=state,
    )  # fmt: skip


async def _read(tx: ReadTx, handed: Handed) -> _Read:
    """Everything at one moment. Between full runs only what is scored, of the people who were found."""
    known = np.frombuffer(handed.people, np.int64)
    since = first_id_at(Time(tx.now - DAYS * DAY if handed.full else max(handed.since, tx.now - SCORED_FOR)))
    posts = await _rows(appreciated.statuses(tx, since))
    glad = np.frombuffer(handed.glad, np.int64).reshape(-1, 2)
    pairs = np.concatenate([await _rows(appreciated.appreciations(tx, since)), glad])
    what, who = _places(posts[:, 0], pairs[:, 0]), pairs[:, 1]
    away = np.array(await appreciated.suspended(tx), np.int64)
    kept = (what >= 0) & (posts[what, 1] != who) & ~np.isin(who, away) if len(posts) else np.zeros(len(pairs), bool)
    what, who = what[kept], who[kept]
    ties = await _rows(appreciated.ties(tx)) if handed.full else np.zeros((0, 2), np.int64)
    people = _distinct(np.concatenate([who, ties.ravel()])) if handed.full else known
    rater = _places(people, who)
    once = _distinct(rater[rater >= 0].astype(np.int64) * max(1, len(posts)) + what[rater >= 0])
    return _Read(
        people=people, posts=np.ascontiguousarray(posts[:, 0]),
        rater=(once // max(1, len(posts))).astype(np.int32), rated=(once % max(1, len(posts))).astype(np.int32),
        ties=_places(people, ties.ravel()).reshape(-1, 2).astype(np.int32),
        trusted=await _trusted(tx, people), scored=await _rows(appreciated.scored(tx)),
    )  # fmt: skip


async def _trusted(tx: ReadTx, people: Ids) -> NDArray[np.int32]:
    """Members who have been here for long."""
    rows = await appreciated.members(tx)
    long = [row[0] for row in rows if row[1] <= tx.now - LONG]
    chosen = long if len(long) >= _ENOUGH else [row[0] for row in rows[:_ENOUGH]]
    places = _places(people, np.array(chosen, np.int64))
    return places[places >= 0].astype(np.int32)


async def _rows(parts: AsyncIterator[Sequence[Any]]) -> Ids:
    """Rows of two numbers."""
    found = [
        np.fromiter((each for row in part for each in row), np.int64, 2 * len(part)).reshape(-1, 2)
        async for part in parts
    ]
    return np.concatenate(found) if found else np.zeros((0, 2), np.int64)


def _distinct(numbers: Ids) -> Ids:
    """These, each once, rising. (Numpy's own way takes a table of hashes for millions of them, and ten times as long.)"""
    found = np.sort(numbers)
    return found[np.concatenate([[True], found[1:] != found[:-1]])] if len(found) else found


def _places(ids: Ids, sought: Ids) -> Ids:
    """Where each of these stands among ids that rise; -1: nowhere."""
    if not len(ids):
        return np.full(len(sought), -1, np.int64)
    places = np.minimum(np.searchsorted(ids, sought), len(ids) - 1)
    return np.where(ids[places] == sought, places, -1)


def _raters(read: _Read, handed: Handed, now: Time) -> tuple[Raters, bool]:
    """The people as raters, and whether their groups are those of before."""
    known, group = np.frombuffer(handed.people, np.int64), np.frombuffer(handed.group, np.int8)
    if not handed.full:
        return Raters(np.frombuffer(handed.weight, np.float32), group, handed.groups), True
    seed = int.from_bytes(os.urandom(4), "big")
    choosy = selective(read.town(_since(handed, now)), _whole_views(_seen(read, handed))) if handed.since else None
    if not len(known):
        return raters(read.town(), seed=seed, choosy=choosy), False
    places = _places(known, read.people)
    previous = np.where(places >= 0, group[places], np.int8(-1))
    found = raters(read.town(), seed=seed, previous=previous, choosy=choosy)
    return found, found.groups == handed.groups and same(found.group, previous)


def _scored(
    read: _Read, found: Raters, handed: Handed, now: Time
) -> tuple[NDArray[np.float32], NDArray[np.float64], Looked]:
    """How much each person was shown, what a view of theirs adds, and the scores of what has been counted from the first."""
    seen, since = _seen(read, handed), _since(handed, now)
    town = read.town(since)
    rate = found.weight * rates(town, found, _whole_views(seen))
    found_scores = np.full(town.posts, np.nan)
    if handed.since and found.groups > 1:
        expected = np.zeros((town.posts, found.groups))
        at = _places(read.posts, np.frombuffer(handed.posts, np.int64))
        expected[at[at >= 0]] = np.frombuffer(handed.expected, np.float64).reshape(-1, found.groups)[at >= 0]
        found_scores = scores(town, found, expected)
    return seen, rate, Looked(town, found, found_scores, read.people, read.posts, since)


def _seen(read: _Read, handed: Handed) -> NDArray[np.float32]:
    """How much each person was shown lately."""
    places = _places(np.frombuffer(handed.people, np.int64), read.people)
    seen = np.zeros(len(read.people), np.float32)
    seen[places >= 0] = np.frombuffer(handed.seen, np.float32)[places[places >= 0]]
    return seen


def _whole_views(seen: NDArray[np.float32]) -> NDArray[np.int64]:
    return np.rint(seen).astype(np.int64)


def _since(handed: Handed, now: Time) -> int:
    """From which status on all views have been counted."""
    return first_id_at(Time(max(handed.since, now - SCORED_FOR)) if handed.since else now)


def _steps(read: _Read, looked: Looked) -> list[tuple[int, int]]:
    """The step of each status: a new one where its views have been counted from the first, else the one it had."""
    new = steps(looked.scores)
    stale = (read.scored[:, 0] < looked.since) & (_places(read.posts, read.scored[:, 0]) >= 0)
    rows = np.concatenate([read.scored[stale], np.stack([read.posts, new], axis=1)[new >= 0]])
    return [(int(status_id), int(step)) for status_id, step in rows]


def _state(read: _Read, found: Raters, handed: Handed, before: WarmState, now: Time) -> WarmState:
    """How it went, with nothing in it that tells of a person."""
    if not handed.full:
        return before
    many = active(read.town())
    return replace(
        before, divide=found.groups > 1, full_at=Time(now // HOUR * HOUR),
        active=str(max(each for each in _BUCKETS if each <= many)),
    )  # fmt: skip


async def _kept(store: Store, made: list[tuple[int, int]], state: WarmState, began: Time) -> WarmState:
    """Put the steps in force."""
    ended = store.clock()
    scored = len(made) if state.divide else 0
    state = replace(state, scored=scored, at=Time(ended // HOUR * HOUR), took_s=round((ended - began) / 1000, 1))
    return await store.write(NOBODY, lambda tx: keep_scores(tx, made, state))


def _whole(looked: Looked) -> Run:
    """What the weekly audit looks at: it keeps sums, never rows of people."""
    town, found = looked.town, looked.raters
    return Run(
        ids=looked.posts.tolist(), rater=town.rater, rated=town.rated, weight=found.weight,
        group=found.group, groups=found.groups,
    )  # fmt: skip


def _met(folder: str, now: Time) -> Callable[[Words], bool]:
    """Would these words meet a warning while they are written, by any pack there is?"""
    today = to_datetime(now).date()

    def met(words: Words) -> bool:
        laws = our_laws(folder).laws  # read when the first words are judged: most runs judge none
        found = laws.cautions(Asked(words=words, today=today), laws.packs.keys())
        return any(each.where == "compose" for each in found)

    return met


async def _main() -> None:
    handed = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Handed)
    store = await open_store(handed.database)
    try:
        learned = await run(store, handed)
    finally:
        await store.close()
    sys.stdout.buffer.write(msgspec.msgpack.encode(learned))


if __name__ == "__main__":
    os.nice(10)  # readers come first
    try:
        asyncio.run(_main())
    except Exception as error:  # noqa: BLE001 - its kind is all that may be logged
        sys.stderr.write(type(error).__name__)
        sys.exit(1)
