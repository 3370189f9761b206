"""Many statuses at once: told before it is done, done whole or not at all, taken back within a week."""

from typing import Any

import pytest

from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, SECOND, to_datetime
from tests.world import Person, Refusal, World

CHANGE = "/api/kukhnya/v1/audience"
TRAVEL = "/api/kukhnya/v1/travel"
WEEK_S = 7 * DAY / SECOND


async def open_vera(world: World) -> tuple[Person, Person, Person]:
    """Vera, whose profile is open; somebody who follows her; a member who does not."""
    vera, friend, stranger = await world.members("vera", "friend", "stranger")
    await vera.opens_profile()
    await friend.follows(vera)
    return vera, friend, stranger


async def fold(vera: Person, select: dict[str, Any], to: str = "self", **more: Any) -> Any:
    """Change the audience of all that is selected."""
    return await vera.post(CHANGE, to=to, select=select, **more)


async def seen_by(person: Person, ids: list[str]) -> list[bool]:
    """Which of these exist for somebody."""
    return [await person.sees(each) for each in ids]


async def test_what_is_folded_is_gone_for_others_at_the_next_request(world: World) -> None:
    vera, friend, stranger = await open_vera(world)
    old = [await vera.posts("old joke"), await vera.posts("older joke", Audience.UNLISTED)]
    mine = await vera.posts("for friends", Audience.FOLLOWERS)
    assert await seen_by(stranger, old) == [True, True]

    said = await fold(vera, {"audiences": ["public", "unlisted"]})

    assert (said["count"], said["widened"], said["pinned"]) == (2, 0, 0)
    for person in (friend, stranger, world.nobody):
        assert await seen_by(person, old) == [False, False]
    assert await seen_by(vera, old) == [True, True]
    assert await friend.sees(mine)
    assert {each["audience"] for each in await vera.get(f"/api/v1/accounts/{vera.id}/statuses")} == {
        "self",
        "followers",
    }


async def test_a_dry_run_tells_and_changes_nothing(world: World) -> None:
    vera, _, stranger = await open_vera(world)
    ids = [await vera.posts(f"joke {number}") for number in range(3)]
    await vera.post(f"/api/v1/statuses/{ids[0]}/pin")

    said = await fold(vera, {"all": True}, dry_run=True)

    assert (said["count"], said["pinned"], said["widened"], said["widened_ids"]) == (3, 1, 0, [])
    assert said["oldest"] == to_datetime(world.clock()).date().isoformat()
    assert "id" not in said
    assert await seen_by(stranger, ids) == [True] * 3
    assert await vera.get(CHANGE) == []


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        ({"text": "lemons"}, {"lemon"}),
        ({"text": "лимоны"}, {"лимон"}),
        ({"tag": "Tea"}, {"tea"}),
        ({"has_media": False, "audiences": ["public"]}, {"lemon", "лимон", "tea", "new"}),
        ({"before": "DAY"}, {"lemon", "лимон", "tea", "friends"}),
        ({"after": "YESTERDAY"}, {"new"}),
        ({"audiences": ["private"]}, {"friends"}),
        ({"text": "lemon", "audiences": ["private"]}, set()),
        ({"all": True}, {"lemon", "лимон", "tea", "friends", "new"}),
    ],
)
async def test_what_is_meant_can_be_said_in_many_ways(world: World, select: dict[str, Any], chosen: set[str]) -> None:
    vera = await world.member("vera")
    texts = {"lemon": "a lemon from the neighbour", "лимон": "лимон на окне", "tea": "cold #tea"}
    ids = {name: await vera.posts(text) for name, text in texts.items()}
    ids["friends"] = await vera.posts("for friends", Audience.FOLLOWERS)
    world.clock.forward(2 * DAY / SECOND)
    ids["new"] = await vera.posts("new")
    days = {"DAY": 0, "YESTERDAY": 1}
    for name in {"before", "after"} & select.keys():
        select = {**select, name: to_datetime(world.clock() - days[select[name]] * DAY).date().isoformat()}

    said = await fold(vera, select)

    shown = {name: (await vera.get(f"/api/v1/statuses/{an_id}"))["audience"] for name, an_id in ids.items()}
    assert {name for name, audience in shown.items() if audience == "self"} == chosen
    assert said["count"] == len(chosen)


async def test_widening_has_to_be_meant(world: World) -> None:
    vera, _, stranger = await open_vera(world)
    secret = await vera.posts("secret", Audience.SELF)
    for_friends = await vera.posts("friends", Audience.FOLLOWERS)
    shown = await vera.posts("shown")

    preview = await fold(vera, {"all": True}, "private", dry_run=True)
    refused = await vera.call("POST", CHANGE, json={"to": "private", "select": {"all": True}})

    assert (preview["count"], preview["widened"], preview["widened_ids"], preview["unmoved"]) == (2, 1, [secret], 1)
    assert refused.status_code == 422
    assert refused.json()["details"]["to"][0]["error"] == "ERR_WIDENS"
    assert await stranger.sees(shown)
    await fold(vera, {"all": True}, "private", confirm_widening=True)
    assert not await stranger.sees(shown)
    assert [(await vera.get(f"/api/v1/statuses/{i}"))["audience"] for i in (secret, for_friends)] == ["followers"] * 2


async def test_letters_and_shares_are_never_widened(world: World) -> None:
    vera, friend, stranger = await open_vera(world)
    await friend.opens_profile()
    letter = await vera.posts("@friend a letter", Audience.DIRECT)
    joke = await friend.posts("joke")
    share = (await vera.post(f"/api/v1/statuses/{joke}/reblog", visibility="private"))["id"]

    said = await fold(vera, {"all": True}, "public", confirm_widening=True)

    assert (said["count"], said["unmoved"]) == (0, 2)
    assert not await stranger.sees(letter)
    assert not await stranger.sees(share)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"to": "self", "select": {}}, "select"),
        ({"to": "self"}, "select"),
        ({"to": "nobody", "select": {"all": True}}, "to"),
        ({"to": "direct", "select": {"all": True}}, "to"),
        ({"to": "limited", "select": {"all": True}}, "circle_id"),
        ({"to": "self", "select": {"before": "yesterday"}}, "select.before"),
        ({"to": "self", "select": {"tag": "#"}}, "select.tag"),
        ({"to": "self", "select": {"ids": ["x"]}}, "select.ids"),
        ({"to": "self", "select": {"audiences": ["all"]}}, "select.audiences"),
        ({"to": "self", "select": {"all": True, "flagged_by_everybody": True}}, "select"),
        ({"to": "self", "select": {"all": True, "flagged_by_packs": True}}, "select.flagged_by_packs"),
    ],
)
async def test_a_bad_selection_says_what_is_wrong_with_it(small_world: World, body: Any, field: str) -> None:
    vera = await small_world.member("vera")
    joke = await vera.posts("joke")

    answer = await vera.call("POST", CHANGE, json=body)

    assert answer.status_code == 422, answer.text
    assert field in answer.json()["details"]
    assert (await vera.get(f"/api/v1/statuses/{joke}"))["audience"] == "public"


async def test_undoing_puts_back_what_is_still_as_the_change_left_it(world: World) -> None:
    vera, _, stranger = await open_vera(world)
    ids = [await vera.posts(f"joke {number}") for number in range(4)]
    change = (await fold(vera, {"all": True}))["id"]
    await vera.delete(f"/api/v1/statuses/{ids[0]}")
    await vera.put(f"/api/v1/statuses/{ids[1]}", visibility="private", confirm_widening=True)

    said = await vera.post(f"{CHANGE}/{change}/undo")

    assert said == {"restored": 2, "gone": 1, "moved_since": 1}
    assert await seen_by(stranger, ids) == [False, False, True, True]
    assert await vera.get(CHANGE) == []
    assert (await vera.call("POST", f"{CHANGE}/{change}/undo")).status_code == 404


async def test_after_a_week_nothing_can_be_undone_and_nothing_is_remembered(world: World) -> None:
    vera, _, _ = await open_vera(world)
    await vera.posts("joke")
    change = (await fold(vera, {"all": True}))["id"]
    assert len(await vera.get(CHANGE)) == 1

    world.clock.forward(WEEK_S)
    answer = await vera.call("POST", f"{CHANGE}/{change}/undo")

    assert answer.status_code == 404
    assert await vera.get(CHANGE) == []


async def test_nobody_undoes_a_change_of_somebody_else(world: World) -> None:
    vera, friend, _ = await open_vera(world)
    joke = await vera.posts("joke")
    change = (await fold(vera, {"all": True}))["id"]

    answer = await friend.call("POST", f"{CHANGE}/{change}/undo")
    missing = await friend.call("POST", f"{CHANGE}/117000000000000001/undo")

    assert (answer.status_code, answer.content) == (404, missing.content)
    assert not await friend.sees(joke)


async def test_counters_follow(world: World) -> None:
    vera, friend, _ = await open_vera(world)
    await friend.opens_profile()
    asked = await friend.posts("coffee?")
    for _ in range(2):
        await vera.posts("tea", in_reply_to_id=asked)

    change = (await fold(vera, {"all": True}))["id"]
    folded = (await friend.get(f"/api/v1/statuses/{asked}"))["replies_count"]
    await vera.post(f"{CHANGE}/{change}/undo")
    restored = (await friend.get(f"/api/v1/statuses/{asked}"))["replies_count"]

    assert (folded, restored) == (0, 2)


async def test_search_forgets_what_is_folded_and_finds_it_again(world: World) -> None:
    vera, _, stranger = await open_vera(world)
    await vera.patch("/api/v1/accounts/update_credentials", indexable=True)
    await vera.posts("a samovar")
    await world.settle()

    async def found() -> int:
        return len((await stranger.get("/api/v2/search", q="samovars", type="statuses"))["statuses"])

    assert await found() == 1
    change = (await fold(vera, {"all": True}))["id"]
    at_once = await found()
    await world.settle()
    later = await found()
    await vera.post(f"{CHANGE}/{change}/undo")
    await world.settle()

    assert (at_once, later, await found()) == (0, 0, 1)


async def test_earlier_words_stay_with_the_author_when_something_is_put_back(world: World) -> None:
    vera, _, stranger = await open_vera(world)
    joke = await vera.posts("joke")
    change = (await fold(vera, {"all": True}))["id"]
    await vera.put(f"/api/v1/statuses/{joke}", status="a harsher joke")
    await vera.put(f"/api/v1/statuses/{joke}", status="a mild joke")

    await vera.post(f"{CHANGE}/{change}/undo")

    shown = [each["content"] for each in await stranger.get(f"/api/v1/statuses/{joke}/history")]
    assert "harsher" not in "".join(shown)


async def test_a_hundred_statuses_take_as_many_statements_as_one(small_world: World) -> None:
    vera = await small_world.member("vera")
    counted = []
    for many in (1, 100):
        for number in range(many):
            await vera.posts(f"joke {number}")
        with small_world.counted() as statements:
            await fold(vera, {"audiences": ["public"]})
        counted.append(statements[0])

    assert counted[0] == counted[1] <= 12


async def test_a_traveller_shows_what_was_chosen_and_comes_back(world: World) -> None:
    vera, friend, stranger = await open_vera(world)
    ids = [await vera.posts("lemon"), await vera.posts("joke"), await vera.posts("friends", Audience.FOLLOWERS)]

    away = await vera.post(TRAVEL, keep=[ids[0]])
    seen_abroad = [await seen_by(person, ids) for person in (stranger, friend)]
    back = await vera.delete(TRAVEL)

    assert away == {"count": 2, "until": None}
    assert seen_abroad == [[True, False, False]] * 2
    assert back == {"restored": 2, "gone": 0, "moved_since": 0}
    assert await seen_by(friend, ids) == [True] * 3
    assert (await vera.call("GET", TRAVEL)).status_code == 404
    with pytest.raises(Refusal):
        await vera.delete(TRAVEL)


async def test_a_journey_ends_on_its_day_and_not_on_one_that_was_moved(world: World) -> None:
    vera, _, stranger = await open_vera(world)
    joke = await vera.posts("joke")
    first, second = (to_datetime(world.clock() + days * DAY).date().isoformat() for days in (3, 6))
    await vera.post(TRAVEL, until=first)
    await vera.post(TRAVEL, until=second)

    world.clock.forward(4 * DAY / SECOND)
    await world.settle()
    on_the_way = await stranger.sees(joke)
    world.clock.forward(3 * DAY / SECOND)
    await world.settle()

    assert not on_the_way
    assert await stranger.sees(joke)
