"""Becoming a member through an app: as the server's rule of registration has it, and with nothing one claims for oneself."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from kukhnya.actions.create_invite import create_invite
from kukhnya.door.secrets import digest
from kukhnya.model.viewer import NOBODY
from tests.world import World, a_world

GOOD = {"username": "vera", "password": "samovar at midnight", "agreement": True, "locale": "ru"}


async def app_token(world: World) -> str:
    """A token of an app itself."""
    app = await world.nobody.post(
        "/api/v1/apps", client_name="App", redirect_uris="https://app.test/", scopes="read write"
    )
    said = {
        "grant_type": "client_credentials",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "scope": "read write",
    }
    return str((await world.nobody.post("/oauth/token", **said))["access_token"])


async def sign_up(world: World, **more: Any) -> httpx.Response:
    """Ask to become a member."""
    bearer = {"authorization": f"Bearer {await app_token(world)}"}
    return await world.client.post("/api/v1/accounts", json={**GOOD, **more}, headers=bearer)


async def me(world: World, answer: httpx.Response) -> httpx.Response:
    """Who the answer's token belongs to."""
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    return await world.client.get("/api/v1/accounts/verify_credentials", headers=bearer)


@pytest.mark.parametrize(
    ("registration", "status", "works"),
    [("closed", 403, None), ("invite", 422, None), ("approval", 200, 403), ("open", 200, 200)],
)
async def test_the_rule_of_registration_holds(
    tmp_path: Path, registration: str, status: int, works: int | None
) -> None:
    async with a_world(tmp_path, registration=registration) as world:
        answer = await sign_up(world)

        assert answer.status_code == status, answer.text
        if works is not None:
            assert (await me(world, answer)).status_code == works


async def test_an_invite_lets_one_in_once(small_world: World) -> None:
    await small_world.house.store.write(NOBODY, lambda tx: create_invite(tx, digest("code"), uses=1, days=1))

    first = await sign_up(small_world, invite_code="code")
    second = await sign_up(small_world, invite_code="code", username="misha")

    assert (await me(small_world, first)).json()["username"] == "vera"
    assert second.status_code == 422


async def test_what_an_app_claims_for_a_member_is_not_believed(tmp_path: Path) -> None:
    async with a_world(tmp_path, registration="open") as world:
        claimed = {"role": "admin", "state": "active", "approved": True, "confirmed": True, "closed": False, "id": "1"}

        answer = await sign_up(world, **claimed)

        account = (await me(world, answer)).json()
        assert (account["role"]["name"], account["closed"]) == ("", True)


async def test_an_address_that_somebody_has_is_told_to_nobody(tmp_path: Path) -> None:
    async with a_world(tmp_path, registration="open") as world:
        first = await sign_up(world, email="a@b.test")
        second = await sign_up(world, email="A@B.test", username="misha")

        assert (first.status_code, second.status_code) == (200, 200)
        assert first.json().keys() == second.json().keys()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "a b"}, "username"),
        ({"username": "admin"}, "username"),
        ({"password": "short"}, "password"),
        ({"agreement": False}, "agreement"),
        ({"username": ""}, "username"),
    ],
)
async def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any], field: str) -> None:
    async with a_world(tmp_path, registration="open") as world:
        answer = await sign_up(world, **wrong)

        assert (answer.status_code, field in answer.json()["details"]) == (422, True)


async def test_a_name_that_looks_like_anothers_is_taken(tmp_path: Path) -> None:
    async with a_world(tmp_path, registration="open") as world:
        await sign_up(world, username="vera")

        answer = await sign_up(world, username="VERA")

        assert answer.json()["details"]["username"][0]["error"] == "ERR_TAKEN"
