"""The weekly audit, end to end: from statuses, words and a run of the job to aggregates, and nothing else is kept."""

import sqlite3
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from kukhnya.auditing import Run, audit_week, lift, trend
from kukhnya.model.audience import Audience
from kukhnya.model.ids import HOUR
from kukhnya.model.viewer import NOBODY
from kukhnya.model.words import Words
from kukhnya.store.statement import inserting
from kukhnya.store.tables.warm import warm_score
from kukhnya.visibility.audited import Placed
from tests.world import Person, World

PER_SIDE = 24
_SCORE = inserting(warm_score)
NEUTRALITY = "/api/kukhnya/v1/neutrality"
TEXTS = (
    "Какой чудесный день, спасибо!",
    "Всё плохо, власть врёт, и мне страшно",
    "Автобус придёт в девять",
    "I am sad and furious",
)


async def _posts(world: World, *, to: Audience = Audience.PUBLIC) -> tuple[Person, list[int]]:
    """An author and twice twenty-four statuses, every other of them dark."""
    vera = await world.member("vera")
    ids = [int(await vera.posts(f"{TEXTS[number % 4]} {number}", to=to)) for number in range(2 * PER_SIDE)]
    return vera, ids


async def _run(world: World, ids: list[int], steps: Any) -> Run:
    """These steps in force, and sixty people in two groups: the first like the even posts, the others the odd ones."""
    rows = [{"epoch": 1, "status_id": an_id, "step": step} for an_id, step in zip(ids, steps, strict=True)]
    await world.house.store.write(NOBODY, lambda tx: tx.many(_SCORE, rows))
    pairs = [(person, post) for person in range(60) for post in range(len(ids)) if post % 2 == person % 2]
    return Run(
        ids=ids, groups=2,
        rater=np.array([each[0] for each in pairs], np.int32), rated=np.array([each[1] for each in pairs], np.int32),
        weight=np.where(np.arange(60) % 2, 0.5, 1.0).astype(np.float32), group=(np.arange(60) % 2).astype(np.int8),
    )  # fmt: skip


async def _measures(world: World) -> dict[tuple[str, str], Any]:
    said = await world.nobody.get(NEUTRALITY)
    return {(each["kind"], each["side"]): each for each in said["audits"][0]["measures"]}


async def test_what_is_planted_comes_out_and_stays_for_its_week(world: World) -> None:
    _, ids = await _posts(world)
    run = await _run(world, ids, [19 if number % 2 else 2 for number in range(len(ids))])

    assert await audit_week(world.house.store, run)
    assert not await audit_week(world.house.store, run)  # once a week

    found = await _measures(world)
    assert (found["side", "A"]["ours"]["value"], found["side", "B"]["ours"]["value"]) == (-1.0, 1.0)
    assert found["side", "A"]["count"] == PER_SIDE
    assert {found["side", side]["verdict"] for side in "AB"} == {"miss"}
    assert found["side", "A"]["chronological"]["value"] == pytest.approx(-1 / PER_SIDE, abs=0.001)
    assert found["trust", ""]["ours"]["value"] == 0.5
    assert found["tone", ""]["count"] == 36  # a quarter says nothing of any mood
    assert found["tone", ""]["verdict"] == "miss"  # the dark ones were put at the top
    assert found["tone", ""]["ours"]["value"] < -0.8
    assert (found["dark", ""]["count"], found["dark", ""]["ours"]["value"]) == (PER_SIDE, 1.0)
    assert found["law", ""]["verdict"] == "few"  # nobody said what would meet a warning
    assert found["pushed", ""]["verdict"] == "few"

    world.clock.forward(7 * 86_400)
    assert await audit_week(world.house.store, run)
    assert len((await world.nobody.get(NEUTRALITY))["audits"]) == 2


async def test_statuses_that_would_meet_a_warning_are_held_against_the_rest(small_world: World) -> None:
    _, ids = await _posts(small_world)
    asked: list[str] = []

    def met(words: Words) -> bool:
        asked.append(words.text)
        return "спасибо" in words.text or "Автобус" in words.text

    await audit_week(
        small_world.house.store,
        await _run(small_world, ids, [19 if number % 2 else 0 for number in range(len(ids))]),
        met,
    )

    law = (await _measures(small_world))["law", ""]
    assert len(asked) == len(ids)
    assert (law["count"], law["ours"]["value"], law["verdict"]) == (PER_SIDE, -1.0, "miss")


@pytest.mark.parametrize("audience", [Audience.FOLLOWERS, Audience.CIRCLE, Audience.SELF, Audience.DIRECT])
async def test_words_that_are_not_for_everybody_are_not_looked_at(small_world: World, audience: Audience) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.opens_profile()
    more = {"circle_id": await vera.circle_of("us", misha)} if audience is Audience.CIRCLE else {}
    ids = [int(await vera.posts(f"ужас {number}", to=audience, **more)) for number in range(40)]
    asked: list[str] = []

    def met(words: Words) -> bool:
        asked.append(words.text)
        return True

    await audit_week(small_world.house.store, await _run(small_world, ids, [10] * 40), met)

    found = await _measures(small_world)
    assert asked == []
    assert {found[kind, ""]["verdict"] for kind in ("tone", "dark", "law")} == {"few"}


async def test_what_is_gone_is_left_out_and_nothing_of_words_or_people_is_kept(small_world: World) -> None:
    vera, ids = await _posts(small_world)
    run = await _run(small_world, ids, [number % 20 for number in range(len(ids))])
    for an_id in ids[:8]:
        await vera.delete(f"/api/v1/statuses/{an_id}")

    await audit_week(small_world.house.store, run)

    assert (await small_world.nobody.get(NEUTRALITY))["audits"][0]["scored"] == len(ids) - 8
    with closing(sqlite3.connect(small_world.house.settings.data + "/kukhnya.db")) as raw:
        ((_, figures),) = raw.execute("SELECT * FROM audit").fetchall()
    assert not [text for text in (*TEXTS, vera.name, str(vera.id), *map(str, ids)) if text in figures]


async def test_pages_of_readers_show_how_far_anything_is_pushed_down(small_world: World) -> None:
    authors = await small_world.members(*(f"author{number}" for number in range(5)))
    for author in authors:
        await author.opens_profile()
    readers = await small_world.members(*(f"reader{number}" for number in range(20)))
    ids = []
    for number in range(30):
        ids.append(int(await authors[number % 5].posts(f"post {number}")))
        small_world.clock.forward(60)
    for reader in readers:
        for author in authors:
            await reader.follows(author)

    await audit_week(small_world.house.store, await _run(small_world, ids, [19] * 10 + [0] * 20))

    found = await _measures(small_world)
    assert found["pushed", ""]["ours"]["value"] == 10  # the ten oldest stand before the twenty that follow
    assert (found["pushed", ""]["count"], found["pushed", ""]["verdict"]) == (20, "pass")
    assert found["unlifted", ""]["ours"]["value"] == 0.5
    assert found["unlifted", ""]["chronological"]["value"] == 1.0


async def test_with_nothing_scored_the_audit_says_that_there_is_not_enough(small_world: World) -> None:
    await audit_week(small_world.house.store, await _run(small_world, [], []))

    said = (await small_world.nobody.get(NEUTRALITY))["audits"][0]
    assert said["scored"] == 0
    assert [each["kind"] for each in said["measures"] if each["ours"]] == ["trust"]  # which is about people


def test_a_step_lifts_as_the_feed_does_and_trends_are_those_of_other_servers() -> None:
    assert [lift(step) for step in (0, 9, 10, 19)] == pytest.approx([0.0, 0.0, 0.05, 0.95])
    young, old = Placed(1, 1000 * HOUR, 9), Placed(2, 994 * HOUR, 9)
    assert trend(young, 1000 * HOUR) - trend(old, 1000 * HOUR) == pytest.approx(1.0)
    assert trend(young, 1000 * HOUR) == pytest.approx(6.0)
    assert trend(Placed(3, 1000 * HOUR, 1), 1000 * HOUR) < trend(Placed(4, 0, 2), 1000 * HOUR)
