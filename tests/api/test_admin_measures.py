"""Numbers for those who look after the server come from what is kept, in weeks and months."""

from typing import Any

import pytest
from sqlalchemy import select

from kukhnya.model.audience import Audience
from kukhnya.model.ids import iso
from kukhnya.model.viewer import Viewer
from kukhnya.store.statement import Statement
from kukhnya.store.tables import tag
from tests.api.test_admin_accounts import a_stranger
from tests.world import Person, World

DAY_S = 86_400


async def ask(staff: Person, world: World, what: str, *keys: str, **more: Any) -> Any:
    """Numbers about the last two weeks."""
    now = world.clock()
    days = {"start_at": iso(now - 14 * DAY_S * 1000), "end_at": iso(now)}
    return await staff.post(f"/api/v1/admin/{what}", keys=list(keys), **{**days, **more})


async def test_every_measure_is_answered_in_weeks(world: World) -> None:
    olga = await world.moderator("olga")
    vera, ivan = await world.members("vera", "ivan")
    await a_stranger(world, "gleb", "other.test")
    await vera.opens_profile()
    said = await vera.posts("tea #tea")
    for _ in range(12):
        await ivan.posts("@vera yes", in_reply_to_id=said)
    report = await ivan.post("/api/v1/reports", account_id=str(vera.id))
    await olga.post(f"/api/v1/admin/reports/{report['id']}/resolve")
    about = {"instance_accounts": {"domain": "other.test"}, "instance_statuses": {"domain": "other.test"},
             "instance_media_attachments": {"domain": "other.test"}, "instance_reports": {"domain": "other.test"},
             "instance_follows": {"domain": "other.test"}, "instance_followers": {"domain": "other.test"},
             "tag_uses": {"id": "1"}, "tag_accounts": {"id": "1"}, "tag_servers": {"id": "1"}}  # fmt: skip

    made = await ask(
        olga, world, "measures", "active_users", "interactions", "opened_reports", "resolved_reports", *about,
        "nonsense", **about,
    )  # fmt: skip

    totals = {each["key"]: each["total"] for each in made}
    assert totals == {
        "active_users": "2", "interactions": "10", "opened_reports": "1", "resolved_reports": "1", "instance_accounts": "1",
        "instance_statuses": "0", "instance_media_attachments": "0", "instance_reports": "0", "instance_follows": "0",
        "instance_followers": "0", "tag_uses": "0", "tag_accounts": "0", "tag_servers": "0",
    }  # fmt: skip
    assert all(len(each["data"]) in {2, 3} for each in made)
    assert all(("previous_total" in each) != each["key"].startswith("instance_") for each in made)


async def test_hashtags_are_counted_as_far_as_the_moderator_may_see(world: World) -> None:
    olga, vera = await world.moderator("olga"), await world.member("vera")
    await vera.posts("hush #tea", spoiler_text="tea")
    async with world.house.store.read(Viewer(olga.id)) as tx:
        tag_id = str(await tx.value(Statement(select(tag.c.id))))

    async def uses() -> list[str]:
        about = {"tag_uses": {"id": tag_id}, "tag_accounts": {"id": tag_id}}
        return [each["total"] for each in await ask(olga, world, "measures", *about, **about)]

    assert await uses() == ["0", "0"]
    await vera.opens_profile()
    await olga.post(f"/api/v1/accounts/{vera.id}/follow")
    assert await uses() == ["1", "1"]
    (languages,) = await ask(olga, world, "dimensions", "tag_languages", tag_languages={"id": tag_id})
    assert [each["value"] for each in languages["data"]] == ["1"]


async def test_every_dimension_is_answered(world: World) -> None:
    olga, vera = await world.moderator("olga"), await world.member("vera")
    stranger = await a_stranger(world, "gleb", "other.test")
    await vera.opens_profile()
    await vera.posts("tea", Audience.PUBLIC, language="en")
    await vera.post(f"/api/v1/accounts/{stranger}/follow")
    about = {"tag_servers": {"id": "1"}, "tag_languages": {"id": "1"}, "instance_accounts": {"domain": "other.test"},
             "instance_languages": {"domain": "other.test"}}  # fmt: skip

    made = await olga.post(
        "/api/v1/admin/dimensions",
        keys=["languages", "sources", "servers", "space_usage", "software_versions", *about], limit=1, **about,
    )  # fmt: skip

    found = {each["key"]: each["data"] for each in made}
    assert [(each["key"], each["value"]) for each in found["languages"]] == [("en", "1")]
    assert (found["sources"], found["space_usage"], found["tag_servers"]) == ([], [], [])
    assert [each["key"] for each in found["servers"]] == ["other.test"]
    assert {each["key"] for each in found["software_versions"]} == {"kukhnya", "python", "database"}


async def test_who_stays_is_told_by_months(world: World) -> None:
    olga = await world.moderator("olga")
    vera, _ = await world.members("vera", "ivan")
    await vera.posts("tea")
    world.clock.forward(40 * DAY_S)
    await vera.posts("still here")

    made = await olga.post(
        "/api/v1/admin/retention",
        start_at=iso(world.clock() - 45 * DAY_S * 1000), end_at=iso(world.clock()), frequency="day",
    )  # fmt: skip

    assert [each["frequency"] for each in made] == ["month"] * len(made)
    came = next(each for each in made if each["data"][0]["value"] == "3")
    assert (came["data"][0]["rate"], came["data"][-1]["value"]) == (1.0, "1")
    assert await olga.post("/api/v1/admin/retention") == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "start_at"),
        ({"start_at": "yesterday", "end_at": "2026-01-01"}, "start_at"),
        ({"start_at": "2026-01-02", "end_at": "2026-01-01"}, "end_at"),
        ({"start_at": "1999-01-02", "end_at": "2026-01-01"}, "end_at"),
        ({"start_at": "2026-01-01", "end_at": "2026-01-02", "keys": ["tag_uses"]}, "tag_uses"),
        ({"start_at": "2026-01-01", "end_at": "2026-01-02", "keys": ["instance_accounts"]}, "instance_accounts"),
    ],
)
async def test_days_that_make_no_sense_are_refused(small_world: World, said: dict[str, Any], field: str) -> None:
    olga = await small_world.moderator("olga")

    answer = await olga.call("POST", "/api/v1/admin/measures", json=said)

    assert (answer.status_code, list(answer.json()["details"])) == (422, [field])
