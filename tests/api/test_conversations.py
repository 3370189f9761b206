"""A conversation is what its reader may see of it at this moment."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select

from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables.conversations import conversation_mark
from tests.api.test_notifications import suspended
from tests.world import Person, World

PATH = "/api/v1/conversations"


async def talks(person: Person, **params: object) -> list[dict[str, object]]:
    """Somebody's conversations."""
    found: list[dict[str, object]] = await person.get(PATH, **params)
    return found


async def lasts(person: Person, **params: object) -> list[str]:
    """The last letters of somebody's conversations."""
    return [each["last_status"]["id"] for each in await person.get(PATH, **params)]


async def test_both_see_a_thread_of_letters_with_each_other(world: World) -> None:
    vera, misha, stranger = await world.members("vera", "misha", "stranger")
    root = await vera.posts("well, @misha?", Audience.DIRECT)

    begun = (await talks(vera), await talks(misha))
    answer = await misha.posts("yes, @vera", Audience.DIRECT, in_reply_to_id=root)
    answered = (await talks(vera), await talks(misha))

    assert [len(each) for each in (*begun, *answered)] == [1, 1, 1, 1]
    assert {each[0]["id"] for each in (*begun, *answered)} == {root}
    assert [each[0]["unread"] for each in (*begun, *answered)] == [False, True, True, False]
    assert [each[0]["last_status"]["id"] for each in answered] == [answer, answer]  # type: ignore[index]
    assert [[who["id"] for who in each[0]["accounts"]] for each in answered] == [[str(misha.id)], [str(vera.id)]]  # type: ignore[attr-defined]
    assert await talks(stranger) == []


@pytest.mark.parametrize("audience", [each for each in Audience if each is not Audience.DIRECT])
async def test_only_letters_are_conversations(small_world: World, audience: Audience) -> None:
    vera, misha = await small_world.members("vera", "misha")
    circle = await vera.circle_of("tea", misha)

    await vera.posts("hello @misha", audience, circle_id=circle)

    assert await talks(vera) == []
    assert await talks(misha) == []


async def test_reading_unreading_and_putting_away(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    root = await vera.posts("well, @misha?", Audience.DIRECT)

    read = await misha.post(f"{PATH}/{root}/read")
    still = await talks(misha)
    unread = await misha.post(f"{PATH}/{root}/unread")
    await misha.delete(f"{PATH}/{root}")
    away = await talks(misha)
    again = await misha.call("DELETE", f"{PATH}/{root}")
    second = await vera.posts("@misha?", Audience.DIRECT, in_reply_to_id=root)
    back = await talks(misha)

    assert (read["unread"], still[0]["unread"], unread["unread"]) == (False, False, True)
    assert (read["id"], read["last_status"]["id"]) == (root, root)
    assert away == []
    assert again.status_code == 404
    assert len(await talks(vera)) == 1
    assert (back[0]["last_status"]["id"], back[0]["unread"]) == (second, True)  # type: ignore[index]
    await vera.delete(f"/api/v1/statuses/{second}")
    assert await talks(misha) == []


async def test_what_one_takes_back_after_an_answer_stays_read(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    root = await vera.posts("well, @misha?", Audience.DIRECT)
    answer = await misha.posts("no, @vera", Audience.DIRECT, in_reply_to_id=root)

    await misha.delete(f"/api/v1/statuses/{answer}")

    assert [(each["last_status"]["id"], each["unread"]) for each in await talks(misha)] == [(root, False)]  # type: ignore[index]


async def _deleted(_world: World, vera: Person, _misha: Person, status_id: str) -> None:
    await vera.delete(f"/api/v1/statuses/{status_id}")


async def _unnamed(_world: World, vera: Person, _misha: Person, status_id: str) -> None:
    await vera.put(f"/api/v1/statuses/{status_id}", status="never mind")


async def _narrowed(_world: World, vera: Person, _misha: Person, status_id: str) -> None:
    await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")


async def _expired(world: World, _vera: Person, _misha: Person, _status_id: str) -> None:
    world.clock.forward(600)


Change = Callable[[World, Person, Person, str], Awaitable[None]]


@pytest.mark.parametrize("change", [_deleted, _unnamed, _narrowed, _expired])
async def test_a_letter_that_is_gone_gives_way_to_the_one_before(world: World, change: Change) -> None:
    vera, misha = await world.members("vera", "misha")
    first = await vera.posts("one @misha", Audience.DIRECT)
    second = await vera.posts("two @misha", Audience.DIRECT, in_reply_to_id=first, expires_in=600)
    alone = await vera.posts("three @misha", Audience.DIRECT, expires_in=600)
    before = await lasts(misha)

    await change(world, vera, misha, second)
    if change is not _expired:
        await change(world, vera, misha, alone)

    assert before == [alone, second]
    assert await lasts(misha) == [first]
    for verb, path in (("POST", f"{alone}/read"), ("POST", f"{alone}/unread"), ("DELETE", alone)):
        hidden = await misha.call(verb, f"{PATH}/{path}")
        missing = await misha.call(verb, f"{PATH}/{path.replace(alone, '117000000000000001')}")
        assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)
        assert hidden.status_code == 404


@pytest.mark.parametrize("who", ["reader", "writer", "server"])
async def test_a_block_ends_what_can_be_seen_of_a_conversation(world: World, who: str) -> None:
    vera, misha = await world.members("vera", "misha")
    root = await vera.posts("one @misha", Audience.DIRECT)
    answer = await misha.posts("@vera yes", Audience.DIRECT, in_reply_to_id=root)
    await vera.posts("@misha good", Audience.DIRECT, in_reply_to_id=answer)
    await vera.posts("another @misha", Audience.DIRECT)

    if who == "reader":
        await misha.post(f"/api/v1/accounts/{vera.id}/block")
    elif who == "writer":
        await vera.post(f"/api/v1/accounts/{misha.id}/block")
    else:
        await suspended(world, vera)

    assert await lasts(misha) == [answer]
    assert (await talks(misha))[0]["unread"] is False


async def test_others_can_do_nothing_with_a_conversation(world: World) -> None:
    vera, misha, stranger = await world.members("vera", "misha", "stranger")
    root = await vera.posts("one @misha", Audience.DIRECT)

    for verb, path in (("POST", f"{root}/read"), ("POST", f"{root}/unread"), ("DELETE", root)):
        assert (await stranger.call(verb, f"{PATH}/{path}")).status_code == 404
    assert (await talks(misha))[0]["unread"] is True


async def test_a_third_who_is_named_later_sees_what_names_them_alone(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    root = await vera.posts("one @misha", Audience.DIRECT)
    invites = await misha.posts("@vera @olga look", Audience.DIRECT, in_reply_to_id=root)
    await vera.posts("@misha not her", Audience.DIRECT, in_reply_to_id=invites)

    assert await lasts(olga) == [invites]
    assert {who["id"] for who in (await talks(olga))[0]["accounts"]} == {str(vera.id), str(misha.id)}  # type: ignore[attr-defined]


async def marks(world: World) -> int:
    """How many marks are kept."""
    async with world.house.store.read(NOBODY) as tx:
        return int(await tx.value(Statement(select(func.count()).select_from(conversation_mark))) or 0)


async def test_marks_of_several_apps_are_one_and_go_with_the_thread(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    root = await vera.posts("one @misha", Audience.DIRECT)
    answer = await misha.posts("@vera yes", Audience.DIRECT, in_reply_to_id=root)

    await asyncio.gather(*(vera.post(f"{PATH}/{root}/read") for _ in range(4)))
    kept = await marks(world)
    await vera.delete(f"/api/v1/statuses/{root}")
    await misha.delete(f"/api/v1/statuses/{answer}")

    assert kept == 2
    assert await marks(world) == 0


async def test_a_first_page_is_full_though_the_latest_conversations_are_hidden(world: World) -> None:
    vera, misha, blocked = await world.members("vera", "misha", "blocked")
    older = await misha.posts("@vera dear", Audience.DIRECT)
    for number in range(3):
        await blocked.posts(f"{number} @vera", Audience.DIRECT)
    await vera.post(f"/api/v1/accounts/{blocked.id}/block")

    first = await lasts(vera, limit=1)
    with world.counted() as counted:
        await lasts(vera, limit=1)

    assert first == [older]
    assert counted[0] <= 4


async def test_conversations_are_paged_by_their_last_letters(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    roots = [await vera.posts(f"{number} @misha", Audience.DIRECT) for number in range(3)]
    newest = await misha.posts("@vera well", Audience.DIRECT, in_reply_to_id=roots[0])

    first = await vera.call("GET", PATH, params={"limit": 2})
    second = (await vera.call("GET", first.links["next"]["url"])).json()
    with world.counted() as counted:
        whole = await lasts(vera)

    assert whole == [newest, roots[2], roots[1]]
    assert [each["last_status"]["id"] for each in (*first.json(), *second)] == whole
    assert await lasts(vera, min_id=roots[1], limit=1) == [roots[2]]
    assert counted[0] <= 4


async def test_a_long_talk_hides_no_older_one(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    old = await misha.posts("an old one, @vera", Audience.DIRECT)
    root = await misha.posts("a long one, @vera", Audience.DIRECT)
    for number in range(25):
        last = await misha.posts(f"{number}, @vera", Audience.DIRECT, in_reply_to_id=root)

    assert await lasts(vera, limit=2) == [last, old]
    assert await lasts(vera, limit=1) == [last]
    assert await lasts(vera) == [last, old]
    assert await lasts(vera, limit=2, max_id=last) == [old]
