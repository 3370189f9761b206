"""Quotes: with consent, shown as far as each reader may see what is quoted, through the client API on both databases."""

from typing import Any

import pytest

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.suspend_account import suspend_account
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.api.test_bad_input import signed_in
from tests.world import VISIBILITY, Person, World

HIDDEN = "zqhiddenwordqz"


@pytest.fixture
async def kitchen(world: World) -> tuple[Person, Person, Person]:
    """Vera, whose profile is open; Misha, who follows her and whose profile is open; Olga, who follows Misha."""
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await vera.opens_profile()
    await misha.opens_profile()
    await misha.follows(vera)
    await olga.follows(misha)
    return vera, misha, olga


async def quote_of(person: Person, status_id: str) -> Any:
    """The quote inside a status, as somebody sees it."""
    return (await person.get(f"/api/v1/statuses/{status_id}"))["quote"]


async def everything(person: Person, quoting: str, by: Person) -> str:
    """What somebody is told of a status on every page it stands on."""
    paths = (
        f"/api/v1/statuses/{quoting}", f"/api/v1/statuses/{quoting}/context", f"/api/v1/statuses?id[]={quoting}",
        "/api/v1/timelines/home", "/api/v1/timelines/public", f"/api/v1/accounts/{by.id}/statuses",
        "/api/v1/notifications", f"/api/v1/statuses/{quoting}/history", "/api/v2/search?q=listen&type=statuses",
        f"/@{by.name}", f"/@{by.name}/{quoting}",
    )  # fmt: skip
    cookie = await signed_in(person.world, person) if person.token else {}
    return " ".join([(await person.call("GET", path, headers=cookie)).text for path in paths])


async def test_nobody_may_quote_unless_the_author_has_said_so(kitchen: Any) -> None:
    vera, misha, _ = kitchen
    joke = await vera.posts("why is the tea cold?")

    answer = await misha.call("POST", "/api/v1/statuses", json={"status": "listen", "quoted_status_id": joke})

    assert (answer.status_code, answer.json()["error"]) == (403, "This action is not allowed")
    assert (await misha.get(f"/api/v1/statuses/{joke}"))["quote_approval"] == {
        "automatic": [],
        "manual": [],
        "current_user": "denied",
    }


@pytest.mark.parametrize("name", ["quoted_status_id", "quote_id"])
async def test_a_status_is_quoted_counted_and_its_author_told(world: World, kitchen: Any, name: str) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts("why is the tea cold?", quote_approval_policy="public")

    said = await misha.post("/api/v1/statuses", status="listen", visibility="public", **{name: joke})
    await world.settle()

    assert said["quote"]["state"] == "accepted"
    shown = await quote_of(olga, said["id"])
    assert shown["quoted_status"]["id"] == joke
    assert "tea cold" in shown["quoted_status"]["content"]
    assert shown["quoted_status"]["account"]["acct"] == "vera"
    assert shown["quoted_status"]["quote"] is None
    assert (await vera.get(f"/api/v1/statuses/{joke}"))["quotes_count"] == 1
    [told] = await vera.get("/api/v1/notifications", types=["quote"])
    assert (told["account"]["acct"], told["status"]["id"]) == ("misha", said["id"])


@pytest.mark.parametrize(
    ("policy", "follower", "stranger"), [("public", True, True), ("followers", True, False), ("nobody", False, False)]
)
async def test_who_may_quote_is_what_the_author_says(
    kitchen: Any, policy: str, follower: bool, stranger: bool
) -> None:  # fmt: skip
    vera, misha, olga = kitchen
    joke = await vera.posts("a joke", quote_approval_policy=policy)

    for person, may in ((misha, follower), (olga, stranger), (vera, True)):
        approval = (await person.get(f"/api/v1/statuses/{joke}"))["quote_approval"]
        answer = await person.call("POST", "/api/v1/statuses", json={"status": "x", "quoted_status_id": joke})

        assert approval["current_user"] == ("automatic" if may else "denied")
        assert approval["automatic"] == ([] if policy == "nobody" else [policy])
        assert answer.status_code == (200 if may else 403), (person.name, answer.text)
    nobody = await vera.world.nobody.get(f"/api/v1/statuses/{joke}")
    assert nobody["quote_approval"]["current_user"] == "denied"


@pytest.mark.parametrize("audience", [a for a in Audience if a not in {Audience.PUBLIC, Audience.UNLISTED}])
async def test_only_what_is_for_anyone_can_be_quoted_by_others(kitchen: Any, audience: Audience) -> None:
    vera, misha, _ = kitchen
    await vera.follows(misha)
    circle = await vera.circle_of("close", misha)
    letter = await vera.posts("for @misha", audience, circle_id=circle, quote_approval_policy="public")

    answer = await misha.call("POST", "/api/v1/statuses", json={"status": "x", "quoted_status_id": letter})

    assert answer.status_code == (404 if audience is Audience.SELF else 403)


async def test_what_is_hidden_is_quoted_like_what_is_missing(kitchen: Any) -> None:
    vera, _, olga = kitchen
    hidden = await vera.posts(HIDDEN, Audience.FOLLOWERS)

    answers = [
        await olga.call("POST", "/api/v1/statuses", json={"status": "x", "quoted_status_id": an_id})
        for an_id in (hidden, "117000000000000001")
    ]

    assert [(a.status_code, a.text) for a in answers] == [(404, '{"error":"Record not found"}')] * 2


async def test_quoting_a_re_share_is_quoting_the_original_under_its_authors_policy(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    open_, closed = await vera.posts("open", quote_approval_policy="public"), await vera.posts("not to be quoted")
    shares = [
        (await misha.post(f"/api/v1/statuses/{each}/reblog", visibility="public"))["id"] for each in (open_, closed)
    ]

    said = await olga.post("/api/v1/statuses", status="listen", quoted_status_id=shares[0])
    refused = await misha.call("POST", "/api/v1/statuses", json={"status": "mine?", "quoted_status_id": shares[1]})

    assert said["quote"]["quoted_status"]["id"] == open_
    assert refused.status_code == 403
    share = await olga.get(f"/api/v1/statuses/{shares[1]}")
    assert share["quote_approval"]["current_user"] == share["reblog"]["quote_approval"]["current_user"] == "denied"


@pytest.mark.parametrize(
    ("of", "asked", "becomes"),
    [
        (Audience.FOLLOWERS, Audience.PUBLIC, Audience.FOLLOWERS),
        (Audience.FOLLOWERS, Audience.DIRECT, Audience.DIRECT),
        (Audience.MEMBERS, Audience.UNLISTED, Audience.MEMBERS),
        (Audience.SELF, Audience.FOLLOWERS, Audience.SELF),
        (Audience.UNLISTED, Audience.PUBLIC, Audience.PUBLIC),
        (Audience.CIRCLE, Audience.PUBLIC, None),
        (Audience.DIRECT, Audience.SELF, None),
    ],
)
async def test_quoting_ones_own_makes_it_no_wider(kitchen: Any, of: Audience, asked: Audience, becomes: Any) -> None:
    vera, misha, _ = kitchen
    circle = await vera.circle_of("close", misha)
    mine = await vera.posts("mine", of, circle_id=circle)

    answer = await vera.call(
        "POST", "/api/v1/statuses",
        json={"status": "again", "visibility": VISIBILITY[asked], "quoted_status_id": mine},
    )  # fmt: skip

    assert answer.json().get("audience") == becomes, answer.text


async def test_a_letter_can_quote_only_those_it_names(kitchen: Any) -> None:
    vera, misha, _ = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    letter = {"visibility": "direct", "quoted_status_id": joke}

    refused = await misha.call("POST", "/api/v1/statuses", json={"status": "@olga look", **letter})
    said = await misha.post("/api/v1/statuses", status="@vera well?", **letter)

    assert refused.json()["details"].keys() == {"quoted_status_id"}
    assert said["quote"]["state"] == "accepted"
    assert (await vera.get(f"/api/v1/statuses/{joke}"))["quotes_count"] == 0


@pytest.mark.parametrize("ending", ["narrowed", "closed", "revoked", "deleted", "blocked", "suspended", "expired"])
async def test_what_stops_being_for_a_reader_is_gone_from_quotes_at_the_next_read(
    world: World, kitchen: Any, ending: str
) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts(f"{HIDDEN} #{HIDDEN}", quote_approval_policy="public", expires_in=3600)
    quoting = await misha.posts("listen", quoted_status_id=joke)
    await misha.post(f"/api/v1/statuses/{quoting}/pin")
    for person in (olga, misha, world.nobody):
        assert (await quote_of(person, quoting))["state"] == "accepted"
    state = "unauthorized"

    match ending:
        case "narrowed":
            await vera.put(f"/api/v1/statuses/{joke}", visibility="self")
        case "closed":
            await vera.closes_profile()
        case "revoked":
            said = await vera.post(f"/api/v1/statuses/{joke}/quotes/{quoting}/revoke")
            assert (said["id"], said["quote"]) == (quoting, {"state": "revoked", "quoted_status": None})
            state = "revoked"
        case "deleted":
            await vera.delete(f"/api/v1/statuses/{joke}")
            state = "deleted"
        case "blocked":
            await vera.post(f"/api/v1/accounts/{misha.id}/block")
            state = "revoked"
        case "suspended":
            await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, vera.id))
        case "expired":
            world.clock.forward(3600)

    for person in (olga, world.nobody):
        assert await quote_of(person, quoting) == {"state": state, "quoted_status": None}
        said = await everything(person, quoting, misha)
        for word in (HIDDEN, joke, str(vera.id), "@vera", '"vera"'):
            assert word not in said or ending in {"revoked", "blocked"}, said[max(0, said.index(word) - 500) :][:700]
    await world.settle()
    assert (await quote_of(olga, quoting))["state"] == ("deleted" if ending == "expired" else state)


async def test_each_reader_sees_of_a_quote_what_they_may_see(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    await misha.follows(olga)
    mine = await misha.posts(f"{HIDDEN} for @vera", Audience.DIRECT)
    kept = await misha.posts(f"{HIDDEN}", Audience.MUTUALS)
    quoting = await misha.posts("listen @vera", Audience.MUTUALS, quoted_status_id=kept)

    refused = await misha.call("POST", "/api/v1/statuses", json={"status": "x", "quoted_status_id": mine})

    assert refused.status_code == 403
    assert (await quote_of(olga, quoting))["quoted_status"]["id"] == kept
    assert await quote_of(vera, quoting) == {"state": "unauthorized", "quoted_status": None}
    said = await everything(vera, quoting, misha)
    assert HIDDEN not in said.replace(f"{HIDDEN} for", "")
    assert kept not in said


async def test_a_reader_who_blocks_is_shown_nothing_and_one_who_mutes_is_told_so(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts(HIDDEN, quote_approval_policy="public")
    quoting = await misha.posts("listen", quoted_status_id=joke)

    await olga.post(f"/api/v1/accounts/{vera.id}/mute")
    muted = await quote_of(olga, quoting)
    await olga.post(f"/api/v1/accounts/{vera.id}/block")

    assert (muted["state"], muted["quoted_status"]["id"]) == ("muted_account", joke)
    assert await quote_of(olga, quoting) == {"state": "unauthorized", "quoted_status": None}
    assert HIDDEN not in await everything(olga, quoting, misha)


async def test_a_quote_within_a_quote_is_an_id_for_those_who_may_see_it(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    first = await misha.posts(HIDDEN, Audience.FOLLOWERS)
    second = await misha.posts("second", Audience.FOLLOWERS, quoted_status_id=first)
    outer = await misha.posts("third @vera", Audience.FOLLOWERS, quoted_status_id=second)
    await misha.put(f"/api/v1/statuses/{second}", status="second @vera")

    for person, inner in ((olga, {"state": "accepted", "quoted_status_id": first}),
                          (vera, {"state": "unauthorized", "quoted_status_id": None})):  # fmt: skip
        shown = await quote_of(person, outer)
        assert (shown["state"], shown["quoted_status"]["id"]) == ("accepted", second)
        assert shown["quoted_status"]["quote"] == inner
    await misha.delete(f"/api/v1/statuses/{first}")
    assert (await quote_of(olga, outer))["quoted_status"]["quote"] == {"state": "deleted", "quoted_status_id": None}


async def test_pictures_and_votes_of_what_is_quoted_are_the_readers_own(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    question = await vera.post(
        "/api/v1/statuses", status="tea?", visibility="public", quote_approval_policy="public",
        poll={"options": ["yes", "no"], "expires_in": 3600},
    )  # fmt: skip
    await olga.post(f"/api/v1/polls/{question['id']}/votes", choices=[1])
    quoting = await misha.posts("well?", quoted_status_id=question["id"])

    assert (await quote_of(olga, quoting))["quoted_status"]["poll"]["own_votes"] == [1]
    assert (await quote_of(misha, quoting))["quoted_status"]["poll"]["own_votes"] == []


async def test_a_shared_quote_keeps_what_it_quotes(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    quoting = await misha.posts("listen", quoted_status_id=joke)

    share = await olga.post(f"/api/v1/statuses/{quoting}/reblog", visibility="private")

    assert share["quote"] is None
    assert share["reblog"]["quote"]["quoted_status"]["id"] == joke


async def test_an_edit_keeps_the_quote_and_those_who_quote_are_told_of_edits(world: World, kitchen: Any) -> None:
    vera, misha, _ = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    quoting = await misha.posts("listen", quoted_status_id=joke)

    edited = await misha.put(f"/api/v1/statuses/{quoting}", status="listen all")
    await vera.put(f"/api/v1/statuses/{joke}", status="a better joke")
    await world.settle()

    assert edited["quote"]["quoted_status"]["id"] == joke
    assert "better" in (await quote_of(misha, quoting))["quoted_status"]["content"]
    [told] = await misha.get("/api/v1/notifications", types=["quoted_update"])
    assert (told["account"]["acct"], told["status"]["id"]) == ("vera", quoting)


async def test_those_whose_quote_was_revoked_are_not_told_of_edits(world: World, kitchen: Any) -> None:
    vera, misha, _ = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    quoting = await misha.posts("listen", quoted_status_id=joke)
    await vera.post(f"/api/v1/statuses/{joke}/quotes/{quoting}/revoke")

    await vera.put(f"/api/v1/statuses/{joke}", status="a better joke")
    await world.settle()

    assert await misha.get("/api/v1/notifications", types=["quoted_update"]) == []


async def test_counts_follow_posting_narrowing_revoking_and_deleting(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")

    async def counted() -> int:
        return int((await olga.get(f"/api/v1/statuses/{joke}"))["quotes_count"])

    ids = [await misha.posts(f"{number}", quoted_status_id=joke) for number in range(4)]
    await misha.posts("quietly", Audience.FOLLOWERS, quoted_status_id=joke)
    assert await counted() == 4
    await misha.put(f"/api/v1/statuses/{ids[0]}", visibility="self")
    assert await counted() == 3
    await vera.post(f"/api/v1/statuses/{joke}/quotes/{ids[1]}/revoke")
    await vera.post(f"/api/v1/statuses/{joke}/quotes/{ids[1]}/revoke")
    assert await counted() == 2
    await misha.delete(f"/api/v1/statuses/{ids[1]}")
    assert await counted() == 2
    await misha.delete(f"/api/v1/statuses/{ids[2]}")
    assert await counted() == 1


async def test_quotes_are_listed_as_far_as_one_may_see_them(world: World, kitchen: Any) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    wide = await misha.posts("wide", quoted_status_id=joke)
    narrow = await misha.posts("narrow", Audience.FOLLOWERS, quoted_status_id=joke)
    revoked = await misha.posts("revoked", quoted_status_id=joke)
    await vera.post(f"/api/v1/statuses/{joke}/quotes/{revoked}/revoke")

    listed = {p.name: [s["id"] for s in await p.get(f"/api/v1/statuses/{joke}/quotes")] for p in (vera, misha, olga)}
    page = await misha.call("GET", f"/api/v1/statuses/{joke}/quotes?limit=1")

    assert listed == {"vera": [wide], "misha": [narrow, wide], "olga": [narrow, wide]}
    assert f"max_id={narrow}" in page.headers["link"]
    with world.counted() as counted:
        await misha.get(f"/api/v1/statuses/{joke}/quotes")
    assert counted[0] <= 4


async def test_only_the_author_takes_consent_back_and_only_of_a_quote(kitchen: Any) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    quoting, other = await misha.posts("listen", quoted_status_id=joke), await misha.posts("no quote")
    path = f"/api/v1/statuses/{joke}/quotes"

    assert (await olga.call("POST", f"{path}/{quoting}/revoke")).status_code == 403
    assert (await vera.call("POST", f"{path}/{other}/revoke")).status_code == 404
    assert (await vera.call("POST", f"{path}/117000000000000001/revoke")).status_code == 404
    assert (await quote_of(olga, quoting))["state"] == "accepted"


async def test_the_policy_of_a_status_can_be_changed_by_its_author(kitchen: Any) -> None:
    vera, misha, _ = kitchen
    joke = await vera.posts("a joke")
    path = f"/api/v1/statuses/{joke}/interaction_policy"

    changed = await vera.put(path, quote_approval_policy="followers")
    wrong = await vera.call("PUT", path, json={"quote_approval_policy": "everybody"})

    assert changed["quote_approval"]["automatic"] == ["followers"]
    assert changed["edited_at"] is None
    assert (await misha.get(f"/api/v1/statuses/{joke}"))["quote_approval"]["current_user"] == "automatic"
    assert wrong.status_code == 422
    assert "quote_approval_policy" in wrong.json()["details"]
    assert (await misha.call("PUT", path, json={"quote_approval_policy": "public"})).status_code == 404
    edited = await vera.put(f"/api/v1/statuses/{joke}", quote_approval_policy="public")
    assert edited["quote_approval"]["automatic"] == ["public"]


async def test_narrowing_and_widening_again_does_not_bring_consent_back(kitchen: Any) -> None:
    vera, *_ = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")

    await vera.put(f"/api/v1/statuses/{joke}", visibility="private")
    again = await vera.put(f"/api/v1/statuses/{joke}", visibility="public", confirm_widening=True)

    assert again["quote_approval"]["automatic"] == []


async def test_new_statuses_begin_with_the_policy_one_has_chosen(kitchen: Any) -> None:
    vera, *_ = kitchen
    assert (await vera.get("/api/v1/accounts/verify_credentials"))["source"]["quote_policy"] == "nobody"

    changed = await vera.patch("/api/v1/accounts/update_credentials", source={"quote_policy": "followers"})
    joke, letter = await vera.posts("a joke"), await vera.posts("a letter", Audience.FOLLOWERS)
    wrong = await vera.call("PATCH", "/api/v1/accounts/update_credentials", json={"source": {"quote_policy": "x"}})

    assert changed["source"]["quote_policy"] == "followers"
    assert (await vera.get("/api/v1/preferences"))["posting:default:quote_policy"] == "followers"
    assert (await vera.get(f"/api/v1/statuses/{joke}"))["quote_approval"]["automatic"] == ["followers"]
    assert (await vera.get(f"/api/v1/statuses/{letter}"))["quote_approval"]["automatic"] == []
    assert wrong.status_code == 422


async def test_home_with_quotes_takes_two_statements(world: World, kitchen: Any) -> None:
    vera, misha, olga = kitchen
    joke = await vera.posts("a joke", quote_approval_policy="public")
    for number in range(5):
        await misha.posts(f"{number}", quoted_status_id=joke)
    await olga.home()

    with world.counted() as counted:
        found = await olga.get("/api/v1/timelines/home")

    assert [each["quote"]["quoted_status"]["id"] for each in found] == [joke] * 5
    assert counted[0] == 2


async def test_a_status_never_quotes_without_words_of_its_own(kitchen: Any) -> None:
    vera, *_ = kitchen
    mine = await vera.posts("mine")

    answer = await vera.call("POST", "/api/v1/statuses", json={"quoted_status_id": mine})

    assert answer.status_code == 422


async def test_an_account_that_is_deleted_is_gone_from_quotes_and_counts(world: World, kitchen: Any) -> None:
    vera, misha, olga = kitchen
    await olga.opens_profile()
    joke = await vera.posts(HIDDEN, quote_approval_policy="public")
    middle = await misha.posts("listen", quoted_status_id=joke, quote_approval_policy="public")
    outer = await olga.posts("well", quoted_status_id=middle)

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    assert (await quote_of(olga, outer))["quoted_status"]["quote"] == {"state": "deleted", "quoted_status_id": None}
    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, olga.id))

    assert await quote_of(misha, middle) == {"state": "deleted", "quoted_status": None}
    assert (await misha.get(f"/api/v1/statuses/{middle}"))["quotes_count"] == 0
