"""Hashtags: followed ones come to the home page, featured ones stand on a profile."""

import asyncio

import pytest

from kukhnya.model.audience import Audience
from tests.api.test_ties import statements
from tests.world import Person, World

CHANGE = "/api/v1/accounts/update_credentials"


async def under_tags(world: World) -> tuple[Person, Person, Person]:
    """Vera with an open profile, somebody who follows nobody, and somebody who follows Vera."""
    vera, reader, friend = await world.members("vera", "reader", "friend")
    await vera.opens_profile()
    await friend.follows(vera)
    return vera, reader, friend


async def test_what_stands_under_a_followed_tag_comes_home_in_its_place(world: World) -> None:
    vera, reader, friend = await under_tags(world)
    await reader.post("/api/v1/tags/Кухня/follow")
    first = await vera.posts("one #кухня")
    own = await reader.posts("mine")
    await vera.posts("not tagged")
    last = await vera.posts("two #кухня #чай")

    home = await reader.home()

    assert home == [last, own, first]
    assert await reader.home(limit=1, min_id=first) == [own]
    assert await reader.home(limit=2, max_id=last) == [own, first]
    await reader.post("/api/v1/tags/чай/follow")
    assert await reader.home() == home
    await friend.post("/api/v1/tags/чай/follow")
    assert len(await friend.home()) == 3
    await reader.post("/api/v1/tags/кухня/unfollow")
    await reader.post("/api/v1/tags/чай/unfollow")
    assert await reader.home() == [own]


@pytest.mark.parametrize("to", [Audience.UNLISTED, Audience.FOLLOWERS, Audience.DIRECT, Audience.SELF])
async def test_only_what_was_meant_to_be_found_comes_home_by_its_tag(small_world: World, to: Audience) -> None:
    vera, reader, _ = await under_tags(small_world)
    await reader.post("/api/v1/tags/tea/follow")

    await vera.posts("#tea, not for all to find", to)

    assert await reader.home() == []


async def test_who_is_blocked_muted_or_closed_does_not_come_home_by_a_tag(small_world: World) -> None:
    vera, reader, _ = await under_tags(small_world)
    closed, blocker, muted, blocked = await small_world.members("closed", "blocker", "muted", "blocked")
    for person in (blocker, muted, blocked):
        await person.opens_profile()
    await reader.post("/api/v1/tags/tea/follow")
    await blocker.post(f"/api/v1/accounts/{reader.id}/block")
    await reader.post(f"/api/v1/accounts/{blocked.id}/block")
    await reader.post(f"/api/v1/accounts/{muted.id}/mute")
    for person in (closed, blocker, muted, blocked):
        await person.posts("#tea")
    found = await vera.posts("#tea")

    assert await reader.home() == [found]
    await vera.closes_profile()
    assert await reader.home() == []


async def test_a_tag_says_whether_it_is_followed_and_featured(small_world: World) -> None:
    vera, other = await small_world.members("vera", "other")

    followed = await vera.post("/api/v1/tags/Tea/follow")
    again = await vera.post("/api/v1/tags/tea/follow")
    featured = await vera.post("/api/v1/tags/tea/feature")

    assert (followed["name"], followed["following"], followed["featuring"]) == ("tea", True, False)
    assert again == followed
    assert (featured["following"], featured["featuring"]) == (True, True)
    assert (await other.get("/api/v1/tags/tea"))["following"] is False
    assert (await small_world.nobody.get("/api/v1/tags/tea"))["following"] is False
    assert (await vera.post("/api/v1/tags/tea/unfeature"))["featuring"] is False
    assert (await vera.post("/api/v1/tags/tea/unfollow"))["following"] is False
    assert (await vera.call("POST", "/api/v1/tags/123/follow")).status_code == 404


async def test_followed_tags_are_listed_page_by_page_the_latest_first(world: World) -> None:
    vera = await world.member("vera")
    for name in ("one", "two", "three"):
        await vera.post(f"/api/v1/tags/{name}/follow")

    first = await vera.call("GET", "/api/v1/followed_tags", params={"limit": 2})
    rest = await vera.call("GET", first.links["next"]["url"])

    assert [tag["name"] for tag in first.json()] == ["three", "two"]
    assert [tag["name"] for tag in rest.json()] == ["one"]
    assert all(tag["following"] and len(tag["history"]) == 7 for tag in first.json())


async def test_two_apps_that_follow_or_feature_at_once_make_one_of_it(world: World) -> None:
    vera = await world.member("vera")
    paths = ["/api/v1/tags/tea/follow", "/api/v1/tags/tea/feature"] * 4

    answers = await asyncio.gather(*(vera.call("POST", path) for path in paths))

    assert {answer.status_code for answer in answers} == {200}
    assert len(await vera.get("/api/v1/followed_tags")) == 1
    assert len(await vera.get("/api/v1/featured_tags")) == 1


async def test_there_is_a_limit_to_followed_and_featured_tags(small_world: World) -> None:
    vera = await small_world.member("vera")
    bounds = small_world.house.settings.bounds
    for number in range(bounds.featured_tags):
        await vera.post("/api/v1/featured_tags", name=f"tag{number}")
    for number in range(bounds.followed_tags):
        await vera.post(f"/api/v1/tags/tag{number}/follow")

    one_more = [
        await vera.call("POST", "/api/v1/featured_tags", json={"name": "onemore"}),
        await vera.call("POST", "/api/v1/tags/onemore/feature"),
        await vera.call("POST", "/api/v1/tags/onemore/follow"),
    ]

    assert [(answer.status_code, list(answer.json()["details"])) for answer in one_more] == [(422, ["name"])] * 3
    assert (await vera.call("POST", "/api/v1/tags/tag3/follow")).status_code == 200
    said = (await vera.get("/api/v2/instance"))["configuration"]["accounts"]["max_featured_tags"]
    assert said == bounds.featured_tags


@pytest.mark.parametrize("name", ["", "   ", "12345", "a b", "x" * 5_000_000, "#"])
async def test_what_is_no_tag_is_not_featured(small_world: World, name: str) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("POST", "/api/v1/featured_tags", json={"name": name})

    assert answer.status_code in {413, 422}
    assert await vera.get("/api/v1/featured_tags") == []


async def test_a_featured_tag_counts_what_the_viewer_may_see(world: World) -> None:
    vera, stranger, follower = await world.members("vera", "stranger", "follower")
    await vera.opens_profile()
    await follower.follows(vera)
    await vera.post("/api/v1/featured_tags", name="#Tea")
    for to in (Audience.PUBLIC, Audience.FOLLOWERS, Audience.FOLLOWERS, Audience.SELF):
        await vera.posts("#tea", to)
    path = f"/api/v1/accounts/{vera.id}/featured_tags"

    counted = [(await person.get(path))[0]["statuses_count"] for person in (stranger, follower, vera, world.nobody)]
    await vera.closes_profile()
    closed = [await person.get(path) for person in (stranger, follower, vera, world.nobody)]

    assert counted == [1, 3, 4, 1]
    assert (closed[0], closed[3]) == ([], [])
    assert (closed[1][0]["statuses_count"], closed[1][0]["last_status_at"]) == (1, None)
    assert closed[2][0]["statuses_count"] == 4
    assert len(closed[2][0]["last_status_at"]) == len("2026-11-25")
    assert (await stranger.call("GET", closed[2][0]["url"].removeprefix("http://kitchen.test"))).status_code == 200


async def test_featured_tags_are_taken_off_by_their_owner_alone(small_world: World) -> None:
    vera, other = await small_world.members("vera", "other")
    made = await vera.post("/api/v1/featured_tags", name="tea")

    by_other = await other.call("DELETE", f"/api/v1/featured_tags/{made['id']}")
    missing = await other.call("DELETE", "/api/v1/featured_tags/117000000000000001")

    assert (by_other.status_code, by_other.text) == (missing.status_code, missing.text) == (404, missing.text)
    assert await vera.delete(f"/api/v1/featured_tags/{made['id']}") == {}
    assert await vera.get("/api/v1/featured_tags") == []


async def test_tags_used_openly_are_suggested_and_no_others(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.posts("#tea #cake")
    await vera.posts("#tea")
    await vera.posts("#secretword", Audience.FOLLOWERS)
    await vera.post("/api/v1/featured_tags", name="cake")

    suggested = await vera.get("/api/v1/featured_tags/suggestions")

    assert [(tag["name"], tag["history"][0]["uses"]) for tag in suggested] == [("tea", "2")]


async def test_home_honours_the_languages_of_a_follow(world: World) -> None:
    vera, reader, _ = await under_tags(world)
    await reader.post(f"/api/v1/accounts/{vera.id}/follow", languages=["ru", "en"])
    russian = await vera.posts("чай", language="ru")
    await vera.posts("Tee #tea", language="de")
    unsaid = await vera.posts("?")
    await reader.post("/api/v1/tags/tea/follow")

    assert await reader.home() == [unsaid, russian]
    await reader.post(f"/api/v1/accounts/{vera.id}/follow", languages=[])
    assert len(await reader.home()) == 3


async def test_home_takes_two_statements_and_four_with_tags(world: World) -> None:
    vera, reader, friend = await under_tags(world)
    for number in range(50):
        await vera.posts(f"{number} #tea #cake{number}")
    for person, most in ((friend, 2), (reader, 4)):
        if person is reader:
            for name in ("tea", *(f"cake{number}" for number in range(50))):
                await reader.post(f"/api/v1/tags/{name}/follow")
        for path in ("/api/v1/timelines/home", "/api/v1/timelines/home?min_id=1"):
            assert await statements(world, person, path) <= most


async def test_lists_of_tags_take_four_statements_at_most(world: World) -> None:
    vera, reader, _ = await under_tags(world)
    for number in range(10):
        await vera.posts(f"#tea{number} #tea")
        await vera.post("/api/v1/featured_tags", name=f"tea{number}")
        await reader.post(f"/api/v1/tags/tea{number}/follow")
    paths = (
        "/api/v1/followed_tags",
        "/api/v1/featured_tags",
        "/api/v1/featured_tags/suggestions",
        f"/api/v1/accounts/{vera.id}/featured_tags",
        "/api/v1/tags/tea",
    )

    for person in (vera, reader):
        for path in paths:
            assert await statements(world, person, path) <= 4, path


async def test_the_next_page_under_a_hashtag_of_any_letters_can_be_asked_for(small_world: World) -> None:
    vera, reader, _ = await under_tags(small_world)
    ids = [await vera.posts("#чай") for _ in range(3)]

    first = await reader.call("GET", "/api/v1/timelines/tag/чай", params={"limit": 2})
    second = await reader.call("GET", first.links["next"]["url"])

    assert [s["id"] for s in (*first.json(), *second.json())] == ids[::-1]


async def test_nothing_here_is_from_elsewhere(small_world: World) -> None:
    vera, reader, _ = await under_tags(small_world)
    status_id = await vera.posts("#tea")

    for path in ("/api/v1/timelines/public", "/api/v1/timelines/tag/tea"):
        assert status_id in [s["id"] for s in await reader.get(path)]
        assert await reader.get(path, remote=True) == []
