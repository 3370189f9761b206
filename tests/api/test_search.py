"""Search finds what the searcher may see and the author lets be found, and nothing else."""

from kukhnya.model.audience import Audience
from tests.world import World


async def test_ones_own_words_are_found_and_those_of_people_who_let_themselves_be_found(world: World) -> None:
    vera, misha, seeker = await world.members("vera", "misha", "seeker")
    for person in (vera, misha):
        await person.opens_profile()
    await vera.patch("/api/v1/accounts/update_credentials", indexable=True)
    found = await vera.posts("Самовар закипел")
    await misha.posts("самовар у меня тоже")
    own = await seeker.posts("мой самовар", Audience.SELF)

    result = await seeker.get("/api/v2/search", q="САМОВАР", type="statuses")

    assert [status["id"] for status in result["statuses"]] == [own, found]


async def test_a_tag_that_stands_only_on_narrow_statuses_is_not_found(world: World) -> None:
    vera, seeker = await world.members("vera", "seeker")
    await vera.opens_profile()
    await vera.posts("#openly said")
    await vera.posts("#opensecret", Audience.FOLLOWERS)

    result = await seeker.get("/api/v2/search", q="#open", type="hashtags")
    history = await seeker.get("/api/v1/tags/opensecret")

    assert [tag["name"] for tag in result["hashtags"]] == ["openly"]
    assert {day["uses"] for day in history["history"]} == {"0"}


async def test_an_address_of_ours_finds_its_status_where_it_may_be_seen(world: World) -> None:
    vera, seeker = await world.members("vera", "seeker")
    status_id = await vera.posts("here", Audience.FOLLOWERS)
    url = (await vera.get(f"/api/v1/statuses/{status_id}"))["url"]

    by_author = await vera.get("/api/v2/search", q=url)
    by_stranger = await seeker.get("/api/v2/search", q=url)

    assert [status["id"] for status in by_author["statuses"]] == [status_id]
    assert by_stranger["statuses"] == []


async def test_search_is_for_members(world: World) -> None:
    answer = await world.nobody.call("GET", "/api/v2/search", params={"q": "tea"})

    assert answer.status_code == 401


async def test_a_tag_nobody_has_used_is_empty_and_not_missing(world: World) -> None:
    vera = await world.member("vera")

    assert await vera.get("/api/v1/timelines/tag/небывалое") == []
    assert (await vera.get("/api/v1/tags/небывалое"))["name"] == "небывалое"
