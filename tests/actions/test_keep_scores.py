"""A new epoch comes into force whole; the newest three stay, and without a divide none does."""

from functools import partial

from kukhnya.actions.ask_for_scores import take_turn
from kukhnya.actions.keep_scores import keep_scores
from kukhnya.model.ids import Time
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import WarmState
from kukhnya.store.statement import Statement
from tests.world import World

_ROWS = "SELECT epoch, status_id, step FROM warm_score ORDER BY epoch, status_id"
_rows = Statement(None, sqlite=_ROWS, postgresql=_ROWS)
_SEEN = WarmState(divide=True)


async def _kept(world: World) -> list[tuple[int, int, int]]:
    async with world.house.store.read(NOBODY) as tx:
        return [tuple(row) for row in await tx.all(_rows)]


async def test_the_newest_three_epochs_stay(world: World) -> None:
    vera = await world.member("vera")
    one = int(await vera.posts("one"))

    for step in range(5):
        await world.house.store.write(NOBODY, partial(keep_scores, steps=[(one, step)], state=_SEEN))

    assert await _kept(world) == [(3, one, 2), (4, one, 3), (5, one, 4)]


async def test_without_a_divide_nothing_is_scored_and_older_scores_go(world: World) -> None:
    vera = await world.member("vera")
    one = int(await vera.posts("one"))
    await world.house.store.write(NOBODY, lambda tx: keep_scores(tx, [(one, 19)], _SEEN))

    state = await world.house.store.write(NOBODY, lambda tx: keep_scores(tx, [(one, 19)], WarmState()))

    assert await _kept(world) == []
    assert state.epoch == 2
    assert (await world.house.store.write(NOBODY, lambda tx: keep_scores(tx, [(one, 1)], _SEEN))).epoch == 3


async def test_what_was_deleted_while_a_run_was_under_way_gets_no_row(world: World) -> None:
    vera = await world.member("vera")
    one, two = int(await vera.posts("one")), int(await vera.posts("two"))
    await vera.delete(f"/api/v1/statuses/{one}")
    await world.settle()

    await world.house.store.write(NOBODY, lambda tx: keep_scores(tx, [(one, 3), (two, 4)], _SEEN))

    assert await _kept(world) == [(1, two, 4)]


async def test_of_several_processes_one_runs_the_job_until_it_falls_silent(world: World) -> None:
    store = world.house.store
    until = Time(store.clock() + 60_000)

    assert await store.write(NOBODY, lambda tx: take_turn(tx, "first", until))
    assert not await store.write(NOBODY, lambda tx: take_turn(tx, "second", until))
    assert await store.write(NOBODY, lambda tx: take_turn(tx, "first", until))
    world.clock.forward(61)
    assert await store.write(NOBODY, lambda tx: take_turn(tx, "second", until))
