"""Endorsements, notes and domain blocks; familiar followers, the directory and suggestions: who is told of whom."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from kukhnya.model.audience import Audience
from kukhnya.model.events import StatusPosted
from kukhnya.model.ids import TOP, StatusId
from kukhnya.model.viewer import NOBODY
from kukhnya.store import sealed
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.tables import account, follow, notification
from tests.world import Person, World

CHANGE = "/api/v1/accounts/update_credentials"
MISSING = "117000000000000001"


async def open_all(*people: Person, **more: Any) -> None:
    """Open profiles and graphs that want to be found."""
    for person in people:
        await person.patch(CHANGE, closed=False, hide_collections=False, discoverable=True, **more)


async def stands(person: Person, other: Person | str) -> dict[str, Any]:
    """How the one stands to the other."""
    asked = other if isinstance(other, str) else str(other.id)
    return dict((await person.get("/api/v1/accounts/relationships", id=asked))[0])


def names(accounts: list[dict[str, Any]]) -> list[str]:
    """Handles in their order."""
    return [each["acct"] for each in accounts]


async def statements(world: World, person: Person, path: str) -> int:
    """How many a warm GET takes. Twice, as a slow machine may have to look the token up again in between."""
    await person.call("GET", path)
    taken = []
    for _ in range(2):
        with world.counted() as counted:
            answer = await person.call("GET", path)
        assert answer.status_code == 200, (path, answer.text)
        taken += counted
    return min(taken)


async def remote(world: World, name: str, domain: str = "far.test", **more: Any) -> str:
    """Somebody of another server; the answer is their id."""

    async def make(tx: Any) -> int:
        an_id = await tx.next_id()
        row = {
            "username": name, "username_key": name, "domain": domain, "created_month": 0, "discoverable": True,
            "indexable": True, **more,
        }  # fmt: skip
        made = inserting(account, without={c.name for c in account.columns} - {"id", *row})
        await tx.execute(made, id=an_id, **row)
        return int(an_id)

    return str(await world.house.store.write(NOBODY, make))


async def test_whom_one_follows_can_be_shown_on_ones_profile(world: World) -> None:
    vera, misha, stranger = await world.members("vera", "misha", "stranger")
    await open_all(vera, misha)
    path = f"/api/v1/accounts/{misha.id}"
    too_early = await vera.call("POST", f"{path}/endorse")
    await vera.follows(misha)

    endorsed = await vera.post(f"{path}/endorse")
    again = await vera.post(f"{path}/pin")

    assert too_early.status_code == 422
    assert (endorsed["endorsed"], again["endorsed"], (await stands(stranger, misha))["endorsed"]) == (True, True, False)
    assert names(await vera.get("/api/v1/endorsements")) == ["misha"]
    assert names(await stranger.get(f"/api/v1/accounts/{vera.id}/endorsements")) == ["misha"]
    assert names(await world.nobody.get(f"/api/v1/accounts/{vera.id}/endorsements")) == ["misha"]
    assert (await vera.post(f"{path}/unpin"))["endorsed"] is False
    await vera.post(f"{path}/endorse")
    assert (await vera.post(f"{path}/unfollow"))["endorsed"] is False
    assert await vera.get("/api/v1/endorsements") == []


async def test_whom_somebody_shows_is_told_where_both_let_it_be_known(small_world: World) -> None:
    vera, shy, stranger, blocked = await small_world.members("vera", "shy", "stranger", "blocked")
    await open_all(vera, shy)
    await vera.follows(shy)
    await vera.post(f"/api/v1/accounts/{shy.id}/endorse")
    await vera.post(f"/api/v1/accounts/{blocked.id}/block")
    path = f"/api/v1/accounts/{vera.id}/endorsements"

    assert names(await stranger.get(path)) == ["shy"]
    assert await blocked.get(path) == []
    await shy.patch(CHANGE, hide_collections=True)
    assert await stranger.get(path) == []
    assert names(await shy.get(path)) == ["shy"]
    await shy.patch(CHANGE, hide_collections=False)
    await vera.closes_profile()
    assert await stranger.get(path) == []
    assert (await stranger.call("GET", f"/api/v1/accounts/{MISSING}/endorsements")).status_code == 404


async def test_a_block_takes_endorsements_away(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.follows(misha)
    await vera.post(f"/api/v1/accounts/{misha.id}/endorse")

    await misha.post(f"/api/v1/accounts/{vera.id}/block")

    assert await vera.get("/api/v1/endorsements") == []


async def test_a_note_is_read_by_its_writer_alone(world: World) -> None:
    vera, misha, other = await world.members("vera", "misha", "other")

    noted = await vera.post(f"/api/v1/accounts/{misha.id}/note", comment="zqnoteqz\nbakes well")

    assert noted["note"] == "zqnoteqz\nbakes well"
    for person in (misha, other):
        assert (await stands(person, misha))["note"] == (await stands(person, vera))["note"] == ""
    assert (await vera.post(f"/api/v1/accounts/{misha.id}/note", comment="other"))["note"] == "other"
    assert (await vera.post(f"/api/v1/accounts/{misha.id}/note", comment=""))["note"] == ""


async def test_notes_are_limited_in_size_and_in_number(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    most = small_world.house.settings.bounds.account_note_characters

    long = await vera.call("POST", f"/api/v1/accounts/{misha.id}/note", json={"comment": "x" * (most + 1)})
    missing = await vera.call("POST", f"/api/v1/accounts/{MISSING}/note", json={"comment": "x"})

    assert (long.status_code, list(long.json()["details"])) == (422, ["comment"])
    assert missing.status_code == 404
    assert len((await vera.post(f"/api/v1/accounts/{misha.id}/note", comment="x" * most))["note"]) == most


async def test_two_apps_that_do_the_same_at_once_do_it_once(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.follows(misha)
    at_once = [
        *[vera.call("POST", f"/api/v1/accounts/{misha.id}/endorse") for _ in range(4)],
        *[vera.call("POST", f"/api/v1/accounts/{misha.id}/note", json={"comment": "x"}) for _ in range(4)],
        *[vera.call("POST", "/api/v1/domain_blocks", json={"domain": "far.test"}) for _ in range(4)],
    ]

    answers = await asyncio.gather(*at_once)

    assert {answer.status_code for answer in answers} == {200}
    assert len(await vera.get("/api/v1/endorsements")) == 1
    assert await vera.get("/api/v1/domain_blocks") == ["far.test"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("FAR.test", "far.test"), ("far.test.", "far.test"), ("кухня.рф", "xn--j1agri5c.xn--p1ai"), ("far。test", "far.test"),
        ("xn--j1agri5c.xn--p1ai", "xn--j1agri5c.xn--p1ai"), ("ＦＡＲ.test", "far.test"), ("far.test:3000", "far.test:3000"),
    ],
)  # fmt: skip
async def test_a_domain_is_one_however_it_is_written(small_world: World, said: str, kept: str) -> None:
    vera = await small_world.member("vera")

    await vera.post("/api/v1/domain_blocks", domain=said)
    await vera.post("/api/v1/domain_blocks", domain=kept)

    assert await vera.get("/api/v1/domain_blocks") == [kept]
    await vera.delete("/api/v1/domain_blocks", domain=said)
    assert await vera.get("/api/v1/domain_blocks") == []


@pytest.mark.parametrize(
    "said", ["", "   ", "far test", "a" * 64 + ".test", "..", "-x.test", "x" * 500_000, "kitchen.test"]
)
async def test_what_is_no_other_server_is_refused(small_world: World, said: str) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("POST", "/api/v1/domain_blocks", json={"domain": said})

    assert (answer.status_code, list(answer.json()["details"])) == (422, ["domain"])


async def test_blocking_a_domain_ends_what_tied_one_to_it(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    far, near = await remote(world, "far"), await remote(world, "near", "near.test")
    for someone in (far, near):
        await vera.post(f"/api/v1/accounts/{someone}/follow")
        edge = {"follower_id": int(someone), "followee_id": vera.id, "id": int(someone) + 1, "reads_from": None}
        made = inserting(follow, without=("reblogs", "notify", "languages"))
        await world.house.store.write(NOBODY, lambda tx, edge=edge, made=made: tx.execute(made, **edge))  # type: ignore[misc]
        a_list = (await vera.post("/api/v1/lists", title="l"))["id"]
        await vera.post(f"/api/v1/lists/{a_list}/accounts", account_ids=[someone])
        await vera.post(f"/api/v1/accounts/{someone}/endorse")
    counted = Statement(update(account).values(followers_count=2).where(account.c.id == vera.id))
    await world.house.store.write(NOBODY, lambda tx: tx.execute(counted))
    preview = await vera.get("/api/v1/domain_blocks/preview", domain="Far.test")

    await vera.post("/api/v1/domain_blocks", domain="Far.test")

    assert preview == {"following_count": 1, "followers_count": 1}
    there, other = await stands(vera, far), await stands(vera, near)
    assert [there[key] for key in ("following", "followed_by", "endorsed", "domain_blocking")] == [
        False,
        False,
        False,
        True,
    ]
    assert [other[key] for key in ("following", "followed_by", "endorsed", "domain_blocking")] == [
        True,
        True,
        True,
        False,
    ]
    me = await vera.get("/api/v1/accounts/verify_credentials")
    assert (me["followers_count"], me["following_count"]) == (1, 1)
    assert await vera.get(f"/api/v1/accounts/{far}/lists") == []
    assert (await vera.call("POST", f"/api/v1/accounts/{far}/follow")).status_code == 404
    assert (await stands(misha, far))["domain_blocking"] is False
    await vera.delete("/api/v1/domain_blocks", domain="far.test")
    assert (await stands(vera, far))["domain_blocking"] is False
    assert (await vera.post(f"/api/v1/accounts/{far}/follow"))["following"] is True


COUNTED = (
    "version", "favourites_count", "reblogs_count", "replies_count", "quotes_count", "quote_state", "quote_policy",
)  # fmt: skip


async def test_a_blocked_domain_is_not_heard_of(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    far = await remote(world, "far")

    async def post(tx: Any) -> int:
        an_id = await tx.next_id()
        plain = inserting(sealed.status, without=COUNTED)
        await tx.execute(
            plain, id=an_id, account_id=int(far), audience="public", circle_id=None, expires_at=None, reblog_of_id=None,
            in_reply_to_id=None, in_reply_to_account_id=None, thread_id=an_id, created_at=tx.now, edited_at=None,
            has_media=False, quote_of_id=None,
        )  # fmt: skip
        await tx.execute(
            inserting(sealed.status_text), status_id=an_id, source="zqfarqz", html="", spoiler="", language="",
            sensitive=False, uri=None, history_from=0,
        )  # fmt: skip
        await tx.execute(
            inserting(notification), id=await tx.next_id(), account_id=vera.id, kind="mention",
            from_account_id=int(far), status_id=an_id, filtered=False,
        )  # fmt: skip
        tx.emit(StatusPosted(StatusId(an_id)))
        return int(an_id)

    status_id = str(await world.house.store.write(NOBODY, post))
    await world.settle()

    async def heard(person: Person) -> list[int]:
        return [
            len(await person.get("/api/v1/timelines/public")),
            len(await person.get("/api/v1/notifications")),
            len((await person.get("/api/v2/search", q="zqfarqz"))["statuses"]),
            len(await person.get("/api/v1/accounts/search", q="far")),
            len(await person.get("/api/v1/directory")),
            len(await person.get("/api/v2/suggestions")),
        ]

    before = await heard(vera)

    async def block_again(tx: Any) -> None:
        """A row alone, so that what was told before stays."""
        from kukhnya.store.tables.ties import account_domain_block  # noqa: PLC0415

        await tx.execute(inserting(account_domain_block), account_id=vera.id, domain="far.test", id=await tx.next_id())

    await world.house.store.write(NOBODY, block_again)

    assert before == [1, 1, 1, 1, 1, 1]
    assert await heard(vera) == [0, 0, 0, 0, 0, 0]
    assert (await heard(misha))[0] == 1
    assert await vera.sees(status_id)


async def test_familiar_followers_are_those_whose_follows_one_may_know(world: World) -> None:
    vera, star, frank, shy, hidden, closed = await world.members("vera", "star", "frank", "shy", "hidden", "closed")
    await open_all(star, frank, shy, hidden)
    for friend in (frank, shy, hidden, closed):
        await friend.follows(star)
    for friend in (frank, closed, hidden):
        await vera.follows(friend)
    await hidden.patch(CHANGE, hide_collections=True)
    asked = {"id[]": [str(star.id), MISSING, str(star.id)]}

    found = await vera.get("/api/v1/accounts/familiar_followers", **asked)
    await star.patch(CHANGE, hide_collections=True)
    after = await vera.get("/api/v1/accounts/familiar_followers", **asked)

    assert [(each["id"], names(each["accounts"])) for each in found] == [(str(star.id), ["frank"]), (MISSING, [])]
    assert [names(each["accounts"]) for each in after] == [[], []]


async def test_the_directory_shows_who_wants_to_be_shown(world: World) -> None:
    old, young, shut, quiet, muted, blocker, reader = await world.members(
        "old", "young", "shut", "quiet", "muted", "blocker", "reader"
    )
    await open_all(old, young, shut, muted, blocker)
    await shut.closes_profile()
    await quiet.opens_profile()
    await remote(world, "far")
    await old.posts("hello")
    await reader.post(f"/api/v1/accounts/{muted.id}/mute")
    await blocker.post(f"/api/v1/accounts/{reader.id}/block")

    active = names(await reader.get("/api/v1/directory", local="true"))
    new = names(await reader.get("/api/v1/directory", order="new"))
    page = names(await reader.get("/api/v1/directory", order="new", local="true", limit=1, offset=1))
    wrong = await reader.call("GET", "/api/v1/directory", params={"order": "loudest"})

    assert active == ["old", "young"]
    assert new == ["far@far.test", "young", "old"]
    assert page == ["old"]
    assert (wrong.status_code, list(wrong.json()["details"])) == (422, ["order"])
    assert names(await world.nobody.get("/api/v1/directory", local="true")) == ["old", "blocker", "muted", "young"]


async def test_friends_of_friends_are_suggested_where_all_three_let_it_be_known(world: World) -> None:
    vera, friend, hidden, one, two, three, shy = await world.members(
        "vera", "friend", "hidden", "one", "two", "three", "shy"
    )
    await open_all(friend, hidden, one, two, three)
    await vera.follows(friend)
    await vera.follows(hidden)
    for found in (one, shy):
        await friend.follows(found)
    await hidden.follows(two)
    await hidden.patch(CHANGE, hide_collections=True)
    await vera.post(f"/api/v1/accounts/{three.id}/block")

    suggested = await vera.get("/api/v2/suggestions")

    told = [(each["account"]["acct"], each["source"], each["sources"]) for each in suggested]
    assert told == [("one", "past_interactions", ["friends_of_friends"]), ("two", "global", ["most_followed"])]
    assert names(await vera.get("/api/v1/suggestions")) == ["one", "two"]
    assert len(await vera.get("/api/v2/suggestions", limit=1)) == 1
    for wanted in (str(one.id), MISSING):
        assert await vera.delete(f"/api/v1/suggestions/{wanted}") == {}
    assert names(await vera.get("/api/v1/suggestions")) == ["two"]
    await vera.post(f"/api/v1/accounts/{two.id}/follow")
    assert await vera.get("/api/v1/suggestions") == []


async def test_somebody_whom_few_friends_follow_is_suggested_where_those_before_let_nobody_find_them(
    world: World,
) -> None:
    vera, *people = await world.members("vera", *"abcdefgh")
    friends, shy, found = people[:2], people[2:7], people[7]
    await open_all(*friends, found)
    for friend in friends:
        await vera.follows(friend)
        for each in shy:
            await friend.follows(each)
    await friends[0].follows(found)

    suggested = await vera.get("/api/v2/suggestions", limit=1)

    assert [(each["account"]["acct"], each["source"]) for each in suggested] == [(found.name, "past_interactions")]


async def test_whoever_follows_many_is_suggested_somebody_new(world: World) -> None:
    vera, friend, new, *old = await world.members("vera", "friend", "new", *"abcdefgh")
    await open_all(friend, new, *old)
    for each in (*old, friend):
        await vera.follows(each)
    for each in (new, *old):
        await friend.follows(each)
    made = inserting(follow, without=("reblogs", "notify", "languages"))
    later = [{"follower_id": vera.id, "followee_id": n, "id": TOP - n, "reads_from": None} for n in range(1, 100)]
    await world.house.store.write(NOBODY, lambda tx: tx.many(made, later))
    path = "/api/v2/suggestions?limit=1"

    suggested = await vera.get(path)

    assert [each["account"]["acct"] for each in suggested] == ["new"]
    assert await statements(world, vera, path) == 2  # those who are followed already are not looked at first


async def test_lists_of_people_take_four_statements_at_most(world: World) -> None:
    vera, *people = await world.members("vera", *"abcdefgh")
    await open_all(vera, *people)
    for person in people[:4]:
        await vera.follows(person)
        await vera.post(f"/api/v1/accounts/{person.id}/endorse")
        for other in people[4:]:
            await person.follows(other)
    await vera.post("/api/v1/domain_blocks", domain="far.test")
    several = "&".join(f"id[]={person.id}" for person in people)
    paths = {
        "/api/v1/endorsements": 2,
        f"/api/v1/accounts/{vera.id}/endorsements": 2,
        f"/api/v1/accounts/familiar_followers?{several}": 2,
        f"/api/v1/accounts/relationships?{several}": 1,
        "/api/v1/directory": 2,
        "/api/v2/suggestions": 3,
        "/api/v1/suggestions": 3,
        "/api/v1/domain_blocks": 1,
        "/api/v1/domain_blocks/preview?domain=far.test": 1,
        "/api/v1/profile": 2,
    }

    for path, most in paths.items():
        assert await statements(world, vera, path) <= most, path


async def test_when_somebody_last_posted_is_told_to_the_week_and_where_the_profile_is_open(small_world: World) -> None:
    vera, stranger = await small_world.members("vera", "stranger")
    await vera.opens_profile()
    path = f"/api/v1/accounts/{vera.id}"
    before = (await stranger.get(path))["last_status_at"]
    await vera.posts("hello", Audience.PUBLIC)

    after = (await stranger.get(path))["last_status_at"]
    await vera.closes_profile()

    assert before is None
    assert len(after) == len("2026-11-23")
    assert (await stranger.get(path))["last_status_at"] is None
