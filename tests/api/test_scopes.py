"""No route does anything for a token that does not allow it: asked of every route there is."""

import re

import pytest

from kukhnya.door.route import ROUTES, Route, Who, allowed
from kukhnya.door.scopes import SCOPES
from tests.world import STAFF_SCOPES, World

API = [route for route in ROUTES if not route.page and route.path.startswith(("/api/", "/oauth/userinfo"))]
SCOPED = [route for route in API if route.scope]


def path_of(route: Route) -> str:
    """The route's path with an id that nothing has."""
    return re.sub(r"{\w+}", "117000000000000001", route.path)


def test_every_route_that_changes_something_needs_a_scope() -> None:
    free = {"/api/v1/apps"}

    assert {route.path for route in API if route.verb != "GET" and not route.scope} == free


def test_reading_routes_have_reading_scopes_and_writing_routes_writing_ones() -> None:
    # Asked by whoever uploads, and a question that is posted: both as documented.
    odd = {"/api/v1/media/{media_id}", "/api/v1/statuses/{status_id}/translate"}
    asking = {  # by POST, as documented, for what they are asked is long
        "/api/v1/admin/measures",
        "/api/v1/admin/dimensions",
        "/api/v1/admin/retention",
        "/api/v1/admin/canonical_email_blocks/test",
    }

    for route in SCOPED:
        if route.path not in odd and route.scope not in {"profile", "push"}:
            narrow = route.scope.removeprefix("admin:")
            assert narrow.startswith("read" if route.verb == "GET" or route.path in asking else "write"), route.path


async def test_a_scope_that_does_not_allow_a_route_is_refused_on_every_route(small_world: World) -> None:
    vera = await small_world.member("vera")
    people = {scope: await small_world.signed_in("vera", vera.id, scope) for scope in SCOPES}
    asked = 0

    for route in SCOPED:
        for scope, person in people.items():
            if allowed(frozenset({scope}), route.scope):
                continue
            answer = await person.call(route.verb, path_of(route))
            asked += 1
            assert answer.status_code == 403, (route.verb, route.path, scope, answer.text)
            assert "outside the authorized scopes" in answer.json()["error"]

    assert asked > 1000


async def test_without_a_token_only_open_routes_answer(small_world: World) -> None:
    for_members = {"/api/v1/instance/domain_blocks"}  # unless a setting shows it to all

    for route in API:
        answer = await small_world.nobody.call(route.verb, path_of(route))

        assert (answer.status_code == 401) == (route.who is not Who.ANYONE or route.path in for_members), (
            route.verb,
            route.path,
            answer.status_code,
        )
        assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_token_that_is_none_is_refused_even_where_none_is_needed(small_world: World) -> None:
    answer = await small_world.client.get("/api/v1/timelines/public", headers={"authorization": "Bearer nonsense"})

    assert answer.status_code == 401


def test_what_is_for_staff_has_a_staff_scope_and_the_other_way_round() -> None:
    for route in API:
        assert (route.who in {Who.STAFF, Who.ADMIN}) == route.scope.startswith("admin:"), route.path
        assert ("/admin/" in route.path) == route.scope.startswith("admin:"), route.path


def test_no_broad_scope_of_members_opens_what_is_for_staff() -> None:
    assert not allowed(frozenset({"read", "write", "follow", "push", "profile", "admin"}), "admin:read:accounts")
    assert not allowed(frozenset({"admin:read"}), "admin:write:accounts")
    assert not allowed(frozenset({"admin:read:reports"}), "admin:read")
    assert not allowed(frozenset({"admin:read"}), "read:statuses")
    assert allowed(frozenset({"admin:read"}), "admin:read:accounts")


@pytest.mark.parametrize(("role", "barred"), [("member", {Who.STAFF, Who.ADMIN}), ("moderator", {Who.ADMIN})])
async def test_whoever_has_not_the_role_is_refused_whatever_the_token_says(
    small_world: World, role: str, barred: set[Who]
) -> None:
    person = await small_world.member("vera", scopes=STAFF_SCOPES, role=role)

    for route in API:
        if route.who in barred:
            answer = await person.call(route.verb, path_of(route))

            assert (answer.status_code, answer.json()) == (403, {"error": "This action is not allowed"}), route.path


@pytest.mark.parametrize("state", ["pending", "disabled"])
async def test_an_account_that_is_not_active_can_do_nothing(small_world: World, state: str) -> None:
    person = await small_world.member("waiting", state=state)

    for route in API:
        answer = await person.call(route.verb, path_of(route))

        assert answer.status_code == 403, (route.verb, route.path)


async def test_a_suspended_or_signed_out_member_is_refused_at_the_next_request(small_world: World) -> None:
    from kukhnya.actions.suspend_account import suspend_account  # noqa: PLC0415
    from kukhnya.model.viewer import NOBODY  # noqa: PLC0415

    vera = await small_world.member("vera")
    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 200

    await small_world.house.store.write(NOBODY, lambda tx: suspend_account(tx, vera.id))
    small_world.house.callers.forget()

    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 401
