"""What was for anybody is for fewer, once it is as old as its author has chosen."""

import pytest

from kukhnya.actions.fold_away import fold_away
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.world import Person, World

ME = "/api/v1/accounts/update_credentials"
DAY = 86_400


async def fold(world: World) -> int:
    """What the worker does every hour."""
    return await world.house.store.write(NOBODY, fold_away)


async def folding(world: World, days: int, to: str) -> tuple[Person, Person, Person]:
    """An author with an open profile who folds, a follower and somebody who does not follow."""
    vera, friend, stranger = await world.members("vera", "friend", "stranger")
    await vera.opens_profile()
    await friend.follows(vera)
    await vera.patch(ME, source={"fold_after_days": days, "fold_to": to})
    return vera, friend, stranger


@pytest.mark.parametrize(("to", "friend_reads"), [("self", False), ("followers", True)])
async def test_an_old_status_is_read_by_those_it_folds_to_alone(world: World, to: str, friend_reads: bool) -> None:
    vera, friend, stranger = await folding(world, 90, to)
    old = await vera.posts("old #tea")
    world.clock.forward(89 * DAY)
    young = await vera.posts("young")
    assert await fold(world) == 0
    world.clock.forward(2 * DAY)

    assert await fold(world) == 1

    assert await vera.sees(old)
    assert await friend.sees(old) == friend_reads
    assert not await stranger.sees(old)
    assert not await world.nobody.sees(old)
    assert await stranger.sees(young)
    assert await stranger.get("/api/v1/timelines/tag/tea") == []
    assert (await vera.get(f"/api/v1/statuses/{old}"))["audience"] == to
    assert await fold(world) == 0


async def test_what_is_pinned_or_bookmarked_by_its_author_does_not_fold(world: World) -> None:
    vera, friend, stranger = await folding(world, 1, "self")
    pinned, kept, liked = [await vera.posts(text) for text in ("pinned", "kept", "liked")]
    await vera.post(f"/api/v1/statuses/{pinned}/pin")
    await vera.post(f"/api/v1/statuses/{kept}/bookmark")
    await friend.post(f"/api/v1/statuses/{liked}/bookmark")
    world.clock.forward(2 * DAY)

    await fold(world)

    assert [await stranger.sees(each) for each in (pinned, kept, liked)] == [True, True, False]


async def test_a_re_share_folds_with_the_rest_and_what_it_shares_stays(world: World) -> None:
    vera, friend, stranger = await folding(world, 1, "self")
    await friend.opens_profile()
    joke = await friend.posts("joke")
    share = await vera.post(f"/api/v1/statuses/{joke}/reblog", visibility="public")
    assert await stranger.sees(share["id"])
    world.clock.forward(2 * DAY)

    await fold(world)

    assert not await stranger.sees(share["id"])
    assert await stranger.sees(joke)


async def test_what_was_already_for_fewer_stays_as_it_is(world: World) -> None:
    vera, friend, _ = await folding(world, 1, "followers")
    circle = await vera.circle_of("two", friend)
    narrow = {
        a: await vera.posts(a.value, a, circle_id=circle)
        for a in Audience
        if a not in {Audience.PUBLIC, Audience.UNLISTED}
    }
    world.clock.forward(2 * DAY)

    assert await fold(world) == 0

    for audience, status_id in narrow.items():
        assert (await vera.get(f"/api/v1/statuses/{status_id}"))["audience"] == audience.value


async def test_a_folded_reply_is_counted_no_more(world: World) -> None:
    vera, friend, stranger = await folding(world, 1, "self")
    await friend.opens_profile()
    question = await friend.posts("question")
    await vera.posts("answer", in_reply_to_id=question)
    assert (await stranger.get(f"/api/v1/statuses/{question}"))["replies_count"] == 1
    world.clock.forward(2 * DAY)

    await fold(world)

    assert (await stranger.get(f"/api/v1/statuses/{question}"))["replies_count"] == 0


async def test_nothing_folds_for_who_has_not_asked_for_it(world: World) -> None:
    vera, _, stranger = await folding(world, 30, "self")
    await vera.patch(ME, source={"fold_after_days": 0})
    old = await vera.posts("old")
    world.clock.forward(400 * DAY)

    assert await fold(world) == 0

    assert await stranger.sees(old)
    source = (await vera.get("/api/v1/accounts/verify_credentials"))["source"]
    assert (source["fold_after_days"], source["fold_to"]) == (0, "self")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fold_after_days", -1),
        ("fold_after_days", 10**9),
        ("fold_to", "public"),
        ("fold_to", "circle"),
        ("fold_to", "x"),
    ],
)
async def test_a_wish_that_cannot_be_is_refused_by_its_name(small_world: World, field: str, value: object) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("PATCH", ME, json={"source": {field: value}})

    assert answer.status_code == 422
    assert field in str(answer.json()["details"])


async def test_a_new_account_folds_what_is_older_than_ninety_days(world: World) -> None:
    vera, stranger = await world.members("vera", "stranger")
    await vera.opens_profile()
    old = await vera.posts("old")
    world.clock.forward(91 * DAY)

    await fold(world)

    assert not await stranger.sees(old)
    assert await vera.sees(old)


async def test_what_has_folded_can_be_brought_back_and_stays(world: World) -> None:
    vera, friend, stranger = await folding(world, 30, "self")
    public, unlisted = await vera.posts("old"), await vera.posts("older", Audience.UNLISTED)
    world.clock.forward(31 * DAY)
    await fold(world)
    (kept,) = await vera.get("/api/kukhnya/v1/audience")

    said = await vera.post(f"/api/kukhnya/v1/audience/{kept['id']}/undo")

    assert (kept["kind"], kept["count"], kept["undo_until"]) == ("fold", 2, None)
    assert said == {"restored": 2, "gone": 0, "moved_since": 0}
    assert [(await vera.get(f"/api/v1/statuses/{i}"))["audience"] for i in (public, unlisted)] == ["public", "unlisted"]
    assert await fold(world) == 0
    assert await stranger.sees(public)
    assert await friend.sees(unlisted)


async def test_what_is_to_be_gone_is_deleted(world: World) -> None:
    vera, _, _ = await folding(world, 30, "gone")
    old, pinned = await vera.posts("old"), await vera.posts("pinned")
    await vera.post(f"/api/v1/statuses/{pinned}/pin")
    world.clock.forward(31 * DAY)

    assert await fold(world) == 1

    assert not await vera.sees(old)
    assert await vera.sees(pinned)


async def test_one_is_told_a_week_before(world: World) -> None:
    vera, _, _ = await folding(world, 30, "self")
    await vera.posts("old")
    told = []

    for days in (20, 5, 6):
        world.clock.forward(days * DAY)
        told.append((await vera.get("/api/kukhnya/v1/folding"))["within_a_week"])

    assert told == [0, 1, 0]
