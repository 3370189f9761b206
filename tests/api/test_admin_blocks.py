"""What administrators shut out is shut out, and what they let in again is let in; moderators decide neither."""

from pathlib import Path
from typing import Any

import pytest

from kukhnya.queries.server_blocks import canonical_hash
from tests.api.test_admin_accounts import a_stranger
from tests.api.test_sign_up import sign_up
from tests.world import World, a_world

SERVERS, ALLOWS = "/api/v1/admin/domain_blocks", "/api/v1/admin/domain_allows"
DOMAINS, EMAILS = "/api/v1/admin/email_domain_blocks", "/api/v1/admin/canonical_email_blocks"
ADDRESSES = "/api/v1/admin/ip_blocks"


async def test_a_blocked_server_is_shut_out_with_all_below_it_and_let_in_again(world: World) -> None:
    anna = await world.admin("anna")
    near, far = await a_stranger(world, "gleb", "other.test"), await a_stranger(world, "oleg", "sub.other.test")
    alone, elsewhere = await a_stranger(world, "dima", "other.test"), await a_stranger(world, "yura", "another.test")
    await anna.post(f"/api/v1/admin/accounts/{alone}/action", type="suspend")

    async def suspended() -> set[int]:
        return {int(each["id"]) for each in await anna.get("/api/v1/admin/accounts", suspended=True)}

    block = await anna.post(SERVERS, domain="Other.Test", severity="suspend", private_comment="p", id="7")
    assert await suspended() == {near, far, alone}
    assert elsewhere not in await suspended()

    changed = await anna.put(f"{SERVERS}/{block['id']}", severity="silence")
    assert (changed["severity"], changed["private_comment"]) == ("silence", "p")
    assert await suspended() == {alone}
    silenced = await anna.get("/api/v1/admin/accounts", silenced=True)
    assert {int(each["id"]) for each in silenced} == {near, far, alone}

    await anna.delete(f"{SERVERS}/{block['id']}")
    assert await suspended() == {alone}
    assert await anna.get("/api/v1/admin/accounts", silenced=True) == []


async def test_a_block_is_told_as_documented(world: World) -> None:
    anna = await world.admin("anna")

    made = await anna.post(SERVERS, domain="тест.рф")

    assert made["domain"] == "xn--e1aybc.xn--p1ai"
    assert (made["severity"], made["reject_media"], made["private_comment"], made["obfuscate"]) == (
        "silence", False, None, False,
    )  # fmt: skip
    assert await anna.get(SERVERS) == [made] == [await anna.get(f"{SERVERS}/{made['id']}")]


@pytest.mark.parametrize(
    ("path", "said", "field"),
    [
        (SERVERS, {}, "domain"),
        (SERVERS, {"domain": "no domain"}, "domain"),
        (SERVERS, {"domain": "a%.test"}, "domain"),
        (SERVERS, {"domain": "x" * 5_000}, "domain"),
        (SERVERS, {"domain": "other.test", "severity": "burn"}, "severity"),
        (SERVERS, {"domain": "known.test"}, "domain"),
        (ALLOWS, {"domain": ""}, "domain"),
        (DOMAINS, {"domain": "<b>"}, "domain"),
        (EMAILS, {"email": "nobody"}, "email"),
        (EMAILS, {"canonical_email_hash": "xyz"}, "canonical_email_hash"),
        (EMAILS, {}, "canonical_email_hash"),
        (ADDRESSES, {"ip": "192.0.2.1", "severity": "no_access"}, "ip"),
    ],
)
async def test_what_makes_no_sense_is_refused(small_world: World, path: str, said: dict[str, Any], field: str) -> None:
    anna = await small_world.admin("anna")
    await anna.post(SERVERS, domain="known.test")

    answer = await anna.call("POST", path, json=said)

    assert (answer.status_code, list(answer.json()["details"])) == (422, [field])


async def test_a_welcome_server_is_written_down_once(world: World) -> None:
    anna = await world.admin("anna")

    first, again = await anna.post(ALLOWS, domain="good.test"), await anna.post(ALLOWS, domain="good.test")

    assert first == again == await anna.get(f"{ALLOWS}/{first['id']}")
    assert await anna.delete(f"{ALLOWS}/{first['id']}") == first
    assert await anna.get(ALLOWS) == []


async def test_nobody_signs_up_with_a_blocked_address(tmp_path: Path) -> None:
    async with a_world(tmp_path, registration="open") as world:
        anna = await world.admin("anna")
        domain = await anna.post(DOMAINS, domain="bad.test")
        address = await anna.post(EMAILS, email="V.era+tea@Example.org")
        assert address["canonical_email_hash"] == canonical_hash("vera@example.org")
        assert await anna.post(f"{EMAILS}/test", email="ve.ra@example.org") == [address]
        assert await anna.post(f"{EMAILS}/test", email="ivan@example.org") == []
        assert len(domain["history"]) == 7

        for place, email in enumerate(("a@bad.test", "a@mail.bad.test", "vera+x@example.org")):
            answer = await sign_up(world, username=f"v{place}", email=email)
            assert (answer.status_code, list(answer.json()["details"])) == (422, ["email"]), email
        assert (await sign_up(world, username="good", email="a@notbad.test")).status_code == 200

        await anna.delete(f"{DOMAINS}/{domain['id']}")
        await anna.delete(f"{EMAILS}/{address['id']}")
        assert (await sign_up(world, username="now", email="a@bad.test")).status_code == 200
        assert (await anna.get(DOMAINS), await anna.get(EMAILS)) == ([], [])


async def test_there_is_no_block_of_a_client_address(small_world: World) -> None:
    anna = await small_world.admin("anna")

    assert await anna.get(ADDRESSES) == []
    answer = await anna.call("POST", ADDRESSES, json={"ip": "192.0.2.1", "severity": "no_access"})
    assert "keeps no client addresses" in answer.json()["error"]


@pytest.mark.parametrize("path", [SERVERS, ALLOWS, DOMAINS, EMAILS, ADDRESSES])
async def test_one_that_is_not_there_is_not_found(small_world: World, path: str) -> None:
    anna = await small_world.admin("anna")

    for verb in ("GET", "DELETE", *(("PUT",) if path in {SERVERS, ADDRESSES} else ())):
        answer = await anna.call(verb, f"{path}/117000000000000001")
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"}), verb


@pytest.mark.parametrize("shown", ["nobody", "members", "all"])
async def test_the_list_of_blocks_is_shown_to_whom_the_setting_says(tmp_path: Path, shown: str) -> None:
    async with a_world(tmp_path, domain_blocks_shown=shown) as world:
        anna, vera = await world.admin("anna"), await world.member("vera")
        await anna.post(SERVERS, domain="daily.example.com", severity="suspend", obfuscate=True, public_comment="rude")
        await anna.post(SERVERS, domain="quiet.test", severity="noop", private_comment="zqhushqz")

        member = await vera.call("GET", "/api/v1/instance/domain_blocks")
        stranger = await world.nobody.call("GET", "/api/v1/instance/domain_blocks")

        codes = {"nobody": (404, 404), "members": (200, 401), "all": (200, 200)}
        assert (member.status_code, stranger.status_code) == codes[shown]
        if shown != "nobody":
            (only,) = member.json()
            assert (only["severity"], only["comment"], len(only["digest"])) == ("suspend", "rude", 64)
            assert "*" in only["domain"]
            assert "zqhushqz" not in member.text
