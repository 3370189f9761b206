"""The bridging job in a real server: what it scores, what cannot reach a score, what it leaves on disk, how it dies."""

import asyncio
import io
import os
import signal
import struct
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
import structlog
from msgspec.structs import force_setattr
from numpy.typing import NDArray

from kukhnya import logs, warm_run
from kukhnya.auditing import Run
from kukhnya.door.views import Views
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import STATE, Handed, Learned, WarmState
from kukhnya.model.words import Words
from kukhnya.queries import server, warmth
from kukhnya.store.statement import Statement
from kukhnya.store.store import Store
from kukhnya.store.tables import metadata
from kukhnya.text.lemmas import words
from kukhnya.warm.score import Raters, Town, scores
from kukhnya.warming import RunFailed
from tests.stories.two_camps import Camps, two_camps
from tests.world import World

_ROWS = "SELECT epoch, status_id, step FROM warm_score ORDER BY epoch, status_id"
_rows = Statement(None, sqlite=_ROWS, postgresql=_ROWS)
_BOTH = 2


async def _scores(world: World) -> dict[str, int]:
    """The steps of the epoch in force."""
    async with world.house.store.read(NOBODY) as tx:
        rows = await tx.all(_rows)
    newest = max((row["epoch"] for row in rows), default=0)
    return {str(row["status_id"]): row["step"] for row in rows if row["epoch"] == newest}


async def _lived(world: World) -> tuple[Camps, dict[str, int]]:
    """A town whose groups have been found, and a round of posts after that."""
    camps = await two_camps(world)
    await camps.live(world)
    world.house.views.learn(await warm_run.run(world.house.store, Handed()), world.house.store.clock())
    return camps, await camps.live(world)


def _handed(world: World, *, full: bool) -> Handed:
    return world.house.views.handed(world.house.store.clock(), database="", full=full)


async def test_what_both_camps_like_is_placed_above_what_one_loves(world: World) -> None:
    _, kinds = await _lived(world)

    learned = await world.warming.run()

    found = await _scores(world)
    assert learned.groups == 2
    assert learned.state.scored == len(found) == len(kinds)
    assert min(found[each] for each, kind in kinds.items() if kind == _BOTH) > max(
        found[each] for each, kind in kinds.items() if kind != _BOTH
    )


async def test_between_full_runs_people_stay_as_they_were_and_what_is_new_is_scored(small_world: World) -> None:
    camps, first = await _lived(small_world)
    before = await small_world.warming.run()
    second = await camps.live(small_world)

    after = await small_world.warming.run(full=False)

    found = await _scores(small_world)
    assert (after.people, after.group, after.weight) == (before.people, before.group, before.weight)
    assert found.keys() == first.keys() | second.keys()
    assert after.state.full_at == before.state.full_at


async def test_a_restart_loses_the_counts_and_the_last_scores_stand(small_world: World) -> None:
    await _lived(small_world)
    await small_world.warming.run()
    before = await _scores(small_world)
    force_setattr(small_world.house, "views", Views())

    await small_world.warming.run()

    assert before
    assert await _scores(small_world) == before


async def test_hides_mutes_reports_words_and_topics_change_no_score(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    camps, kinds = await _lived(small_world)
    monkeypatch.setattr(os, "urandom", bytes)
    store = small_world.house.store
    handed = {full: _handed(small_world, full=full) for full in (True, False)}
    before = {full: await _exact(store, given, monkeypatch) for full, given in handed.items()}

    for person in camps.people[:5]:
        await person.post(f"/api/v1/accounts/{camps.authors[2].id}/mute")
        await person.post("/api/v2/filters", title="no", context=["home"], keywords_attributes=[{"keyword": "kind"}])
    for status_id, kind in kinds.items():
        author = camps.authors[kind]
        await camps.people[kind].post(f"/api/v1/statuses/{status_id}/mute")
        await camps.people[7].post(
            "/api/v1/reports", account_id=str(author.id), status_ids=[status_id], comment="awful"
        )
        await author.put(f"/api/v1/statuses/{status_id}", status=f"Sad and angry words about #politics, {kind}")
    await small_world.settle()

    assert {full: await _exact(store, given, monkeypatch) for full, given in handed.items()} == before


async def _exact(store: Store, handed: Handed, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    """Everything a run of the real loader finds, to the last bit: scores, and what it makes of people."""
    found: list[bytes] = []

    def noted(town: Town, raters: Raters, expected: NDArray[np.float64]) -> NDArray[np.float64]:
        made = scores(town, raters, expected)
        found.append(made.tobytes())
        return made

    with monkeypatch.context() as patched:
        patched.setattr("kukhnya.warm_run.scores", noted)
        learned = await warm_run.run(store, handed)
    assert found
    return found[0], learned.people, learned.group, learned.weight, learned.rate


async def test_a_like_does_change_a_score(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    camps, kinds = await _lived(small_world)
    handed = _handed(small_world, full=False)
    before = await _exact(small_world.house.store, handed, monkeypatch)

    one = next(each for each, kind in kinds.items() if kind == 0)
    await asyncio.gather(*(each.post(f"/api/v1/statuses/{one}/bookmark") for each in camps.people))

    assert await _exact(small_world.house.store, handed, monkeypatch) != before


async def test_favourite_re_share_and_bookmark_of_one_person_are_one_appreciation(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    camps, kinds = await _lived(world)
    handed = _handed(world, full=False)
    everybody = camps.people
    one = next(each for each, kind in kinds.items() if kind == _BOTH)
    for each in everybody:
        await each.post(f"/api/v1/statuses/{one}/favourite")
    before = await _exact(world.house.store, handed, monkeypatch)

    for each in everybody:
        await each.post(f"/api/v1/statuses/{one}/bookmark")
        await each.post(f"/api/v1/statuses/{one}/reblog")

    assert await _exact(world.house.store, handed, monkeypatch) == before


async def test_one_s_own_statuses_are_neither_counted_as_shown_nor_as_liked(small_world: World) -> None:
    camps, kinds = await _lived(small_world)
    anna = camps.authors[0]
    for status_id, kind in kinds.items():
        if kind == 0:
            await anna.post(f"/api/v1/statuses/{status_id}/favourite")

    learned = await small_world.warming.run()

    assert anna.id not in array("q", learned.people)


async def test_with_few_people_there_is_no_divide_and_nothing_is_scored(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await misha.post(f"/api/v1/statuses/{await vera.posts('tea')}/favourite")

    learned = await small_world.warming.run()

    assert learned.state == WarmState(
        epoch=1, at=learned.state.at, full_at=learned.state.full_at, took_s=learned.state.took_s
    )
    assert await _scores(small_world) == {}
    await vera.put("/api/kukhnya/v1/warm", slider=100)
    why = await vera.get(f"/api/kukhnya/v1/warm/why/{(await vera.get('/api/v1/timelines/home'))[0]['id']}")
    assert "Too few people like anything here yet: everything stands by time." in why["words"]


@pytest.mark.parametrize("moment", ["at once", "later"])
async def test_a_run_that_dies_leaves_the_scores_of_before(small_world: World, moment: str) -> None:
    await _lived(small_world)
    await small_world.warming.run()
    before = await _scores(small_world)
    async with small_world.house.store.read(NOBODY) as tx:
        state = await warmth.state(tx)

    run = asyncio.create_task(small_world.warming.run())
    while small_world.warming.process is None or (moment == "later" and not await _under_way(small_world)):
        assert not run.done()
        await asyncio.sleep(0)
    os.kill(small_world.warming.process, signal.SIGKILL)
    with pytest.raises(RunFailed):
        await run

    async with small_world.house.store.read(NOBODY) as tx:
        assert await warmth.progress(tx) == (state, None)
    assert before
    assert await _scores(small_world) == before
    assert (await small_world.warming.run()).state.epoch == state.epoch + 1


async def _under_way(world: World) -> bool:
    async with world.house.store.read(NOBODY) as tx:
        return (await warmth.progress(tx))[1] is not None


async def test_a_full_run_hands_what_it_has_in_memory_to_the_audit_and_one_between_does_not(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Run] = []

    async def audit(_: Store, told: Run, met: Callable[[Words], bool]) -> None:
        assert not met(words("a cup of tea"))
        looked.append(told)

    monkeypatch.setattr(warm_run, "audit_week", audit)
    await _lived(small_world)

    looked.clear()  # towns begin with a run
    await warm_run.run(small_world.house.store, _handed(small_world, full=False))
    assert looked == []
    await warm_run.run(small_world.house.store, _handed(small_world, full=True))

    assert len(looked) == 1
    assert looked[0].groups > 1
    assert len(looked[0].weight) == len(looked[0].group)
    assert max(looked[0].rated, default=-1) < len(looked[0].ids)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    out = io.StringIO()
    logs.set_up(out)
    yield out
    structlog.reset_defaults()


def _windows(learned: Learned) -> set[bytes]:
    """Stretches of what a run makes of people, in the spellings in which somebody might have written it down."""
    weights, rates = array("f", learned.weight), array("f", learned.rate)
    seen, sides = array("f", learned.seen), list(learned.group)
    found = {
        row[at : at + 16] for row in (learned.weight, learned.rate, learned.seen) for at in range(0, len(row) - 16, 16)
    }
    found |= {
        struct.pack("<4d", *row[at : at + 4]) for row in (weights, rates, seen) for at in range(0, len(row) - 4, 4)
    }
    found |= {repr(round(each, 6)).encode()[:8] for each in rates if each}
    found |= {learned.group[:24], bytes(48 + each for each in sides[:24]), ",".join(map(str, sides[:24])).encode()}
    return {each for each in found if len(set(each)) > 1}


async def test_nothing_that_a_run_makes_of_people_is_written_down(small_world: World, logged: io.StringIO) -> None:
    await _lived(small_world)
    before = await _tables(small_world)
    folder = Path(small_world.house.settings.data)

    small_world.warming._full_at = small_world.warming._due_at = 0.0
    await small_world.warming._round()
    learned = await small_world.warming.run()

    files = [each for each in folder.rglob("*") if each.is_file()]
    assert any(each.name.endswith("-wal") for each in files)
    written = b"\0".join(each.read_bytes() for each in files) + logged.getvalue().encode()
    assert "warm.scored" in logged.getvalue()
    assert [each for each in _windows(learned) if each in written] == []
    assert any(each in written + learned.rate for each in _windows(learned))  # the search is not blind
    after = await _tables(small_world)
    assert {name for name in after if after[name] != before[name]} == {"warm_score", "server"}
    async with small_world.house.store.read(NOBODY) as tx:
        kept = msgspec.json.decode(await server.value(tx, STATE) or "")
    assert kept.keys() == {"epoch", "at", "scored", "divide", "active", "took_s", "full_at"}
    assert kept["at"] % 3_600_000 == kept["full_at"] % 3_600_000 == 0


async def _tables(world: World) -> dict[str, list[tuple[object, ...]]]:
    """All rows there are."""
    found = {}
    async with world.house.store.read(NOBODY) as tx:
        for name in metadata.tables:
            said = f'SELECT * FROM "{name}"'
            found[name] = sorted(
                (tuple(row) for row in await tx.all(Statement(None, sqlite=said, postgresql=said))), key=repr
            )
    return found
