"""What stands on a home timeline: everything of whom one follows, and what several of them share once."""

from typing import Any

from tests.world import Person, World


async def _shares(who: Person, status_id: str) -> str:
    return str((await who.post(f"/api/v1/statuses/{status_id}/reblog"))["id"])


async def _town(world: World) -> tuple[Person, Person, Person, Person]:
    vera, misha, sonya, timur = await world.members("vera", "misha", "sonya", "timur")
    for each in (misha, sonya, timur):
        await each.opens_profile()
    return vera, misha, sonya, timur


async def test_what_several_share_stands_once_where_it_came_first(small_world: World) -> None:
    vera, misha, sonya, timur = await _town(small_world)
    for each in (misha, sonya):
        await vera.follows(each)
    tea = await timur.posts("tea")
    first = await _shares(misha, tea)
    between = await sonya.posts("between")
    await _shares(sonya, tea)

    assert await vera.home() == [between, first]

    await vera.follows(timur)

    assert await vera.home() == [between, tea]


async def test_a_list_has_it_once_too(small_world: World) -> None:
    vera, misha, sonya, timur = await _town(small_world)
    kept = (await vera.post("/api/v1/lists", title="tea"))["id"]
    for each in (misha, sonya):
        await vera.follows(each)
    await vera.post(f"/api/v1/lists/{kept}/accounts", account_ids=[misha.id, sonya.id])
    tea = await timur.posts("tea")
    first = await _shares(misha, tea)
    await _shares(sonya, tea)

    found: list[dict[str, Any]] = await vera.get(f"/api/v1/timelines/list/{kept}")

    assert [each["id"] for each in found] == [first]


async def test_pages_go_on_where_something_was_left_out(small_world: World) -> None:
    vera, misha, sonya, timur = await _town(small_world)
    for each in (misha, sonya):
        await vera.follows(each)
    old = await misha.posts("old")
    tea = await timur.posts("tea")
    first = await _shares(misha, tea)
    second = await _shares(sonya, tea)

    answer = await vera.call("GET", "/api/v1/timelines/home?limit=2")

    assert [each["id"] for each in answer.json()] == [first]
    assert f"max_id={first}" in answer.headers["link"]
    assert f"min_id={second}" in answer.headers["link"]
    assert await vera.home(limit=2, max_id=first) == [old]
