"""Changing who may read what is posted: narrowing happens at once, widening asks first, words never move it."""

import asyncio

import pytest

from kukhnya.model.audience import Audience
from tests.world import VISIBILITY, Person, World

WIDEST_FIRST = (Audience.PUBLIC, Audience.UNLISTED, Audience.MEMBERS, Audience.FOLLOWERS, Audience.MUTUALS)
NARROWS_TO: dict[Audience, set[Audience]] = {
    **{each: {*WIDEST_FIRST[place:], Audience.DIRECT, Audience.SELF} for place, each in enumerate(WIDEST_FIRST)},
    Audience.CIRCLE: {Audience.CIRCLE, Audience.DIRECT, Audience.SELF},
    Audience.DIRECT: {Audience.DIRECT, Audience.SELF},
    Audience.SELF: {Audience.SELF},
}
"""What happens without asking. A circle may hold people who do not follow, so going there always asks."""
NAMES = ("stranger", "follower", "mutual", "inside", "named")


class Street:
    """Vera, her circle, and one reader for each way of standing to her."""

    def __init__(self, world: World, vera: Person, readers: dict[str, Person], circle: str) -> None:
        self.world = world
        self.vera = vera
        self.readers = readers
        self.circle = circle

    async def who_reads(self, status_id: str) -> set[str]:
        """The names of those who see it."""
        return {name for name, reader in self.readers.items() if await reader.sees(status_id)}

    async def says(self, status_id: str, **change: object) -> tuple[int, str]:
        """The status and the text of the answer to an edit."""
        answer = await self.vera.call("PUT", f"/api/v1/statuses/{status_id}", json=change)
        return answer.status_code, answer.text


@pytest.fixture
async def street(world: World) -> Street:
    """Vera with an open profile, and her readers."""
    vera, *others = await world.members("vera", *NAMES)
    readers = dict(zip(NAMES, others, strict=True))
    await vera.opens_profile()
    for name in ("follower", "mutual"):
        await readers[name].follows(vera)
    await vera.follows(readers["mutual"])
    circle = await vera.circle_of("close", readers["inside"])
    return Street(world, vera, {**readers, "nobody": world.nobody}, circle)


@pytest.mark.parametrize("before", Audience)
@pytest.mark.parametrize("closed", [False, True])
async def test_nobody_gains_by_a_change_that_was_not_confirmed(street: Street, before: Audience, closed: bool) -> None:
    vera = street.vera
    if closed:
        await vera.closes_profile()

    for after in Audience:
        status_id = await vera.posts("hello @named", before, circle_id=street.circle)
        read = await street.who_reads(status_id)
        asked = {"visibility": VISIBILITY[after], "circle_id": street.circle}
        code, said = await street.says(status_id, **asked)
        reads = await street.who_reads(status_id)
        shown = await vera.get(f"/api/v1/statuses/{status_id}")

        if after in NARROWS_TO[before]:
            assert (code, shown["audience"]) == (200, after.value), (before, after, said)
            assert reads <= read, (before, after)
        else:
            assert (code, shown["audience"]) == (422, before.value), (before, after, said)
            assert "ERR_WIDENS" in said
            assert reads == read, (before, after)


@pytest.mark.parametrize("before", Audience)
async def test_a_confirmed_change_is_as_if_it_had_been_posted_so(street: Street, before: Audience) -> None:
    vera = street.vera
    for after in Audience:
        status_id = await vera.posts("hello @named", before, circle_id=street.circle)
        fresh = await vera.posts("hello @named", after, circle_id=street.circle)

        code, said = await street.says(
            status_id, visibility=VISIBILITY[after], circle_id=street.circle, confirm_widening=True
        )

        assert code == 200, (before, after, said)
        assert await street.who_reads(status_id) == await street.who_reads(fresh), (before, after)


async def test_whoever_widens_is_told_which_groups_gain_and_how_many_people(street: Street) -> None:
    vera = street.vera
    narrow = await vera.posts("for two", Audience.MUTUALS)
    alone = await vera.posts("a thought about @named", Audience.SELF)
    another = await vera.circle_of("other", street.readers["named"], street.readers["follower"])
    of_circle = await vera.posts("for one", Audience.CIRCLE, circle_id=street.circle)

    told = {
        "followers": (await street.says(narrow, visibility="private"))[1],
        "anyone": (await street.says(narrow, visibility="public"))[1],
        "named": (await street.says(alone, visibility="direct"))[1],
        "circle": (await street.says(of_circle, visibility="limited", circle_id=another))[1],
    }

    assert "followers (people known here who cannot read it now: 1)" in told["followers"]
    assert "anyone, followers (people known here who cannot read it now: 4)" in told["anyone"]
    assert "those it names (people known here who cannot read it now: 0)" in told["named"]
    assert "the circle (people known here who cannot read it now: 2)" in told["circle"]
    for text in told.values():
        assert not any(f"@{name}" in text for name in NAMES)


async def test_the_number_of_those_who_gain_does_not_tell_who_blocks(street: Street) -> None:
    narrow = await street.vera.posts("for followers", Audience.FOLLOWERS)
    before = await street.says(narrow, visibility="public")

    await street.readers["stranger"].post(f"/api/v1/accounts/{street.vera.id}/block")

    assert await street.says(narrow, visibility="public") == before


async def test_nobody_gains_by_a_closed_profile_yet_and_it_asks_all_the_same(street: Street) -> None:
    await street.vera.closes_profile()
    narrow = await street.vera.posts("for followers", Audience.FOLLOWERS)

    code, said = await street.says(narrow, visibility="public")

    assert code == 422
    assert "anyone (people known here who cannot read it now: 0)" in said


async def test_another_circle_is_wider_and_somebody_elses_does_not_exist(street: Street) -> None:
    vera, stranger = street.vera, street.readers["stranger"]
    status_id = await vera.posts("for one", Audience.CIRCLE, circle_id=street.circle)
    another = await vera.circle_of("other", stranger)
    foreign = await stranger.circle_of("theirs", vera)

    refused = await street.says(status_id, visibility="limited", circle_id=another)
    missing = await street.says(status_id, visibility="limited", circle_id=foreign, confirm_widening=True)
    same = await street.says(status_id, visibility="limited")
    moved = await street.says(status_id, visibility="limited", circle_id=another, confirm_widening=True)

    assert (refused[0], missing[0], same[0], moved[0]) == (422, 404, 200, 200)
    assert await street.who_reads(status_id) == {"stranger"}


async def test_words_pictures_and_polls_never_move_the_audience(street: Street) -> None:
    vera = street.vera
    await vera.patch("/api/v1/accounts/update_credentials", source={"privacy": "public"})
    for audience in Audience:
        status_id = await vera.posts("hello @named", audience, circle_id=street.circle)
        read = await street.who_reads(status_id)

        for change in (
            {"status": "good evening @named"}, {"spoiler_text": "tea"}, {"sensitive": True}, {"language": "ru"},
            {"poll": {"options": ["a", "b"], "expires_in": 600}}, {"expires_in": 600}, {"circle_id": street.circle},
        ):  # fmt: skip
            said = await vera.put(f"/api/v1/statuses/{status_id}", **change)

            assert said["audience"] == audience.value, (audience, change)
        assert await street.who_reads(status_id) == read, audience


async def test_moving_the_audience_lets_nobody_in_who_has_taken_a_name_since(street: Street) -> None:
    vera = street.vera
    status_id = await vera.posts("what will @newcomer be like?")
    newcomer = await street.world.member("newcomer")

    await vera.put(f"/api/v1/statuses/{status_id}", status="what will @newcomer be like?", visibility="direct")
    after_moving = await newcomer.sees(status_id)
    await vera.put(f"/api/v1/statuses/{status_id}", status="welcome, @newcomer")

    assert not after_moving
    assert await newcomer.sees(status_id)


async def test_a_thought_that_becomes_a_letter_reaches_those_it_names(street: Street) -> None:
    vera, named = street.vera, street.readers["named"]
    status_id = await vera.posts("shall I tell @named?", Audience.SELF)
    alone = await street.who_reads(status_id)

    await vera.put(f"/api/v1/statuses/{status_id}", visibility="direct", confirm_widening=True)
    await street.world.settle()

    assert alone == set()
    assert await street.who_reads(status_id) == {"named"}
    told = await named.get("/api/v1/notifications")
    assert [(each["type"], each["status"]["id"]) for each in told] == [("mention", status_id)]


async def test_an_edit_and_a_narrowing_at_once_both_hold(street: Street) -> None:
    vera = street.vera
    for turn in range(8):
        status_id = await vera.posts("hello")

        await asyncio.gather(
            street.says(status_id, status=f"good evening {turn}"),
            street.says(status_id, visibility="self"),
            street.says(status_id, spoiler_text="tea"),
            street.says(status_id, expires_in=600),
        )

        shown = await vera.get(f"/api/v1/statuses/{status_id}")
        assert shown["audience"] == "self"
        assert (shown["spoiler_text"], shown["expires_at"] is not None) == ("tea", True)
        assert f"good evening {turn}" in shown["content"]
        assert await street.who_reads(status_id) == set()


async def test_a_reply_counts_under_what_it_answers_only_while_anybody_may_read_it(street: Street) -> None:
    vera, misha = street.vera, street.readers["mutual"]
    await misha.opens_profile()
    first = await misha.posts("who is there?")
    answer = await vera.posts("me", in_reply_to_id=first)
    counts = []

    async def count() -> None:
        counts.append((await misha.get(f"/api/v1/statuses/{first}"))["replies_count"])

    await count()
    await vera.put(f"/api/v1/statuses/{answer}", visibility="private")
    await count()
    await vera.put(f"/api/v1/statuses/{answer}", visibility="unlisted", confirm_widening=True)
    await count()
    await vera.put(f"/api/v1/statuses/{answer}", visibility="self")
    await vera.delete(f"/api/v1/statuses/{answer}")
    await count()

    assert counts == [1, 0, 1, 0]


@pytest.mark.parametrize("own", [False, True])
async def test_what_may_be_reshared_to_whom(street: Street, own: bool) -> None:
    vera, mutual = street.vera, street.readers["mutual"]
    sharer = vera if own else mutual
    below = {each: set(WIDEST_FIRST[place:]) | {Audience.SELF} for place, each in enumerate(WIDEST_FIRST)}
    allowed = {each: below[each] for each in WIDEST_FIRST[: 4 if own else 3]}
    allowed |= {each: {each} if own else set() for each in (Audience.MUTUALS, Audience.CIRCLE, Audience.SELF)}

    for audience in Audience:
        for to in Audience:
            status_id = await vera.posts("hello @mutual", audience, circle_id=street.circle)
            answer = await sharer.call(
                "POST", f"/api/v1/statuses/{status_id}/reblog", json={"visibility": VISIBILITY[to]}
            )

            if not own and audience is Audience.SELF:
                assert answer.status_code == 404
            elif to in allowed.get(audience, set()):
                assert (answer.status_code, answer.json()["audience"]) == (200, to.value), (audience, to)
            else:
                assert answer.status_code == 403, (audience, to, answer.text)


@pytest.mark.parametrize(
    ("choice", "of", "becomes"),
    [
        ("followers", Audience.PUBLIC, "followers"), ("public", Audience.PUBLIC, "public"),
        ("public", Audience.UNLISTED, "unlisted"), ("public", Audience.MEMBERS, "members"),
        ("local", Audience.PUBLIC, "members"), ("mutuals", Audience.PUBLIC, "mutuals"), ("self", Audience.PUBLIC, "self"),
        ("public", Audience.FOLLOWERS, "followers"), ("public", Audience.MUTUALS, "mutuals"),
        ("mutuals", Audience.FOLLOWERS, "mutuals"), ("public", Audience.CIRCLE, "circle"),
    ],
)  # fmt: skip
async def test_a_reshare_goes_where_its_sharer_chose_or_narrower(
    street: Street, choice: str, of: Audience, becomes: str
) -> None:
    vera = street.vera
    await vera.patch("/api/v1/accounts/update_credentials", source={"reblog_audience": choice})
    status_id = await vera.posts("hello", of, circle_id=street.circle)

    shared = await vera.post(f"/api/v1/statuses/{status_id}/reblog")

    assert shared["audience"] == becomes
    assert await street.who_reads(shared["id"]) <= await street.who_reads(status_id)


@pytest.mark.parametrize("choice", ["limited", "direct"])
async def test_reshares_cannot_be_meant_for_a_circle_or_for_those_named(street: Street, choice: str) -> None:
    answer = await street.vera.call(
        "PATCH", "/api/v1/accounts/update_credentials", json={"source": {"reblog_audience": choice}}
    )

    assert answer.status_code == 422
    assert "source[reblog_audience]" in answer.json()["details"]
