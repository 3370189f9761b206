"""PostgreSQL goes away and comes back: a sentence meanwhile, and no restart."""

import asyncio
from pathlib import Path

from tests.postgres import Cluster
from tests.world import World, a_world


async def test_the_database_goes_away_and_comes_back(tmp_path: Path) -> None:
    with Cluster() as cluster:
        async with a_world(tmp_path, cluster.database()) as world:
            vera = await world.member("vera")
            before = await vera.posts("before")
            await vera.home()

            cluster.stop()
            world.house.callers.forget()
            during = [
                await asyncio.wait_for(vera.call("GET", "/api/v1/timelines/home"), 30),
                await asyncio.wait_for(vera.call("POST", "/api/v1/statuses", json={"status": "during"}), 30),
                await asyncio.wait_for(world.client.get("/health"), 30),
            ]
            cluster.start()
            after = await vera.posts("after @vera")
            await world.settle()

            assert [answer.status_code for answer in during] == [503, 503, 503]
            assert all(answer.headers["retry-after"] and answer.json()["error"] for answer in during)
            assert await vera.home() == [after, before]


async def test_the_worker_goes_on_after_an_outage(tmp_path: Path) -> None:
    with Cluster() as cluster:
        async with a_world(tmp_path, cluster.database()) as world:
            vera, misha = await world.members("vera", "misha")
            await vera.posts("@misha before")
            world.worker.start()

            cluster.stop()
            await asyncio.sleep(0.2)
            cluster.start()
            for _ in range(100):
                if await misha.get("/api/v1/notifications"):
                    break
                await asyncio.sleep(0.1)

            assert [n["type"] for n in await misha.get("/api/v1/notifications")] == ["mention"]
            await world.worker.stop()


async def test_many_at_once_count_right(world: World) -> None:
    people = await world.members("vera", *(f"m{n}" for n in range(12)))
    vera, others = people[0], people[1:]
    await vera.opens_profile()
    said = await vera.post(
        "/api/v1/statuses", status="?", visibility="public", poll={"options": ["a", "b"], "expires_in": 600}
    )

    await asyncio.gather(
        *(other.post(f"/api/v1/statuses/{said['id']}/favourite") for other in others),
        *(other.post(f"/api/v1/statuses/{said['id']}/reblog") for other in others),
        *(
            other.call("POST", f"/api/v1/polls/{said['poll']['id']}/votes", json={"choices": [0]})
            for other in others * 2
        ),
        *(other.post(f"/api/v1/accounts/{vera.id}/follow") for other in others * 2),
    )

    shown = await vera.get(f"/api/v1/statuses/{said['id']}")
    me = await vera.get("/api/v1/accounts/verify_credentials")
    assert (shown["favourites_count"], shown["reblogs_count"], shown["poll"]["votes_count"]) == (12, 12, 12)
    assert shown["poll"]["options"][0]["votes_count"] == 12
    assert me["followers_count"] == 12
