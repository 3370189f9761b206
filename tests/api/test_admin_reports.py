"""Moderators look after reports, and read of a reported status what its reporter may read."""

from typing import Any

import pytest

from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY
from kukhnya.model.viewer import NOBODY
from tests.api.test_reports import a_rule, report
from tests.world import Person, World

PATH = "/api/v1/admin/reports"


async def words(staff: Person, report_id: str) -> list[str]:
    """The statuses that a report shows to staff."""
    return [each["content"] for each in (await staff.get(f"{PATH}/{report_id}"))["statuses"]]


async def test_reports_are_listed_open_ones_first_and_resolved_ones_when_asked(world: World) -> None:
    vera, ivan, troll = await world.members("vera", "ivan", "troll")
    olga = await world.moderator("olga")
    one, two = (await report(vera, troll))["id"], (await report(ivan, troll))["id"]
    await olga.post(f"{PATH}/{one}/resolve")

    assert [each["id"] for each in await olga.get(PATH)] == [two]
    assert [each["id"] for each in await olga.get(PATH, resolved=True)] == [one]
    assert await olga.get(PATH, account_id=str(vera.id)) == []
    assert [each["id"] for each in await olga.get(PATH, target_account_id=str(troll.id))] == [two]


async def test_a_report_is_told_whole(world: World) -> None:
    vera, troll = await world.members("vera", "troll")
    olga = await world.moderator("olga")
    rule = await a_rule(world, "No trolls.")
    report_id = (await report(vera, troll, comment="under the bridge", rule_ids=[rule]))["id"]

    said = await olga.get(f"{PATH}/{report_id}")

    assert (said["account"]["username"], said["target_account"]["username"]) == ("vera", "troll")
    assert said["target_account"]["account"]["acct"] == "troll"
    assert (said["category"], said["comment"], said["rules"][0]["text"]) == (
        "violation",
        "under the bridge",
        "No trolls.",
    )
    assert (said["assigned_account"], said["action_taken_by_account"], said["action_taken"]) == (None, None, False)


async def test_a_report_is_taken_handed_back_resolved_and_opened_again(world: World) -> None:
    vera, troll = await world.members("vera", "troll")
    olga = await world.moderator("olga")
    at = f"{PATH}/{(await report(vera, troll))['id']}"

    assert (await olga.post(f"{at}/assign_to_self"))["assigned_account"]["username"] == "olga"
    assert (await olga.post(f"{at}/unassign"))["assigned_account"] is None
    resolved = await olga.post(f"{at}/resolve")
    assert (resolved["action_taken"], resolved["action_taken_by_account"]["username"]) == (True, "olga")
    assert (await olga.post(f"{at}/resolve"))["action_taken_at"] == resolved["action_taken_at"]
    opened = await olga.post(f"{at}/reopen")
    assert (opened["action_taken"], opened["action_taken_at"], opened["action_taken_by_account"]) == (False, None, None)


async def test_what_it_is_about_can_be_changed(small_world: World) -> None:
    vera, troll = await small_world.members("vera", "troll")
    olga = await small_world.moderator("olga")
    rule = await a_rule(small_world)
    at = f"{PATH}/{(await report(vera, troll))['id']}"

    assert [r["id"] for r in (await olga.put(at, category="violation", rule_ids=[rule]))["rules"]] == [rule]
    changed = await olga.put(at, category="spam")
    assert (changed["category"], changed["rules"]) == ("spam", [])
    assert (await olga.call("PUT", at, json={"category": "rude"})).status_code == 422


@pytest.mark.parametrize("verb", ["", "assign_to_self", "unassign", "resolve", "reopen"])
async def test_a_report_that_is_not_there_is_not_found(small_world: World, verb: str) -> None:
    olga = await small_world.moderator("olga")

    answer = await olga.call("POST" if verb else "GET", f"{PATH}/117000000000000001/{verb}".rstrip("/"))

    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


async def test_a_moderator_reads_what_the_reporter_may_read_and_only_that(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    olga = await world.moderator("olga")
    await vera.follows(ivan)
    said = await ivan.posts("zqfollowersqz", Audience.FOLLOWERS)
    unreported = await ivan.posts("zqotherqz", Audience.FOLLOWERS)
    report_id = (await report(vera, ivan, status_ids=[said]))["id"]

    assert "zqfollowersqz" in (await words(olga, report_id))[0]
    assert not await olga.sees(said)
    assert not await olga.sees(unreported)

    await ivan.post(f"/api/v1/accounts/{vera.id}/remove_from_followers")

    assert await words(olga, report_id) == []


async def test_the_reporters_own_block_hides_nothing_and_the_authors_narrowing_does(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    olga = await world.moderator("olga")
    await vera.follows(ivan)
    said = await ivan.posts("zqrudeqz", Audience.FOLLOWERS)
    report_id = (await report(vera, ivan, status_ids=[said]))["id"]

    await vera.post(f"/api/v1/accounts/{ivan.id}/block")
    assert "zqrudeqz" in (await words(olga, report_id))[0]

    await ivan.put(f"/api/v1/statuses/{said}", status="zqrudeqz", visibility="self")
    assert await words(olga, report_id) == []


async def test_a_status_that_is_deleted_or_over_is_in_no_report(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    olga = await world.moderator("olga")
    await ivan.opens_profile()
    gone, brief = await ivan.posts("zqgoneqz"), await ivan.posts("zqbriefqz", expires_in=3600)
    report_id = (await report(vera, ivan, status_ids=[gone, brief]))["id"]
    assert len(await words(olga, report_id)) == 2

    await ivan.delete(f"/api/v1/statuses/{gone}")
    world.clock.forward(3601)

    assert await words(olga, report_id) == []


async def test_suspending_the_author_leaves_the_moderators_what_was_reported(small_world: World) -> None:
    vera, ivan = await small_world.members("vera", "ivan")
    olga = await small_world.moderator("olga")
    await ivan.opens_profile()
    said = await ivan.posts("zqrudeqz")
    report_id = (await report(vera, ivan, status_ids=[said]))["id"]

    await olga.post(f"/api/v1/admin/accounts/{ivan.id}/action", type="suspend", report_id=report_id)

    shown = await olga.get(f"{PATH}/{report_id}")
    assert "zqrudeqz" in shown["statuses"][0]["content"]
    assert (shown["action_taken"], shown["target_account"]["suspended"]) == (True, True)


async def test_a_page_of_reports_takes_the_same_few_statements_however_long_it_is(world: World) -> None:
    vera, ivan, troll = await world.members("vera", "ivan", "troll")
    olga = await world.moderator("olga")
    await troll.opens_profile()
    rule = await a_rule(world)

    async def statements() -> int:
        await olga.get(PATH)
        with world.counted() as counted:
            await olga.get(PATH)
        return counted[0]

    await report(vera, troll, status_ids=[await troll.posts("0")], rule_ids=[rule])
    few = await statements()
    for number in range(6):
        await report(ivan, troll, status_ids=[await troll.posts(str(number))], rule_ids=[rule])

    assert await statements() == few <= 6


async def test_resolved_reports_are_forgotten_after_half_a_year(world: World) -> None:
    vera, troll = await world.members("vera", "troll")
    olga = await world.moderator("olga")
    await troll.opens_profile()
    old = (await report(vera, troll, status_ids=[await troll.posts("tea")]))["id"]
    still = (await report(vera, troll))["id"]
    await olga.post(f"{PATH}/{old}/resolve")

    world.clock.forward(184 * DAY / 1000)
    await world.house.store.write(NOBODY, forget_overdue)

    assert (await olga.call("GET", f"{PATH}/{old}")).status_code == 404
    kept: dict[str, Any] = await olga.get(f"{PATH}/{still}")
    assert kept["action_taken"] is False
