"""Those who look after the server act on accounts; what they do is felt at once, and never among equals."""

from typing import Any

import pytest

from kukhnya.actions.sign_in import sign_in
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, Time
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import inserting
from kukhnya.store.tables import account as account_table
from tests.world import STAFF_SCOPES, Person, World

PATH = "/api/v1/admin/accounts"


async def names(staff: Person, path: str = PATH, /, **params: Any) -> set[str]:
    """Who is listed."""
    return {each["username"] for each in await staff.get(path, **params)}


async def act(staff: Person, about: Person, kind: str) -> int:
    """Act against an account; the answer is the code."""
    return (await staff.call("POST", f"{PATH}/{about.id}/action", json={"type": kind})).status_code


_DEFAULTS = (
    "note", "note_html", "fields", "sensitized", "avatar_description", "header_description", "attribution_domains",
    "media_hidden", "media_replies_hidden", "featured_hidden", "feed",
)  # fmt: skip


async def a_stranger(world: World, name: str, domain: str) -> int:
    """An account of another server; the answer is its id."""

    async def make(tx: Any) -> int:
        an_id: int = await tx.next_id()
        await tx.execute(
            inserting(account_table, without=_DEFAULTS), id=an_id, username=name, username_key=name, domain=domain, uri=f"https://{domain}/{name}", display_name="", avatar=None, header=None,
            closed=False, locked=False, bot=False, discoverable=True, indexable=False, graph_hidden=True, suspended=False,
            silenced=False, created_month=0, active_week=None, followers_count=0, following_count=0, statuses_count=0,
            version=0,
        )  # fmt: skip
        return an_id

    return await world.house.store.write(NOBODY, make)


async def test_an_account_is_told_as_documented_and_without_an_address_of_a_client(world: World) -> None:
    olga = await world.moderator("olga")
    vera = await world.member("vera", email="vera@example.org", language="ru")

    said = await olga.get(f"{PATH}/{vera.id}")

    assert (said["ip"], said["ips"], said["invite_request"], said["domain"]) == (None, [], None, None)
    assert (said["email"], said["locale"], said["username"]) == ("vera@example.org", "ru", "vera")
    assert (said["approved"], said["disabled"], said["silenced"], said["suspended"], said["sensitized"]) == (
        True, False, False, False, False,
    )  # fmt: skip
    assert said["role"]["id"] == "-99"
    assert said["created_at"].endswith("-01T00:00:00.000Z")
    assert said["account"]["acct"] == "vera"


async def test_accounts_are_found_by_every_filter(world: World) -> None:
    olga, anna = await world.moderator("olga"), await world.admin("anna")
    vera = await world.member("vera", email="vera@example.org", display_name="Вера Павловна")
    await world.member("ivan", state="pending")
    await a_stranger(world, "gleb", "other.test")
    await act(anna, vera, "silence")

    assert await names(anna) == {"olga", "anna", "vera", "ivan", "gleb"}
    assert await names(olga, pending=True) == await names(olga, "/api/v2/admin/accounts", status="pending") == {"ivan"}
    assert await names(olga, remote=True) == await names(olga, "/api/v2/admin/accounts", origin="remote") == {"gleb"}
    assert await names(olga, silenced=True) == await names(olga, display_name="вера") == {"vera"}
    assert await names(olga, username="Ver") == await names(olga, email="VERA@example.org") == {"vera"}
    assert await names(olga, by_domain="other.test") == {"gleb"}
    assert await names(olga, staff=True) == {"olga", "anna"}
    assert await names(olga, "/api/v2/admin/accounts", permissions="staff") == {"olga", "anna"}
    assert await names(olga, "/api/v2/admin/accounts", **{"role_ids[]": "3"}) == {"anna"}
    assert await names(olga, "/api/v2/admin/accounts", status="suspended") == set()


async def test_looking_up_what_is_not_kept_finds_nobody(small_world: World) -> None:
    olga = await small_world.moderator("olga")

    assert await names(olga, ip="192.0.2.1") == set()
    assert await names(olga, "/api/v2/admin/accounts", ip="192.0.2.1") == set()
    assert await names(olga, "/api/v2/admin/accounts", invited_by=str(olga.id)) == set()


async def test_the_list_is_paged(world: World) -> None:
    olga = await world.moderator("olga")
    await world.members("vera", "ivan")

    first = await olga.call("GET", PATH, params={"limit": 2})
    rest = await olga.get(PATH, max_id=first.json()[-1]["id"])

    assert [each["username"] for each in first.json()] == ["ivan", "vera"]
    assert 'rel="next"' in first.headers["link"]
    assert [each["username"] for each in rest] == ["olga"]


async def test_a_list_takes_one_statement(world: World) -> None:
    olga = await world.moderator("olga")
    await world.members("vera", "ivan")
    await olga.get(PATH)

    with world.counted() as counted:
        await olga.get(PATH)

    assert counted[0] == 1


async def test_who_waits_is_let_in_or_turned_away(world: World) -> None:
    olga = await world.moderator("olga")
    vera, ivan = await world.member("vera", state="pending"), await world.member("ivan", state="pending")
    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 403

    assert (await olga.post(f"{PATH}/{vera.id}/approve"))["approved"] is True
    assert (await olga.post(f"{PATH}/{ivan.id}/reject"))["username"] == "ivan"

    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 200
    assert (await olga.call("GET", f"{PATH}/{ivan.id}")).status_code == 404
    assert (await olga.call("POST", f"{PATH}/{vera.id}/approve")).status_code == 403
    assert (await olga.call("POST", f"{PATH}/{vera.id}/reject")).status_code == 403


async def test_a_disabled_member_can_do_nothing_until_enabled(world: World) -> None:
    olga, vera = await world.moderator("olga"), await world.member("vera")
    await vera.home()

    assert await act(olga, vera, "disable") == 200
    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 403
    assert (await olga.get(f"{PATH}/{vera.id}"))["disabled"] is True

    assert (await olga.post(f"{PATH}/{vera.id}/enable"))["disabled"] is False
    assert await vera.home() == []


async def test_disabling_and_enabling_does_not_let_in_who_waits(small_world: World) -> None:
    olga, vera = await small_world.moderator("olga"), await small_world.member("vera", state="pending")

    assert await act(olga, vera, "disable") == 403
    assert (await olga.post(f"{PATH}/{vera.id}/enable"))["approved"] is False


async def test_a_silenced_account_is_out_of_public_timelines_alone(world: World) -> None:
    olga = await world.moderator("olga")
    vera, ivan = await world.members("vera", "ivan")
    await vera.opens_profile()
    said = await vera.posts("tea #tea")
    await ivan.follows(vera)

    async def public() -> list[str]:
        return [each["id"] for each in await ivan.get("/api/v1/timelines/public")]

    assert await act(olga, vera, "silence") == 200
    assert (await public(), await ivan.sees(said), await ivan.home()) == ([], True, [said])

    assert (await olga.post(f"{PATH}/{vera.id}/unsilence"))["silenced"] is False
    assert await public() == [said]


async def test_what_a_sensitized_account_posts_and_has_posted_is_veiled(world: World) -> None:
    olga = await world.moderator("olga")
    vera, ivan = await world.members("vera", "ivan")
    await vera.opens_profile()
    said = await vera.posts("tea")

    async def veiled(status_id: str) -> bool:
        return bool((await ivan.get(f"/api/v1/statuses/{status_id}"))["sensitive"])

    assert not await veiled(said)
    assert await act(olga, vera, "sensitive") == 200
    assert await veiled(said)
    assert await veiled(await vera.posts("cake"))

    assert (await olga.post(f"{PATH}/{vera.id}/unsensitive"))["sensitized"] is False
    assert not await veiled(said)


async def test_a_suspension_is_felt_at_once_and_erases_nothing(world: World) -> None:
    olga = await world.moderator("olga")
    vera, ivan = await world.members("vera", "ivan")
    await vera.opens_profile()
    said = await vera.posts("tea")
    assert (await olga.call("POST", f"{PATH}/{vera.id}/unsuspend")).status_code == 403

    assert await act(olga, vera, "suspend") == 200
    assert not await ivan.sees(said)
    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 401
    assert (await olga.get(f"{PATH}/{vera.id}"))["suspended"] is True

    assert (await olga.post(f"{PATH}/{vera.id}/unsuspend"))["suspended"] is False
    assert await ivan.sees(said)


async def test_only_an_administrator_erases_and_only_who_is_suspended(world: World) -> None:
    olga, anna = await world.moderator("olga"), await world.admin("anna")
    vera = await world.member("vera")
    assert (await anna.call("DELETE", f"{PATH}/{vera.id}")).status_code == 403
    await act(olga, vera, "suspend")

    assert (await olga.call("DELETE", f"{PATH}/{vera.id}")).status_code == 403
    assert (await anna.delete(f"{PATH}/{vera.id}"))["username"] == "vera"
    assert (await anna.call("GET", f"{PATH}/{vera.id}")).status_code == 404
    assert await world.member("vera")


async def test_an_action_resolves_what_was_reported_of_the_account(world: World) -> None:
    olga = await world.moderator("olga")
    vera, troll = await world.members("vera", "troll")
    for _ in range(2):
        await vera.post("/api/v1/reports", account_id=str(troll.id))

    await olga.post(f"{PATH}/{troll.id}/action", type="none", text="be kind", send_email_notification=True)

    assert await olga.get("/api/v1/admin/reports") == []
    assert len(await olga.get("/api/v1/admin/reports", resolved=True)) == 2
    assert await troll.home() == []


@pytest.mark.parametrize(
    ("said", "code"), [({}, 422), ({"type": "burn"}, 422), ({"type": "none", "report_id": "117000000000000001"}, 404)]
)
async def test_an_action_that_makes_no_sense_is_refused(small_world: World, said: dict[str, str], code: int) -> None:
    olga, vera = await small_world.moderator("olga"), await small_world.member("vera")

    assert (await olga.call("POST", f"{PATH}/{vera.id}/action", json=said)).status_code == code


async def test_a_report_about_somebody_else_is_no_reason(small_world: World) -> None:
    olga = await small_world.moderator("olga")
    vera, ivan, troll = await small_world.members("vera", "ivan", "troll")
    report = await vera.post("/api/v1/reports", account_id=str(troll.id))

    answer = await olga.call("POST", f"{PATH}/{ivan.id}/action", json={"type": "suspend", "report_id": report["id"]})

    assert answer.status_code == 404
    assert await ivan.home() == []


@pytest.mark.parametrize("kind", ["none", "sensitive", "disable", "silence", "suspend"])
async def test_nobody_acts_against_equals_superiors_or_themselves(small_world: World, kind: str) -> None:
    olga, inna = await small_world.moderator("olga"), await small_world.moderator("inna")
    anna, other = await small_world.admin("anna"), await small_world.admin("other")

    for staff, about in ((olga, inna), (olga, anna), (olga, olga), (anna, anna), (anna, other)):
        assert await act(staff, about, kind) == 403, (staff.name, about.name)
    assert await act(anna, olga, kind) == 200


@pytest.mark.parametrize("verb", ["approve", "reject", "enable", "unsensitive", "unsilence", "unsuspend"])
async def test_an_account_that_is_not_there_is_not_found(small_world: World, verb: str) -> None:
    olga = await small_world.moderator("olga")

    answer = await olga.call("POST", f"{PATH}/117000000000000001/{verb}")

    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


async def test_whoever_is_a_moderator_no_longer_can_do_nothing_at_the_next_request(small_world: World) -> None:
    from kukhnya.actions.set_role import set_role  # noqa: PLC0415

    olga = await small_world.moderator("olga")
    await olga.get(PATH)

    await small_world.house.store.write(NOBODY, lambda tx: set_role(tx, olga.id, "member"))
    small_world.house.callers.forget()

    assert (await olga.call("GET", PATH)).status_code == 403


async def test_no_claim_of_an_app_makes_a_role(small_world: World) -> None:
    vera = await small_world.member("vera", scopes=STAFF_SCOPES)

    await vera.patch("/api/v1/accounts/update_credentials", role="admin", state="active", roles=["admin"])

    assert (await vera.call("GET", PATH)).status_code == 403
    assert (await vera.get("/api/v1/accounts/verify_credentials"))["role"]["id"] == "-99"


async def test_that_somebody_looks_after_the_server_stands_on_their_profile(small_world: World) -> None:
    anna, vera = await small_world.admin("anna"), await small_world.member("vera")
    await anna.opens_profile()
    await vera.opens_profile()

    assert [r["name"] for r in (await vera.get(f"/api/v1/accounts/{anna.id}"))["roles"]] == ["Administrator"]
    assert (await anna.get(f"/api/v1/accounts/{vera.id}"))["roles"] == []
    assert (await anna.get("/api/v1/accounts/verify_credentials"))["role"]["permissions"] == "1"


async def test_no_list_of_staff_holds_a_word_that_somebody_posted(world: World) -> None:
    olga, anna = await world.moderator("olga"), await world.admin("anna")
    vera, ivan = await world.members("vera", "ivan")
    await ivan.follows(vera)
    for audience in (Audience.FOLLOWERS, Audience.DIRECT, Audience.SELF, Audience.MUTUALS):
        await vera.posts(f"zqwordqz @ivan #zqwordqz {audience}", audience, spoiler_text="zqwordqz")
    await vera.patch("/api/v1/accounts/update_credentials", note="zqnoteqz")
    await ivan.post("/api/v1/reports", account_id=str(vera.id), comment="look")

    for staff in (olga, anna):
        for path in (PATH, "/api/v2/admin/accounts", f"{PATH}/{vera.id}", "/api/v1/admin/reports"):
            said = (await staff.call("GET", path)).text
            assert "zqwordqz" not in said, path
            assert "zqnoteqz" not in said, path


async def test_what_is_told_of_somebody_is_as_it_is_now_and_as_anybody_is_told(world: World) -> None:
    olga, anna = await world.moderator("olga"), await world.admin("anna")
    vera = await world.member("vera")
    await vera.opens_profile()

    async def told() -> list[Any]:
        listed = [each for each in await olga.get(PATH) if each["username"] == "vera"]
        return [*listed, await olga.get(f"{PATH}/{vera.id}")]

    async def as_anybody() -> Any:
        return (await olga.call("GET", f"/api/v1/accounts/{vera.id}")).json()

    for change in (
        lambda: vera.patch("/api/v1/accounts/update_credentials", display_name="Вера", note="tea"),
        lambda: vera.posts("tea"),
        lambda: act(anna, vera, "silence"),
        lambda: act(anna, vera, "sensitive"),
        vera.closes_profile,
        lambda: olga.follows(vera),
        vera.opens_profile,
        lambda: vera.post(f"/api/v1/accounts/{olga.id}/block"),
    ):
        await change()
        public = await as_anybody()
        del public["feature_approval"]

        assert [each["account"] for each in await told()] == [public, public]

    await act(anna, vera, "suspend")
    assert [(each["suspended"], each["account"]["suspended"]) for each in await told()] == [(True, True)] * 2


async def test_nothing_that_only_staff_are_told_is_kept_in_memory(world: World) -> None:
    olga = await world.moderator("olga")
    vera = await world.member("vera", email="zqmailqz@example.org")
    await vera.patch("/api/v1/accounts/update_credentials", note="zqnoteqz")
    await vera.post("/api/v1/reports", account_id=str(olga.id), comment="zqcommentqz")

    for path in (PATH, f"{PATH}/{vera.id}", "/api/v1/admin/reports"):
        for _ in range(2):
            assert "zqmailqz" in (await olga.call("GET", path)).text

    kept = str(vars(world.house.fragments)) + str(vars(world.house.remembered))
    assert "vera" in kept
    assert "qz" not in kept


async def test_the_week_of_a_sign_in_is_told_at_once(world: World) -> None:
    olga, vera = await world.moderator("olga"), await world.member("vera")
    await vera.opens_profile()
    await vera.posts("tea")
    before = (await olga.get(f"{PATH}/{vera.id}"))["account"]["last_status_at"]

    later = Time(world.clock() + 14 * DAY)
    world.house.store.clock = lambda: later
    await world.house.store.write(NOBODY, lambda tx: sign_in(tx, vera.id, "hash", ""))

    after = (await olga.get(f"{PATH}/{vera.id}"))["account"]["last_status_at"]
    assert after > before
    assert (await olga.get(f"/api/v1/accounts/{vera.id}"))["last_status_at"] == after
