"""Trends: what several people chose to make public, and never anything narrower."""

import pytest

from kukhnya.model.audience import Audience
from tests.api.test_ties import statements
from tests.world import Person, World

PAGES = ("tags", "statuses", "links")


async def open_members(world: World, *names: str) -> list[Person]:
    """Members whose profiles are open and who want to be discovered."""
    people = await world.members(*names)
    for person in people:
        await person.opens_profile()
        await person.patch("/api/v1/accounts/update_credentials", discoverable=True)
    return people


async def liked(world: World, author: Person, text: str, *fans: Person, to: Audience = Audience.PUBLIC) -> str:
    """A status that these people like."""
    status_id = await author.posts(text, to)
    for fan in fans:
        await fan.post(f"/api/v1/statuses/{status_id}/favourite")
    await world.settle()
    return status_id


def later(world: World) -> None:
    """What was remembered is not believed any more."""
    world.clock.forward(121)


async def tags_of(person: Person) -> list[str]:
    """Names of hashtags that trend for this person."""
    return [tag["name"] for tag in await person.get("/api/v1/trends/tags")]


async def statuses_of(person: Person) -> list[str]:
    """Ids of statuses that trend for this person."""
    return [status["id"] for status in await person.get("/api/v1/trends/statuses")]


@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.PUBLIC])
async def test_what_is_narrower_than_public_never_trends(small_world: World, audience: Audience) -> None:
    vera, misha, reader = await open_members(small_world, "vera", "misha", "reader")
    for one, other in ((vera, misha), (misha, vera), (reader, vera), (reader, misha), (vera, reader), (misha, reader)):
        await one.follows(other)
    for author in (vera, misha):
        circle = await author.circle_of("us", *(each for each in (vera, misha, reader) if each is not author))
        status_id = await author.posts("@vera @misha @reader #secret", audience, circle_id=circle)
        for fan in (vera, misha, reader):
            await fan.call("POST", f"/api/v1/statuses/{status_id}/favourite")
    await small_world.settle()

    for person in (reader, vera, small_world.nobody):
        assert await tags_of(person) == []
        assert await statuses_of(person) == []


async def test_a_hashtag_trends_by_how_many_people_use_it(world: World) -> None:
    vera, misha, anya = await open_members(world, "vera", "misha", "anya")
    for person in (vera, misha):
        await person.posts("#tea")
    for person in (vera, misha, anya):
        await person.posts("#bread")
    for _ in range(5):
        await vera.posts("#alone")

    assert await tags_of(world.nobody) == ["bread", "tea"]
    assert [tag["name"] for tag in await world.nobody.get("/api/v1/trends", limit=1)] == ["bread"]
    assert [tag["name"] for tag in await world.nobody.get("/api/v1/trends/tags", limit=1, offset=1)] == ["tea"]


async def test_a_hashtag_tells_its_week_day_by_day(world: World) -> None:
    vera, misha = await open_members(world, "vera", "misha")
    await vera.posts("#tea")
    await misha.posts("#tea")
    await misha.posts("more #tea")

    for tag in (
        (await vera.get("/api/v1/trends/tags"))[0],
        await vera.get("/api/v1/tags/tea"),
        (await vera.get("/api/v2/search", q="tea"))["hashtags"][0],
    ):
        assert len(tag["history"]) == 7
        assert (tag["history"][0]["uses"], tag["history"][0]["accounts"]) == ("3", "2")
        assert tag["history"][1]["uses"] == "0"
        assert int(tag["history"][0]["day"]) % 86_400 == 0


async def test_statuses_trend_by_likes_and_shares_of_others(world: World) -> None:
    vera, misha, anya, boris = await open_members(world, "vera", "misha", "anya", "boris")
    two = await liked(world, vera, "two", misha, anya)
    three = await liked(world, vera, "three", misha, anya, boris)
    await liked(world, vera, "one", misha)
    own = await liked(world, vera, "own", vera)
    await vera.post(f"/api/v1/statuses/{own}/reblog")

    assert await statuses_of(world.nobody) == [three, two]


async def test_who_does_not_want_to_be_discovered_is_not_put_on_show(small_world: World) -> None:
    vera, misha, anya = await open_members(small_world, "vera", "misha", "anya")
    await vera.patch("/api/v1/accounts/update_credentials", discoverable=False)
    await liked(small_world, vera, "quiet", misha, anya)
    await liked(small_world, misha, "a reply to nobody, with a warning", vera, anya)

    assert await statuses_of(anya) != []
    assert all(s["account"]["username"] == "misha" for s in await anya.get("/api/v1/trends/statuses"))


async def test_a_block_a_mute_a_narrowing_and_a_closing_show_at_once(world: World) -> None:
    vera, misha, anya, boris = await open_members(world, "vera", "misha", "anya", "boris")
    status_id = await liked(world, vera, "#tea", misha, anya, boris)
    await misha.posts("#tea")
    for person in (anya, boris, world.nobody):
        assert await tags_of(person) == ["tea"]
        assert await statuses_of(person) == [status_id]

    await vera.post(f"/api/v1/accounts/{anya.id}/block")
    await boris.post(f"/api/v1/accounts/{vera.id}/mute")

    for person in (anya, boris):
        assert await tags_of(person) == []
        assert await statuses_of(person) == []
    assert await statuses_of(world.nobody) == [status_id]
    await vera.put(f"/api/v1/statuses/{status_id}", status="#tea", visibility="unlisted")
    assert await statuses_of(world.nobody) == []
    assert await tags_of(world.nobody) == []
    await vera.posts("#tea")
    later(world)
    assert await tags_of(world.nobody) == ["tea"]
    await misha.closes_profile()
    assert await tags_of(world.nobody) == []


async def test_what_is_a_week_old_trends_no_more(small_world: World) -> None:
    vera, misha = await open_members(small_world, "vera", "misha")
    await vera.posts("#tea")
    await misha.posts("#tea")
    assert await tags_of(vera) == ["tea"]

    small_world.clock.forward(8 * 86_400)

    assert await tags_of(vera) == []


async def test_what_has_been_rejected_never_trends(world: World) -> None:
    keeper = await world.moderator("keeper")
    vera, misha, anya = await open_members(world, "vera", "misha", "anya")
    status_id = await liked(world, vera, "#tea", misha, anya)
    await misha.posts("#tea")
    assert await tags_of(anya) == ["tea"]

    rejected = await keeper.post("/api/v1/admin/trends/tags/tea/reject")
    await keeper.post(f"/api/v1/admin/trends/statuses/{status_id}/reject")

    assert (rejected["name"], rejected["trendable"], rejected["requires_review"]) == ("tea", False, False)
    assert await tags_of(anya) == []
    assert await statuses_of(anya) == []
    shown = await keeper.get("/api/v1/admin/trends/tags")
    assert [(tag["name"], tag["trendable"]) for tag in shown] == [("tea", False)]
    assert [s["id"] for s in await keeper.get("/api/v1/admin/trends/statuses")] == [status_id]
    await keeper.post("/api/v1/admin/trends/tags/tea/approve")
    assert await tags_of(anya) == ["tea"]


async def test_a_review_goes_with_its_status(world: World) -> None:
    keeper = await world.moderator("keeper")
    vera, misha, anya = await open_members(world, "vera", "misha", "anya")
    status_id = await liked(world, vera, "tea", misha, anya)
    await keeper.post(f"/api/v1/admin/trends/statuses/{status_id}/approve")

    await vera.delete(f"/api/v1/statuses/{status_id}")

    assert (await keeper.call("POST", f"/api/v1/admin/trends/statuses/{status_id}/approve")).status_code == 404
    assert await statuses_of(keeper) == []


async def test_members_cannot_review(small_world: World) -> None:
    keeper = await small_world.moderator("keeper")
    (vera,) = await open_members(small_world, "vera")
    own = await small_world.signed_in("vera", vera.id, "read write admin:read admin:write")

    for verb, path in (("GET", "/api/v1/admin/trends/tags"), ("POST", "/api/v1/admin/trends/tags/tea/reject")):
        assert (await own.call(verb, path)).status_code == 403
        assert (await vera.call(verb, path)).status_code == 403
        assert (await small_world.nobody.call(verb, path)).status_code == 401
    assert (await keeper.call("POST", "/api/v1/admin/trends/tags/12/reject")).status_code == 404
    assert (await keeper.call("POST", "/api/v1/admin/trends/links/12/reject")).status_code == 404
    assert (await keeper.call("POST", "/api/v1/admin/trends/links/publishers/no.example/reject")).status_code == 404


async def test_trends_take_few_statements_once_they_are_remembered(world: World) -> None:
    vera, misha, anya = await open_members(world, "vera", "misha", "anya")
    await liked(world, vera, "#tea", misha, anya)
    await misha.posts("#tea")

    for page in PAGES:
        await anya.get(f"/api/v1/trends/{page}")
        with world.counted() as counted:
            await anya.get(f"/api/v1/trends/{page}")

        assert counted[0] <= 3, (page, counted)


async def test_a_page_of_trends_is_filled_by_what_comes_after_what_is_not_to_be_found(world: World) -> None:
    vera, misha, anya, boris, reader = await open_members(world, "vera", "misha", "anya", "boris", "reader")
    for author in (boris, anya):
        await author.posts("#tea")
    for author in (vera, misha, anya):
        for name in ("cake", "bread"):
            await author.posts(f"#{name}")
    shown = await tags_of(reader)
    for author in (vera, misha):
        await reader.post(f"/api/v1/accounts/{author.id}/block")

    first = [tag["name"] for tag in await reader.get("/api/v1/trends/tags", limit=1)]
    second = await reader.get("/api/v1/trends/tags", limit=1, offset=1)

    assert sorted(shown[:2]) == ["bread", "cake"]
    assert shown[2:] == ["tea"]
    assert first == ["tea"]
    assert second == []
    assert await statements(world, reader, "/api/v1/trends/tags?limit=1") <= 4
