"""What those who run the server announce reaches every member until they put it away or it is over."""

import asyncio
from typing import Any

from kukhnya.actions.add_emoji import add_emoji
from kukhnya.actions.announce import announce, withdraw
from kukhnya.actions.answer_announcement import is_emoji
from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.model.audience import Audience
from kukhnya.model.ids import HOUR
from kukhnya.model.viewer import NOBODY
from tests.world import World

PATH = "/api/v1/announcements"


async def publish(world: World, text: str, **more: Any) -> str:
    """Announce something; the answer is its id."""
    return str(await world.house.store.write(NOBODY, lambda tx: announce(tx, text, **more)))


async def test_an_announcement_is_told_whole(world: World) -> None:
    vera = await world.member("vera")
    await world.house.store.write(NOBODY, lambda tx: add_emoji(tx, "samovar", "0" * 32, "png"))
    an_id = await publish(world, "Tea at five, @vera and @nobody! :samovar: #tea <b>")

    (said,) = await vera.get(PATH)

    assert (said["id"], said["read"], said["starts_at"], said["ends_at"], said["all_day"]) == (
        an_id, False, None, None, False,
    )  # fmt: skip
    assert "<b>" not in said["content"]
    assert [each["acct"] for each in said["mentions"]] == ["vera"]
    assert [each["name"] for each in said["tags"]] == ["tea"]
    assert [each["shortcode"] for each in said["emojis"]] == ["samovar"]
    assert (said["reactions"], said["statuses"]) == ([], [])
    assert said["published_at"] == said["updated_at"]


async def test_one_that_is_put_away_is_not_shown_again(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    an_id = await publish(world, "Tea at five")

    await asyncio.gather(*(vera.post(f"{PATH}/{an_id}/dismiss") for _ in range(2)))

    assert await vera.get(PATH) == []
    assert [each["read"] for each in await vera.get(PATH, with_dismissed=True)] == [True]
    assert [each["read"] for each in await ivan.get(PATH)] == [False]


async def test_one_that_is_over_or_withdrawn_is_gone_and_forgotten(world: World) -> None:
    vera = await world.member("vera")
    over = await publish(world, "Tea at five", ends_at=world.clock() + HOUR)
    taken_back = await publish(world, "No cake")
    await vera.put(f"{PATH}/{over}/reactions/🤔")
    assert len(await vera.get(PATH)) == 2

    world.clock.forward(3601)
    await world.house.store.write(NOBODY, lambda tx: withdraw(tx, [int(taken_back)]))
    await world.house.store.write(NOBODY, forget_overdue)
    await world.settle()

    assert await vera.get(PATH, with_dismissed=True) == []
    for an_id in (over, taken_back, "117000000000000001"):
        for verb, path in (("POST", "dismiss"), ("PUT", "reactions/🤔"), ("DELETE", "reactions/🤔")):
            answer = await vera.call(verb, f"{PATH}/{an_id}/{path}")
            assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


async def test_reactions_are_counted_and_ones_own_is_known(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    await world.house.store.write(NOBODY, lambda tx: add_emoji(tx, "samovar", "0" * 32, "png"))
    an_id = await publish(world, "Tea at five")
    await asyncio.gather(*(vera.put(f"{PATH}/{an_id}/reactions/🤔") for _ in range(3)))
    await ivan.put(f"{PATH}/{an_id}/reactions/🤔")
    await ivan.put(f"{PATH}/{an_id}/reactions/samovar")

    mine = (await vera.get(PATH))[0]["reactions"]
    assert [(each["name"], each["count"], each["me"]) for each in mine] == [("🤔", 2, True), ("samovar", 1, False)]
    assert mine[1]["url"] == mine[1]["static_url"]
    assert "ivan" not in str(mine)

    await vera.delete(f"{PATH}/{an_id}/reactions/🤔")
    assert next((each["count"], each["me"]) for each in (await vera.get(PATH))[0]["reactions"]) == (1, False)


async def test_only_emoji_are_taken_and_eight_kinds_of_them(small_world: World) -> None:
    vera = await small_world.member("vera")
    an_id = await publish(small_world, "Tea at five")

    for name in ("nothing", "x", "🤔🤔x", "%20", "🤔" * 17):
        answer = await vera.call("PUT", f"{PATH}/{an_id}/reactions/{name}")
        assert (answer.status_code, list(answer.json()["details"])) == (422, ["name"]), name
    for name in "🍏🍎🍐🍊🍋🍌🍉🍇":
        await vera.put(f"{PATH}/{an_id}/reactions/{name}")
    assert (await vera.call("PUT", f"{PATH}/{an_id}/reactions/🍓")).status_code == 422
    assert (await vera.call("PUT", f"{PATH}/{an_id}/reactions/🍏")).status_code == 200


def test_what_is_an_emoji() -> None:
    assert all(is_emoji(name) for name in ("🤔", "❤️", "👍🏽", "🇺🇦", "1️⃣", "👩‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "©"))
    assert not any(is_emoji(name) for name in ("", "a", "🤔a", "1", "\u200d", "\ufe0f", "🏽", " ", "<", "🤔" * 20))


async def test_a_status_that_is_linked_is_shown_to_those_alone_who_may_see_it(small_world: World) -> None:
    vera, ivan, friend = await small_world.members("vera", "ivan", "friend")
    await friend.follows(vera)
    said = await vera.posts("zqsecretqz", Audience.FOLLOWERS)
    await publish(small_world, f"Read this: http://kitchen.test/@vera/{said}")

    assert [each["id"] for each in (await friend.get(PATH))[0]["statuses"]] == [said]
    assert (await ivan.get(PATH))[0]["statuses"] == []


async def test_announcements_take_few_statements(small_world: World) -> None:
    vera = await small_world.member("vera")
    for number in range(5):
        an_id = await publish(small_world, f"Tea at {number}")
        await vera.put(f"{PATH}/{an_id}/reactions/🤔")
    await vera.get(PATH)

    with small_world.counted() as counted:
        await vera.get(PATH)

    assert counted[0] <= 4
