"""An app signs a member in: registration, consent, code, token, end."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kukhnya.actions.create_account import create_account
from kukhnya.door.passwords import hashed
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.world import World

OOB = "urn:ietf:wg:oauth:2.0:oob"
PASSWORD = "samovar at midnight"


async def _member(world: World, name: str = "vera") -> None:
    kept = await hashed(PASSWORD)
    await world.house.store.write(NOBODY, lambda tx: create_account(tx, name, kept))


async def _app(world: World, uri: str = OOB, scopes: str = "read write follow push") -> dict[str, Any]:
    return dict(await world.nobody.post("/api/v1/apps", client_name="An app", redirect_uris=uri, scopes=scopes))


async def _code(world: World, app: dict[str, Any], uri: str, **more: str) -> str:
    """The code that a member gets for this app, sent back to `uri`."""
    browser = Browser(world)
    await browser.signs_in("vera", PASSWORD)
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": uri, "scope": "read write", **more}
    await browser.opens("/oauth/authorize", **asked)
    answer = await browser.sends("/oauth/authorize", answer="allow")
    assert answer.status_code == 303, answer.text
    return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


async def _token(world: World, app: dict[str, Any], code: str, uri: str, **more: str) -> Any:
    said = {
        "grant_type": "authorization_code", "code": code, "client_id": app["client_id"],
        "client_secret": app["client_secret"], "redirect_uri": uri, **more,
    }  # fmt: skip
    return await world.nobody.call("POST", "/oauth/token", data=said)


async def test_an_app_gets_a_token_by_consent_and_acts_with_it(small_world: World) -> None:
    world, uri = small_world, "https://app.test/back?x=1"
    await _member(world)
    app = await _app(world, uri)

    code = await _code(world, app, uri, state="s p")
    answer = await _token(world, app, code, uri)

    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert answer.json()["scope"] == "read write"
    assert answer.headers["cache-control"] == "no-store"
    me = await world.client.get("/api/v1/accounts/verify_credentials", headers=bearer)
    assert me.json()["username"] == "vera"


async def test_the_way_back_keeps_its_own_query_and_the_state(small_world: World) -> None:
    world, uri = small_world, "https://app.test/back?x=1"
    await _member(world)
    app = await _app(world, uri)
    browser = Browser(world)
    await browser.signs_in("vera", PASSWORD)

    await browser.opens(
        "/oauth/authorize/", response_type="code", client_id=app["client_id"], redirect_uri=uri, state="s&p"
    )
    denied = await browser.sends("/oauth/authorize", answer="deny")

    query = parse_qs(urlsplit(denied.headers["location"]).query)
    assert (query["x"], query["state"], query["error"]) == (["1"], ["s&p"], ["access_denied"])


async def test_out_of_band_shows_the_code_on_a_page(small_world: World) -> None:
    world = small_world
    await _member(world)
    app = await _app(world)
    browser = Browser(world)
    await browser.opens(
        "/oauth/authorize", response_type="code", client_id=app["client_id"], redirect_uri=OOB, scope="read"
    )
    await browser.sends("/sign-in", name="vera", password=PASSWORD)

    answer = await browser.sends("/oauth/authorize", answer="allow")

    code = answer.text.partition('id="code">')[2].partition("<")[0]
    assert (await _token(world, app, code, OOB)).status_code == 200


async def test_an_app_of_a_phone_is_sent_back_to_its_own_scheme(small_world: World) -> None:
    world, uri = small_world, "com.tapbots.Ivory.10217:/request_token"
    await _member(world)
    app = await _app(world, uri)
    browser = Browser(world)
    await browser.signs_in("vera", PASSWORD)

    page = await browser.opens("/oauth/authorize", response_type="code", client_id=app["client_id"], redirect_uri=uri)
    answer = await browser.sends("/oauth/authorize", answer="allow")

    assert "com.tapbots.ivory.10217:" in page.headers["content-security-policy"].lower()
    assert answer.headers["location"].startswith(f"{uri}?code=")


async def test_a_code_works_once_and_a_second_use_ends_its_token(small_world: World) -> None:
    world = small_world
    await _member(world)
    app = await _app(world, "https://app.test/")
    code = await _code(world, app, "https://app.test/")
    first = (await _token(world, app, code, "https://app.test/")).json()["access_token"]

    second = await _token(world, app, code, "https://app.test/")

    me = await world.client.get("/api/v1/accounts/verify_credentials", headers={"authorization": f"Bearer {first}"})
    assert (second.status_code, second.json()["error"]) == (400, "invalid_grant")
    assert me.status_code == 401


async def test_a_proof_key_must_fit(small_world: World) -> None:
    world, uri = small_world, "https://app.test/"
    await _member(world)
    app = await _app(world, uri)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 50).digest()).decode().rstrip("=")
    more = {"code_challenge": challenge, "code_challenge_method": "S256"}

    wrong = await _token(world, app, await _code(world, app, uri, **more), uri, code_verifier="w" * 50)
    without = await _token(world, app, await _code(world, app, uri, **more), uri)
    right = await _token(world, app, await _code(world, app, uri, **more), uri, code_verifier="v" * 50)

    assert [answer.status_code for answer in (wrong, without, right)] == [400, 400, 200]


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://app.test/back/more"},
        {"redirect_uri": "https://app.test.evil.test/back"},
        {"redirect_uri": "https://app.test/back?x=2"},
        {"client_id": "nobody"},
        {"scope": "read everything"},
        {"scope": "push"},
        {"response_type": "token"},
        {"code_challenge": "x", "code_challenge_method": "plain"},
    ],
)
async def test_a_wrong_request_for_consent_is_sent_nowhere(small_world: World, change: dict[str, str]) -> None:
    world = small_world
    await _member(world)
    app = await _app(world, "https://app.test/back", "read")
    browser = Browser(world)
    await browser.signs_in("vera", PASSWORD)
    asked = {
        "response_type": "code",
        "client_id": app["client_id"],
        "redirect_uri": "https://app.test/back",
        "scope": "read",
    }

    answer = await browser.opens("/oauth/authorize", **{**asked, **change})

    assert answer.status_code == 422
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "wrong", [{"client_secret": "x"}, {"client_id": "x"}, {"redirect_uri": "https://other.test/"}, {"code": "x"}]
)
async def test_a_code_is_changed_only_by_the_app_it_was_given_to(small_world: World, wrong: dict[str, str]) -> None:
    world, uri = small_world, "https://app.test/"
    await _member(world)
    app = await _app(world, uri)
    code = await _code(world, app, uri)

    said = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
    }
    answer = await world.nobody.call("POST", "/oauth/token", json={**said, "redirect_uri": uri, **wrong})

    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.text


async def test_an_app_of_its_own_may_ask_who_it_is_and_nothing_of_members(small_world: World) -> None:
    app = await _app(small_world)
    basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()

    answer = await small_world.nobody.call(
        "POST", "/oauth/token?grant_type=client_credentials&scope=read", headers={"authorization": f"Basic {basic}"}
    )

    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await small_world.client.get("/api/v1/apps/verify_credentials", headers=bearer)).json()["name"] == "An app"
    assert (await small_world.client.get("/api/v1/timelines/home", headers=bearer)).status_code == 401


async def test_an_app_can_end_its_own_token_and_nobody_elses(small_world: World) -> None:
    world, uri = small_world, "https://app.test/"
    await _member(world)
    app, other = await _app(world, uri), await _app(world, uri)
    word = (await _token(world, app, await _code(world, app, uri), uri)).json()["access_token"]
    bearer = {"authorization": f"Bearer {word}"}

    for ending in (other, app):
        before = await world.client.get("/api/v1/timelines/home", headers=bearer)
        said = {"token": word, "client_id": ending["client_id"], "client_secret": ending["client_secret"]}
        assert (await world.nobody.call("POST", "/oauth/revoke", data=said)).status_code == 200
        assert before.status_code == 200

    assert (await world.client.get("/api/v1/timelines/home", headers=bearer)).status_code == 401


@pytest.mark.parametrize("encoding", ["query", "form", "multipart", "json"])
async def test_an_app_introduces_itself_in_any_of_four_encodings(small_world: World, encoding: str) -> None:
    said = {"client_name": "Ice", "redirect_uris": "icecubesapp://\nhttps://x.test/", "scopes": "read write"}
    how: dict[str, Any] = {
        "query": {"params": said},
        "form": {"data": said},
        "json": {"json": said},
        "multipart": {"files": {name: (None, value) for name, value in said.items()}},
    }[encoding]  # type: ignore[assignment]

    answer = await small_world.nobody.call("POST", "/api/v1/apps", **how)

    assert answer.status_code == 200, answer.text
    assert answer.json()["redirect_uris"] == ["icecubesapp://", "https://x.test/"]


async def test_the_servers_description_for_apps_names_what_is_there(small_world: World) -> None:
    said = await small_world.nobody.get("/.well-known/oauth-authorization-server")

    for name in ("token_endpoint", "revocation_endpoint", "app_registration_endpoint"):
        path = urlsplit(said[name]).path
        assert (await small_world.nobody.call("POST", path)).status_code != 404
    assert said["code_challenge_methods_supported"] == ["S256"]
