"""Collections: people who are recommended, and nobody who does not let themselves be."""

import asyncio
from typing import Any

import pytest

from kukhnya.actions.delete_account import delete_account
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables import notification
from kukhnya.store.tables.collections import collection, collection_item, collection_refusal
from tests.listening import a_studio
from tests.world import Person, World

ME = "/api/v1/accounts/update_credentials"
SHELF = "/api/v1/collections"
NOWHERE = "117000000000000001"


async def to_be_found(*people: Person) -> None:
    """They open their profiles, want to be found, and hide nothing of whom they follow."""
    for person in people:
        await person.patch(ME, closed=False, discoverable=True, hide_collections=False)


async def gathers(owner: Person, *people: Person, **more: Any) -> Any:
    """A new collection of these people, who follow its owner."""
    for person in people:
        await person.follows(owner)
    ids = [str(person.id) for person in people]
    said = {"name": "Cooks", "discoverable": True, "account_ids": ids, **more}
    return (await owner.post(SHELF, **said))["collection"]


async def inside(viewer: Person, made: Any) -> list[str]:
    """Ids of the accounts whom the viewer sees in a collection; all places that name them say the same."""
    said = await viewer.get(f"{SHELF}/{made['id']}")
    shown = [item["account_id"] for item in said["collection"]["items"]]
    assert said["collection"]["item_count"] == len(shown)
    assert [account["id"] for account in said["accounts"]] == [said["collection"]["account_id"], *shown]
    return shown


async def status(viewer: Person, verb: str, path: str, **body: Any) -> int:
    """What a request is answered with."""
    answer = await viewer.call(verb, path, json=body) if body else await viewer.call(verb, path)
    return answer.status_code


async def test_only_those_who_follow_the_owner_and_want_to_be_found_can_be_added(world: World) -> None:
    vera, follower, closed, unfound, stranger, blocked = await world.members(
        "vera", "follower", "closed", "unfound", "stranger", "blocked"
    )
    await to_be_found(vera, follower, closed, unfound, stranger, blocked)
    for person in (follower, closed, unfound, blocked):
        await person.follows(vera)
    await closed.closes_profile()
    await unfound.patch(ME, discoverable=False)
    await blocked.post(f"/api/v1/accounts/{vera.id}/block")
    made = await gathers(vera)

    answers = [
        await vera.call("POST", f"{SHELF}/{made['id']}/items", json={"account_id": str(an_id)})
        for an_id in (closed.id, unfound.id, stranger.id, blocked.id, vera.id, NOWHERE)
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.text for answer in answers}) == 1
    assert "account_id" in answers[0].json()["details"]
    added = await vera.post(f"{SHELF}/{made['id']}/items", account_id=str(follower.id))
    assert (added["collection_item"]["account_id"], added["collection_item"]["state"]) == (str(follower.id), "accepted")
    both = [str(follower.id), str(stranger.id)]
    assert await status(vera, "POST", SHELF, name="Both or none", account_ids=both) == 422
    assert len((await vera.get(f"/api/v1/accounts/{vera.id}/collections"))["collections"]) == 1


async def test_an_account_says_whether_it_can_be_added(world: World) -> None:
    vera, misha, olga, boris = await world.members("vera", "misha", "olga", "boris")
    await to_be_found(vera, misha, olga)
    await olga.patch(ME, hide_collections=True)
    for person in (misha, olga, boris):
        await person.follows(vera)

    async def told(viewer: Person, of: Person) -> Any:
        one = (await viewer.get(f"/api/v1/accounts/{of.id}"))["feature_approval"]
        listed = (await viewer.get("/api/v1/accounts", **{"id[]": str(of.id)}))[0]["feature_approval"]
        assert one == listed
        return one["automatic"], one["manual"], one["current_user"]

    assert await told(vera, misha) == (["following"], [], "automatic")
    assert await told(vera, olga) == ([], ["following"], "manual")
    assert await told(vera, boris) == ([], [], "denied")
    assert await told(olga, misha) == (["following"], [], "denied")
    assert (await misha.get("/api/v1/accounts/verify_credentials"))["feature_approval"]["automatic"] == ["following"]
    assert await told(world.nobody, misha) == (["following"], [], "denied")
    await misha.post(f"/api/v1/accounts/{olga.id}/block")
    assert await told(olga, misha) == ([], [], "denied")


async def test_whoever_hides_whom_they_follow_is_asked_first(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await to_be_found(vera, misha, olga)
    await misha.patch(ME, hide_collections=True)
    made = await gathers(vera, misha, olga)
    item = made["items"][0]
    assert item["state"] == "pending"
    assert await inside(olga, made) == [str(olga.id)]
    assert await status(olga, "POST", f"{SHELF}/{made['id']}/items/{item['id']}/accept") == 404
    assert await status(vera, "POST", f"{SHELF}/{made['id']}/items/{item['id']}/accept") == 403

    await misha.post(f"{SHELF}/{made['id']}/items/{item['id']}/accept")

    for viewer in (vera, olga, world.nobody):
        assert await inside(viewer, made) == [str(misha.id), str(olga.id)]
    assert (await vera.get(f"{SHELF}/{made['id']}"))["collection"]["items"][0]["state"] == "accepted"


async def test_whoever_leaves_is_gone_for_good_from_all_collections_of_the_owner(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await to_be_found(vera, misha, olga)
    made, second = await gathers(vera, misha, olga), await gathers(vera, misha)
    mine, hers = made["items"]
    assert await status(misha, "POST", f"{SHELF}/{made['id']}/items/{hers['id']}/revoke") == 403
    assert await status(misha, "POST", f"{SHELF}/{made['id']}/items/{NOWHERE}/revoke") == 404
    assert await status(misha, "POST", f"{SHELF}/{second['id']}/items/{mine['id']}/revoke") == 404

    await misha.post(f"{SHELF}/{made['id']}/items/{mine['id']}/revoke")

    assert await inside(vera, made) == [str(olga.id)]
    assert await inside(vera, second) == []
    assert await status(misha, "POST", f"{SHELF}/{made['id']}/items/{mine['id']}/revoke") == 404
    await vera.delete(f"{SHELF}/{made['id']}")
    third = await gathers(vera)
    refused = await vera.call("POST", f"{SHELF}/{third['id']}/items", json={"account_id": str(misha.id)})
    unknown = await vera.call("POST", f"{SHELF}/{third['id']}/items", json={"account_id": NOWHERE})
    assert (refused.status_code, refused.text) == (unknown.status_code, unknown.text)
    assert (await vera.get(f"/api/v1/accounts/{misha.id}"))["feature_approval"]["current_user"] == "denied"
    assert await inside(world.nobody, await gathers(olga, misha)) == [str(misha.id)]


@pytest.mark.parametrize("end", ["unfollow", "remove_from_followers", "block", "blocked"])
async def test_the_end_of_a_follow_is_the_end_of_being_recommended(world: World, end: str) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await to_be_found(vera, misha, olga)
    made = await gathers(vera, misha, olga)
    await world.settle()
    paths = {
        "unfollow": (misha, vera, "unfollow"),
        "remove_from_followers": (vera, misha, "remove_from_followers"),
        "block": (vera, misha, "block"),
        "blocked": (misha, vera, "block"),
    }

    by, whom, how = paths[end]
    await by.post(f"/api/v1/accounts/{whom.id}/{how}")

    assert await inside(vera, made) == [str(olga.id)]
    assert [row["account_id"] for row in await _kept(world, collection_item)] == [olga.id]
    assert [row["account_id"] for row in await _kept(world, notification) if row["kind"] == "added_to_collection"] == [
        olga.id
    ]
    assert await _kept(world, collection_refusal) == []


async def test_a_deleted_account_leaves_its_collections_and_those_of_others(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await to_be_found(vera, misha, olga)
    made, hers = await gathers(vera, misha, olga), await gathers(olga, misha)
    item = hers["items"][0]["id"]
    await misha.post(f"{SHELF}/{hers['id']}/items/{item}/revoke")

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, misha.id))
    assert await inside(vera, made) == [str(olga.id)]
    assert await _kept(world, collection_refusal) == []

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    assert await _kept(world, collection_item) == []
    assert [row["account_id"] for row in await _kept(world, collection)] == [olga.id]


async def _kept(world: World, table: Any) -> list[Any]:
    async with world.house.store.read(NOBODY) as tx:
        return await tx.all(Statement(table.select()))


# Telling


async def test_whoever_is_added_is_told_and_told_of_a_new_name(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await to_be_found(vera, misha, olga)
    made = await gathers(vera, misha, olga)
    await world.settle()

    [told] = [n for n in await misha.get("/api/v1/notifications") if n["type"] != "follow"]
    assert (told["type"], told["account"]["id"], told["collection"]["id"], told["status"]) == (
        "added_to_collection", str(vera.id), made["id"], None,
    )  # fmt: skip
    assert told["collection"]["item_count"] == 2

    second = await gathers(vera, misha)
    await vera.patch(f"{SHELF}/{made['id']}", sensitive=True)
    await world.settle()
    await vera.patch(f"{SHELF}/{made['id']}", name="Bakers")
    await world.settle()

    news = await misha.get("/api/v1/notifications", **{"types[]": ["added_to_collection", "collection_update"]})
    assert [(n["type"], n["collection"]["name"]) for n in news] == [
        ("collection_update", "Bakers"), ("added_to_collection", "Cooks"),
    ]  # fmt: skip
    assert news[1]["collection"]["id"] == second["id"]
    groups = (await misha.get("/api/v2/notifications", **{"types[]": "collection_update"}))["notification_groups"]
    assert [group["collection"]["id"] for group in groups] == [made["id"]]
    assert await vera.get("/api/v1/notifications", **{"types[]": "added_to_collection"}) == []

    await misha.post(f"{SHELF}/{made['id']}/items/{made['items'][0]['id']}/revoke")
    assert [n["type"] for n in await misha.get("/api/v1/notifications") if "collection" in n] == []


async def test_a_stream_tells_of_it_with_the_collection(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await to_be_found(vera, misha)
    await misha.follows(vera)

    async with a_studio(small_world) as studio, studio.socket(misha, "user:notification") as ear:
        made = await gathers(vera)
        await vera.post(f"{SHELF}/{made['id']}/items", account_id=str(misha.id))
        told = await ear.hears("notification")

        assert told.payload == (await misha.get("/api/v1/notifications"))[0]
        assert told.payload["collection"]["id"] == made["id"]


# Keeping one


async def test_a_collection_has_the_documented_shape(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await to_be_found(vera, misha)

    made = await gathers(
        vera,
        misha,
        name="  Nice  cooks ",
        description="tea & <b>buns</b>",
        language="en",
        tag_name="#Tea",
        sensitive=True,
    )

    assert set(made) == {
        "id", "account_id", "uri", "url", "name", "description", "language", "local", "sensitive", "discoverable", "tag",
        "item_count", "items", "created_at", "updated_at",
    }  # fmt: skip
    assert (made["name"], made["description"]) == ("Nice cooks", "tea &amp; &lt;b&gt;buns&lt;/b&gt;")
    assert (made["account_id"], made["language"], made["local"]) == (str(vera.id), "en", True)
    assert (made["sensitive"], made["discoverable"], made["item_count"]) == (True, True, 1)
    assert made["tag"] == {"name": "tea", "url": "http://kitchen.test/tags/tea"}
    assert made["uri"].endswith(f"/users/vera/collections/{made['id']}")
    assert set(made["items"][0]) == {"id", "account_id", "state", "created_at"}
    assert (await world.nobody.get(f"{SHELF}/{made['id']}"))["collection"] == made
    bare = (await vera.post(SHELF, name="Bare"))["collection"]
    assert (bare["tag"], bare["language"], bare["items"], bare["discoverable"]) == (None, None, [], False)


async def test_what_is_said_of_it_can_be_changed_one_thing_at_a_time(world: World) -> None:
    vera, stranger = await world.members("vera", "stranger")
    await to_be_found(vera)
    made = await gathers(vera, description="tea", tag_name="tea", language="en")
    path = f"{SHELF}/{made['id']}"
    world.clock.forward(5)

    changed = (await vera.patch(path, name="Bakers", tag_name="", language=""))["collection"]

    assert (changed["name"], changed["description"], changed["tag"], changed["language"]) == (
        "Bakers",
        "tea",
        None,
        None,
    )
    assert (changed["discoverable"], changed["created_at"]) == (True, made["created_at"])
    assert changed["updated_at"] > made["updated_at"]
    assert (await vera.put(path, name="Bakers"))["collection"] == changed
    for verb in ("PATCH", "PUT", "DELETE"):
        assert await status(stranger, verb, path, name="Mine") == 403
    assert await status(stranger, "POST", f"{path}/items", account_id=str(vera.id)) == 403
    assert await status(stranger, "DELETE", f"{path}/items/{NOWHERE}") == 403
    await vera.delete(path)
    assert await status(vera, "GET", path) == 404


async def test_somebody_can_be_taken_out_and_put_in_again(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await to_be_found(vera, misha)
    made = await gathers(vera, misha)
    again = (await vera.post(f"{SHELF}/{made['id']}/items", account_id=str(misha.id)))["collection_item"]
    assert again == made["items"][0]

    await vera.delete(f"{SHELF}/{made['id']}/items/{again['id']}")

    assert await inside(vera, made) == []
    assert await status(vera, "DELETE", f"{SHELF}/{made['id']}/items/{again['id']}") == 404
    await vera.post(f"{SHELF}/{made['id']}/items", account_id=misha.id)
    assert await inside(vera, made) == [str(misha.id)]


async def test_two_apps_at_once_make_one_item(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await to_be_found(vera, misha)
    await misha.follows(vera)
    made = await gathers(vera)

    answers = await asyncio.gather(
        *(vera.post(f"{SHELF}/{made['id']}/items", account_id=str(misha.id)) for _ in range(4))
    )

    assert len({answer["collection_item"]["id"] for answer in answers}) == 1
    assert await inside(vera, made) == [str(misha.id)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"name": "x" * 5_000_000}, "name"),
        ({"name": "x", "description": "x" * 101}, "description"),
        ({"name": "x", "language": "Klingon"}, "language"),
        ({"name": "x", "tag_name": "two words"}, "tag_name"),
        ({"name": "x", "account_ids": ["none"]}, "account_ids"),
        ({"name": "x", "sensitive": "perhaps"}, "sensitive"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(small_world: World, said: Any, field: str) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("POST", SHELF, json=said)

    assert answer.status_code in ({422} if len(str(said)) < 1_000_000 else {413, 422})
    if answer.status_code == 422:
        assert list(answer.json()["details"]) == [field]


async def test_there_is_an_end_to_collections_and_to_what_is_in_them(small_world: World) -> None:
    vera = await small_world.member("vera")
    await to_be_found(vera)
    people = await small_world.members(*(f"cook{number}" for number in range(26)))
    await to_be_found(*people)
    made = await gathers(vera, *people[:25])
    await people[25].follows(vera)

    over = await vera.call("POST", f"{SHELF}/{made['id']}/items", json={"account_id": str(people[25].id)})
    for number in range(9):
        await vera.post(SHELF, name=f"shelf {number}")
    more = await vera.call("POST", SHELF, json={"name": "one too many"})

    assert over.json()["details"]["account_id"][0]["error"] == "ERR_TOO_MANY"
    assert (over.status_code, more.status_code) == (422, 422)
    assert more.json()["details"]["base"][0]["error"] == "ERR_TOO_MANY"
    missing = await vera.call("POST", f"{SHELF}/{made['id']}/items", json={})
    assert (missing.status_code, "`account_id` parameter is missing" in missing.json()["error"]) == (422, True)


async def test_lists_are_paged_by_offset_and_answer_at_both_addresses(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await to_be_found(vera, misha)
    ids = [(await gathers(vera, misha, name=f"shelf {number}"))["id"] for number in range(3)][::-1]

    for path in (f"{vera.id}/collections", f"{misha.id}/in_collections"):
        for prefix in ("/api/v1", "/api/v1/accounts"):
            first = await world.nobody.call("GET", f"{prefix}/{path}", params={"limit": 2})
            rest = await world.nobody.call("GET", f"{prefix}/{path}", params={"limit": 2, "offset": 2})
            assert [each["id"] for each in first.json()["collections"]] == ids[:2]
            assert [each["id"] for each in rest.json()["collections"]] == ids[2:]
            assert "offset=2" in first.headers["link"]
            assert 'rel="next"' in first.headers["link"]
            assert 'rel="prev"' in rest.headers["link"]
            assert {face["id"] for face in first.json()["partial_accounts"]} == {str(vera.id), str(misha.id)}


async def test_a_page_of_collections_takes_four_statements_at_most(world: World) -> None:
    vera, *people = await world.members("vera", *(f"cook{number}" for number in range(6)))
    await to_be_found(vera, *people)
    for number in range(8):
        made = await gathers(vera, *people, name=f"shelf {number}")
    await world.settle()
    cook = people[0]
    pages = (
        f"{SHELF}/{made['id']}", f"/api/v1/accounts/{vera.id}/collections", f"/api/v1/{cook.id}/in_collections",
        "/api/v1/notifications", "/api/v2/notifications",
    )  # fmt: skip

    for path in pages:
        await cook.get(path)
        with world.counted() as counted:
            await cook.get(path)
        assert counted[0] <= 4, path
