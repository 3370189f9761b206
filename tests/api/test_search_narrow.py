"""Words that are for few are compared as they are at this moment, for whoever may read them at this moment, and outlive nothing."""

import pytest

from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, Time
from tests.api.test_media import upload
from tests.api.test_search import findable, found
from tests.world import Person, World

FEW = (Audience.FOLLOWERS, Audience.MUTUALS, Audience.CIRCLE, Audience.DIRECT, Audience.SELF)


@pytest.fixture
async def friends(world: World) -> tuple[Person, Person, Person]:
    """Somebody who lets themselves be found, who follows them, and who does not."""
    vera = await findable(world)
    misha, stranger = await world.members("misha", "stranger")
    await misha.follows(vera)
    return vera, misha, stranger


async def test_what_one_reader_has_found_is_not_found_by_another(world: World) -> None:
    vera, misha = await findable(world), await world.member("misha")
    stranger, named = await world.members("stranger", "named")
    circle = await vera.circle_of("c", misha)
    await misha.follows(vera)
    await vera.follows(misha)
    said = {
        to: await vera.posts("canary @named" if to is Audience.DIRECT else "canary", to, circle_id=circle) for to in FEW
    }
    own = [said[to] for to in reversed(FEW)]

    for _ in range(2):
        assert await found(vera, "canary") == own
        assert await found(misha, "canary") == [said[to] for to in reversed(FEW[:3])]
        assert await found(named, "canary") == [said[Audience.DIRECT]]
        assert await found(stranger, "canary") == []


async def test_an_edit_is_found_by_what_it_says_now_and_not_by_what_it_said(
    friends: tuple[Person, Person, Person],
) -> None:
    vera, misha, stranger = friends
    status_id = await vera.posts("canary", Audience.FOLLOWERS)
    assert await found(misha, "canary") == [status_id]

    await vera.put(f"/api/v1/statuses/{status_id}", status="lemon", spoiler_text="melons")

    for reader in (vera, misha):
        assert await found(reader, "canary") == []
        assert await found(reader, "lemons melon") == [status_id]
    assert await found(stranger, "lemon") == []


async def test_a_picture_is_found_by_its_description_of_now(friends: tuple[Person, Person, Person]) -> None:
    vera, misha, stranger = friends
    picture = (await upload(vera, description="canary")).json()["id"]
    status_id = await vera.posts("look", Audience.FOLLOWERS, media_ids=[picture])
    assert await found(misha, "canary") == [status_id]

    await vera.put(f"/api/v1/media/{picture}", description="lemon")

    assert (await found(misha, "canary"), await found(misha, "lemon")) == ([], [status_id])
    assert (await found(stranger, "canary"), await found(stranger, "lemon")) == ([], [])


async def test_a_poll_is_found_by_its_options_of_now(friends: tuple[Person, Person, Person]) -> None:
    vera, misha, _ = friends
    asked = {"options": ["canary", "cake"], "expires_in": 3600}
    status_id = await vera.posts("tea?", Audience.FOLLOWERS, poll=asked)
    assert await found(misha, "canary") == [status_id]

    await vera.put(f"/api/v1/statuses/{status_id}", status="tea?", poll={**asked, "options": ["lemon", "cake"]})

    assert (await found(misha, "canary"), await found(misha, "lemon")) == ([], [status_id])


@pytest.mark.parametrize("change", ["narrow", "block", "unfindable", "unfollow", "expire", "delete"])
async def test_who_may_read_it_no_longer_finds_it_no_longer(
    world: World, friends: tuple[Person, Person, Person], change: str
) -> None:
    vera, misha, _ = friends
    status_id = await vera.posts("canary", Audience.FOLLOWERS, expires_in=3600)
    assert await found(misha, "canary") == await found(vera, "canary") == [status_id]

    if change == "narrow":
        await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")
    elif change == "block":
        await vera.post(f"/api/v1/accounts/{misha.id}/block")
    elif change == "unfindable":
        await vera.patch("/api/v1/accounts/update_credentials", indexable=False)
    elif change == "unfollow":
        await misha.post(f"/api/v1/accounts/{vera.id}/unfollow")
    elif change == "expire":
        later = Time(world.clock() + DAY)
        world.house.store.clock = lambda: later
    else:
        await vera.delete(f"/api/v1/statuses/{status_id}")

    assert await found(misha, "canary") == []
    mine = [] if change == "delete" else [status_id]
    assert await found(vera, "canary") == mine


@pytest.mark.parametrize("change", ["narrow", "delete"])
async def test_what_is_narrowed_or_deleted_is_in_memory_no_longer(
    world: World, friends: tuple[Person, Person, Person], change: str
) -> None:
    vera, misha, _ = friends
    status_id = await vera.posts("tea zqcanaryqz", Audience.FOLLOWERS)
    for reader in (misha, vera):
        assert await found(reader, "zqcanaryqz") == [status_id]
        assert await found(reader, "tea nobodysaid") == []

    if change == "narrow":
        await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")
    else:
        await vera.delete(f"/api/v1/statuses/{status_id}")

    assert "zqcanaryqz" not in str(vars(world.house.fragments))


async def test_a_word_that_bends_at_its_beginning_is_found_in_ones_own(world: World) -> None:
    vera = await world.member("vera")
    status_id = await vera.posts("Dying for tea", Audience.SELF)

    assert await found(vera, "die") == [status_id]


async def test_all_words_must_stand_in_it_and_whole(friends: tuple[Person, Person, Person]) -> None:
    vera, misha, _ = friends
    both = await vera.posts("Самовары и печенье", Audience.FOLLOWERS, spoiler_text="tea_time")
    await vera.posts("самоварный canarybird", Audience.FOLLOWERS)

    for _ in range(2):
        assert await found(misha, "ПЕЧЕНЬЯ самовар") == [both]
        assert await found(misha, "самовар canary") == []
        assert await found(misha, "time") == [both]
        assert await found(misha, "canar") == []


async def test_an_author_who_is_named_is_looked_through_and_nobody_else(world: World) -> None:
    vera, misha = await findable(world), await findable(world, "misha")
    seeker = await world.member("seeker")
    for one, other in ((seeker, vera), (seeker, misha)):
        await one.follows(other)
    of_vera = [await vera.posts("canary", to) for to in (Audience.FOLLOWERS, Audience.PUBLIC)]
    await misha.posts("canary", Audience.FOLLOWERS)
    own = await seeker.posts("canary", Audience.SELF)
    shared = await vera.posts("lemon", Audience.PUBLIC)
    await seeker.post(f"/api/v1/statuses/{shared}/reblog")
    await world.settle()

    assert (
        await found(seeker, "canary from:vera")
        == await found(seeker, "canary", account_id=str(vera.id))
        == of_vera[::-1]
    )
    assert await found(seeker, "from:vera", limit=1, offset=1) == [of_vera[1]]
    assert await found(seeker, "from:me") == await found(seeker, "canary from:seeker") == [own]
    assert await found(misha, "from:seeker canary") == await found(misha, "from:seeker") == []


async def test_what_is_known_takes_a_statement_less(world: World) -> None:
    vera = await world.member("vera")
    said = [await vera.posts(f"canary {number}", Audience.SELF) for number in range(12)]
    await found(vera, "from:me")
    newest = said[:-6:-1]

    with world.counted() as first:
        assert await found(vera, "canary", limit=5) == newest
    with world.counted() as again:
        assert await found(vera, "canaries", limit=5) == newest
    with world.counted() as bare:
        assert await found(vera, "from:me", limit=5) == newest

    assert (first[0], again[0], bare[0]) == (4, 3, 2)
