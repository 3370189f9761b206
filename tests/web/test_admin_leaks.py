"""What is for those who look after the server does not exist for anybody else: asked of every route under /admin."""

import re
from typing import Any

import httpx
import msgspec
import pytest

from kukhnya.door.route import ROUTES, Route, Who
from tests.web.browser import Browser
from tests.web.staff import signed_in
from tests.world import World

ADMIN = [route for route in ROUTES if route.page and (route.path == "/admin" or route.path.startswith("/admin/"))]
NAMED = {"text": "extended_description", "name": "extended_description", "act": "silence"}


def path_of(route: Route, an_id: int) -> str:
    """The route's path, with an account that is there wherever an id stands."""
    return re.sub(r"{(\w+)}", lambda found: NAMED.get(found[1], str(an_id)), route.path)


def comparable(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Everything of an answer but its time."""
    return answer.status_code, answer.content, [pair for pair in answer.headers.items() if pair[0] != "date"]


def test_every_page_under_admin_is_for_staff_and_every_page_for_staff_is_under_admin() -> None:
    assert len(ADMIN) > 30
    for route in ROUTES:
        if route.page:
            assert (route in ADMIN) == (route.who in {Who.STAFF, Who.ADMIN}), route.path


@pytest.mark.parametrize(
    ("role", "barred"), [("", {Who.STAFF, Who.ADMIN}), ("member", {Who.STAFF, Who.ADMIN}), ("moderator", {Who.ADMIN})]
)
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_whoever_may_not_gets_the_page_of_what_does_not_exist(
    small_world: World, role: str, barred: set[Who], language: str
) -> None:
    somebody = await small_world.member("misha")
    browser = await signed_in(small_world, "vera", role) if role else Browser(small_world)
    browser.client.headers["accept-language"] = language
    csrf = {"csrf": await browser.word(), "shortcode": "x", "text": "x"} if role else {}

    for route in ADMIN:
        if route.who in barred:
            real = path_of(route, somebody.id)
            hidden = await browser.client.request(route.verb, real, data=csrf or None)
            missing = await browser.client.request(route.verb, "/admin/there/is/no/such/page/at/all", data=csrf or None)

            assert comparable(hidden) == comparable(missing), (route.verb, route.path)
            assert hidden.status_code == 404


async def test_neither_a_wrong_verb_nor_a_large_body_gives_a_page_of_staff_away(small_world: World) -> None:
    somebody = await small_world.member("misha")
    stranger = Browser(small_world)
    large = {"text": "x" * (small_world.house.settings.max_body_bytes + 1)}

    for route in ADMIN:
        real = path_of(route, somebody.id)
        missing = re.sub(r"(?<=/)\w+(?=/|$)", "none", real)
        verbs = {"GET", "POST", "PUT", "DELETE"} - {each.verb for each in ADMIN if each.path == route.path}
        for verb in verbs:
            hidden = await stranger.client.request(verb, real)
            assert comparable(hidden) == comparable(await stranger.client.request(verb, missing)), (verb, real)
        if route.verb == "POST":
            hidden = await stranger.client.post(real, data=large)
            assert hidden.status_code == 404, real


async def test_a_moderator_is_shown_no_way_to_what_is_for_administrators(small_world: World) -> None:
    misha = await small_world.member("misha")
    browser = await signed_in(small_world, "vera", "moderator")
    closed = [route.path for route in ADMIN if route.who is Who.ADMIN and "{" not in route.path]

    for path in ("/admin", "/admin/people", "/admin/reports", "/admin/invites", "/menu"):
        said = (await browser.opens(path)).text
        assert not [each for each in closed if f'"{each}"' in said], path
    said = (await browser.opens(f"/admin/people/{misha.id}")).text
    assert "/silence" in said
    assert "/role" not in said
    assert "kukhnya account password" not in said


async def test_one_whose_sign_in_has_run_out_is_asked_to_sign_in(small_world: World) -> None:
    browser = await signed_in(small_world, "vera", "admin")
    small_world.clock.forward(400 * 86_400)

    answer = await browser.opens("/admin/announcements")

    assert answer.status_code == 401
    assert 'action="/sign-in"' in answer.text


async def test_no_form_of_staff_is_taken_without_its_word(small_world: World) -> None:
    somebody = await small_world.member("misha")
    browser = await signed_in(small_world, "vera", "admin")

    for route in ADMIN:
        if route.verb == "POST":
            for csrf in ("", "x"):
                answer = await browser.client.post(path_of(route, somebody.id), data={"csrf": csrf, "act": "suspend"})
                assert answer.status_code == 403, route.path
    assert not (await somebody.get("/api/v1/accounts/verify_credentials")).get("suspended")


@pytest.mark.parametrize("junk", [None, [], {}, -1, True, "\0", "x" * 10_000, "a\u202eb", ["\0"], {"a": {"b": 1}}])
async def test_junk_in_a_form_of_staff_gets_a_page(small_world: World, junk: Any) -> None:
    somebody = await small_world.member("misha")
    browser = await signed_in(small_world, "vera", "admin")
    csrf = await browser.word()

    for route in ADMIN:
        if route.verb == "POST":
            names = [field.encode_name for field in msgspec.structs.fields(route.form)] if route.form else []
            said = {**dict.fromkeys(names, junk), "csrf": csrf}
            answer = await browser.client.post(path_of(route, somebody.id), json=said)
            assert answer.status_code < 500, (route.path, answer.text[-900:])
