"""Whom one does not want to hear from waits to be asked for, or is not told of at all."""

import asyncio

import pytest
from sqlalchemy import select, update

from kukhnya.actions.notify import tell
from kukhnya.model.audience import Audience
from kukhnya.model.events import NotificationsMerged, Notified
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables import account, job
from tests.api.test_notifications import kinds, suspended
from tests.world import Person, World

REQUESTS = "/api/v1/notifications/requests"
SORTS = (
    "for_not_following", "for_not_followers", "for_new_accounts", "for_private_mentions", "for_limited_accounts", "for_bots",
)  # fmt: skip


async def chooses(person: Person, **policy: str) -> dict[str, object]:
    """Change somebody's policy."""
    said: dict[str, object] = await person.patch("/api/v2/notifications/policy", **policy)
    return said


async def changed(world: World, person: Person, **values: object) -> None:
    """Change somebody's row as moderation or time would."""
    await world.house.store.write(
        NOBODY, lambda tx: tx.execute(Statement(update(account).values(**values).where(account.c.id == person.id)))
    )


async def test_a_policy_accepts_everybody_until_said_otherwise(world: World) -> None:
    vera = await world.member("vera")

    first = await vera.get("/api/v2/notifications/policy")
    await chooses(vera, for_bots="drop", for_new_accounts="filter")
    after = await chooses(vera, for_bots="filter")
    old = await vera.get("/api/v1/notifications/policy")
    changed_old = await vera.put(
        "/api/v1/notifications/policy", filter_new_accounts=False, filter_private_mentions=True
    )
    wrong = await vera.call("PATCH", "/api/v2/notifications/policy", json={"for_bots": "perhaps"})

    nothing = {"pending_requests_count": 0, "pending_notifications_count": 0}
    assert first == {**dict.fromkeys(SORTS, "accept"), "summary": nothing}
    assert after == {**first, "for_bots": "filter", "for_new_accounts": "filter"}
    assert old == {
        "filter_not_following": False, "filter_not_followers": False, "filter_new_accounts": True,
        "filter_private_mentions": False, "summary": nothing,
    }  # fmt: skip
    assert (changed_old["filter_new_accounts"], changed_old["filter_private_mentions"]) == (False, True)
    assert wrong.status_code == 422
    assert "for_bots" in wrong.text


async def test_two_apps_that_choose_at_once_do_not_undo_each_other(world: World) -> None:
    vera = await world.member("vera")

    await asyncio.gather(*(chooses(vera, **{sort: "filter"}) for sort in SORTS))

    said = await vera.get("/api/v2/notifications/policy")
    assert {said[sort] for sort in SORTS} == {"filter"}


@pytest.mark.parametrize("choice", ["filter", "drop"])
@pytest.mark.parametrize("sort", SORTS)
async def test_each_sort_of_sender_is_kept_back_or_dropped(world: World, sort: str, choice: str) -> None:
    vera, misha = await world.members("vera", "misha")
    if sort == "for_limited_accounts":
        await changed(world, misha, silenced=True)
    if sort == "for_bots":
        await changed(world, misha, bot=True)
    await chooses(vera, **{sort: choice})

    await misha.posts("hello @vera", Audience.DIRECT)
    await world.settle()

    assert await kinds(vera) == []
    assert (await vera.get("/api/v2/notifications"))["notification_groups"] == []
    assert (await vera.get("/api/v1/notifications/unread_count"))["count"] == 0
    assert (await vera.get("/api/v2/notifications/unread_count"))["count"] == 0
    kept = ["mention"] if choice == "filter" else []
    assert await kinds(vera, include_filtered=True) == kept
    assert [
        group["type"]
        for group in (await vera.get("/api/v2/notifications", include_filtered=True))["notification_groups"]
    ] == kept
    assert (await vera.get("/api/v2/notifications/policy"))["summary"] == {
        "pending_requests_count": len(kept),
        "pending_notifications_count": len(kept),
    }


async def test_those_who_are_none_of_a_sort_are_heard(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await chooses(vera, for_limited_accounts="drop", for_bots="drop", for_not_followers="drop", for_new_accounts="drop")
    await changed(world, misha, created_month=1)
    await misha.follows(vera)
    world.clock.forward(4 * 24 * 3600)

    await misha.posts("hello @vera", Audience.DIRECT)
    await world.settle()

    assert await kinds(vera, **{"types[]": ["mention"]}) == ["mention"]


@pytest.mark.parametrize("why", ["followed", "staff", "answer", "let through"])
async def test_some_are_always_heard(world: World, why: str) -> None:
    vera = await world.member("vera")
    misha = await world.member("misha", role="moderator" if why == "staff" else "member")
    root = None
    if why == "followed":
        await vera.follows(misha)
    elif why == "answer":
        root = await vera.posts("well, @misha?", Audience.DIRECT)
    elif why == "let through":
        await chooses(vera, for_private_mentions="filter")
        await misha.posts("@vera let me in", Audience.DIRECT)
        await world.settle()
        await vera.post(f"{REQUESTS}/{misha.id}/accept")
        await vera.post("/api/v1/notifications/clear")
    await world.settle()
    await chooses(vera, **dict.fromkeys(SORTS if why != "answer" else ("for_private_mentions",), "drop"))

    await misha.posts("hello @vera", Audience.DIRECT, **({"in_reply_to_id": root} if root else {}))
    await world.settle()

    assert (await kinds(vera))[0] == "mention"


async def test_an_answer_to_an_open_status_is_no_way_around(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    root = await vera.posts("hello all")
    await chooses(vera, for_private_mentions="drop")

    await misha.posts("psst @vera", Audience.DIRECT, in_reply_to_id=root)
    await world.settle()

    assert await kinds(vera, include_filtered=True) == []


async def kept_back(world: World, *names: str) -> tuple[Person, list[Person], dict[str, str]]:
    """Somebody who wants to hear of nobody, and these who have named her; the ids of what they have posted."""
    vera = await world.member("vera")
    people = await world.members(*names)
    await chooses(vera, for_not_following="filter")
    said = {person.name: await person.posts("hello @vera", Audience.DIRECT) for person in people}
    await world.settle()
    return vera, people, said


async def test_requests_are_listed_paged_and_shown(world: World) -> None:
    vera, (misha, olga, _), said = await kept_back(world, "misha", "olga", "ivan")
    first = await vera.call("GET", REQUESTS, params={"limit": 2})
    second = (await vera.call("GET", first.links["next"]["url"])).json()
    one = await vera.get(f"{REQUESTS}/{misha.id}")

    assert len({each["id"] for each in (*first.json(), *second)}) == 3
    assert one["account"]["id"] == str(misha.id)
    assert one["notifications_count"] == "1"
    assert one["last_status"]["id"] == said["misha"]
    assert one["created_at"] == one["updated_at"]
    with world.counted() as counted:
        await vera.get(REQUESTS)
    assert counted[0] <= 4
    for path in (f"{REQUESTS}/{olga.id}", f"{REQUESTS}/{vera.id}"):
        assert (await misha.call("GET", path)).status_code == 404
    for path in (f"{REQUESTS}/{olga.id}/accept", f"{REQUESTS}/{olga.id}/dismiss"):
        assert (await misha.call("POST", path)).status_code == 404
    several = {"id": [str(misha.id), str(vera.id)]}
    assert (await vera.call("POST", f"{REQUESTS}/accept", json=several)).status_code == 404
    assert await kinds(vera) == []


async def test_who_is_let_through_is_heard_from_then_on_with_what_was_kept(world: World) -> None:
    vera, (misha, olga, ivan), _ = await kept_back(world, "misha", "olga", "ivan")

    await vera.post(f"{REQUESTS}/{misha.id}/accept")
    await vera.post(f"{REQUESTS}/accept", id=[str(olga.id)])
    await vera.post(f"{REQUESTS}/dismiss", id=[str(ivan.id)])
    merged = await vera.get(f"{REQUESTS}/merged")
    before = await kinds(vera)
    for person in (misha, olga, ivan):
        await person.posts("again @vera", Audience.DIRECT)
    await world.settle()

    assert merged == {"merged": True}
    assert before == ["mention", "mention"]
    assert await kinds(vera) == ["mention"] * 4
    assert [each["account"]["id"] for each in await vera.get(REQUESTS)] == [str(ivan.id)]


async def jobs(world: World) -> list[str]:
    """The kinds of what is still to follow."""
    async with world.house.store.read(NOBODY) as tx:
        return await tx.column(Statement(select(job.c.kind)))


async def test_what_is_kept_back_is_announced_to_nobody_until_it_is_let_through(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await chooses(vera, for_not_following="filter")
    await small_world.house.store.write(NOBODY, lambda tx: tell(tx, "follow", misha.id, [vera.id]))

    before = await jobs(small_world)
    await vera.post(f"{REQUESTS}/{misha.id}/accept")
    await small_world.house.store.write(NOBODY, lambda tx: tell(tx, "follow_request", misha.id, [vera.id]))

    assert before == []
    assert await jobs(small_world) == [NotificationsMerged.__name__, Notified.__name__]


@pytest.mark.parametrize("change", ["deleted", "unnamed", "narrowed", "muted", "blocks", "blocked", "suspended"])
async def test_a_request_is_gone_when_what_it_holds_is(world: World, change: str) -> None:
    vera, (misha,), said = await kept_back(world, "misha")
    path = f"/api/v1/statuses/{said['misha']}"

    if change == "deleted":
        await misha.delete(path)
    elif change == "unnamed":
        await misha.put(path, status="hello")
    elif change == "narrowed":
        await misha.put(path, visibility="self")
    elif change == "muted":
        await vera.post(f"/api/v1/accounts/{misha.id}/mute")
    elif change == "blocks":
        await misha.post(f"/api/v1/accounts/{vera.id}/block")
    elif change == "blocked":
        await vera.post(f"/api/v1/accounts/{misha.id}/block")
    else:
        await suspended(world, misha)

    assert await vera.get(REQUESTS) == []
    assert (await vera.call("GET", f"{REQUESTS}/{misha.id}")).status_code == 404
    assert (await vera.call("POST", f"{REQUESTS}/{misha.id}/accept")).status_code == 404
    assert (await vera.get("/api/v2/notifications/policy"))["summary"] == {
        "pending_requests_count": 0,
        "pending_notifications_count": 0,
    }


async def test_a_block_takes_back_that_somebody_was_let_through(world: World) -> None:
    vera, (misha,), _ = await kept_back(world, "misha")
    await vera.post(f"{REQUESTS}/{misha.id}/accept")

    await vera.post(f"/api/v1/accounts/{misha.id}/block")
    await vera.post(f"/api/v1/accounts/{misha.id}/unblock")
    await misha.posts("hello @vera", Audience.DIRECT)
    await world.settle()

    assert await kinds(vera) == []
