"""Search finds what the searcher may see and the author lets be found, and nothing else."""

import pytest
from sqlalchemy import select

from kukhnya.actions.suspend_account import suspend_account
from kukhnya.model.audience import Audience
from kukhnya.model.ids import iso
from kukhnya.model.viewer import NOBODY
from kukhnya.store.sealed import status_word
from kukhnya.store.statement import Statement
from tests.world import Person, World


async def test_ones_own_words_are_found_and_those_of_people_who_let_themselves_be_found(world: World) -> None:
    vera, misha, seeker = await world.members("vera", "misha", "seeker")
    for person in (vera, misha):
        await person.opens_profile()
    await vera.patch("/api/v1/accounts/update_credentials", indexable=True)
    found = await vera.posts("Самовар закипел")
    await misha.posts("самовар у меня тоже")
    own = await seeker.posts("мой самовар", Audience.SELF)
    await world.settle()

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
    for path in ("/api/v1/search", "/api/v2/search"):
        answer = await world.nobody.call("GET", path, params={"q": "tea"})

        assert answer.status_code == 401


async def test_older_programs_find_the_same_and_hashtags_by_name(small_world: World) -> None:
    vera, seeker = await small_world.members("vera", "seeker")
    await vera.opens_profile()
    await vera.patch("/api/v1/accounts/update_credentials", indexable=True, discoverable=True)
    status_id = await vera.posts("#samovar tea")
    await vera.posts("#samovar for few", Audience.FOLLOWERS)
    await small_world.settle()

    old = await seeker.get("/api/v1/search", q="samovar")
    new = await seeker.get("/api/v2/search", q="samovar")

    assert [status["id"] for status in old["statuses"]] == [status_id]
    assert old["hashtags"] == [tag["name"] for tag in new["hashtags"]] == ["samovar"]
    assert (old["accounts"], old["statuses"]) == (new["accounts"], new["statuses"])


async def test_a_tag_nobody_has_used_is_empty_and_not_missing(world: World) -> None:
    vera = await world.member("vera")

    assert await vera.get("/api/v1/timelines/tag/небывалое") == []
    assert (await vera.get("/api/v1/tags/небывалое"))["name"] == "небывалое"


FIND = "/api/v2/search"


async def found(person: Person, q: str, **params: object) -> list[str]:
    """Ids of the statuses a search gives."""
    return [status["id"] for status in (await person.get(FIND, q=q, type="statuses", **params))["statuses"]]


async def indexed(world: World) -> set[str]:
    """Ids of the statuses that stand in the index on disk."""
    async with world.house.store.read(NOBODY) as tx:
        return {str(an_id) for an_id in await tx.column(Statement(select(status_word.c.status_id).distinct()))}


async def findable(world: World, name: str = "vera") -> Person:
    """Somebody open who lets themselves be found."""
    person = await world.member(name)
    await person.opens_profile()
    await person.patch("/api/v1/accounts/update_credentials", indexable=True)
    return person


async def test_an_inflected_word_finds_its_base_form_whatever_the_audience(world: World) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    await seeker.follows(vera)
    said = [await vera.posts("На столе стоят самовары", to) for to in (Audience.PUBLIC, Audience.FOLLOWERS)]
    own = await seeker.posts("jumping over самоваром", Audience.SELF)
    await vera.posts("самолёты")
    await world.settle()

    assert await found(seeker, "самовар") == [own, *reversed(said)]
    assert await found(seeker, "jumps САМОВАРЫ") == [own]
    assert await found(seeker, "самовар", limit=1, offset=1) == [said[1]]


async def test_only_words_that_anybody_may_find_are_in_the_index(world: World) -> None:
    vera, quiet = await findable(world), await world.member("quiet")
    await quiet.opens_profile()
    circle = await vera.circle_of("c", quiet)
    ids = {audience: await vera.posts("canary", audience, circle_id=circle) for audience in Audience}
    await quiet.posts("canary")
    await world.settle()

    assert await indexed(world) == {ids[Audience.PUBLIC]}


@pytest.mark.parametrize("change", ["narrow", "close", "unfindable", "delete", "suspend"])
async def test_what_is_no_longer_for_anybody_leaves_the_index(world: World, change: str) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    status_id = await vera.posts("canary")
    await world.settle()
    assert await found(seeker, "canary") == [status_id]

    if change == "narrow":
        await vera.put(f"/api/v1/statuses/{status_id}", visibility="private")
    elif change == "delete":
        await vera.delete(f"/api/v1/statuses/{status_id}")
    elif change == "suspend":
        await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, vera.id))
    else:
        wish = {"closed": True} if change == "close" else {"indexable": False}
        await vera.patch("/api/v1/accounts/update_credentials", **wish)

    assert await found(seeker, "canary") == []
    await world.settle()
    assert await indexed(world) == set()


async def test_who_lets_themselves_be_found_again_is_found_with_the_past(world: World) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    ids = [await vera.posts(f"canary {number}") for number in range(3)]
    await vera.patch("/api/v1/accounts/update_credentials", indexable=False)
    await world.settle()
    assert await found(seeker, "canary") == []

    await vera.patch("/api/v1/accounts/update_credentials", indexable=True)
    await world.settle()

    assert await found(seeker, "canary") == ids[::-1]


async def test_an_edit_is_found_by_what_it_says_now(world: World) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    status_id = await vera.posts("before")
    await world.settle()

    await vera.put(f"/api/v1/statuses/{status_id}", status="lemon")
    await world.settle()

    assert await found(seeker, "lemons") == [status_id]
    assert await found(seeker, "before") == []


async def test_operators_narrow_a_search(world: World) -> None:
    vera, misha = await findable(world), await findable(world, "misha")
    seeker = await world.member("seeker")
    first = await vera.posts("tea https://example.org/x")
    poll = await vera.posts("tea?", poll={"options": ["green", "black"], "expires_in": 3600})
    reply = await misha.posts("tea!", in_reply_to_id=first, sensitive=True)
    own = await seeker.posts("tea mine", Audience.SELF)
    await world.settle()
    today = iso(world.clock())[:10]

    assert await found(seeker, "tea") == [own, reply, poll, first]
    assert await found(seeker, "tea from:vera") == [poll, first]
    assert await found(seeker, "from:@misha") == [reply]
    assert await found(seeker, "from:me tea") == [own]
    assert await found(seeker, "from:nobody_at_all tea") == []
    assert await found(seeker, "tea has:link") == [first]
    assert await found(seeker, "tea has:poll") == [poll]
    assert await found(seeker, "is:reply is:sensitive") == [reply]
    assert await found(seeker, "tea has:media") == []
    assert await found(seeker, f"tea before:{today}") == []
    assert await found(seeker, f"tea after:{today}") == []
    assert await found(seeker, "tea after:2020-01-01") == [own, reply, poll, first]
    assert await found(seeker, "greens") == [poll]


async def test_an_operator_that_says_nothing_is_refused_by_the_name_of_its_field(small_world: World) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("GET", FIND, params={"q": "before:yesterday"})

    assert answer.status_code == 422
    assert "before" in answer.json()["details"]["q"][0]["description"]


async def test_names_and_hashtags_are_found_by_their_beginning_and_in_spite_of_a_slip(world: World) -> None:
    vera = await findable(world, "samovarnik")
    await vera.patch("/api/v1/accounts/update_credentials", discoverable=True, display_name="Вера Самоварова")
    hidden, seeker = await world.members("samovarnica", "seeker")
    await vera.posts("#samovary")
    await hidden.posts("#samovare", Audience.FOLLOWERS)

    for q in ("samovarn", "samovrnik", "smaovarnik", "самоварва"):
        assert [who["id"] for who in (await seeker.get(FIND, q=q, type="accounts"))["accounts"]] == [str(vera.id)], q
    for q in ("samov", "smaovary", "#samovari"):
        assert [tag["name"] for tag in (await seeker.get(FIND, q=q, type="hashtags"))["hashtags"]] == ["samovary"], q


async def test_somebody_one_blocks_is_not_found_by_words(world: World) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    await vera.posts("canary")
    await world.settle()

    await vera.post(f"/api/v1/accounts/{seeker.id}/block")

    assert await found(seeker, "canary") == []


async def test_what_is_in_the_index_and_what_is_not_come_in_one_order(world: World) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    await seeker.follows(vera)
    said = []
    for number in range(3):
        said.append(await seeker.posts(f"canary of mine {number}", Audience.SELF))
        said.append(await vera.posts(f"canary for all {number}"))
        said.append(await vera.posts(f"canary for few {number}", Audience.FOLLOWERS))
    await world.settle()
    newest = said[::-1]

    assert await found(seeker, "canary") == newest
    for limit in (1, 2, 3, 4):
        assert await found(seeker, "canary", limit=limit) == newest[:limit]
        assert await found(seeker, "canary", limit=limit, offset=3) == newest[3 : 3 + limit]


async def test_a_search_for_statuses_takes_four_statements(world: World) -> None:
    vera, seeker = await findable(world), await world.member("seeker")
    for number in range(30):
        await vera.posts(f"canary {number}")
    await world.settle()
    await found(seeker, "canaries")

    with world.counted() as counted:
        assert len(await found(seeker, "canaries", limit=20)) == 20

    assert counted[0] <= 4
