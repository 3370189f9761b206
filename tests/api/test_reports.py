"""Reports reach the moderators and nobody else, and change nothing for whoever is reported."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from kukhnya.actions.keep_rules import add_rule
from kukhnya.actions.set_role import set_role
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.world import Person, World, a_world


async def a_rule(world: World, text: str = "Be kind.") -> str:
    """The id of a new rule."""
    return str(await world.house.store.write(NOBODY, lambda tx: add_rule(tx, text)))


async def report(person: Person, about: Person, **more: Any) -> dict[str, Any]:
    """A report that must be taken."""
    said: dict[str, Any] = await person.post("/api/v1/reports", account_id=str(about.id), **more)
    return said


async def test_a_report_is_answered_as_documented(world: World) -> None:
    vera, troll = await world.members("vera", "troll")
    await troll.opens_profile()
    spam = await troll.posts("buy tea")

    said = await report(vera, troll, status_ids=[spam], comment="tea again", category="spam", forward=True)

    assert said["status_ids"] == [spam]
    assert (said["category"], said["comment"], said["forwarded"]) == ("spam", "tea again", False)
    assert (said["action_taken"], said["action_taken_at"], said["rule_ids"]) == (False, None, [])
    assert said["target_account"]["acct"] == "troll"


async def test_moderators_are_told_and_others_are_not(world: World) -> None:
    vera, troll = await world.members("vera", "troll")
    olga, anna = await world.moderator("olga"), await world.admin("anna")
    await report(vera, troll, comment="first")
    await world.settle()
    await report(vera, troll, comment="second")
    await world.settle()

    for staff in (olga, anna):
        told = await staff.get("/api/v1/notifications", **{"types[]": "admin.report"})
        assert [(each["type"], each["account"]["acct"], each["status"]) for each in told] == [
            ("admin.report", "vera", None)
        ]
        assert told[0]["report"]["comment"] == "second"
        assert told[0]["report"]["target_account"]["acct"] == "troll"
    for member in (vera, troll):
        assert await member.get("/api/v1/notifications") == []


async def test_whoever_is_a_moderator_no_longer_has_no_report_left(small_world: World) -> None:
    vera, troll = await small_world.members("vera", "troll")
    olga = await small_world.moderator("olga")
    await report(vera, troll, comment="hush")
    await small_world.settle()

    await small_world.house.store.write(NOBODY, lambda tx: set_role(tx, olga.id, "member"))
    small_world.house.callers.forget()

    assert await olga.get("/api/v1/notifications") == []


async def test_what_the_reporter_may_not_see_cannot_be_reported(world: World) -> None:
    vera, ivan, other = await world.members("vera", "ivan", "other")
    await other.opens_profile()
    hidden, elsewhere = await ivan.posts("secret", Audience.SELF), await other.posts("tea")

    answers = [
        await vera.call("POST", "/api/v1/reports", json={"account_id": str(ivan.id), "status_ids": [status_id]})
        for status_id in (hidden, elsewhere, "117000000000000001")
    ]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(404, {"error": "Record not found"})] * 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"category": "rude"}, "category"),
        ({"category": "violation"}, "rule_ids"),
        ({"rule_ids": ["117000000000000001"]}, "rule_ids"),
        ({"rule_ids": ["x"]}, "rule_ids"),
        ({"comment": "x" * 1001}, "comment"),
        ({"status_ids": [str(n) for n in range(1, 150)]}, "status_ids"),
        ({"account_id": ""}, "account_id"),
        ({"account_id": "me"}, "account_id"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_the_name_of_its_field(
    small_world: World, said: dict[str, Any], field: str
) -> None:
    vera, troll = await small_world.members("vera", "troll")

    answer = await vera.call("POST", "/api/v1/reports", json={"account_id": str(troll.id), **said})

    assert answer.status_code == 422
    assert field in answer.json()["details"]


async def test_rules_make_it_a_violation_whatever_the_category(small_world: World) -> None:
    vera, troll = await small_world.members("vera", "troll")
    rule = await a_rule(small_world)

    said = await report(vera, troll, category="spam", rule_ids=[rule], action_taken=True, assigned_account_id="1")

    assert (said["category"], said["rule_ids"], said["action_taken"]) == ("violation", [rule], False)


async def test_nobody_reports_themselves_or_without_end(tmp_path: Path) -> None:
    async with a_world(tmp_path, max_open_reports=2) as world:
        vera, troll = await world.members("vera", "troll")
        assert (await vera.call("POST", "/api/v1/reports", json={"account_id": str(vera.id)})).status_code == 422
        await report(vera, troll)
        await report(vera, troll)

        assert (await vera.call("POST", "/api/v1/reports", json={"account_id": str(troll.id)})).status_code == 429


async def test_a_report_changes_nothing_for_whoever_is_reported(small_world: World) -> None:
    vera, ivan, reader = await small_world.members("vera", "ivan", "reader")
    await ivan.opens_profile()
    posted = [await ivan.posts("tea"), await ivan.posts("cake")]
    before = [each["id"] for each in await reader.get("/api/v1/timelines/public", local=True)]
    account = await reader.get(f"/api/v1/accounts/{ivan.id}")

    await asyncio.gather(*(report(vera, ivan, status_ids=posted) for _ in range(5)))
    await small_world.settle()

    assert [each["id"] for each in await reader.get("/api/v1/timelines/public", local=True)] == before
    assert await reader.get(f"/api/v1/accounts/{ivan.id}") == account
    assert await ivan.get("/api/v1/notifications") == []
