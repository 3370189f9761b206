"""A request finds the route that is meant, and only that."""

import pytest

from kukhnya.app import DOORS
from kukhnya.door.paths import Paths
from kukhnya.door.route import ROUTES
from tests.world import World

PATHS = Paths(ROUTES)


def test_every_route_is_found_by_its_own_path() -> None:
    assert len(DOORS) == 2
    for route in ROUTES:
        path = route.path.replace("{", "x").replace("}", "")

        found, values, _ = PATHS.find(path, route.verb)

        assert found is not None, route.path
        assert found is route or "{" in route.path, (route.path, found.path)
        assert len(values) == found.path.count("{")


@pytest.mark.parametrize(
    ("verb", "path", "meant", "values"),
    [
        ("GET", "/api/v1/accounts/search", "/api/v1/accounts/search", {}),
        ("GET", "/api/v1/accounts/12", "/api/v1/accounts/{account_id}", {"account_id": "12"}),
        ("GET", "/api/v2/filters/keywords/7", "/api/v2/filters/keywords/{keyword_id}", {"keyword_id": "7"}),
        ("GET", "/api/v2/filters/7/keywords", "/api/v2/filters/{filter_id}/keywords", {"filter_id": "7"}),
        ("GET", "/oauth/authorize/", "/oauth/authorize", {}),
        ("HEAD", "/api/v2/instance", "/api/v2/instance", {}),
        ("GET", "/@vera/12", "/{handle}/{status_id}", {"handle": "@vera", "status_id": "12"}),
        ("GET", "/api/v1/timelines/tag/чай", "/api/v1/timelines/tag/{name}", {"name": "чай"}),
    ],
)
def test_what_is_written_out_goes_before_a_parameter(verb: str, path: str, meant: str, values: dict[str, str]) -> None:
    found, got, _ = PATHS.find(path, verb)

    assert found is not None
    assert (found.path, dict(got)) == (meant, values)


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing/here/at/all", "/api/v1/accounts//statuses", "/api/v1/accounts/1/2/3/4", "/a/b/c/d"]
)
def test_what_is_no_path_has_no_verbs(path: str) -> None:
    assert PATHS.find(path, "GET") == (None, {}, frozenset())


async def test_a_wrong_verb_is_told_which_there_are(small_world: World) -> None:
    answer = await small_world.client.request("DELETE", "/api/v2/instance")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


async def test_the_head_of_an_answer_is_that_of_the_whole(small_world: World) -> None:
    whole, head = await small_world.client.get("/about"), await small_world.client.head("/about")

    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["content-type"] == whole.headers["content-type"]


async def test_headers_sent_twice_are_one_list(small_world: World) -> None:
    vera = await small_world.member("vera")
    word = f"Bearer {vera.token}"
    twice = [("authorization", word), ("authorization", word)]

    answer = await small_world.client.get("/api/v1/accounts/verify_credentials", headers=twice)

    assert answer.status_code == 401
