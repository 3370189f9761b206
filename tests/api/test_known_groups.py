"""Groups that are known from before are told as long as they are true, and not a moment longer."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete

from kukhnya.actions.block_server import Terms, block_server, unblock_server
from kukhnya.actions.notify import tell
from kukhnya.actions.set_role import set_role
from kukhnya.actions.suspend_account import restore_account, suspend_account
from kukhnya.model.ids import AccountId, StatusId
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import notification_groups
from kukhnya.store.statement import Statement
from kukhnya.store.tables.collections import collection_item
from tests.api.test_collections import gathers, to_be_found
from tests.api.test_grouped_notifications import liked_by
from tests.api.test_ties import remote
from tests.world import Person, World

GROUPS = "/api/v2/notifications"
Change = Callable[[], Awaitable[Any]]


async def known(person: Person, **params: object) -> Any:
    """What somebody is told who has asked so often that nothing is looked for any more."""
    for _ in range(3):
        said = await person.get(GROUPS, **params)
    return said


async def true_after(world: World, person: Person, change: Change, **params: object) -> Any:
    """What is told after a change, which is what whoever remembers nothing is told; again and again.

    Nobody is told to forget: another process would not be.
    """
    await known(person, **params)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.house.fragments, "clear", lambda: None)
        await change()
        await world.settle()
    said = await person.get(GROUPS, **params)
    again = await known(person, **params)
    world.house.fragments.clear()
    assert said == again == await person.get(GROUPS, **params)
    return said


def likes(said: Any) -> list[int]:
    """How many are in each group of likes."""
    return [g["notifications_count"] for g in said["notification_groups"] if g["type"] == "favourite"]


async def test_what_is_known_ends_with_whatever_silences_somebody(world: World) -> None:
    vera, status_id, (misha, olga, ivan, oleg) = await liked_by(world, ("misha", "olga", "ivan", "oleg"))
    write = world.house.store.write
    far, oksana = AccountId(int(await remote(world, "gleb"))), await world.member("oksana")
    await write(NOBODY, lambda tx: tell(tx, "favourite", far, [vera.id], StatusId(int(status_id))))

    async def then(change: Change) -> list[int]:
        return likes(await true_after(world, vera, change))

    async def one_for_another() -> None:
        await olga.post(f"/api/v1/statuses/{status_id}/unfavourite")
        await oksana.post(f"/api/v1/statuses/{status_id}/favourite")

    async def and_back() -> None:
        await oksana.post(f"/api/v1/statuses/{status_id}/unfavourite")
        await olga.post(f"/api/v1/statuses/{status_id}/favourite")

    assert likes(await known(vera)) == [5]
    assert await then(one_for_another) == await then(and_back) == [5]
    assert await then(lambda: vera.post(f"/api/v1/accounts/{misha.id}/mute", duration=600)) == [4]
    assert await then(lambda: vera.post(f"/api/v1/accounts/{misha.id}/mute", notifications=False)) == [5]
    assert await then(lambda: vera.post(f"/api/v1/accounts/{misha.id}/mute", duration=600)) == [4]
    world.clock.forward(601)
    assert likes(await vera.get(GROUPS)) == [5]
    assert await then(lambda: write(NOBODY, lambda tx: suspend_account(tx, olga.id))) == [4]
    assert await then(lambda: write(NOBODY, lambda tx: suspend_account(tx, ivan.id))) == [3]
    assert await then(lambda: write(NOBODY, lambda tx: restore_account(tx, olga.id))) == [4]
    block = await write(NOBODY, lambda tx: block_server(tx, "far.test", Terms(severity="suspend")))
    assert likes(await vera.get(GROUPS)) == [3]
    assert await then(lambda: write(NOBODY, lambda tx: unblock_server(tx, block))) == [4]
    assert await then(lambda: oleg.post(f"/api/v1/accounts/{vera.id}/block")) == [3]
    assert await then(lambda: misha.post(f"/api/v1/statuses/{status_id}/unfavourite")) == [2]
    assert await then(lambda: misha.post(f"/api/v1/statuses/{status_id}/favourite")) == [3]
    assert await then(lambda: vera.post("/api/v1/domain_blocks", domain="far.test")) == [2]
    assert await then(lambda: vera.delete(f"/api/v1/statuses/{status_id}")) == []


async def test_what_is_kept_back_is_told_once_it_is_let_through(world: World) -> None:
    vera, status_id, (_, olga) = await liked_by(world, ("misha", "olga"))
    await vera.patch("/api/v2/notifications/policy", for_not_following="filter")
    ivan = await world.member("ivan")

    held = await true_after(world, vera, lambda: ivan.post(f"/api/v1/statuses/{status_id}/favourite"))
    whole = await known(vera, include_filtered=True)
    accept = f"/api/v1/notifications/requests/{ivan.id}/accept"
    after = await true_after(world, vera, lambda: vera.post(accept))

    assert (likes(held), likes(whole), likes(after)) == ([2], [3], [3])
    assert likes(await known(vera, account_id=str(olga.id))) == [1]


@pytest.mark.parametrize("change", ["narrowed", "expired", "closed"])
async def test_a_status_that_may_be_seen_no_more_takes_its_group_along_and_brings_it_back(
    world: World, change: str
) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    for person in (vera, misha):
        await person.opens_profile()
    await misha.post(f"/api/v1/accounts/{vera.id}/follow", notify=True)
    status_id = await vera.posts("hello", expires_in=600)
    await world.settle()
    await olga.follows(misha)
    await world.settle()
    assert [g["type"] for g in (await known(misha))["notification_groups"]] == ["follow", "status"]

    async def end() -> None:
        if change == "narrowed":
            await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")
        elif change == "expired":
            world.clock.forward(600)
        else:
            await vera.closes_profile()
            await misha.post(f"/api/v1/accounts/{vera.id}/unfollow")

    said = await true_after(world, misha, end)
    back = said
    if change == "narrowed":
        back = await true_after(
            world, misha, lambda: vera.put(f"/api/v1/statuses/{status_id}", visibility="public", confirm_widening=True)
        )

    assert [g["type"] for g in said["notification_groups"]] == ["follow"]
    assert said["statuses"] == []
    assert len(back["notification_groups"]) == (2 if change == "narrowed" else 1)


async def test_staff_who_are_so_no_longer_are_told_nothing_more(world: World) -> None:
    anna, vera = await world.admin("anna"), await world.member("vera")
    await vera.post("/api/v1/reports", account_id=str(anna.id), comment="!")
    await world.settle()
    assert [g["type"] for g in (await known(anna))["notification_groups"]] == ["admin.report"]

    said = await true_after(
        world, anna, lambda: world.house.store.write(NOBODY, lambda tx: set_role(tx, anna.id, "member"))
    )

    assert said["notification_groups"] == []


async def test_a_collection_that_one_is_in_no_more_is_not_told_of(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await to_be_found(vera, misha)
    made = await gathers(vera, misha)
    await world.settle()
    before = await known(misha)
    gone = Statement(delete(collection_item).where(collection_item.c.collection_id == int(made["id"])))

    said = await true_after(world, misha, lambda: world.house.store.write(NOBODY, lambda tx: tx.execute(gone)))

    assert "added_to_collection" in {g["type"] for g in before["notification_groups"]}
    assert "added_to_collection" not in {g["type"] for g in said["notification_groups"]}


async def test_nobody_is_told_what_is_known_of_another(world: World) -> None:
    vera, _, (misha, olga) = await liked_by(world, ("misha", "olga"))
    await known(vera)

    assert (await misha.get(GROUPS))["notification_groups"] == []
    assert likes(await vera.get(GROUPS, **{"grouped_types[]": ["follow"]})) == [1, 1]
    assert likes(await vera.get(GROUPS, account_id=str(misha.id))) == [1]
    assert likes(await vera.get(GROUPS, **{"exclude_types[]": ["favourite"]})) == []
    assert {each["id"] for each in (await vera.get(GROUPS))["accounts"]} == {str(misha.id), str(olga.id)}


async def test_to_ask_again_takes_three_statements_and_one_more_for_news(world: World) -> None:
    vera, _, (misha, olga) = await liked_by(world, ("misha", "olga"))
    await known(vera)
    other = await vera.posts("coffee?")
    await known(vera)
    await misha.post(f"/api/v1/statuses/{other}/favourite")
    await world.settle()
    await misha.get(f"/api/v1/statuses/{other}")
    await olga.get(f"/api/v1/statuses/{other}")

    taken = []
    for _ in range(4):
        with world.counted() as counted:
            await vera.get(GROUPS)
        taken += counted

    assert taken[2:] == [3, 3]
    assert max(taken[1:]) <= 4


async def test_pages_further_down_are_known_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    vera, status_id, (misha, olga, ivan) = await liked_by(world, ("misha", "olga", "ivan"))
    await misha.post(f"/api/v1/statuses/{status_id}/reblog")
    await olga.posts("hello @vera")
    await world.settle()
    monkeypatch.setattr(notification_groups, "LOOK", 1)
    everything = (await known(vera))["notification_groups"]
    below = {"max_id": everything[0]["most_recent_notification_id"], "limit": 1}

    first = await known(vera, **below)
    said = await true_after(world, vera, lambda: ivan.post(f"/api/v1/statuses/{status_id}/reblog"), **below)

    assert [g["group_key"] for g in first["notification_groups"]] == [everything[1]["group_key"]]
    assert [g["group_key"] for g in said["notification_groups"]] == [everything[2]["group_key"]]
