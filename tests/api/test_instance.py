"""What the server says of itself is true, and names every limit."""

from itertools import pairwise

from kukhnya.actions.keep_rules import add_rule, keep_text
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, Time
from kukhnya.model.viewer import NOBODY
from tests.api.test_admin_accounts import a_stranger
from tests.world import World


async def test_both_instances_name_the_version_and_the_limits(small_world: World) -> None:
    world = small_world
    new, old = await world.nobody.get("/api/v2/instance"), await world.nobody.get("/api/v1/instance")

    assert new["version"] == old["version"]
    assert new["version"].startswith("4.4.0 (compatible; Kukhnya ")
    assert new["api_versions"] == {"mastodon": 7}
    settings = world.house.settings
    assert new["configuration"]["statuses"]["max_characters"] == settings.max_characters
    assert new["configuration"]["media_attachments"]["image_size_limit"] == settings.max_upload_bytes
    assert new["configuration"]["lists"]["max_lists"] == settings.max_lists
    assert old["configuration"] == new["configuration"]
    assert new["configuration"]["urls"] == {"streaming": "ws://kitchen.test"}


async def test_a_limit_that_is_named_is_the_one_that_holds(small_world: World) -> None:
    world = small_world
    vera = await world.member("vera")
    most = (await vera.get("/api/v2/instance"))["configuration"]["statuses"]["max_characters"]

    fits = await vera.call("POST", "/api/v1/statuses", json={"status": "x" * most})
    too_long = await vera.call("POST", "/api/v1/statuses", json={"status": "x" * (most + 1)})

    assert (fits.status_code, too_long.status_code) == (200, 422)


async def test_nodeinfo_says_the_truth_and_counts_coarsely(small_world: World) -> None:
    world = small_world
    await world.members(*(f"m{n}" for n in range(12)))
    links = (await world.nobody.get("/.well-known/nodeinfo"))["links"]

    for link in links:
        said = await world.nobody.get(link["href"])

        assert said["software"]["name"] == "kukhnya"
        assert said["usage"]["users"]["total"] == 10


async def test_webfinger_answers_for_those_alone_who_want_to_be_found(small_world: World) -> None:
    world = small_world
    vera, _ = await world.members("vera", "hidden")
    await vera.patch("/api/v1/accounts/update_credentials", closed=False, discoverable=True)

    async def ask(name: str) -> tuple[int, str]:
        answer = await world.nobody.call(
            "GET", "/.well-known/webfinger", params={"resource": f"acct:{name}@kitchen.test"}
        )
        return answer.status_code, answer.text

    assert (await ask("vera"))[0] == 200
    assert await ask("hidden") == await ask("nobody")


async def test_rules_stand_wherever_apps_look_for_them(world: World) -> None:
    for text in ("Be kind.", "No spam."):
        await world.house.store.write(NOBODY, lambda tx, text=text: add_rule(tx, text, "We mean it."))  # type: ignore[misc]

    said = await world.nobody.get("/api/v1/instance/rules")

    assert [(each["text"], each["hint"]) for each in said] == [("Be kind.", "We mean it."), ("No spam.", "We mean it.")]
    for path in ("/api/v1/instance", "/api/v2/instance"):
        assert (await world.nobody.get(path))["rules"] == said


async def test_the_contact_is_the_first_administrator_as_a_stranger_sees_them(small_world: World) -> None:
    assert (await small_world.nobody.get("/api/v2/instance"))["contact"]["account"] is None
    anna = await small_world.admin("anna")
    await small_world.admin("other")
    await anna.patch("/api/v1/accounts/update_credentials", note="zqnoteqz")

    for asked in (small_world.nobody, anna):
        new, old = await asked.get("/api/v2/instance"), await asked.get("/api/v1/instance")
        assert new["contact"]["account"] == old["contact_account"]
        assert (new["contact"]["account"]["acct"], new["contact"]["account"]["note"]) == ("anna", "")


async def test_texts_are_shown_cleaned(small_world: World) -> None:
    world = small_world
    nothing = await world.nobody.get("/api/v1/instance/extended_description")
    policy = await world.nobody.get("/api/v1/instance/privacy_policy")
    said = "<p onclick='x()'>Tea <script>x()</script></p>"
    await world.house.store.write(NOBODY, lambda tx: keep_text(tx, "extended_description", said))
    await world.house.store.write(NOBODY, lambda tx: keep_text(tx, "privacy_policy", "Plain <words>.\n\nTwo."))

    assert nothing == {"updated_at": None, "content": ""}
    assert "No client address" in policy["content"]
    assert (await world.nobody.get("/api/v1/instance/extended_description"))["content"] == "<p>Tea </p>"
    shown = (await world.nobody.get("/api/v1/instance/privacy_policy"))["content"]
    assert shown == "<p>Plain &lt;words&gt;.</p><p>Two.</p>"


async def test_terms_hold_from_their_day(world: World) -> None:
    assert (await world.nobody.call("GET", "/api/v1/instance/terms_of_service")).status_code == 404
    today = world.clock() // DAY * DAY
    for days, text in ((-10, "Old."), (-1, "Now."), (30, "Soon.")):
        day = Time(today + days * DAY)
        await world.house.store.write(NOBODY, lambda tx, d=day, t=text: keep_text(tx, "terms_of_service", t, d))  # type: ignore[misc]

    now = await world.nobody.get("/api/v1/instance/terms_of_service")
    later = await world.nobody.get(f"/api/v1/instance/terms_of_service/{now['succeeded_by']}")

    assert (now["content"], now["effective"]) == ("<p>Now.</p>", True)
    assert (later["content"], later["effective"], later["succeeded_by"]) == ("<p>Soon.</p>", False, None)
    assert (await world.nobody.call("GET", "/api/v1/instance/terms_of_service/1999-01-01")).status_code == 404


async def test_activity_is_told_in_weeks_and_wide_buckets(world: World) -> None:
    people = await world.members(*(f"m{n}" for n in range(11)))
    for person in people:
        await person.posts("zqteaqz", Audience.SELF)
    await people[0].posts("one more")

    weeks = await world.nobody.get("/api/v1/instance/activity")

    assert len(weeks) == 12
    assert (weeks[0]["statuses"], weeks[0]["logins"]) == ("10", "10")
    assert sum(int(each["registrations"]) for each in weeks) == 10
    assert [int(a["week"]) - int(b["week"]) for a, b in pairwise(weeks)] == [604_800] * 11
    with world.counted() as counted:
        await world.nobody.get("/api/v1/instance/activity")
    assert counted[0] == 0


async def test_peers_are_the_known_servers_that_are_not_shut_out(world: World) -> None:
    anna = await world.admin("anna")
    for place, domain in enumerate(("one.test", "two.test", "two.test", "sub.bad.test")):
        await a_stranger(world, f"s{place}", domain)
    await anna.post("/api/v1/admin/domain_blocks", domain="bad.test", severity="suspend")

    assert await world.nobody.get("/api/v1/instance/peers") == ["one.test", "two.test"]
