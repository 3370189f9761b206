"""Kind reactions: six and no other, for those who may see a status, counted like likes and named to the author alone."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from kukhnya.actions.delete_account import delete_account
from kukhnya.model.audience import Audience
from kukhnya.model.ids import HOUR
from kukhnya.model.reaction import REACTIONS
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables.reactions import reaction
from tests.world import Person, World

_MANY = Statement(select(func.count()).select_from(reaction))
SIGNS = tuple(REACTIONS.values())
TYPES = {"types[]": ["emoji_reaction"]}
BOTH = ("/api/v1/pleroma/statuses/{}/reactions/{}", "/api/v1/statuses/{}/emoji_reactions/{}")


async def gives(person: Person, status_id: str, *signs: str) -> Any:
    """Answer with each of these; the answer is the status."""
    said = None
    for sign in signs:
        said = await person.put(BOTH[0].format(status_id, sign))
    return said


def told(status: Any) -> dict[str, tuple[int, bool]]:
    """Sign by sign how often, and whether by the reader; the same in both shapes."""
    assert status["emoji_reactions"] == status["pleroma"]["emoji_reactions"]
    return {each["name"]: (each["count"], each["me"]) for each in status["emoji_reactions"]}


@pytest.mark.parametrize("path", BOTH)
async def test_who_may_not_see_it_cannot_answer_it_and_learns_nothing(world: World, path: str) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await vera.opens_profile()
    ids = [await vera.posts("tea", Audience.SELF), await vera.posts("for all"), "117000000000000001"]
    narrowed = await vera.posts("for all at first")
    await olga.put(path.format(narrowed, "🙏"))
    await vera.put(f"/api/v1/statuses/{narrowed}", status="for me", visibility="self")
    await vera.post(f"/api/v1/accounts/{misha.id}/block")

    answers = [
        await misha.call(verb, path.format(one, "thanks"))
        for one in (*ids, narrowed)
        for verb in ("PUT", "DELETE")
    ]  # fmt: skip
    lists = [
        await olga.call("GET", f"/api/v1/{where.format(one)}")
        for one in (ids[0], ids[2], narrowed)
        for where in ("pleroma/statuses/{}/reactions", "pleroma/statuses/{}/reactions/🙏", "statuses/{}/emoji_reactioned_by")
    ]  # fmt: skip
    await world.settle()

    assert {(answer.status_code, answer.text) for answer in (*answers, *lists)} == {(404, answers[0].text)}
    assert [(await vera.get(f"/api/v1/statuses/{one}"))["emoji_reactions"] for one in ids[:2]] == [[], []]
    assert await olga.get("/api/v1/emoji_reactions") == []


async def test_nobody_but_the_author_learns_who_reacted_and_closed_profiles_are_never_named(world: World) -> None:
    vera, misha, olga, nosy = await world.members("vera", "misha", "olga", "nosy")
    for person in (vera, olga):
        await person.opens_profile()
    status_id = await vera.posts("tea")
    await gives(misha, status_id, "🙏")
    await gives(olga, status_id, "🙏", "📚")

    to_author = await vera.get(f"/api/v1/pleroma/statuses/{status_id}/reactions")
    one = await vera.get(f"/api/v1/pleroma/statuses/{status_id}/reactions/learned")
    by = await vera.get(f"/api/v1/statuses/{status_id}/emoji_reactioned_by")
    to_others = [await who.get(f"/api/v1/pleroma/statuses/{status_id}/reactions") for who in (nosy, olga, world.nobody)]
    others_by = [await who.get(f"/api/v1/statuses/{status_id}/emoji_reactioned_by") for who in (nosy, world.nobody)]

    assert [(each["name"], each["count"], each["account_ids"]) for each in to_author] == [
        ("🙏", 2, [str(olga.id)]), ("📚", 1, [str(olga.id)]),
    ]  # fmt: skip
    assert to_author[0]["accounts"][0]["acct"] == "olga"
    assert [each["name"] for each in one] == ["📚"]
    assert [(each["name"], each["account"]["acct"]) for each in by] == [("📚", "olga"), ("🙏", "olga")]
    assert {(each["name"], each["count"], *each["account_ids"]) for said in to_others for each in said} == {
        ("🙏", 2), ("📚", 1),
    }  # fmt: skip
    assert [said["accounts"] for listed in to_others for said in listed] == [[]] * 6
    assert others_by == [[], []]


async def test_others_are_told_the_floor_where_the_profile_is_closed(world: World) -> None:
    vera = await world.member("vera")
    fans = await world.members("a", "b", "c")
    for fan in fans:
        await fan.follows(vera)
    status_id = await vera.posts("tea", Audience.FOLLOWERS)
    for fan in fans:
        await gives(fan, status_id, "🌷")

    assert told(await vera.get(f"/api/v1/statuses/{status_id}")) == {"🌷": (3, False)}
    assert told(await fans[0].get(f"/api/v1/statuses/{status_id}")) == {"🌷": (1, True)}
    assert (await fans[0].get(f"/api/v1/pleroma/statuses/{status_id}/reactions"))[0]["count"] == 1


async def test_the_six_by_sign_and_by_name_and_no_other(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("tea")

    for number, (name, sign) in enumerate(REACTIONS.items()):
        await misha.put(BOTH[number % 2].format(status_id, name if number % 3 else f"{sign}\ufe0f"))
    said = await misha.get(f"/api/v1/statuses/{status_id}")
    wrong = [await misha.call("PUT", BOTH[0].format(status_id, what)) for what in ("👎", "angry", "x" * 5000)]
    gone = await misha.delete(BOTH[1].format(status_id, "learned"))

    assert list(told(said)) == list(SIGNS)
    assert {(answer.status_code, *answer.json()["details"]) for answer in wrong} == {(422, "emoji")}
    assert list(told(gone)) == list(SIGNS[:-1])
    assert [each["name"] for each in said["pleroma"]["emoji_reactions"]] == list(SIGNS)


async def test_giving_twice_at_once_is_giving_once(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("tea")

    await asyncio.gather(*(gives(misha, status_id, "🙏") for _ in range(5)))
    await world.settle()
    once = told(await vera.get(f"/api/v1/statuses/{status_id}"))
    news = await vera.get("/api/v1/notifications", **TYPES)
    await asyncio.gather(*(misha.delete(BOTH[0].format(status_id, "thanks")) for _ in range(3)))

    assert once == {"🙏": (1, False)}
    assert len(news) == 1
    assert told(await misha.get(f"/api/v1/statuses/{status_id}")) == {}
    assert await vera.get("/api/v1/notifications", **TYPES) == []


async def test_what_is_shared_is_answered_and_each_reader_sees_their_own_mark(small_world: World) -> None:
    vera, misha, olga = await small_world.members("vera", "misha", "olga")
    for person in (vera, misha):
        await person.opens_profile()
    status_id = await vera.posts("tea")
    shared = await misha.post(f"/api/v1/statuses/{status_id}/reblog", visibility="public")

    answered = await gives(olga, shared["id"], "💡")

    assert answered["id"] == status_id
    for reader, mine in ((olga, True), (misha, False), (small_world.nobody, False)):
        again = await reader.get(f"/api/v1/statuses/{shared['id']}")
        assert told(again["reblog"]) == {"💡": (1, mine)}
        assert told(again) == {}


async def test_a_page_with_reactions_takes_no_more_statements_than_one_without(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.follows(vera)
    ids = [await vera.posts(f"tea {number}", Audience.FOLLOWERS) for number in range(5)]
    await misha.get("/api/v1/timelines/home")
    with small_world.counted() as without:
        await misha.get("/api/v1/timelines/home")
    for one in ids:
        await gives(misha, one, "🙏", "🌷")
    await misha.get("/api/v1/timelines/home")

    with small_world.counted() as with_them:
        said = await misha.get("/api/v1/timelines/home")

    assert [told(each) for each in said] == [{"🙏": (1, True), "🌷": (1, True)}] * 5
    assert with_them == without


async def test_an_app_is_told_of_reactions_only_where_it_asks_and_in_its_own_word(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("tea")
    await gives(misha, status_id, "🫂")
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await world.settle()

    plain = await vera.get("/api/v1/notifications")
    grouped = (await vera.get("/api/v2/notifications"))["notification_groups"]
    pleroma = await vera.get("/api/v1/notifications", **{"include_types[]": ["pleroma:emoji_reaction", "mention"]})
    fedibird = await vera.get("/api/v1/notifications", **TYPES)
    excluded = await vera.get("/api/v1/notifications", **TYPES, **{"exclude_types[]": ["pleroma:emoji_reaction"]})
    single = await vera.get(f"/api/v1/notifications/{pleroma[0]['id']}")

    assert [each["type"] for each in plain] == ["favourite"]
    assert [each["type"] for each in grouped] == ["favourite"]
    assert (await vera.get("/api/v1/notifications/unread_count"))["count"] == 1
    assert [(each["type"], each["emoji"], each["status"]["id"]) for each in pleroma] == [
        ("pleroma:emoji_reaction", "🫂", status_id)
    ]
    assert [(each["type"], each["emoji_reaction"]["name"]) for each in fedibird] == [("emoji_reaction", "🫂")]
    assert excluded == []
    assert single["emoji"] == "🫂"


async def test_the_same_reaction_of_many_is_told_once(world: World) -> None:
    world.clock.forward((12 * HOUR - world.clock() % (12 * HOUR)) / 1000 + 60)
    vera, misha, olga, ivan = await world.members("vera", "misha", "olga", "ivan")
    await vera.opens_profile()
    status_id = await vera.posts("tea")
    for person in (misha, olga, ivan):
        await gives(person, status_id, "🙏")
        await world.settle()
    await gives(ivan, status_id, "😂")
    await world.settle()

    groups = (await vera.get("/api/v2/notifications", **TYPES))["notification_groups"]
    alone = await vera.get("/api/v2/notifications", **TYPES, **{"grouped_types[]": ["favourite"]})
    people = await vera.get(f"/api/v2/notifications/{groups[1]['group_key']}/accounts")
    await vera.post(f"/api/v2/notifications/{groups[1]['group_key']}/dismiss")
    left = (await vera.get("/api/v2/notifications", **TYPES))["notification_groups"]

    assert [(each["type"], each["emoji"], each["notifications_count"]) for each in groups] == [
        ("emoji_reaction", "😂", 1), ("emoji_reaction", "🙏", 3),
    ]  # fmt: skip
    assert len(alone["notification_groups"]) == 4
    assert [each["acct"] for each in people] == ["ivan", "olga", "misha"]
    assert [each["emoji"] for each in left] == ["😂"]


async def test_a_policy_keeps_reactions_back_as_it_does_likes(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await vera.call("PATCH", "/api/v2/notifications/policy", json={"for_not_following": "filter"})
    status_id = await vera.posts("tea")

    await gives(misha, status_id, "🙏")
    await small_world.settle()
    kept_back = await vera.get("/api/v1/notifications", **TYPES, include_filtered="true")

    assert await vera.get("/api/v1/notifications", **TYPES) == []
    assert len(kept_back) == 1


async def test_what_one_answered_is_listed_once_each_latest_first(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    first, second, third = [await vera.posts(f"tea {number}") for number in range(3)]
    await gives(misha, first, "🙏")
    await gives(misha, second, "🙏")
    await gives(misha, third, "🙏")
    await gives(misha, first, "🌷")
    await vera.put(f"/api/v1/statuses/{third}", status="for me", visibility="self")

    page = await misha.call("GET", "/api/v1/emoji_reactions", params={"limit": 1})
    rest = await misha.get(page.links["next"]["url"].partition("kitchen.test")[2])

    assert [each["id"] for each in page.json()] == [first]
    assert [each["id"] for each in rest] == [second]


async def test_reactions_go_with_the_status_and_with_whoever_gave_them(world: World) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await vera.opens_profile()
    status_id, gone = await vera.posts("tea"), await vera.posts("gone")
    for person in (misha, olga):
        await gives(person, status_id, "🙏")
        await gives(person, gone, "🙏")
    await vera.get(f"/api/v1/statuses/{status_id}")

    await vera.delete(f"/api/v1/statuses/{gone}")
    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, misha.id))
    async with world.house.store.read(NOBODY) as tx:
        left = await tx.value(_MANY)

    assert told(await vera.get(f"/api/v1/statuses/{status_id}")) == {"🙏": (1, False)}
    assert left == 1


async def test_apps_find_out_that_there_are_reactions(small_world: World) -> None:
    for version in ("v1", "v2"):
        said = await small_world.nobody.get(f"/api/{version}/instance")
        assert "pleroma_emoji_reactions" in said["pleroma"]["metadata"]["features"]
        assert said["fedibird_capabilities"] == ["emoji_reaction"]
        assert said["configuration"]["emoji_reactions"]["max_reactions"] == len(SIGNS)
        assert said["configuration"]["emoji_reactions"]["reactions"] == list(SIGNS)


async def test_reading_alone_gives_nobody_a_reaction(small_world: World) -> None:
    vera = await small_world.member("vera")
    status_id = await vera.posts("tea")
    reader = await small_world.signed_in("vera", vera.id, "read write:statuses")

    for path in BOTH:
        assert (await reader.call("PUT", path.format(status_id, "🙏"))).status_code == 403
        assert (await small_world.nobody.call("PUT", path.format(status_id, "🙏"))).status_code == 401


@pytest.mark.parametrize(
    "path", ["pleroma/statuses/{}/reactions", "statuses/{}/emoji_reactioned_by", "emoji_reactions"]
)
async def test_who_reacted_is_told_in_few_statements(small_world: World, path: str) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea")
    for fan in await small_world.members("a", "b", "c"):
        await fan.opens_profile()
        await gives(fan, status_id, *SIGNS)
    await gives(vera, status_id, "🙏")
    where = f"/api/v1/{path.format(status_id)}"
    assert await vera.get(where)

    with small_world.counted() as counted:
        await vera.get(where)

    assert counted[0] <= 5, counted  # the look-up of the token among them
