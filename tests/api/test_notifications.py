"""Notifications concern those they should, and are gone when what they are about is gone."""

import pytest

from kukhnya.model.audience import Audience
from tests.world import Person, World


async def kinds(person: Person, **params: object) -> list[str]:
    """What somebody is told, newest first."""
    return [each["type"] for each in await person.get("/api/v1/notifications", **params)]


async def test_each_kind_reaches_whom_it_concerns(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    await world.settle()
    asked = await kinds(vera)
    await vera.post(f"/api/v1/follow_requests/{misha.id}/authorize")
    await misha.post(f"/api/v1/accounts/{vera.id}/follow", notify=True)
    await vera.opens_profile()
    status_id = await vera.posts("hello @misha")
    await vera.posts("hello all")
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await misha.post(f"/api/v1/statuses/{status_id}/reblog")
    await world.settle()
    await vera.put(f"/api/v1/statuses/{status_id}", status="hello again @misha")
    await world.settle()

    assert asked == ["follow_request"]
    assert sorted(await kinds(vera)) == ["favourite", "follow", "reblog"]
    assert sorted(await kinds(misha)) == ["mention", "status", "update"]
    assert await kinds(vera, **{"types[]": ["favourite"]}) == ["favourite"]
    assert "favourite" not in await kinds(vera, **{"exclude_types[]": ["favourite"]})


async def test_those_who_voted_hear_of_the_end_of_a_poll(world: World) -> None:
    vera, misha, silent = await world.members("vera", "misha", "silent")
    await vera.opens_profile()
    said = await vera.post(
        "/api/v1/statuses", status="?", visibility="public", poll={"options": ["a", "b"], "expires_in": 300}
    )
    await misha.post(f"/api/v1/polls/{said['poll']['id']}/votes", choices=[0])
    await world.settle()

    world.clock.forward(300)
    await world.settle()

    assert await kinds(misha) == ["poll"]
    assert await kinds(silent) == []


@pytest.mark.parametrize("change", ["narrowed", "deleted", "expired", "blocked", "suspended"])
async def test_a_notification_is_gone_when_its_status_is(world: World, change: str) -> None:
    vera, misha = await world.members("vera", "misha")
    status_id = await vera.posts("hello @misha", Audience.FOLLOWERS, expires_in=600)
    await world.settle()
    before = await misha.get("/api/v1/notifications")

    if change == "narrowed":
        await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")
    elif change == "deleted":
        await vera.delete(f"/api/v1/statuses/{status_id}")
    elif change == "expired":
        world.clock.forward(600)
    elif change == "blocked":
        await vera.post(f"/api/v1/accounts/{misha.id}/block")
    else:
        await suspended(world, vera)

    assert [n["status"]["id"] for n in before] == [status_id]
    assert await misha.get("/api/v1/notifications") == []
    assert (await misha.call("GET", f"/api/v1/notifications/{before[0]['id']}")).status_code == 404
    assert (await misha.get("/api/v1/notifications/unread_count"))["count"] == 0


async def suspended(world: World, person: Person) -> None:
    """Suspend somebody as whoever runs the server does."""
    from kukhnya.actions.suspend_account import suspend_account  # noqa: PLC0415
    from kukhnya.model.viewer import NOBODY  # noqa: PLC0415

    await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, person.id))


@pytest.mark.parametrize("silence", ["mute", "thread", "block"])
async def test_nobody_is_told_what_they_do_not_want_to_hear(world: World, silence: str) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("hello")
    if silence == "mute":
        await vera.post(f"/api/v1/accounts/{misha.id}/mute")
    elif silence == "thread":
        await vera.post(f"/api/v1/statuses/{status_id}/mute")
    else:
        await misha.post(f"/api/v1/accounts/{vera.id}/block")

    answer = await misha.call("POST", f"/api/v1/statuses/{status_id}/favourite")
    await world.settle()

    assert answer.status_code == (404 if silence == "block" else 200)
    assert await kinds(vera) == []


async def test_one_is_not_told_of_oneself(world: World) -> None:
    vera = await world.member("vera")
    status_id = await vera.posts("@vera hello")

    await vera.post(f"/api/v1/statuses/{status_id}/favourite")
    await world.settle()

    assert await kinds(vera) == []


async def test_notifications_are_paged_dismissed_and_cleared(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    for number in range(5):
        await misha.posts(f"@vera {number}", Audience.DIRECT)
    await world.settle()
    first = await vera.get("/api/v1/notifications", limit=2)

    second = await vera.get("/api/v1/notifications", limit=2, max_id=first[-1]["id"])
    newer = await vera.get("/api/v1/notifications", min_id=second[0]["id"])
    await vera.post(f"/api/v1/notifications/{first[0]['id']}/dismiss")
    after = await vera.get("/api/v1/notifications")
    foreign = await misha.call("POST", f"/api/v1/notifications/{first[1]['id']}/dismiss")
    await vera.post("/api/v1/notifications/clear")

    assert [n["id"] for n in newer] == [n["id"] for n in first]
    assert len({n["id"] for n in (*first, *second)}) == 4
    assert len(after) == 4
    assert foreign.status_code == 404
    assert await vera.get("/api/v1/notifications") == []


async def test_markers_only_go_forward(world: World) -> None:
    vera = await world.member("vera")

    await vera.post("/api/v1/markers", home={"last_read_id": "200"})
    second = await vera.post("/api/v1/markers", home={"last_read_id": "100"}, notifications={"last_read_id": "7"})

    assert second["home"]["last_read_id"] == "200"
    assert (await vera.get("/api/v1/markers", **{"timeline[]": ["home", "notifications"]})).keys() == {
        "home",
        "notifications",
    }
