"""Nobody is shown in a collection, counted there or found through one who does not let themselves be, whoever looks."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import update

from kukhnya.actions.suspend_account import restore_account, suspend_account
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement, flag_param, inserting, param
from kukhnya.store.tables import account
from kukhnya.store.tables.collections import collection_item
from tests.api.test_collections import ME, NOWHERE, SHELF, gathers, inside, status, to_be_found
from tests.world import World

_FLAGS = ("discoverable", "closed", "graph_hidden", "silenced", "suspended")


async def test_a_collection_of_a_closed_profile_is_for_those_who_see_the_profile(world: World) -> None:
    vera, misha, friend, stranger = await world.members("vera", "misha", "friend", "stranger")
    await to_be_found(misha, friend)
    made = await gathers(vera, misha, friend)

    assert await inside(friend, made) == [str(misha.id), str(friend.id)]
    for other in (stranger, world.nobody):
        hidden = await other.call("GET", f"{SHELF}/{made['id']}")
        missing = await other.call("GET", f"{SHELF}/{NOWHERE}")
        assert (hidden.status_code, hidden.text) == (missing.status_code, missing.text) == (404, hidden.text)
        assert (await other.get(f"/api/v1/accounts/{vera.id}/collections"))["collections"] == []
        assert (await other.get(f"/api/v1/accounts/{misha.id}/in_collections"))["collections"] == []


@pytest.mark.parametrize("verb", ["GET", "PATCH", "DELETE", "add", "take out", "accept", "revoke"])
async def test_what_is_hidden_answers_like_what_is_missing_whatever_is_asked(small_world: World, verb: str) -> None:
    vera, misha, stranger = await small_world.members("vera", "misha", "stranger")
    await to_be_found(misha)
    made = await gathers(vera, misha)
    item = made["items"][0]["id"]
    paths = {
        "add": ("POST", "/items"),
        "take out": ("DELETE", f"/items/{item}"),
        "accept": ("POST", f"/items/{item}/accept"),
        "revoke": ("POST", f"/items/{item}/revoke"),
    }
    method, rest = paths.get(verb, (verb, ""))
    body = {"account_id": str(misha.id), "name": "Mine"}

    hidden, missing = [
        await stranger.call(method, f"{SHELF}/{an_id}{rest}", json=None if method == "GET" else body)
        for an_id in (made["id"], NOWHERE)
    ]

    assert (hidden.status_code, hidden.text) == (missing.status_code, missing.text)
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"closed": True}, {"discoverable": False}, {"hide_collections": True}],
    ids=lambda said: str(next(iter(said))),
)
async def test_whoever_does_not_want_to_be_found_is_in_no_collection_for_others(world: World, change: Any) -> None:
    vera, misha, olga, friend = await world.members("vera", "misha", "olga", "friend")
    await to_be_found(vera, misha, olga)
    made = await gathers(vera, misha, olga)
    await friend.follows(misha)
    assert await inside(friend, made) == [str(misha.id), str(olga.id)]

    await misha.patch(ME, **change)

    for other in (friend, olga, world.nobody):
        assert await inside(other, made) == [str(olga.id)]
        listed = await other.get(f"/api/v1/accounts/{vera.id}/collections")
        assert str(misha.id) not in str(listed)
        assert (await other.get(f"/api/v1/accounts/{misha.id}/in_collections"))["collections"] == []
    for one in (vera, misha):
        assert await inside(one, made) == [str(misha.id), str(olga.id)]
    states = [item["state"] for item in (await vera.get(f"{SHELF}/{made['id']}"))["collection"]["items"]]
    assert states == ["pending", "accepted"]

    await to_be_found(misha)
    assert await inside(world.nobody, made) == [str(misha.id), str(olga.id)]


async def test_whoever_is_silenced_or_suspended_is_in_no_collection(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await to_be_found(vera, misha, olga)
    made = await gathers(vera, misha, olga)

    await (await world.admin("head")).post(f"/api/v1/admin/accounts/{misha.id}/action", type="silence")
    await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, olga.id))

    assert await inside(world.nobody, made) == []
    assert await inside(vera, made) == [str(misha.id)]

    await world.house.store.write(NOBODY, lambda tx: restore_account(tx, olga.id))
    await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, vera.id))

    assert await status(world.nobody, "GET", f"{SHELF}/{made['id']}") == 404
    assert await status(world.nobody, "GET", f"/api/v1/accounts/{vera.id}/collections") == 404
    assert (await world.nobody.get(f"/api/v1/accounts/{misha.id}/in_collections"))["collections"] == []


@pytest.mark.parametrize("who_blocks", ["viewer", "named"])
async def test_those_at_odds_do_not_meet_in_a_collection(world: World, who_blocks: str) -> None:
    vera, misha, olga, viewer = await world.members("vera", "misha", "olga", "viewer")
    await to_be_found(vera, misha, olga)
    made = await gathers(vera, misha, olga)

    by, whom = (viewer, misha) if who_blocks == "viewer" else (misha, viewer)
    await by.post(f"/api/v1/accounts/{whom.id}/block")

    assert await inside(viewer, made) == [str(olga.id)]
    assert (await viewer.get(f"/api/v1/accounts/{misha.id}/in_collections"))["collections"] == []
    assert await inside(world.nobody, made) == [str(misha.id), str(olga.id)]


@pytest.mark.parametrize("who_blocks", ["owner", "viewer"])
async def test_a_block_shuts_the_collections_of_one_for_the_other(world: World, who_blocks: str) -> None:
    vera, misha, viewer = await world.members("vera", "misha", "viewer")
    await to_be_found(vera, misha)
    made = await gathers(vera, misha)

    by, whom = (vera, viewer) if who_blocks == "owner" else (viewer, vera)
    await by.post(f"/api/v1/accounts/{whom.id}/block")

    assert await status(viewer, "GET", f"{SHELF}/{made['id']}") == 404
    assert (await viewer.get(f"/api/v1/accounts/{vera.id}/collections"))["collections"] == []
    assert (await viewer.get(f"/api/v1/accounts/{misha.id}/in_collections"))["collections"] == []


async def test_a_collection_that_is_not_to_be_found_is_in_no_list_of_others(world: World) -> None:
    vera, misha, stranger = await world.members("vera", "misha", "stranger")
    await to_be_found(vera, misha)
    made = await gathers(vera, misha, discoverable=False)

    for other in (stranger, world.nobody):
        assert (await other.get(f"/api/v1/accounts/{vera.id}/collections"))["collections"] == []
        assert (await other.get(f"/api/v1/accounts/{misha.id}/in_collections"))["collections"] == []
        assert await inside(other, made) == [str(misha.id)]
    for path, person in ((f"{vera.id}/collections", vera), (f"{misha.id}/in_collections", misha)):
        assert [each["id"] for each in (await person.get(f"/api/v1/accounts/{path}"))["collections"]] == [made["id"]]


_set = Statement(
    update(account)
    .values({name: flag_param(name) for name in _FLAGS} | {"version": account.c.version + 1})
    .where(account.c.id == param("id"))
)
_put = inserting(collection_item)


async def test_every_mixture_of_choices_is_shown_as_the_rule_reads(world: World) -> None:
    vera, stranger = await world.members("vera", "stranger")
    await to_be_found(vera)
    made = await gathers(vera)
    mixtures = list(product((False, True), repeat=len(_FLAGS) + 2))
    people = await world.members(*(f"cook{number}" for number in range(len(mixtures))))
    shown, kept = [], []
    for person, (*flags, agreed, follows) in zip(people, mixtures, strict=True):
        if follows:
            await person.follows(vera)
        said = dict(zip(_FLAGS, flags, strict=True))
        item = {"id": int(person.id) * 2, "collection_id": int(made["id"]), "account_id": person.id, "agreed": agreed}
        await world.house.store.write(NOBODY, lambda tx, item=item: tx.execute(_put, **item))  # type: ignore[misc]
        await world.house.store.write(NOBODY, lambda tx, who=person.id, said=said: tx.execute(_set, id=who, **said))  # type: ignore[misc]
        found = said["discoverable"] and not (said["closed"] or said["silenced"] or said["suspended"])
        if found and follows and (agreed or not said["graph_hidden"]):
            shown.append(str(person.id))
        if not said["suspended"]:
            kept.append(str(person.id))

    for viewer in (stranger, world.nobody):
        assert await inside(viewer, made) == shown
    assert await inside(vera, made) == kept
    items = (await vera.get(f"{SHELF}/{made['id']}"))["collection"]["items"]
    assert [item["account_id"] for item in items if item["state"] == "accepted"] == shown


async def test_a_silenced_owner_is_met_by_nobody_through_others(small_world: World) -> None:
    vera, misha, head = *await small_world.members("vera", "misha"), await small_world.admin("head")
    await to_be_found(vera, misha)
    await gathers(vera, misha)

    await head.post(f"/api/v1/admin/accounts/{vera.id}/action", type="silence")

    path = f"/api/v1/accounts/{misha.id}/in_collections"
    assert (await small_world.nobody.get(path))["collections"] == []
    assert len((await misha.get(path))["collections"]) == 1
