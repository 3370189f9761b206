"""Posting, editing, deleting, sharing: through the client API, on both databases."""

import asyncio
from typing import Any

import pytest

from kukhnya.model.audience import Audience
from tests.world import VISIBILITY, Person, World


@pytest.fixture
async def friends(world: World) -> tuple[Person, Person, Person]:
    """Vera, whom Misha follows, and a stranger."""
    vera, misha, stranger = await world.members("vera", "misha", "stranger")
    await misha.follows(vera)
    return vera, misha, stranger


async def test_a_status_without_an_audience_goes_to_followers(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends

    said = await vera.post("/api/v1/statuses", status="tea is ready")

    assert said["audience"] == "followers"
    assert said["visibility"] == "private"
    assert await misha.sees(said["id"])
    assert not await stranger.sees(said["id"])


@pytest.mark.parametrize("audience", Audience)
async def test_every_audience_can_be_posted_to_and_is_told_back(
    friends: tuple[Person, ...], audience: Audience
) -> None:
    vera, misha, _ = friends
    circle = await vera.circle_of("close", misha)

    status_id = await vera.posts("hello @misha", audience, circle_id=circle)

    shown = await vera.get(f"/api/v1/statuses/{status_id}")
    assert shown["audience"] == audience.value
    assert shown["visibility"] in {"public", "unlisted", "private", "direct"}
    assert shown["circle_id"] == (circle if audience is Audience.CIRCLE else None)
    assert await misha.sees(status_id) == (audience is not Audience.SELF)


async def test_the_same_idempotency_key_posts_once(world: World, friends: tuple[Person, ...]) -> None:
    vera, *_ = friends

    answers = await asyncio.gather(
        *(
            vera.call("POST", "/api/v1/statuses", json={"status": "once"}, headers={"idempotency-key": "k"})
            for _ in range(5)
        )
    )

    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_what_makes_no_sense_is_refused_and_names_the_field(friends: tuple[Person, ...]) -> None:
    vera, *_ = friends
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"status": ""}, "text"),
        ({"status": "x" * 6000}, "status"),
        ({"status": "x", "visibility": "everybody"}, "visibility"),
        ({"status": "x", "visibility": "limited"}, "circle_id"),
        ({"status": "x", "expires_in": 5}, "expires_in"),
        ({"status": "x", "poll": {"options": ["a"], "expires_in": 600}}, "poll[options]"),
        ({"status": "x", "poll": {"options": ["a", "a"], "expires_in": 600}}, "poll[options]"),
        ({"status": "x", "poll": {"options": ["a", "b"], "expires_in": 1}}, "poll[expires_in]"),
        ({"status": "x", "language": "klingon language"}, "language"),
        ({"status": "x", "media_ids": ["12345"]}, "media_ids"),
        ({"status": "x", "in_reply_to_id": "nonsense"}, "in_reply_to_id"),
        ({"status": ["x"]}, "status"),
    ]

    for body, field in wrong:
        answer = await vera.call("POST", "/api/v1/statuses", json=body)

        assert answer.status_code == 422, (body, answer.text)
        assert field in answer.json()["details"], (body, answer.text)
    assert await vera.home() == []


async def test_a_reply_belongs_to_the_thread(friends: tuple[Person, ...]) -> None:
    vera, misha, _ = friends
    first = await vera.posts("who left an umbrella?")
    second = await misha.posts("@vera not me", in_reply_to_id=first)
    third = await vera.posts("@misha then who", in_reply_to_id=second)
    aside = await misha.posts("@vera the cat", in_reply_to_id=first)

    of_second = await vera.get(f"/api/v1/statuses/{second}/context")
    of_first = await vera.get(f"/api/v1/statuses/{first}/context")

    assert [s["id"] for s in of_second["ancestors"]] == [first]
    assert [s["id"] for s in of_second["descendants"]] == [third]
    assert [s["id"] for s in of_first["descendants"]] == [second, third, aside]
    assert (await vera.get(f"/api/v1/statuses/{first}"))["replies_count"] == 2


async def test_an_edit_changes_the_words_and_never_the_audience(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    status_id = await vera.posts("typo", Audience.FOLLOWERS)
    await vera.patch("/api/v1/accounts/update_credentials", source={"privacy": "public"}, closed=False)

    said = await vera.put(f"/api/v1/statuses/{status_id}", status="mended")

    assert said["audience"] == "followers"
    assert said["edited_at"] is not None
    assert "mended" in (await misha.get(f"/api/v1/statuses/{status_id}"))["content"]
    assert not await stranger.sees(status_id)


async def test_narrowing_is_right_at_the_next_request_and_widening_asks(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    await vera.opens_profile()
    status_id = await vera.posts("the old joke")
    assert await stranger.sees(status_id)

    await vera.put(f"/api/v1/statuses/{status_id}", visibility="private")
    seen_when_narrow = await stranger.sees(status_id), await misha.sees(status_id)
    refused = await vera.call("PUT", f"/api/v1/statuses/{status_id}", json={"visibility": "public"})
    still_narrow = await stranger.sees(status_id)
    await vera.put(f"/api/v1/statuses/{status_id}", visibility="public", confirm_widening=True)

    assert seen_when_narrow == (False, True)
    assert refused.status_code == 422
    assert refused.json()["details"]["visibility"][0]["error"] == "ERR_WIDENS"
    assert "anyone" in refused.json()["error"]
    assert not still_narrow
    assert await stranger.sees(status_id)


async def test_earlier_words_stay_with_the_author_when_the_audience_is_widened(
    world: World, friends: tuple[Person, ...]
) -> None:
    vera, misha, stranger = friends
    await vera.opens_profile()
    status_id = await vera.posts("secret", Audience.FOLLOWERS)
    world.clock.forward(10)
    await vera.put(f"/api/v1/statuses/{status_id}", status="harmless")
    world.clock.forward(10)
    await vera.put(f"/api/v1/statuses/{status_id}", visibility="public", confirm_widening=True)
    world.clock.forward(10)
    await vera.put(f"/api/v1/statuses/{status_id}", status="harmless indeed")

    by_author = await vera.get(f"/api/v1/statuses/{status_id}/history")
    by_stranger = await stranger.get(f"/api/v1/statuses/{status_id}/history")

    assert [v["content"] for v in by_author] == ["<p>secret</p>", "<p>harmless</p>", "<p>harmless indeed</p>"]
    assert [v["content"] for v in by_stranger] == ["<p>harmless</p>", "<p>harmless indeed</p>"]


async def test_somebody_newly_named_reads_from_then_on_and_somebody_unnamed_no_more(
    world: World, friends: tuple[Person, ...]
) -> None:
    vera, _, stranger = friends
    status_id = await vera.posts("between us", Audience.DIRECT)
    world.clock.forward(10)

    await vera.put(f"/api/v1/statuses/{status_id}", status="for @stranger")
    history = await stranger.get(f"/api/v1/statuses/{status_id}/history")
    world.clock.forward(10)
    await vera.put(f"/api/v1/statuses/{status_id}", status="for nobody")

    assert [v["content"].count("between") for v in history] == [0]
    assert not await stranger.sees(status_id)


async def test_a_status_expires_at_its_millisecond_and_is_erased_after(
    world: World, friends: tuple[Person, ...]
) -> None:
    vera, misha, _ = friends
    status_id = await vera.posts("gone in a minute", Audience.FOLLOWERS, expires_in=60)
    world.clock.forward(59)
    before = await misha.sees(status_id)

    world.clock.forward(1)
    at_the_end = await misha.sees(status_id), await vera.sees(status_id)
    await world.settle()

    assert before
    assert at_the_end == (False, True)
    assert not await vera.sees(status_id)


async def test_deleting_gives_the_text_back_and_leaves_nothing(world: World, friends: tuple[Person, ...]) -> None:
    vera, misha, _ = friends
    await vera.opens_profile()
    status_id = await vera.posts("to be redrafted #tea")
    shared = await misha.post(f"/api/v1/statuses/{status_id}/reblog")
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")

    deleted = await vera.delete(f"/api/v1/statuses/{status_id}")
    await world.settle()

    assert deleted["text"] == "to be redrafted #tea"
    assert not await vera.sees(status_id)
    assert not await misha.sees(shared["id"])
    assert await misha.get("/api/v1/favourites") == []
    assert (await misha.get("/api/v1/accounts/verify_credentials"))["statuses_count"] == 0
    assert (await vera.get("/api/v1/accounts/verify_credentials"))["statuses_count"] == 0


async def test_only_the_author_deletes_edits_and_reads_the_source(friends: tuple[Person, ...]) -> None:
    vera, misha, _ = friends
    status_id = await vera.posts("mine", Audience.FOLLOWERS)

    answers = [
        await misha.call("DELETE", f"/api/v1/statuses/{status_id}"),
        await misha.call("PUT", f"/api/v1/statuses/{status_id}", json={"status": "yours"}),
        await misha.call("GET", f"/api/v1/statuses/{status_id}/source"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await vera.get(f"/api/v1/statuses/{status_id}/source"))["text"] == "mine"


async def test_likes_count_once_and_are_told_to_the_author_alone(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    await vera.opens_profile()
    await misha.opens_profile()
    status_id = await vera.posts("like it")

    await asyncio.gather(*(misha.post(f"/api/v1/statuses/{status_id}/favourite") for _ in range(3)))
    await stranger.post(f"/api/v1/statuses/{status_id}/favourite")

    assert (await misha.get(f"/api/v1/statuses/{status_id}"))["favourites_count"] == 2
    assert (await misha.get(f"/api/v1/statuses/{status_id}"))["favourited"] is True
    by_author = await vera.get(f"/api/v1/statuses/{status_id}/favourited_by")
    assert [account["username"] for account in by_author] == ["misha"]  # the stranger's profile is closed
    assert await misha.get(f"/api/v1/statuses/{status_id}/favourited_by") == []
    unliked = await misha.post(f"/api/v1/statuses/{status_id}/unfavourite")
    assert (unliked["favourites_count"], unliked["favourited"]) == (1, False)


async def test_counters_of_a_closed_profile_are_bucketed_for_others(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    status_id = await vera.posts("few words @stranger", Audience.FOLLOWERS)

    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await stranger.post(f"/api/v1/statuses/{status_id}/favourite")

    assert (await vera.get(f"/api/v1/statuses/{status_id}"))["favourites_count"] == 2
    assert (await misha.get(f"/api/v1/statuses/{status_id}"))["favourites_count"] == 1


async def test_a_reshare_has_its_own_audience_and_never_a_wider_one(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    await vera.opens_profile()
    wide = await vera.posts("for all")
    narrow = await vera.posts("for followers", Audience.FOLLOWERS)

    first = await misha.post(f"/api/v1/statuses/{wide}/reblog")
    again = await misha.post(f"/api/v1/statuses/{wide}/reblog", visibility="public")
    refused = await misha.call("POST", f"/api/v1/statuses/{narrow}/reblog")

    assert first["audience"] == "followers"
    assert first["reblog"]["id"] == wide
    assert first["reblog"]["reblogged"] is True
    assert again["id"] == first["id"]
    assert refused.status_code == 403
    assert not await stranger.sees(first["id"])
    assert (await vera.get(f"/api/v1/statuses/{wide}"))["reblogs_count"] == 1


async def test_a_reshare_shows_only_where_the_original_may_be_seen(friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    await vera.opens_profile()
    await stranger.follows(misha)
    wide = await vera.posts("for all")
    shared = await misha.post(f"/api/v1/statuses/{wide}/reblog")
    before = await stranger.sees(shared["id"])

    await vera.closes_profile()

    assert before
    assert not await stranger.sees(shared["id"])
    assert shared["id"] not in await stranger.home()


async def test_unsharing_leaves_nothing(friends: tuple[Person, ...]) -> None:
    vera, misha, _ = friends
    await vera.opens_profile()
    wide = await vera.posts("for all")
    shared = await misha.post(f"/api/v1/statuses/{wide}/reblog")

    original = await misha.post(f"/api/v1/statuses/{wide}/unreblog")

    assert (original["id"], original["reblogged"], original["reblogs_count"]) == (wide, False, 0)
    assert not await misha.sees(shared["id"])


async def test_a_poll_takes_one_vote_each_until_it_ends(world: World, friends: tuple[Person, ...]) -> None:
    vera, misha, stranger = friends
    await vera.opens_profile()
    said = await vera.post(
        "/api/v1/statuses",
        status="tea or coffee?",
        visibility="public",
        poll={"options": ["tea", "coffee"], "expires_in": 600},
    )
    poll = said["poll"]["id"]

    voted = await misha.post(f"/api/v1/polls/{poll}/votes", choices=["0"])
    again = await misha.call("POST", f"/api/v1/polls/{poll}/votes", json={"choices": [1]})
    own = await vera.call("POST", f"/api/v1/polls/{poll}/votes", json={"choices": [1]})
    wrong = await stranger.call("POST", f"/api/v1/polls/{poll}/votes", data={"choices[]": ["7"]})
    world.clock.forward(600)
    late = await stranger.call("POST", f"/api/v1/polls/{poll}/votes", json={"choices": [1]})

    assert (voted["voted"], voted["own_votes"], voted["votes_count"]) == (True, [0], 1)
    assert [option["votes_count"] for option in voted["options"]] == [1, 0]
    assert [answer.status_code for answer in (again, own, wrong, late)] == [422, 422, 422, 422]
    assert (await stranger.get(f"/api/v1/polls/{poll}"))["expired"] is True


async def test_bookmarks_and_pins(friends: tuple[Person, ...]) -> None:
    vera, misha, _ = friends
    first = await vera.posts("one", Audience.FOLLOWERS)
    second = await vera.posts("two", Audience.FOLLOWERS)

    await misha.post(f"/api/v1/statuses/{second}/bookmark")
    await misha.post(f"/api/v1/statuses/{first}/bookmark")
    await vera.post(f"/api/v1/statuses/{first}/pin")
    foreign = await misha.call("POST", f"/api/v1/statuses/{first}/pin")

    assert [s["id"] for s in await misha.get("/api/v1/bookmarks")] == [first, second]
    assert [s["id"] for s in await misha.get(f"/api/v1/accounts/{vera.id}/statuses", pinned=True)] == [first]
    assert foreign.status_code == 422
    await misha.post(f"/api/v1/statuses/{first}/unbookmark")
    assert [s["id"] for s in await misha.get("/api/v1/bookmarks")] == [second]


@pytest.mark.parametrize("kind", list(VISIBILITY))
async def test_posting_takes_at_most_eight_statements(world: World, kind: Audience) -> None:
    vera = await world.member("vera")
    circle = await vera.circle_of("empty")
    await vera.posts("warm", kind, circle_id=circle)

    with world.counted() as counted:
        await vera.call(
            "POST", "/api/v1/statuses", json={"status": "plain", "visibility": VISIBILITY[kind], "circle_id": circle}
        )

    assert counted[0] <= 8 + 3  # eight to post, and what brings the answer: its flags, its words, its author


async def test_replies_are_counted_as_long_as_anybody_may_read_them(friends: tuple[Person, ...]) -> None:
    vera, misha, _ = friends
    await vera.opens_profile()
    root = await vera.posts("root")
    wide = await misha.posts("@vera wide", in_reply_to_id=root)
    narrow = await misha.posts("@vera narrow", Audience.DIRECT, in_reply_to_id=root)

    async def count() -> int:
        return int((await vera.get(f"/api/v1/statuses/{root}"))["replies_count"])

    first = await count()
    await misha.put(f"/api/v1/statuses/{wide}", visibility="direct")
    after_narrowing = await count()
    await misha.put(f"/api/v1/statuses/{wide}", visibility="public", confirm_widening=True)
    await misha.delete(f"/api/v1/statuses/{narrow}")
    after_deleting_the_narrow = await count()
    await misha.delete(f"/api/v1/statuses/{wide}")

    assert (first, after_narrowing, after_deleting_the_narrow, await count()) == (1, 0, 1, 0)
