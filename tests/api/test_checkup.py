"""What do they see? Thirty planted facts are found, and each is mended by one request that lets nobody read more."""

import io
from typing import Any

import pytest
from PIL import Image

from kukhnya.actions.sign_in import sign_in
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, SECOND
from kukhnya.model.viewer import NOBODY
from tests.world import Person, World

CHECK = "/api/kukhnya/v1/checkup"
KINDS = ("stranger", "search_engine", "member", "follower", "grudge")


def png() -> bytes:
    """A picture."""
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(made, "PNG")
    return made.getvalue()


async def facts(person: Person, whom: str = "stranger") -> dict[str, int]:
    """How much of each kind there is."""
    said = await person.get(CHECK, **{"as": whom})
    return {fact["kind"]: fact["count"] for fact in said["facts"]}


async def mend(person: Person, kind: str, whom: str = "stranger") -> Any:
    """Press the button of a line."""
    said = await person.get(CHECK, **{"as": whom})
    fix = next(fact["fix"] for fact in said["facts"] if fact["kind"] == kind)
    return await person.post(fix["path"], **fix["body"])


async def with_picture(person: Person, text: str) -> str:
    """A public status with a picture."""
    media = (await person.call("POST", "/api/v2/media", files={"file": ("a.png", png(), "image/png")})).json()
    return await person.posts(text, media_ids=[media["id"]])


async def exposed(world: World) -> Person:
    """Somebody with thirty facts about them lying open."""
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await vera.opens_profile()
    await vera.patch(
        "/api/v1/accounts/update_credentials",
        indexable=True,
        discoverable=True,
        hide_collections=False,
        locked=False,
        source={"feed": True},
    )
    for number in range(4):
        await vera.posts(f"an old joke {number}")
    for number in range(3):
        await with_picture(vera, f"an old picture {number}")
    await _signs_in(world, vera)
    await _signs_in(world, vera)
    world.clock.forward(100 * DAY / SECOND)
    await vera.posts("for @misha and @olga")
    await vera.posts("again for @misha")
    await with_picture(vera, "a new picture")
    await world.signed_in("vera", vera.id)
    await world.signed_in("vera", vera.id)
    assert misha.id != olga.id
    return vera


async def _signs_in(world: World, person: Person) -> None:
    await world.house.store.write(NOBODY, lambda tx: sign_in(tx, person.id, digest(new_secret()), "old phone"))


async def test_everything_that_was_planted_is_found(world: World) -> None:
    vera = await exposed(world)

    said = await vera.get(CHECK)

    found = {fact["kind"]: fact["count"] for fact in said["facts"]}
    assert found == {
        "X01": 10,
        "X02": 7,
        "X04": 4,
        "X05": 2,
        "X07": 2,
        "X08": 4,
        "X09": 2,
        "X10": 2,
        "X11": 1,
        "X13": 1,
    }
    assert sum(found.values()) >= 30
    assert said["score"] == 10 + 2 + 2 + 1 + 1
    assert len(said["facts"][0]["sample_ids"]) == 10


async def test_one_request_mends_each_line_and_lets_nobody_read_more(world: World) -> None:
    vera = await exposed(world)
    stranger = await world.member("stranger")
    before = [each["id"] for each in await stranger.get(f"/api/v1/accounts/{vera.id}/statuses")]
    order = ["X02", "X05", "X04", "X07", "X09", "X10", "X11", "X13", "X01"]
    taps = 0

    for kind in order:
        if kind in await facts(vera):
            await mend(vera, kind)
            taps += 1
        assert kind not in await facts(vera), kind
        now = [each["id"] for each in await stranger.get(f"/api/v1/accounts/{vera.id}/statuses")]
        assert set(now) <= set(before)
        before = now

    assert await facts(vera) == {}
    assert taps <= len(order)
    assert before == []


async def test_what_was_folded_away_by_the_check_up_can_be_undone(world: World) -> None:
    vera = await exposed(world)

    said = await mend(vera, "X02")
    undone = await vera.post(f"/api/kukhnya/v1/audience/{said['id']}/undo")

    assert said["count"] == undone["restored"] == 7
    assert (await facts(vera))["X02"] == 7


async def test_each_sees_what_somebody_of_their_kind_sees(world: World) -> None:
    vera, follower, member, named = await world.members("vera", "follower", "member", "named")
    await vera.opens_profile()
    await follower.follows(vera)
    for audience in Audience:
        await vera.posts("hello" if audience is not Audience.DIRECT else "hello @named", audience, **(
            {"circle_id": await vera.circle_of("friends", named)} if audience is Audience.CIRCLE else {}
        ))  # fmt: skip
    real = {"stranger": world.nobody, "search_engine": world.nobody, "member": member, "follower": follower}

    for closed in (False, True):
        if closed:
            await vera.closes_profile()
        for whom, person in real.items():
            answer = await person.call("GET", f"/api/v1/accounts/{vera.id}/statuses")
            shown = len(answer.json()) if answer.status_code == 200 else 0
            assert (await facts(vera, whom)).get("X01", 0) == shown, (closed, whom)
        seen = len(await named.get(f"/api/v1/accounts/{vera.id}/statuses"))
        assert (await facts(vera, f"account:{named.id}")).get("X01", 0) == seen


async def test_somebody_with_a_grudge_follows_where_nobody_is_asked(world: World) -> None:
    vera = await world.member("vera")
    await vera.opens_profile()
    await vera.posts("for those who follow", Audience.FOLLOWERS)

    async def read_by_a_grudge() -> int:
        return (await facts(vera, "grudge")).get("X01", 0)

    await vera.patch("/api/v1/accounts/update_credentials", locked=False)
    unasked = await read_by_a_grudge()
    await vera.patch("/api/v1/accounts/update_credentials", locked=True)
    asked = await read_by_a_grudge()

    assert (unasked, asked) == (1, 0)


async def test_only_what_can_be_looked_at_is_looked_at(small_world: World) -> None:
    vera = await small_world.member("vera")

    odd = await vera.call("GET", CHECK, params={"as": "everybody"})
    missing = await vera.call("GET", CHECK, params={"as": "account:117000000000000001"})
    unknown = await vera.call("POST", f"{CHECK}/X99", json={})

    assert odd.status_code == unknown.status_code == 422
    assert "as" in odd.json()["details"]
    assert missing.status_code == 404


async def test_nobody_learns_from_it_who_blocks_them(small_world: World) -> None:
    vera, enemy, stranger = await small_world.members("vera", "enemy", "stranger")
    await vera.opens_profile()
    await vera.posts("hello")
    await enemy.post(f"/api/v1/accounts/{vera.id}/block")

    said = [await vera.get(CHECK, **{"as": f"account:{person.id}"}) for person in (enemy, stranger)]

    assert [[fact["count"] for fact in each["facts"]] for each in said] == [[1]] * 2


@pytest.mark.parametrize("whom", KINDS)
async def test_a_page_of_facts_takes_few_statements(small_world: World, whom: str) -> None:
    vera = await exposed(small_world)
    await facts(vera, whom)

    with small_world.counted() as statements:
        await facts(vera, whom)

    assert statements[0] <= 8
