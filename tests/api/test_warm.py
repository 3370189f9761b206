"""The warm feed through its doors: what it may hold, how its pages turn, what is chosen of it, and why something stands there."""

import random
from functools import partial
from itertools import pairwise
from typing import Any

from sqlalchemy import delete

from kukhnya.actions.keep_scores import keep_scores
from kukhnya.model.audience import Audience
from kukhnya.model.ids import Time
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.model.warmth import WarmState
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.store import Store
from kukhnya.store.tables.warm import warm_score
from kukhnya.visibility.warm import Means, Part, lifts, warm
from tests.world import Person, World

WARM = "/api/v1/timelines/warm"
CHOICE = "/api/kukhnya/v1/warm"
WHY = "/api/kukhnya/v1/warm/why"
THREE_MINUTES = 180
TOP_STEP = 19
_score = inserting(warm_score)
_forget = Statement(delete(warm_score).where(warm_score.c.epoch == param("epoch")))


async def scored(store: Store, epoch: int, steps: dict[str, int]) -> None:
    """Put these statuses into these steps of an epoch."""
    rows = [{"epoch": epoch, "status_id": int(an_id), "step": step} for an_id, step in steps.items()]
    await store.write(NOBODY, lambda tx: tx.many(_score, rows))


async def forgotten(store: Store, epoch: int) -> None:
    """Nothing is kept of an epoch any more."""
    await store.write(NOBODY, lambda tx: tx.execute(_forget, epoch=epoch))


async def ids(person: Person, path: str = WARM, **params: Any) -> list[str]:
    """Ids of a page."""
    return [said["id"] for said in await person.get(path, **params)]


async def _town(world: World, *, many: int = 9, apart_s: int = 3600) -> tuple[Person, Person, list[str]]:
    """A reader who follows somebody with so many statuses, an hour apart; the newest is first."""
    vera, misha = await world.members("vera", "misha")
    await vera.follows(misha)
    posted = []
    for number in range(many):
        posted.append(await misha.posts(f"number {number}"))
        world.clock.forward(apart_s)
    return vera, misha, posted[::-1]


async def test_what_home_does_not_hold_the_warm_feed_does_not_hold_however_much_it_is_liked(world: World) -> None:
    vera, misha, sonya, stranger = await world.members("vera", "misha", "sonya", "stranger")
    await vera.follows(misha)
    await vera.follows(sonya)
    await stranger.opens_profile()
    circle = await misha.circle_of("few", sonya)
    seen = await misha.posts("for all")
    hidden = {
        "of a stranger": await stranger.posts("not followed"),
        "of a circle": await misha.posts("for few", Audience.CIRCLE, circle_id=circle),
        "a reply elsewhere": await misha.posts("so it is", in_reply_to_id=await stranger.posts("what?")),
        "narrowed": await misha.posts("too much said"),
        "folded away": await misha.posts("for an hour", expires_in=3600),
        "of one who blocks": await sonya.posts("about vera"),
        "for oneself": await misha.posts("a note", Audience.SELF),
    }
    await misha.put(f"/api/v1/statuses/{hidden['narrowed']}", status="too much said", visibility="self")
    await sonya.post(f"/api/v1/accounts/{vera.id}/block")
    await scored(world.house.store, 1, dict.fromkeys([seen, *hidden.values()], TOP_STEP))
    await vera.put(CHOICE, slider=100)
    world.clock.forward(2 * 3600)

    assert await ids(vera) == [seen]
    assert [lift["reason"] for lift in (await vera.get(f"{WHY}/{seen}"))["lifts"]] == ["appreciated_widely"]
    missing = await vera.call("GET", f"{WHY}/117000000000000001")
    for what, an_id in hidden.items():
        answer = await vera.call("GET", f"{WHY}/{an_id}")
        assert (answer.status_code, answer.text) == (404, missing.text), what


async def test_what_is_kept_in_memory_shows_nothing_that_may_no_longer_be_seen_and_hides_nothing_new(
    world: World,
) -> None:
    vera, misha, posted = await _town(world, many=12)
    sonya, olga = await world.members("sonya", "olga")
    await sonya.opens_profile()
    await vera.follows(olga)
    of_sonya, of_olga = await sonya.posts("from sonya"), await olga.posts("from olga")
    world.clock.forward(3600)
    await scored(world.house.store, 1, dict.fromkeys([of_sonya, of_olga, *posted[:6]], TOP_STEP))
    await vera.put(CHOICE, slider=100)
    assert await ids(vera) == [of_olga, *posted]

    await misha.put(f"/api/v1/statuses/{posted[0]}", status="too much said", visibility="self")
    await misha.delete(f"/api/v1/statuses/{posted[1]}")
    await olga.post(f"/api/v1/accounts/{vera.id}/block")
    await vera.follows(sonya)
    new = await misha.posts("new")

    assert await ids(vera) == [of_sonya, *posted[2:6], new, *posted[6:]]
    assert await ids(vera, limit=4) == [of_sonya, *posted[2:5]]
    assert await ids(vera, min_id=posted[6], limit=3) == [*posted[4:6], new]


async def test_who_wrote_what_is_deleted_is_forgotten_with_it(small_world: World) -> None:
    vera, misha, posted = await _town(small_world)
    await scored(small_world.house.store, 1, {posted[5]: TOP_STEP})
    await vera.put(CHOICE, slider=100)

    def kept() -> set[int]:
        return {an_id for each in small_world.house.stretches._kept for an_id in each.ids}

    await vera.get(WARM)
    assert int(posted[2]) in kept()
    await misha.delete(f"/api/v1/statuses/{posted[2]}")
    assert kept() == set()
    await vera.get(WARM)
    assert int(posted[3]) in kept()
    assert int(posted[2]) not in kept()


async def test_scores_that_a_transaction_cannot_see_yet_are_not_kept_as_none(small_world: World) -> None:
    vera, _, posted = await _town(small_world)
    store, kept = small_world.house.store, small_world.house.stretches
    await vera.put(CHOICE, slider=100)

    async def top() -> int:
        async with store.read(Viewer(vera.id)) as tx:
            page = await warm(tx, Part(1), lifts(7, 100, {}), Means(kept, follows=50))
            return page[0][0]

    assert await top() == int(posted[0])
    await scored(store, 7, {posted[4]: TOP_STEP})
    assert await top() == int(posted[4])


async def test_the_score_of_what_one_may_not_see_does_not_move_a_page(world: World) -> None:
    vera, misha, posted = await _town(world)
    secret = await misha.posts("for nobody", Audience.SELF)
    world.clock.forward(3600)
    after = await misha.posts("after it")
    await vera.put(CHOICE, slider=100)
    await scored(world.house.store, 1, {posted[-1]: 10})
    before = await ids(vera, max_id=secret)

    await scored(world.house.store, 2, {posted[-1]: 10, secret: TOP_STEP})
    world.clock.forward(THREE_MINUTES)

    assert await ids(vera, max_id=secret) == before == posted
    assert (await ids(vera))[0] == after


async def test_at_nought_it_is_home_and_one_tap_moves_it(world: World) -> None:
    vera, _, posted = await _town(world)
    await scored(world.house.store, 1, {posted[5]: TOP_STEP})

    assert await ids(vera) == await vera.home() == posted
    assert await ids(vera, limit=3, max_id=posted[2]) == await vera.home(limit=3, max_id=posted[2])
    said = await vera.put(CHOICE, slider=100)

    assert said == {"slider": 100, "home": False, "questions": True, "asked": True}
    assert await ids(vera) == [posted[5], *posted[:5], *posted[6:]]
    assert await vera.home() == posted
    await vera.put(CHOICE, home=True)
    assert await vera.home() == [posted[5], *posted[:5], *posted[6:]]
    await vera.put(CHOICE, slider=0)
    assert await vera.home() == await ids(vera) == posted


async def test_nothing_is_left_out_and_each_is_lifted_by_its_step_and_no_further(world: World) -> None:
    vera, _, posted = await _town(world)
    await scored(world.house.store, 1, {posted[6]: 11, posted[7]: 9, posted[8]: 15})
    await vera.put(CHOICE, slider=50)

    # Six hours at most: step 11 lifts by 0.9 h, step 9 by nothing, step 15 by 3.3 h; a little time passes between.
    assert await ids(vera) == [*posted[:5], posted[8], posted[5], posted[6], posted[7]]


async def test_pages_neither_repeat_nor_lose_a_status_while_scores_change(world: World) -> None:
    dice = random.Random(3)
    vera, _, posted = await _town(world, many=30, apart_s=1800)
    store = world.house.store
    for slider in (25, 60, 100):
        await vera.put(CHOICE, slider=slider)
        for epoch in range(slider * 100, slider * 100 + 5):
            await scored(store, epoch, {an_id: dice.randrange(20) for an_id in dice.sample(posted, 20)})
        world.clock.forward(THREE_MINUTES)
        whole = await ids(vera, limit=40)
        told: list[str] = []
        path = f"{WARM}?limit=4"
        for number in range(10):
            answer = await vera.call("GET", path)
            told += [said["id"] for said in answer.json()]
            if "next" not in answer.links:
                break
            path = answer.links["next"]["url"]
            if number < 2:  # two more runs of the job: the epoch of this reading is the oldest that is kept
                await scored(store, slider * 100 + 5 + number, {an_id: dice.randrange(20) for an_id in posted})
                await forgotten(store, slider * 100 + 2 + number)
                world.clock.forward(THREE_MINUTES)

        assert told == whole
        assert sorted(told) == sorted(posted)
        assert await ids(vera, limit=40) != whole


async def test_the_way_back_shows_the_pages_in_reverse(world: World) -> None:
    vera, _, posted = await _town(world, many=12)
    await scored(world.house.store, 1, {posted[8]: TOP_STEP, posted[3]: 14})
    await vera.put(CHOICE, slider=100)
    pages = [await vera.call("GET", f"{WARM}?limit=4")]
    for _ in range(2):
        pages.append(await vera.call("GET", pages[-1].links["next"]["url"]))

    for newer, older in pairwise(pages):
        assert (await vera.call("GET", older.links["prev"]["url"])).json() == newer.json()


async def test_an_epoch_that_is_gone_gives_way_to_the_newest_below_the_same_key(world: World) -> None:
    vera, _, posted = await _town(world, many=12)
    await scored(world.house.store, 1, {posted[8]: TOP_STEP})
    await vera.put(CHOICE, slider=100)
    first = await vera.call("GET", f"{WARM}?limit=4")

    await scored(world.house.store, 2, {posted[8]: TOP_STEP})
    await forgotten(world.house.store, 1)
    world.clock.forward(THREE_MINUTES)
    second = await vera.call("GET", first.links["next"]["url"])

    told = [said["id"] for said in (*first.json(), *second.json())]
    assert told == (await ids(vera))[:8]


async def test_an_old_app_pages_on_by_the_id_of_the_last_status_alone(world: World) -> None:
    vera, _, posted = await _town(world, many=12)
    await scored(world.house.store, 1, {posted[8]: TOP_STEP, posted[10]: 18, posted[3]: 14})
    await vera.put(CHOICE, slider=100)
    whole = await ids(vera)

    told: list[str] = []
    while more := await ids(vera, limit=5, **({"max_id": told[-1]} if told else {})):
        told += more

    assert told == whole
    assert await ids(vera, min_id=whole[4], limit=3) == whole[1:4]
    assert await ids(vera, since_id=whole[4], limit=3) == whole[:3]


async def test_a_mark_that_somebody_made_up_is_none(world: World) -> None:
    vera, _, posted = await _town(world, many=4)
    await scored(world.house.store, 1, {posted[3]: TOP_STEP})
    await vera.put(CHOICE, slider=100)
    whole = await ids(vera)

    for place in ("", "1", "1-2-3-4-5-6", "a-b-c-d-e", "9" * 19 + "-1-1-1-1", "-1-1-1-1-1", "1-1-1-99999999-100"):
        assert await ids(vera, max_id=whole[0], place=place) == whole[1:], place


async def test_whom_one_often_answers_stands_higher_for_oneself_alone_from_the_next_hour_on(world: World) -> None:
    vera, misha, sonya, olga = await world.members("vera", "misha", "sonya", "olga")
    for reader in (vera, olga):
        await reader.follows(misha)
        await reader.follows(sonya)
        await reader.put(CHOICE, slider=100)
    old = await sonya.posts("an old question")
    world.clock.forward(3600)
    news = await misha.posts("news of the day")
    await scored(world.house.store, 1, {old: 0})
    for number in range(3):
        await vera.posts(f"@sonya answer {number}", Audience.PUBLIC, in_reply_to_id=old)
    assert (await ids(vera))[-2:] == [news, old]

    world.clock.forward(3600)

    assert [an_id for an_id in await ids(vera) if an_id in {news, old}] == [old, news]
    assert [an_id for an_id in await ids(olga) if an_id in {news, old}] == [news, old]
    told = await vera.get(f"{WHY}/{old}")
    assert [(lift["reason"], lift["hours"]) for lift in told["lifts"]] == [("close_to_you", 3.46)]
    assert "+3.5 h, because you often reply to sonya, or like what they write." in told["words"]


async def test_ones_own_status_is_not_lifted_for_oneself_and_its_score_is_not_told(world: World) -> None:
    vera, misha, _ = await _town(world, many=2)
    own = await vera.posts("mine")
    world.clock.forward(3600)
    later = await misha.posts("later")
    await scored(world.house.store, 1, {own: TOP_STEP})
    await vera.put(CHOICE, slider=100)

    assert (await ids(vera))[:2] == [later, own]
    told = await vera.get(f"{WHY}/{own}")
    assert told["lifts"] == []
    assert "not lifted" in told["words"][1]


async def test_why_tells_hours_and_places_and_no_side(world: World) -> None:
    vera, _, posted = await _town(world)
    await scored(world.house.store, 1, {posted[6]: 15})
    await vera.put(CHOICE, slider=50)

    told = await vera.get(f"{WHY}/{posted[6]}")

    assert told["lifts"] == [{"reason": "appreciated_widely", "hours": 3.3}]
    assert (told["place_by_time"], told["place"]) == (7, 4)
    assert told["words"] == [
        "Posted 7 h ago.",
        "You follow misha.",
        "+3.3 h, because people who seldom like the same posts both like it.",
        "By time it would be number 7; here it is number 4.",
    ]
    assert set(told) == {"status_id", "slider", "posted_at", "lifts", "place_by_time", "place", "words"}


async def test_what_stands_under_a_followed_hashtag_is_there_by_time_and_once(world: World) -> None:
    vera, misha, stranger = await world.members("vera", "misha", "stranger")
    await stranger.opens_profile()
    await misha.opens_profile()
    await vera.follows(misha)
    await vera.post("/api/v1/tags/tea/follow")
    theirs = await stranger.posts("#tea from afar")
    both = await misha.posts("#tea from near")
    world.clock.forward(3600)
    later = await misha.posts("coffee")
    await scored(world.house.store, 1, {theirs: TOP_STEP, both: TOP_STEP})
    await vera.put(CHOICE, slider=100)

    assert await vera.home() == [later, both, theirs]
    assert await ids(vera) == [both, later, theirs]
    assert "hashtag" in (await vera.get(f"{WHY}/{theirs}"))["words"][1]


async def test_where_too_few_like_anything_it_stays_by_time_and_says_so(world: World) -> None:
    vera, _, posted = await _town(world)
    await vera.put(CHOICE, slider=100)
    assert await ids(vera) == posted
    assert (await vera.get(f"{WHY}/{posted[3]}"))["words"][
        2
    ] == "No scores are in force yet: everything stands by time."

    for active, sentence in (("0", "Too few people"), ("300", "No divide")):
        last = WarmState(full_at=Time(world.clock()), active=active)
        await world.house.store.write(NOBODY, partial(keep_scores, steps=[(int(posted[5]), TOP_STEP)], state=last))
        world.clock.forward(THREE_MINUTES)

        assert await ids(vera) == posted
        assert (await vera.get(f"{WHY}/{posted[5]}"))["words"][2].startswith(sentence)


async def test_apps_find_it_among_the_lists_and_cannot_change_it_there(small_world: World) -> None:
    vera, misha, posted = await _town(small_world)
    made = await vera.post("/api/v1/lists", title="Poets")
    await scored(small_world.house.store, 1, {posted[5]: TOP_STEP})
    assert [each["title"] for each in await vera.get("/api/v1/lists")] == ["Poets"]
    await vera.put(CHOICE, slider=100)

    warm, poets = await vera.get("/api/v1/lists")

    assert (warm["title"], poets["id"]) == ("Warm", made["id"])
    assert await vera.get(f"/api/v1/lists/{warm['id']}") == warm
    assert await ids(vera, f"/api/v1/timelines/list/{warm['id']}") == await ids(vera)
    assert await vera.get(f"/api/v1/lists/{warm['id']}/accounts") == []
    one, people = f"/api/v1/lists/{warm['id']}", f"/api/v1/lists/{warm['id']}/accounts"
    for verb, path in (("PUT", one), ("DELETE", one), ("POST", people), ("DELETE", people)):
        answer = await vera.call(verb, path, json={"title": "Cold", "account_ids": [str(misha.id)]})
        assert answer.status_code == 422, (verb, path)
        assert "PUT /api/kukhnya/v1/warm" in answer.json()["error"]
    assert (await vera.get("/api/v1/lists"))[0] == warm


async def test_what_cannot_be_chosen_is_refused_by_name(small_world: World) -> None:
    (vera,) = await small_world.members("vera")

    for body in ({"slider": 101}, {"slider": -1}, {"slider": "much"}, {"slider": 1.5}):
        answer = await vera.call("PUT", CHOICE, json=body)
        assert (answer.status_code, list(answer.json()["details"])) == (422, ["slider"]), body
    assert (await vera.call("PUT", CHOICE, json={"home": "perhaps"})).status_code == 422
    assert await vera.get(CHOICE) == {"slider": 0, "home": False, "questions": True, "asked": False}
    assert (await vera.put(CHOICE, questions=False))["questions"] is False
    assert (await vera.get(CHOICE))["asked"] is False


async def test_a_warm_page_takes_no_more_statements_than_home(world: World) -> None:
    vera, _, posted = await _town(world)
    await scored(world.house.store, 1, {posted[5]: TOP_STEP})
    await vera.put(CHOICE, slider=100)
    link = (await vera.call("GET", f"{WARM}?limit=3")).links["next"]["url"]

    for path, most in ((WARM, 2), (link, 2), (f"{WARM}?limit=3&max_id={posted[4]}", 3)):
        await vera.call("GET", path)
        with world.counted() as counted:
            await vera.call("GET", path)
        assert counted[0] <= most, path


async def test_what_has_been_posted_costs_whoever_reads_first_two_statements(world: World) -> None:
    vera, misha, posted = await _town(world, many=30)
    await scored(world.house.store, 1, {posted[5]: TOP_STEP})
    await vera.put(CHOICE, slider=100)
    await vera.get(WARM)
    await misha.posts("news")
    await vera.home()  # the words of it are known

    found = []
    for _ in range(2):
        with world.counted() as counted:
            await vera.get(WARM)
        found.append(counted[0])

    assert found == [4, 2]
