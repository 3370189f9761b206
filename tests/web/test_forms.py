"""Every form belongs to the browser it was given to; nothing changes by a GET; nobody learns who is a member."""

import re

import pytest

from kukhnya.actions.create_account import create_account
from kukhnya.door.login import COOKIE
from kukhnya.door.passwords import hashed
from kukhnya.door.route import ROUTES
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.world import World

PASSWORD = "samovar at midnight"
FORMS = [route for route in ROUTES if route.page and route.verb == "POST"]


async def _member(world: World, name: str = "vera") -> None:
    kept = await hashed(PASSWORD)
    await world.house.store.write(NOBODY, lambda tx: create_account(tx, name, kept))


def path_of(path: str) -> str:
    """The path with something in every place."""
    return re.sub(r"{\w+}", "nothing", path)


async def test_a_form_without_its_word_is_refused(small_world: World) -> None:
    await _member(small_world)
    browser = Browser(small_world)
    await browser.signs_in("vera", PASSWORD)
    stranger = Browser(small_world)
    await stranger.opens("/sign-in")
    foreign = re.search(r'name="csrf" value="([^"]+)"', stranger.page.text)
    assert foreign is not None

    for route in FORMS:
        for csrf in ("", "x", foreign[1]):
            answer = await browser.client.post(path_of(route.path), data={"csrf": csrf, "answer": "allow"})

            assert answer.status_code in {403, 404}, (route.path, csrf, answer.status_code)
    assert (await browser.opens("/")).text.count("vera") > 0


async def test_the_word_of_a_form_is_another_on_each_page_and_all_of_them_open(small_world: World) -> None:
    await _member(small_world)
    browser = Browser(small_world)
    await browser.signs_in("vera", PASSWORD)

    words = [await browser.word() for _ in range(3)]

    assert len(set(words)) == 3
    for word in words:
        answer = await browser.client.post("/settings/look", data={"csrf": word, "theme": "dark"})
        assert answer.status_code == 303


async def test_a_form_sent_from_another_page_is_refused(small_world: World) -> None:
    await _member(small_world)
    browser = Browser(small_world)
    await browser.opens("/sign-in")
    browser.client.headers["origin"] = "https://evil.test"

    answer = await browser.sends("/sign-in", name="vera", password=PASSWORD)

    assert answer.status_code == 403
    assert COOKIE not in browser.client.cookies


async def test_nothing_changes_by_a_get(small_world: World) -> None:
    readable = {route.path for route in ROUTES if route.verb == "GET"}

    for route in FORMS:
        if route.path not in readable:
            answer = await small_world.client.get(path_of(route.path))
            assert answer.status_code in {404, 405}, route.path


async def test_cookies_are_for_this_host_and_no_script(small_world: World) -> None:
    await _member(small_world)
    browser = Browser(small_world)
    await browser.opens("/sign-in")

    answer = await browser.sends("/sign-in", name="vera", password=PASSWORD)

    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_a_wrong_name_and_a_wrong_password_look_alike(small_world: World) -> None:
    await _member(small_world)
    pages = []

    for name in ("vera", "nobody_here"):
        browser = Browser(small_world)
        await browser.opens("/sign-in")
        answer = await browser.sends("/sign-in", name=name, password="wrong")
        pages.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))

    assert pages[0] == pages[1]
    assert pages[0][0] == 422


async def test_ending_all_others_ends_them(small_world: World) -> None:
    await _member(small_world)
    here, there = Browser(small_world), Browser(small_world)
    await here.signs_in("vera", PASSWORD)
    await there.signs_in("vera", PASSWORD)

    await here.opens("/settings/access")
    await here.sends("/access/others")

    assert "Good to see you" in (await here.opens("/")).text
    assert "Good to see you" not in (await there.opens("/")).text


@pytest.mark.parametrize("headers", [{}, {"accept-language": "ru"}])
async def test_a_hidden_page_is_the_same_page_as_a_missing_one(small_world: World, headers: dict[str, str]) -> None:
    vera = await small_world.member("vera")
    status_id = await vera.posts("for followers")

    hidden = await small_world.client.get(f"/@vera/{status_id}", headers=headers)
    missing = await small_world.client.get("/@vera/117000000000000001", headers=headers)
    nobody = await small_world.client.get(f"/@nobody/{status_id}", headers=headers)

    assert hidden.status_code == missing.status_code == nobody.status_code == 404
    assert hidden.text == missing.text == nobody.text


async def test_an_invite_is_used_up(small_world: World) -> None:
    from kukhnya.actions.create_invite import create_invite  # noqa: PLC0415
    from kukhnya.door.secrets import digest  # noqa: PLC0415

    await small_world.house.store.write(NOBODY, lambda tx: create_invite(tx, digest("code"), uses=1, days=1))
    first, second = Browser(small_world), Browser(small_world)
    await first.opens("/invite/code")
    await second.opens("/invite/code")

    too_short = await first.sends(None, username="vera", password="short")
    joined = await first.sends(None, username="vera", password=PASSWORD)
    late = await second.sends(None, username="misha", password=PASSWORD)

    assert (too_short.status_code, joined.status_code, late.status_code) == (422, 303, 404)
    assert 'value="vera"' in too_short.text
    assert "vera" in first.page.text
