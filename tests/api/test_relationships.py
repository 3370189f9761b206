"""Follow, ask, block and mute, and each of them undone."""

import asyncio
import re
from typing import Any

import pytest

from kukhnya.model.audience import Audience
from tests.world import Person, World

ME = "/api/v1/accounts/verify_credentials"
CHANGE = "/api/v1/accounts/update_credentials"
MISSING = "117000000000000001"


async def stands(person: Person, other: Person) -> dict[str, Any]:
    """How a person stands to another."""
    found: dict[str, Any] = (await person.get("/api/v1/accounts/relationships", **{"id[]": str(other.id)}))[0]
    return found


async def names(person: Person, path: str, **params: Any) -> list[str]:
    """Handles on a page of accounts."""
    return [account["username"] for account in await person.get(path, **params)]


async def counts(person: Person) -> tuple[int, int]:
    """Followers and followed, as their owner is told."""
    me = await person.get(ME)
    return me["followers_count"], me["following_count"]


async def does(person: Person, verb: str, other: Person, **said: Any) -> dict[str, Any]:
    """One of the verbs on an account."""
    done: dict[str, Any] = await person.post(f"/api/v1/accounts/{other.id}/{verb}", **said)
    return done


@pytest.mark.parametrize(
    ("door", "asked"), [({}, True), ({"closed": False}, False), ({"closed": False, "locked": True}, True)]
)
async def test_an_open_door_is_walked_through_and_a_closed_one_asked_at(
    world: World, door: dict[str, bool], asked: bool
) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.patch(CHANGE, **door)

    relationship = await does(misha, "follow", vera)

    assert (relationship["following"], relationship["requested"]) == (not asked, asked)
    assert relationship == await stands(misha, vera)
    theirs = await stands(vera, misha)
    assert (theirs["followed_by"], theirs["requested_by"]) == (not asked, asked)
    assert (await counts(vera), await counts(misha)) == (((0, 0), (0, 0)) if asked else ((1, 0), (0, 1)))
    assert await names(vera, "/api/v1/follow_requests") == (["misha"] if asked else [])


@pytest.mark.parametrize("closed", [True, False])
async def test_following_many_times_at_once_is_following_once(world: World, closed: bool) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.patch(CHANGE, closed=closed)

    await asyncio.gather(*(does(misha, "follow", vera) for _ in range(6)))
    await world.settle()

    assert (await counts(vera), await counts(misha)) == (((0, 0), (0, 0)) if closed else ((1, 0), (0, 1)))
    assert len(await vera.get("/api/v1/follow_requests")) == int(closed)
    told = [note["type"] for note in await vera.get("/api/v1/notifications")]
    assert told == ["follow_request" if closed else "follow"]


async def test_accepting_and_unfollowing_many_times_at_once_counts_once(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await does(misha, "follow", vera)
    path = f"/api/v1/follow_requests/{misha.id}/authorize"

    accepted = await asyncio.gather(*(vera.call("POST", path) for _ in range(4)))
    between = await counts(vera), await counts(misha)
    await asyncio.gather(*(does(misha, "unfollow", vera) for _ in range(4)))

    assert sorted(answer.status_code for answer in accepted) == [200, 404, 404, 404]
    assert between == ((1, 0), (0, 1))
    assert (await counts(vera), await counts(misha)) == ((0, 0), (0, 0))


async def test_a_block_and_a_follow_at_once_never_leave_both(world: World) -> None:
    vera, *people = await world.members("vera", "a", "b", "c", "d")
    await vera.opens_profile()

    for person in people:
        await asyncio.gather(
            person.call("POST", f"/api/v1/accounts/{vera.id}/follow"),
            does(vera, "block", person),
            return_exceptions=True,
        )

    for person in people:
        relationship = await stands(vera, person)
        assert (relationship["blocking"], relationship["followed_by"]) == (True, False)
    assert await counts(vera) == (0, 0)


async def test_following_again_changes_what_one_wants_to_see(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    first = await does(misha, "follow", vera)

    second = await does(misha, "follow", vera, reblogs=False, notify=True, languages=["ru", "pt-BR"])
    third = await does(misha, "follow", vera, languages=[])

    wishes = ("showing_reblogs", "notifying", "languages")
    assert [first[wish] for wish in wishes] == [True, False, None]
    assert [second[wish] for wish in wishes] == [False, True, ["ru", "pt-BR"]]
    assert [third[wish] for wish in wishes] == [False, True, None]
    assert await counts(vera) == (1, 0)


async def test_what_was_wished_while_asking_holds_once_let_in(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await does(misha, "follow", vera, reblogs=False, notify=True, languages=["ru"])

    await vera.post(f"/api/v1/follow_requests/{misha.id}/authorize")

    relationship = await stands(misha, vera)
    assert (relationship["showing_reblogs"], relationship["notifying"], relationship["languages"]) == (
        False,
        True,
        ["ru"],
    )


async def test_counters_on_a_profile_are_those_of_this_moment(world: World) -> None:
    vera, misha, reader = await world.members("vera", "misha", "reader")
    await vera.patch(CHANGE, closed=False, hide_collections=False)
    path = f"/api/v1/accounts/{vera.id}"
    before = (await reader.get(path))["followers_count"]

    await does(misha, "follow", vera)
    during = (await reader.get(path))["followers_count"]
    await does(vera, "remove_from_followers", misha)

    assert (before, during, (await reader.get(path))["followers_count"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("verb", "status"),
    [("follow", 403), ("block", 403), ("mute", 403), ("unfollow", 200), ("unblock", 200), ("unmute", 200)],
)
async def test_nobody_follows_blocks_or_mutes_themselves(world: World, verb: str, status: int) -> None:
    vera = await world.member("vera")

    answer = await vera.call("POST", f"/api/v1/accounts/{vera.id}/{verb}")

    assert answer.status_code == status
    said = await stands(vera, vera)
    assert not any(said[key] for key in ("following", "blocking", "muting", "requested"))


@pytest.mark.parametrize("verb", ["follow", "unfollow", "block", "unblock", "mute", "unmute", "remove_from_followers"])
async def test_nobody_can_be_done_to_who_is_not_there(world: World, verb: str) -> None:
    vera, waiting = await world.member("vera"), await world.member("waiting", state="pending")

    missing = await vera.call("POST", f"/api/v1/accounts/{MISSING}/{verb}")
    pending = await vera.call("POST", f"/api/v1/accounts/{waiting.id}/{verb}")

    assert missing.status_code == 404
    assert (pending.status_code, pending.text) == (missing.status_code, missing.text)


async def test_blocked_either_way_there_is_nobody_to_follow(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    await misha.opens_profile()
    await does(vera, "block", misha)

    answers = [
        await misha.call("POST", f"/api/v1/accounts/{vera.id}/follow"),
        await vera.call("POST", f"/api/v1/accounts/{misha.id}/follow"),
        await vera.call("POST", f"/api/v1/accounts/{MISSING}/follow"),
    ]

    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[2].text)}
    assert await counts(vera) == (0, 0)


@pytest.mark.parametrize(
    ("path", "said", "field"),
    [
        ("follow", {"languages": ["klingonish"]}, "languages"), ("follow", {"languages": ["x" * 100_000]}, "languages"),
        ("follow", {"notify": "perhaps"}, "notify"), ("mute", {"duration": -1}, "duration"), ("mute", {"duration": 10**12}, "duration"),
        ("mute", {"notifications": "perhaps"}, "notifications"),
    ],
)  # fmt: skip
async def test_a_wish_that_cannot_be_is_refused_by_name(
    small_world: World, path: str, said: dict[str, Any], field: str
) -> None:
    vera, misha = await small_world.members("vera", "misha")
    before = await stands(misha, vera)

    answer = await misha.call("POST", f"/api/v1/accounts/{vera.id}/{path}", json=said)

    assert (answer.status_code, list(answer.json()["details"])) == (422, [field])
    assert await stands(misha, vera) == before


async def test_a_request_can_be_taken_back_and_leaves_nothing(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await does(misha, "follow", vera)
    await world.settle()
    told = await vera.get("/api/v1/notifications")

    relationship = await does(misha, "unfollow", vera)

    assert [note["type"] for note in told] == ["follow_request"]
    assert relationship["requested"] is False
    assert await vera.get("/api/v1/follow_requests") == []
    assert await vera.get("/api/v1/notifications") == []


async def test_whoever_is_not_let_in_may_ask_again_and_is_not_told(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await does(misha, "follow", vera)

    relationship = await vera.post(f"/api/v1/follow_requests/{misha.id}/reject")
    await world.settle()

    assert (relationship["followed_by"], relationship["requested_by"]) == (False, False)
    assert await misha.get("/api/v1/notifications") == []
    assert (await does(misha, "follow", vera))["requested"] is True


async def test_a_request_is_over_once_the_door_is_open_and_walked_through(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await does(misha, "follow", vera)
    await vera.opens_profile()

    relationship = await does(misha, "follow", vera)

    assert (relationship["following"], relationship["requested"]) == (True, False)
    assert await vera.get("/api/v1/follow_requests") == []
    assert (await vera.get(ME))["source"]["follow_requests_count"] == 0


@pytest.mark.parametrize("answer", ["authorize", "reject"])
async def test_only_a_request_to_oneself_can_be_answered(world: World, answer: str) -> None:
    vera, misha, other = await world.members("vera", "misha", "other")
    await does(misha, "follow", vera)

    by_other = await other.call("POST", f"/api/v1/follow_requests/{misha.id}/{answer}")
    by_asker = await misha.call("POST", f"/api/v1/follow_requests/{vera.id}/{answer}")
    of_nobody = await vera.call("POST", f"/api/v1/follow_requests/{MISSING}/{answer}")

    assert {(a.status_code, a.text) for a in (by_other, by_asker, of_nobody)} == {(404, of_nobody.text)}
    assert (await stands(misha, vera))["requested"] is True


@pytest.mark.parametrize("choice", ["forever", "-1", "1.5", "99999999999", "٣"])
async def test_how_far_back_is_now_all_or_days(small_world: World, choice: str) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await does(misha, "follow", vera)

    answer = await vera.call("POST", f"/api/v1/follow_requests/{misha.id}/authorize", json={"reads_from": choice})

    assert (answer.status_code, list(answer.json()["details"])) == (422, ["reads_from"])
    assert (await stands(misha, vera))["requested"] is True


@pytest.mark.parametrize(("choice", "reads"), [("now", (False, False)), ("3", (False, True)), ("all", (True, True))])
async def test_an_open_profile_lets_in_as_its_owner_chose(world: World, choice: str, reads: tuple[bool, bool]) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.patch(CHANGE, closed=False, new_followers_read_from=choice)
    old, open_ = await vera.posts("old", Audience.FOLLOWERS), await vera.posts("open", Audience.PUBLIC)
    world.clock.forward(5 * 86_400)
    recent = await vera.posts("recent", Audience.FOLLOWERS)
    world.clock.forward(86_400)

    await does(misha, "follow", vera)

    assert (await misha.sees(old), await misha.sees(recent)) == reads
    assert await misha.sees(open_)


async def test_a_block_undoes_everything_between_two_people(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    await vera.follows(misha)
    hers, his = await vera.circle_of("hers", misha), await misha.circle_of("his", vera)
    for person, other in ((vera, misha), (misha, vera)):
        a_list = (await person.post("/api/v1/lists", title="list"))["id"]
        await person.post(f"/api/v1/lists/{a_list}/accounts", account_ids=[str(other.id)])

    relationship = await does(vera, "block", misha)

    assert relationship["blocking"] is True
    assert not any(relationship[key] for key in ("following", "followed_by", "requested", "requested_by"))
    assert (await counts(vera), await counts(misha)) == ((0, 0), (0, 0))
    assert (await vera.get(f"/api/v1/circles/{hers}/accounts"), await misha.get(f"/api/v1/circles/{his}/accounts")) == (
        [],
        [],
    )
    for person, other in ((vera, misha), (misha, vera)):
        assert await person.get(f"/api/v1/accounts/{other.id}/lists") == []


@pytest.mark.parametrize("blocks", ["asker", "asked"])
async def test_a_block_takes_requests_away_both_ways(world: World, blocks: str) -> None:
    vera, misha = await world.members("vera", "misha")
    await does(misha, "follow", vera)
    await does(vera, "follow", misha)

    await (does(misha, "block", vera) if blocks == "asker" else does(vera, "block", misha))

    for person, other in ((vera, misha), (misha, vera)):
        assert await person.get("/api/v1/follow_requests") == []
        relationship = await stands(person, other)
        assert (relationship["requested"], relationship["requested_by"]) == (False, False)


async def test_unblocking_brings_nothing_back_and_lets_all_begin_anew(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    await does(vera, "block", misha)
    await does(vera, "block", misha)

    relationship = await does(vera, "unblock", misha)

    assert not any(relationship[key] for key in ("blocking", "followed_by"))
    assert await vera.get("/api/v1/blocks") == []
    await misha.follows(vera)
    assert (await stands(misha, vera))["following"] is True


async def test_whoever_is_removed_is_not_told_and_may_ask_again(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    a_list = (await misha.post("/api/v1/lists", title="list"))["id"]
    await misha.post(f"/api/v1/lists/{a_list}/accounts", account_ids=[str(vera.id)])
    await world.settle()

    await does(vera, "remove_from_followers", misha)
    relationship = await does(vera, "remove_from_followers", misha)
    await world.settle()

    assert relationship["followed_by"] is False
    assert (await counts(vera), await counts(misha)) == ((0, 0), (0, 0))
    assert await misha.get("/api/v1/notifications") == []
    assert await misha.get(f"/api/v1/lists/{a_list}/accounts") == []
    assert (await does(misha, "follow", vera))["requested"] is True


async def test_a_mute_can_be_changed_and_ends_by_itself(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    first = await does(misha, "mute", vera)
    second = await does(misha, "mute", vera, notifications=False, duration=60)
    listed = await misha.get("/api/v1/mutes")

    world.clock.forward(59)
    almost = await stands(misha, vera)
    world.clock.forward(2)
    after = await stands(misha, vera)

    assert (first["muting"], first["muting_notifications"]) == (True, True)
    assert (second["muting"], second["muting_notifications"]) == (True, False)
    assert [(a["username"], a["mute_expires_at"] is None) for a in listed] == [("vera", False)]
    assert (almost["muting"], after["muting"]) == (True, False)
    again = await does(misha, "mute", vera)
    assert (again["muting"], again["muting_notifications"]) == (True, True)
    assert (await misha.get("/api/v1/mutes"))[0]["mute_expires_at"] is None


async def test_a_mute_is_known_to_nobody_else_and_keeps_the_follow(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    before = await stands(vera, misha)

    await does(misha, "mute", vera)
    unmuted = await does(misha, "unmute", vera)

    assert await stands(vera, misha) == before
    assert (unmuted["muting"], unmuted["following"]) == (False, True)


async def ring(world: World) -> tuple[Person, dict[str, str]]:
    """Somebody with five of each kind of edge, and where each is listed."""
    vera, *others = await world.members("vera", *"abcde")
    askers = await world.members(*"fghij")
    for person in others:
        await person.opens_profile()
        await person.follows(vera)
        await vera.follows(person)
        await does(vera, "mute", person)
    for person in askers:
        await does(person, "follow", vera)
    for person in await world.members(*"klmno"):
        await does(vera, "block", person)
    return vera, {
        f"/api/v1/accounts/{vera.id}/followers": "edcba", f"/api/v1/accounts/{vera.id}/following": "edcba",
        "/api/v1/mutes": "edcba", "/api/v1/follow_requests": "jihgf", "/api/v1/blocks": "onmlk",
    }  # fmt: skip


def link(answer: Any, kind: str) -> str | None:
    """The path that the answer's Link header names for `next` or `prev`."""
    found = re.search(rf'<http://kitchen.test([^>]+)>; rel="{kind}"', answer.headers.get("link", ""))
    return found[1] if found else None


async def test_lists_of_accounts_are_turned_page_by_page_the_newest_first(world: World) -> None:
    vera, paths = await ring(world)

    for path, everybody in paths.items():
        walked, following = "", f"{path}?limit=2"
        pages = []
        while following:
            answer = await vera.call("GET", following)
            pages.append(following)
            walked += "".join(account["username"] for account in answer.json())
            following = link(answer, "next") or "" if answer.json() else ""
        back = link(await vera.call("GET", pages[1]), "prev")
        assert walked == everybody, path
        assert back is not None
        assert "".join(await names(vera, back)) == everybody[:2], path


async def test_lists_of_accounts_take_four_statements_at_most(world: World) -> None:
    vera, paths = await ring(world)
    relationships = "/api/v1/accounts/relationships?" + "&".join(f"id[]={vera.id + n}" for n in range(40))

    for path in (*paths, relationships):
        await vera.call("GET", path)
        with world.counted() as counted:
            answer = await vera.call("GET", path)

        assert answer.status_code == 200, path
        assert counted[0] <= (1 if path == relationships else 2), (path, counted)


@pytest.mark.parametrize("path", ["blocks", "mutes", "follow_requests"])
async def test_ones_blocks_mutes_and_requests_are_ones_own(world: World, path: str) -> None:
    vera, _ = await ring(world)
    other = await world.member("other")

    assert await other.get(f"/api/v1/{path}") == []
    assert await vera.get(f"/api/v1/{path}") != []
    assert (await world.nobody.call("GET", f"/api/v1/{path}")).status_code == 401


async def test_relationships_come_once_each_in_the_order_asked(world: World) -> None:
    vera, misha, anna = await world.members("vera", "misha", "anna")
    asked = [str(anna.id), MISSING, "x", str(misha.id), str(anna.id)]

    found = await vera.get("/api/v1/accounts/relationships", **{"id[]": asked})
    one = await vera.get("/api/v1/accounts/relationships", id=str(anna.id))

    assert [relationship["id"] for relationship in found] == [str(anna.id), str(misha.id)]
    assert [relationship["id"] for relationship in one] == [str(anna.id)]
    assert await vera.get("/api/v1/accounts/relationships") == []


async def test_to_subscribe_is_to_follow_and_be_told(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.opens_profile()
    path = f"/api/v1/pleroma/accounts/{misha.id}"

    nothing = await vera.post(f"{path}/unsubscribe")
    begun = await vera.post(f"{path}/subscribe")
    ended = await vera.post(f"{path}/unsubscribe")

    assert (nothing["following"], nothing["requested"]) == (False, False)
    assert (begun["following"], begun["notifying"]) == (True, True)
    assert (ended["following"], ended["notifying"]) == (True, False)
