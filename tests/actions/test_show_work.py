"""Works: never more than allowed, never two of one, whatever two apps do at once; and they go with their account."""

import asyncio
from pathlib import Path

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.move_work import move_work
from kukhnya.model.ids import StatusId
from kukhnya.model.viewer import NOBODY, Viewer
from tests.api.test_media import upload
from tests.world import Person, World, a_world


async def pictured(person: Person, how_many: int) -> list[str]:
    """Statuses with a picture."""
    return [await person.posts("", media_ids=[(await upload(person)).json()["id"]]) for _ in range(how_many)]


async def titles(person: Person) -> list[str]:
    """The titles of somebody's works as they see them."""
    return [work["title"] for work in await person.get(f"/api/kukhnya/v1/accounts/{person.id}/works")]


async def test_the_same_work_shown_twice_at_once_is_one(world: World) -> None:
    vera = await world.member("vera")
    (status_id,) = await pictured(vera, 1)

    answers = await asyncio.gather(
        *(vera.call("PUT", f"/api/kukhnya/v1/works/{status_id}", json={"title": "cake"}) for _ in range(4))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert await titles(vera) == ["cake"]


async def test_two_at_once_do_not_both_take_the_last_place(database_url: str, tmp_path: Path) -> None:
    async with a_world(tmp_path, database_url, max_works=2) as world:
        vera = await world.member("vera")
        ids = await pictured(vera, 4)

        answers = await asyncio.gather(
            *(vera.call("PUT", f"/api/kukhnya/v1/works/{each}", json={"title": each}) for each in ids)
        )

        assert sorted(answer.status_code for answer in answers) == [200, 200, 422, 422]
        assert len(await titles(vera)) == 2


async def test_works_moved_at_once_all_stay(world: World) -> None:
    vera = await world.member("vera")
    ids = await pictured(vera, 4)
    for place, each in enumerate(ids):
        await vera.put(f"/api/kukhnya/v1/works/{each}", title=str(place))
    assert await titles(vera) == ["3", "2", "1", "0"]

    me = Viewer(vera.id)
    await world.house.store.write(me, lambda tx: move_work(tx, StatusId(int(ids[0])), up=True))
    assert await titles(vera) == ["3", "2", "0", "1"]
    await world.house.store.write(me, lambda tx: move_work(tx, StatusId(int(ids[3])), up=True))
    assert await titles(vera) == ["3", "2", "0", "1"]
    await asyncio.gather(
        *(
            world.house.store.write(me, lambda tx, each=each, up=up: move_work(tx, StatusId(int(each)), up=up))  # type: ignore[misc]
            for each in ids
            for up in (True, False)
        )
    )

    assert sorted(await titles(vera)) == ["0", "1", "2", "3"]


async def test_a_deleted_account_takes_its_works_along(world: World) -> None:
    vera = await world.member("vera")
    (status_id,) = await pictured(vera, 1)
    await vera.put(f"/api/kukhnya/v1/works/{status_id}", title="a word nobody else has")

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))

    again = await world.member("vera")
    assert await titles(again) == []
