"""Whatever is sent, the answer is a sentence and never a fault of ours, and nothing is half done."""

import json
import re
from typing import Any

import msgspec
import pytest

from kukhnya.actions.sign_in import sign_in
from kukhnya.door.login import COOKIE
from kukhnya.door.route import ROUTES, Route
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.viewer import NOBODY
from kukhnya.web.show import own_path
from tests.world import Person, World

JUNK: list[Any] = [
    None,
    [],
    {},
    [[[]]],
    {"a": {"b": 1}},
    -1,
    10**30,
    1.5,
    True,
    "",
    "\0",
    "\ud800x",
    "x" * 10_000,
    ["\0"] * 50,
    "'; DROP TABLE status; --",
]
CHANGING = [route for route in ROUTES if route.verb != "GET"]


def path_of(route: Route, value: str = "117000000000000001") -> str:
    """The route's path with every parameter the same."""
    return re.sub(r"{\w+}", value, route.path)


def fields(route: Route) -> list[str]:
    """What the route reads."""
    return [field.encode_name for field in msgspec.structs.fields(route.form)] if route.form else ["anything"]


async def signed_in(world: World, person: Person) -> dict[str, str]:
    """The header with which this person's browser opens pages."""
    word = new_secret()
    await world.house.store.write(NOBODY, lambda tx: sign_in(tx, person.id, digest(word), ""))
    return {"cookie": f"{COOKIE}={word}"}


async def test_junk_in_every_field_of_every_route_gets_a_sentence(small_world: World) -> None:
    vera = await small_world.admin("vera")
    cookie = await signed_in(small_world, vera)
    asked = 0

    for route in CHANGING:
        for junk in JUNK:
            body = json.dumps(dict.fromkeys(fields(route), junk)).encode("utf-8", "surrogatepass")
            answer = await vera.call(
                route.verb, path_of(route), content=body, headers={"content-type": "application/json", **cookie}
            )
            asked += 1
            assert answer.status_code < 500, (route.verb, route.path, junk, answer.text)
            if answer.status_code >= 400 and not route.page:
                assert answer.json()["error"], (route.path, junk)
    assert asked > 500


async def test_junk_in_every_query_parameter_gets_a_sentence(small_world: World) -> None:
    vera = await small_world.admin("vera")
    cookie = await signed_in(small_world, vera)

    for route in [route for route in ROUTES if route.verb == "GET" and not (route.page and route.streams)]:
        junk = ("", "\0", "x" * 3000, "-1", "99999999999999999999", "'", "%", "а")
        for key, value in [*(("{}", each) for each in junk), ("{}[]", "-1"), ("{}[a][b]", "%")]:
            if route.streams and not value.strip("\0"):
                continue  # nothing was said, so the stream opens and goes on
            asked = {key.format(name): value for name in [*fields(route), "max_id", "min_id", "limit", "offset"]}
            answer = await vera.call("GET", path_of(route), params=asked, headers=cookie)

            assert answer.status_code < 500, (route.path, value, answer.text[:300])


@pytest.mark.parametrize(
    "value", ["0", "-5", "abc", "1e9", "99999999999999999999999", "%00", "%2e%2e%2fetc", "٣", "1' OR '1'='1"]
)
async def test_an_id_that_is_none_does_not_exist(small_world: World, value: str) -> None:
    vera = await small_world.admin("vera")
    cookie = await signed_in(small_world, vera)

    for route in [route for route in ROUTES if re.search(r"{\w+_id}", route.path)]:
        answer = await vera.call(route.verb, path_of(route, value), headers=cookie)

        assert answer.status_code in {404, 405}, (route.verb, route.path, answer.status_code)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422), (b"[1]", "application/json", 422), (b"[" * 100_000, "application/json", 422),
        (b"x=" + b"y" * 2_000_000, "application/x-www-form-urlencoded", 413), (b"&".join([b"a=b"] * 5000), "application/x-www-form-urlencoded", 422),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", 422), (b"<a/>", "text/xml", 422), (b"\xff\xfe", "application/json", 422),
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_read_gets_a_sentence(
    small_world: World, content: bytes, kind: str, status: int
) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("POST", "/api/v1/statuses", content=content, headers={"content-type": kind})

    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    assert await vera.home() == []


async def test_names_of_five_megabytes_are_refused(small_world: World) -> None:
    vera = await small_world.member("vera")
    huge = "x" * 5_000_000

    for path in ("/api/v1/lists", "/api/v1/circles", "/api/v1/apps", "/api/v1/statuses"):
        answer = await vera.call("POST", path, json={"title": huge, "client_name": huge, "status": huge})

        assert answer.status_code == 413, path


async def test_lists_and_circles_have_a_largest_number(small_world: World) -> None:
    vera = await small_world.member("vera")
    most = small_world.house.settings.max_lists

    for path in ("/api/v1/lists", "/api/v1/circles"):
        answers = [(await vera.call("POST", path, json={"title": str(n)})).status_code for n in range(most + 1)]

        assert answers == [200] * most + [422]


@pytest.mark.parametrize(
    "path",
    [".git/config", ".env", "kukhnya.db", "metrics", "debug", "docs", "openapi.json", "admin", "static/../settings.toml", "static/%2e%2e/app.py",
     "media/faces/../../kukhnya.db", "media/%2e%2e/kukhnya.db", "server-status", "wp-login.php", "schema", "console"],
)  # fmt: skip
async def test_there_are_no_side_doors(small_world: World, path: str) -> None:
    answer = await small_world.client.get(f"/{path}")

    assert answer.status_code == 404
    assert "Traceback" not in answer.text


_SLASHES = [
    "//",
    "/\\",
    "\\\\",
    "/%2F",
    "/%2f/",
    "/%5C",
    "///",
    "/\t/",
    "/\n/",
    " //",
    "http://",
    "https:",
    "javascript:",
    "/\u2044/",
    "//@",
    "",
    "/\x00/",
]


@pytest.mark.parametrize(
    "target",
    [
        f"{slash}{host}"
        for slash in _SLASHES
        for host in ("evil.test", "evil.test/x", "@evil.test", "evil.test:80/", "%65vil.test")
    ],
)
def test_nobody_is_sent_to_another_server(target: str) -> None:
    path = own_path(target)

    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert not re.match(r"/(%2f|%5c)", path, re.IGNORECASE)


async def test_errors_of_the_api_are_read_by_browsers_of_other_pages_too(small_world: World) -> None:
    for verb, path in (
        ("GET", "/api/v1/timelines/home"),
        ("POST", "/oauth/token"),
        ("GET", "/api/v1/nothing"),
        ("PATCH", "/api/v1/lists"),
    ):
        answer = await small_world.client.request(verb, path)

        assert answer.status_code >= 400
        assert answer.headers["access-control-allow-origin"] == "*", path
    asked = await small_world.client.options("/api/v1/statuses")
    assert (asked.status_code, "Idempotency-Key" in asked.headers["access-control-allow-headers"]) == (204, True)
