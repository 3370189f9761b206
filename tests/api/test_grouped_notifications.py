"""Groups tell at once what many have done, and betray nobody whom a single notification would not name."""

from typing import Any

import httpx
import pytest

from kukhnya.actions.sign_up import sign_up
from kukhnya.model.audience import Audience
from kukhnya.model.ids import HOUR
from kukhnya.model.notification import group_key, group_of
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import notification_groups
from kukhnya.queries.notifications import FEW
from tests.api.test_notifications import suspended
from tests.world import Person, World


async def groups(person: Person, **params: object) -> list[dict[str, object]]:
    """What somebody is told, in groups."""
    found: list[dict[str, object]] = (await person.get("/api/v2/notifications", **params))["notification_groups"]
    return found


async def same_half_day(world: World) -> None:
    """Let time pass until twelve hours have just begun, so that what follows is of one group."""
    span = 12 * HOUR
    world.clock.forward((span - world.clock() % span) / 1000 + 60)


async def liked_by(world: World, names: tuple[str, ...]) -> tuple[Person, str, list[Person]]:
    """An author, a status, and those who like it, in this order."""
    await same_half_day(world)
    vera = await world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea?")
    people = await world.members(*names)
    for person in people:
        await person.post(f"/api/v1/statuses/{status_id}/favourite")
        await world.settle()
    return vera, status_id, people


async def test_what_many_do_to_one_status_is_told_once(world: World) -> None:
    vera, status_id, (misha, olga, ivan) = await liked_by(world, ("misha", "olga", "ivan"))
    other = await vera.posts("coffee?")
    await olga.post(f"/api/v1/statuses/{other}/reblog")
    await world.settle()
    await olga.posts("hello @vera")
    await world.settle()

    said = await vera.get("/api/v2/notifications")
    single = await vera.get("/api/v1/notifications")

    told = said["notification_groups"]
    assert [group["type"] for group in told] == ["mention", "reblog", "favourite"]
    likes = told[-1]
    assert likes["notifications_count"] == 3
    assert likes["sample_account_ids"] == [str(ivan.id), str(olga.id), str(misha.id)]
    assert likes["status_id"] == status_id
    assert likes["most_recent_notification_id"] == likes["page_max_id"] == single[2]["id"]
    assert likes["page_min_id"] == single[4]["id"]
    assert likes["latest_page_notification_at"] == single[2]["created_at"]
    assert {each["group_key"] for each in single[2:]} == {likes["group_key"]}
    assert [each["group_key"] for each in single[:2]] == [group["group_key"] for group in told[:2]]
    assert {each["id"] for each in said["accounts"]} == {str(who.id) for who in (misha, olga, ivan)}
    assert {each["id"] for each in said["statuses"]} == {status_id, other, told[0]["status_id"]}
    assert "partial_accounts" not in said


async def test_half_a_day_later_is_another_group(world: World) -> None:
    vera, status_id, _ = await liked_by(world, ("misha",))
    olga = await world.member("olga")
    world.clock.forward(12 * 3600)
    await olga.post(f"/api/v1/statuses/{status_id}/favourite")
    await world.settle()

    assert [group["notifications_count"] for group in await groups(vera)] == [1, 1]


async def test_pages_have_each_group_once_and_news_bring_it_back(world: World) -> None:
    vera, status_id, (misha, olga) = await liked_by(world, ("misha", "olga"))
    for number in range(3):
        await misha.posts(f"@vera {number}", Audience.DIRECT)
    await world.settle()
    everything = await groups(vera)

    answer = await vera.call("GET", "/api/v2/notifications", params={"limit": 2})
    rest = (await following(vera, answer))["notification_groups"]
    newest = everything[0]["most_recent_notification_id"]
    await misha.post(f"/api/v1/statuses/{status_id}/unfavourite")
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await world.settle()
    news = await groups(vera, since_id=newest)
    upwards = await groups(vera, min_id=everything[-1]["most_recent_notification_id"], limit=1)

    assert [group["group_key"] for group in (*answer.json()["notification_groups"], *rest)] == [
        group["group_key"] for group in everything
    ]
    assert len(everything) == 4
    assert [(group["notifications_count"], group["sample_account_ids"]) for group in news] == [
        (2, [str(misha.id), str(olga.id)])
    ]
    assert news[0]["page_min_id"] == news[0]["page_max_id"]
    assert [group["group_key"] for group in upwards] == [everything[2]["group_key"]]


async def following(person: Person, answer: httpx.Response) -> Any:
    """What the next page says."""
    return (await person.call("GET", answer.links["next"]["url"])).json()


async def test_an_app_says_what_it_can_group_and_how_much_it_wants(world: World) -> None:
    vera, _, (misha, olga) = await liked_by(world, ("misha", "olga"))

    apart = await groups(vera, **{"grouped_types[]": ["follow"]})
    partial = await vera.get("/api/v2/notifications", expand_accounts="partial_avatars")
    one = await groups(vera, account_id=str(misha.id))
    none = await groups(vera, **{"exclude_types[]": ["favourite"]})
    wrong = await vera.call("GET", "/api/v2/notifications", params={"expand_accounts": "all"})

    assert [group["group_key"] for group in apart] == [
        f"ungrouped-{group['most_recent_notification_id']}" for group in apart
    ]
    assert len(apart) == 2
    assert [each["id"] for each in partial["accounts"]] == [str(olga.id)]
    assert [each["id"] for each in partial["partial_accounts"]] == [str(misha.id)]
    assert partial["partial_accounts"][0].keys() == {
        "id", "acct", "url", "avatar", "avatar_static", "locked", "bot",
    }  # fmt: skip
    assert [(group["notifications_count"], group["sample_account_ids"]) for group in one] == [(1, [str(misha.id)])]
    assert none == []
    assert wrong.status_code == 422
    assert "expand_accounts" in wrong.text


@pytest.mark.parametrize("few", [0, FEW], ids=["many shut out", "few shut out"])
@pytest.mark.parametrize("change", ["muted", "blocked", "suspended", "unliked"])
async def test_whoever_may_not_be_shown_is_neither_named_nor_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, change: str, few: int
) -> None:
    monkeypatch.setattr(notification_groups, "FEW", few)
    vera, status_id, (misha, olga) = await liked_by(world, ("misha", "olga"))
    key = str((await groups(vera))[0]["group_key"])

    if change == "muted":
        await vera.post(f"/api/v1/accounts/{olga.id}/mute")
    elif change == "blocked":
        await olga.post(f"/api/v1/accounts/{vera.id}/block")
    elif change == "suspended":
        await suspended(world, olga)
    else:
        await olga.post(f"/api/v1/statuses/{status_id}/unfavourite")
    whole = await vera.get("/api/v2/notifications")

    for said in (whole, await vera.get(f"/api/v2/notifications/{key}")):
        assert said["notification_groups"][0]["notifications_count"] == 1
        assert said["notification_groups"][0]["sample_account_ids"] == [str(misha.id)]
        assert [each["id"] for each in said["accounts"]] == [str(misha.id)]
    assert [each["id"] for each in await vera.get(f"/api/v2/notifications/{key}/accounts")] == [str(misha.id)]
    if change == "muted":
        await vera.post(f"/api/v1/accounts/{misha.id}/mute")
        for verb, path in (("GET", key), ("GET", f"{key}/accounts"), ("POST", f"{key}/dismiss")):
            assert (await vera.call(verb, f"/api/v2/notifications/{path}")).status_code == 404
        assert (await vera.get("/api/v2/notifications/unread_count"))["count"] == 0


@pytest.mark.parametrize("change", ["narrowed", "deleted", "expired"])
async def test_a_group_is_gone_when_its_status_is(world: World, change: str) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await vera.opens_profile()
    for reader in (misha, olga):
        await reader.follows(vera)
        await reader.post(f"/api/v1/accounts/{vera.id}/follow", notify=True)
    status_id = await vera.posts("hello @misha", expires_in=600)
    await misha.post(f"/api/v1/statuses/{status_id}/reblog")
    await world.settle()
    before = {person.name: await groups(person, **{"types[]": ["mention", "status"]}) for person in (misha, olga)}

    if change == "narrowed":
        await vera.put(f"/api/v1/statuses/{status_id}", visibility="self")
    elif change == "deleted":
        await vera.delete(f"/api/v1/statuses/{status_id}")
    else:
        world.clock.forward(600)

    for person in (misha, olga):
        key = before[person.name][0]["group_key"]
        said = await person.get("/api/v2/notifications", **{"types[]": ["mention", "status"]})
        assert said == {"accounts": [], "statuses": [], "notification_groups": []}
        assert (await person.call("GET", f"/api/v2/notifications/{key}")).status_code == 404


async def test_a_group_is_looked_at_listed_and_put_away(world: World) -> None:
    vera, _, (misha, olga, ivan) = await liked_by(world, ("misha", "olga", "ivan"))
    key = str((await groups(vera))[0]["group_key"])

    one = await vera.get(f"/api/v2/notifications/{key}")
    people = await vera.call("GET", f"/api/v2/notifications/{key}/accounts", params={"limit": 2})
    rest = await following(vera, people)
    foreign = [
        await misha.call(verb, f"/api/v2/notifications/{path}")
        for verb, path in (("GET", key), ("GET", f"{key}/accounts"), ("POST", f"{key}/dismiss"))
    ]
    unread = await vera.get("/api/v2/notifications/unread_count")
    single = await vera.get("/api/v1/notifications/unread_count", **{"types[]": ["favourite"]})
    await vera.post(f"/api/v2/notifications/{key}/dismiss")

    assert one["notification_groups"][0]["notifications_count"] == 3
    assert "page_min_id" not in one["notification_groups"][0]
    assert [each["id"] for each in (*people.json(), *rest)] == [str(who.id) for who in (ivan, olga, misha)]
    assert {answer.status_code for answer in foreign} == {404}
    assert (unread["count"], single["count"]) == (1, 3)
    assert await vera.get("/api/v1/notifications") == []
    assert (await vera.call("POST", f"/api/v2/notifications/{key}/dismiss")).status_code == 404


async def test_one_alone_has_a_key_too(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.posts("hello @vera", Audience.DIRECT)
    await world.settle()
    key = (await groups(vera))[0]["group_key"]

    one = await vera.get(f"/api/v2/notifications/{key}")
    people = await vera.get(f"/api/v2/notifications/{key}/accounts")
    foreign = await misha.call("GET", f"/api/v2/notifications/{key}")
    await vera.post(f"/api/v2/notifications/{key}/dismiss")

    assert one["notification_groups"][0]["sample_account_ids"] == [str(misha.id)]
    assert [each["id"] for each in people] == [str(misha.id)]
    assert foreign.status_code == 404
    assert await groups(vera) == []


@pytest.mark.parametrize(
    "key", ["x", "ungrouped", "ungrouped-", "ungrouped-x", "favourite-1", "favourite--12", "mention-12", "follow-7",
            "follow-99999999999", "favourite-1-12-12", "ungrouped-99999999999999999999"],
)  # fmt: skip
async def test_a_key_that_is_none_is_not_found(small_world: World, key: str) -> None:
    vera = await small_world.member("vera")

    assert (await vera.call("GET", f"/api/v2/notifications/{key}")).status_code == 404
    assert (await vera.call("POST", f"/api/v2/notifications/{key}/dismiss")).status_code == 404


def test_keys_name_the_half_day_of_the_notification() -> None:
    an_id = 117_000_000_000_000_001
    for kind, status_id in (("favourite", 5), ("follow", 0), ("admin.sign_up", 0), ("mention", 5)):
        named = group_of(group_key(kind, status_id, an_id))
        assert named is not None
        assert named.first <= an_id < named.end
        assert named.kind in {kind, ""}


async def test_staff_hear_of_sign_ups_as_long_as_they_are_staff(world: World) -> None:
    admin, vera = await world.member("boss", role="admin"), await world.member("vera")
    await same_half_day(world)
    for name in ("newcomer", "second"):
        await world.house.store.write(NOBODY, lambda tx, name=name: sign_up(tx, "open", name, "x"))  # type: ignore[misc]
    await world.settle()
    assert await groups(admin) == []  # told the next day, so that its number does not say when they came
    world.clock.forward(86_400)
    await world.settle()

    told = await groups(admin)

    assert [(group["type"], group["notifications_count"]) for group in told] == [("admin.sign_up", 2)]
    assert await groups(vera) == []


async def everything(person: Person, limit: int, **params: object) -> list[tuple[Any, ...]]:
    """All groups, page by page downwards and then back upwards."""
    way: list[tuple[Any, ...]] = []
    answer = await person.call("GET", "/api/v2/notifications", params={"limit": limit, **params})
    for side in ("next", "prev"):
        while told := answer.json()["notification_groups"]:
            way.append((side, *(tuple(map(str, group.values())) for group in told)))
            last, answer = answer, await person.call("GET", answer.links[side]["url"])
        answer = last
    return way


@pytest.mark.parametrize("limit", [1, 2, 40])
async def test_pages_are_the_same_however_little_is_looked_at_together(
    world: World, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    vera, status_id, (misha, olga, ivan) = await liked_by(world, ("misha", "olga", "ivan"))
    other = await vera.posts("coffee?", Audience.PUBLIC)
    for person in (olga, ivan, misha):
        await person.post(f"/api/v1/statuses/{other}/favourite")
        await person.posts(f"hello @vera from {person.name}", Audience.PUBLIC)
        await person.post(f"/api/v1/statuses/{status_id}/reblog")
        await world.settle()
    await vera.post(f"/api/v1/accounts/{misha.id}/mute")  # who did the latest of each group

    at_once = [await everything(vera, limit), await everything(vera, limit, **{"exclude_types[]": ["mention"]})]
    monkeypatch.setattr(notification_groups, "LOOK", 1)
    monkeypatch.setattr(notification_groups, "_HARDER", 1)
    bit_by_bit = [await everything(vera, limit), await everything(vera, limit, **{"exclude_types[]": ["mention"]})]

    assert bit_by_bit == at_once
    told = [group for side, *page in at_once[0] if side == "next" for group in page]
    assert sorted(str(group[2]) for group in told) == ["favourite", "favourite", "mention", "mention", "reblog"]


async def test_a_page_of_groups_takes_three_statements(world: World) -> None:
    vera, _, (misha, _, _) = await liked_by(world, ("misha", "olga", "ivan"))
    await misha.posts("hello @vera")
    await world.settle()
    await groups(vera)

    with world.counted() as counted:
        await groups(vera)

    assert counted[0] <= 4


async def test_unread_groups_are_as_many_however_few_are_looked_at_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    vera, _, (misha, olga, ivan) = await liked_by(world, ("misha", "olga", "ivan"))
    other = await vera.posts("coffee?")
    await misha.post(f"/api/v1/statuses/{other}/favourite")
    await olga.posts("hello @vera")
    await world.settle()
    counts = "/api/v2/notifications/unread_count"

    together = [(await vera.get(counts))["count"], (await vera.get(counts, limit=2))["count"]]
    monkeypatch.setattr(notification_groups, "LOOK_UNREAD", 2)
    apart = [(await vera.get(counts))["count"], (await vera.get(counts, limit=2))["count"]]
    for person in (misha, olga):
        await vera.post(f"/api/v1/accounts/{person.id}/mute")
    muted = (await vera.get(counts))["count"]
    monkeypatch.setattr(notification_groups, "LOOK_UNREAD", 5_000)
    await vera.post(f"/api/v1/accounts/{ivan.id}/block")

    assert (together, apart) == ([3, 2], [3, 2])
    assert muted == 1
    assert (await vera.get(counts))["count"] == 0
