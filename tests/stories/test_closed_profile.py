"""A closed profile, and how far back those who are let in may read."""

import pytest

from kukhnya.model.audience import Audience
from tests.world import Person, World


async def test_closing_a_profile_closes_the_past(world: World) -> None:
    vera, stranger = await world.members("vera", "stranger")
    await vera.opens_profile()
    joke = await vera.posts("why is the tea cold?", to=Audience.PUBLIC)
    assert await stranger.sees(joke)
    assert await world.nobody.sees(joke)

    await vera.closes_profile()

    assert not await stranger.sees(joke)
    assert not await world.nobody.sees(joke)


async def test_strangers_get_handle_and_picture_of_a_closed_profile(world: World) -> None:
    vera, friend, stranger = await world.members("vera", "friend", "stranger")
    await vera.patch(
        "/api/v1/accounts/update_credentials", note="my words", fields_attributes=[{"name": "home", "value": "here"}],
        hide_collections=False,
    )  # fmt: skip
    await friend.follows(vera)
    await vera.posts("hello")

    for viewer in (stranger, world.nobody):
        seen = await viewer.get(f"/api/v1/accounts/{vera.id}")
        looked_up = await viewer.get("/api/v1/accounts/lookup", acct="vera")

        assert seen == looked_up
        assert (seen["username"], seen["note"], seen["fields"]) == ("vera", "", [])
        assert (seen["followers_count"], seen["following_count"], seen["statuses_count"]) == (0, 0, 0)
        assert seen["last_status_at"] is None
        assert "/drawn/" in seen["header"]
    by_friend = await friend.get(f"/api/v1/accounts/{vera.id}")
    assert ("my words" in by_friend["note"], by_friend["followers_count"]) == (True, 1)
    assert [a["username"] for a in await friend.get(f"/api/v1/accounts/{vera.id}/followers")] == ["friend"]
    assert await stranger.get(f"/api/v1/accounts/{vera.id}/followers") == []


async def test_a_new_account_is_closed_and_hidden(world: World) -> None:
    vera = await world.member("vera")

    me = await vera.get("/api/v1/accounts/verify_credentials")

    assert (me["closed"], me["locked"], me["discoverable"], me["hide_collections"]) == (True, True, False, True)
    assert (me["source"]["privacy"], me["source"]["audience"]) == ("private", "followers")
    assert me["created_at"].endswith("-01T00:00:00.000Z")


@pytest.mark.parametrize(("choice", "reads"), [(None, (False, False)), ("all", (True, True)), ("3", (False, True))])
async def test_a_new_follower_reads_as_far_back_as_they_are_let(
    world: World, choice: str | None, reads: tuple[bool, bool]
) -> None:
    vera, misha = await world.members("vera", "misha")
    old = await vera.posts("long ago", Audience.FOLLOWERS)
    world.clock.forward(5 * 86_400)
    recent = await vera.posts("the other day", Audience.FOLLOWERS)
    world.clock.forward(86_400)

    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    pending = await misha.sees(recent)
    await vera.post(f"/api/v1/follow_requests/{misha.id}/authorize", **({"reads_from": choice} if choice else {}))
    new = await vera.posts("today", Audience.FOLLOWERS)

    assert not pending
    assert (await misha.sees(old), await misha.sees(recent)) == reads
    assert await misha.sees(new)


async def test_an_open_profile_is_followed_at_once_and_the_choice_of_its_owner_holds(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    await vera.patch("/api/v1/accounts/update_credentials", new_followers_read_from="all")
    old = await vera.posts("long ago", Audience.FOLLOWERS)

    relationship = await misha.post(f"/api/v1/accounts/{vera.id}/follow")

    assert (relationship["following"], relationship["requested"]) == (True, False)
    assert await misha.sees(old)


@pytest.mark.parametrize("ending", ["remove", "unfollow", "block"])
async def test_the_past_closes_when_a_follow_ends(world: World, ending: str) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    status_id = await vera.posts("for followers", Audience.FOLLOWERS)
    before = await misha.sees(status_id)

    if ending == "remove":
        await vera.post(f"/api/v1/accounts/{misha.id}/remove_from_followers")
    elif ending == "unfollow":
        await misha.post(f"/api/v1/accounts/{vera.id}/unfollow")
    else:
        await vera.post(f"/api/v1/accounts/{misha.id}/block")

    assert before
    assert not await misha.sees(status_id)
    assert status_id not in await misha.home()
    counts = (
        await vera.get("/api/v1/accounts/verify_credentials"),
        await misha.get("/api/v1/accounts/verify_credentials"),
    )
    assert (counts[0]["followers_count"], counts[1]["following_count"]) == (0, 0)


async def test_following_where_one_is_blocked_is_following_nobody(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.post(f"/api/v1/accounts/{misha.id}/block")

    blocked = await misha.call("POST", f"/api/v1/accounts/{vera.id}/follow")
    missing = await misha.call("POST", "/api/v1/accounts/117000000000000001/follow")

    assert (blocked.status_code, blocked.text) == (missing.status_code, missing.text)


async def _circle(vera: Person, misha: Person) -> tuple[str, str]:
    circle = await vera.circle_of("close", misha)
    return circle, await vera.posts("for the circle", Audience.CIRCLE, circle_id=circle)


@pytest.mark.parametrize("ending", ["taken out", "leaves", "circle deleted", "blocked"])
async def test_whoever_is_out_of_a_circle_reads_it_no_more(world: World, ending: str) -> None:
    vera, misha = await world.members("vera", "misha")
    circle, status_id = await _circle(vera, misha)
    before = await misha.sees(status_id)

    if ending == "taken out":
        await vera.delete(f"/api/v1/circles/{circle}/accounts", account_ids=[str(misha.id)])
    elif ending == "leaves":
        await misha.delete(f"/api/v1/circles/{circle}/membership")
    elif ending == "circle deleted":
        await vera.delete(f"/api/v1/circles/{circle}")
    else:
        await misha.post(f"/api/v1/accounts/{vera.id}/block")

    assert before
    assert not await misha.sees(status_id)
    assert await vera.sees(status_id)


async def test_somebody_elses_lists_and_circles_do_not_exist(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    circle = await vera.circle_of("close", misha)
    a_list = (await vera.post("/api/v1/lists", title="mine"))["id"]

    for verb, path in (
        ("GET", f"/api/v1/circles/{circle}"), ("PUT", f"/api/v1/circles/{circle}"), ("DELETE", f"/api/v1/circles/{circle}"),
        ("GET", f"/api/v1/circles/{circle}/accounts"), ("POST", f"/api/v1/circles/{circle}/accounts"),
        ("GET", f"/api/v1/lists/{a_list}"), ("PUT", f"/api/v1/lists/{a_list}"), ("DELETE", f"/api/v1/lists/{a_list}"),
        ("GET", f"/api/v1/lists/{a_list}/accounts"), ("POST", f"/api/v1/lists/{a_list}/accounts"),
        ("GET", f"/api/v1/timelines/list/{a_list}"),
    ):  # fmt: skip
        answer = await misha.call(
            verb, path, json={"title": "x", "account_ids": []} if verb in {"PUT", "POST"} else None
        )

        assert answer.status_code == 404, (verb, path, answer.text)


async def test_a_list_holds_only_those_one_follows_and_loses_them_with_the_follow(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    a_list = (await misha.post("/api/v1/lists", title="mine"))["id"]
    path = f"/api/v1/lists/{a_list}/accounts"
    too_early = await misha.call("POST", path, json={"account_ids": [str(vera.id)]})
    await misha.follows(vera)
    await misha.post(path, account_ids=[str(vera.id)])
    status_id = await vera.posts("hello", Audience.FOLLOWERS)
    on_it = [s["id"] for s in await misha.get(f"/api/v1/timelines/list/{a_list}")]

    await misha.post(f"/api/v1/accounts/{vera.id}/unfollow")

    assert too_early.status_code == 404
    assert on_it == [status_id]
    assert await misha.get(path) == []


async def test_a_mute_keeps_somebody_off_ones_pages_until_it_ends(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    status_id = await vera.posts("hello", Audience.FOLLOWERS)

    await misha.post(f"/api/v1/accounts/{vera.id}/mute", duration=60)
    muted = await misha.home(), await misha.get("/api/v1/mutes")
    world.clock.forward(61)

    assert muted[0] == []
    assert muted[1][0]["mute_expires_at"] is not None
    assert await misha.home() == [status_id]
    assert await misha.get("/api/v1/mutes") == []


async def test_members_are_found_by_the_beginning_of_their_name_only_if_they_want(world: World) -> None:
    vera, verochka, hidden, seeker = await world.members("vera", "verochka", "verbose", "seeker")
    for person in (vera, verochka):
        await person.patch("/api/v1/accounts/update_credentials", closed=False, discoverable=True)

    found = await seeker.get("/api/v1/accounts/search", q="ver")
    exact = await seeker.get("/api/v1/accounts/search", q="@verbose")

    assert {account["username"] for account in found} == {"vera", "verochka"}
    assert [account["username"] for account in exact] == ["verbose"]
