"""Who may act as oneself is seen and ended on one page."""

from pathlib import Path

from tests.web.browser import Browser
from tests.web.filled import PASSWORD, at_browser
from tests.world import World, a_world

NEW = "gooseberry at dawn"


async def test_an_app_loses_its_access_at_once(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    page = await browser.opens("/settings/access")
    assert "Test app" in page.text
    assert "http://kitchen.test" in page.text

    await browser.sends("/access/app")

    assert (await vera.call("GET", "/api/v1/accounts/verify_credentials")).status_code == 401
    assert "No app has access yet." in browser.page.text


async def test_another_browser_is_signed_out_and_this_one_stays(small_world: World) -> None:
    vera = await small_world.member("vera")
    there, here = await at_browser(small_world, vera), await at_browser(small_world, vera)
    await here.opens("/settings/access")

    await here.sends("/access/browser")

    assert (await there.client.get("/home")).status_code == 401
    assert (await here.client.get("/home")).status_code == 200


async def test_nobody_ends_the_access_of_somebody_else(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    browser = await at_browser(small_world, misha)
    theirs = await at_browser(small_world, vera)
    await theirs.opens("/settings/access")
    hers = theirs.page.text.partition('name="id" value="')[2].partition('"')[0]
    await browser.opens("/settings/access")

    await browser.sends("/access/app", id=hers)

    assert (await vera.call("GET", "/api/v1/accounts/verify_credentials")).status_code == 200


async def test_a_new_password_ends_whatever_the_old_one_opened(small_world: World) -> None:
    vera = await small_world.member("vera")
    there, here = await at_browser(small_world, vera), await at_browser(small_world, vera)
    await here.opens("/settings/access")

    await here.sends("/access/password", old_password=PASSWORD, password=NEW, password_again=NEW)

    assert (await here.client.get("/home")).status_code == 200
    assert (await there.client.get("/home")).status_code == 401
    assert (await vera.call("GET", "/api/v1/accounts/verify_credentials")).status_code == 401
    late = Browser(small_world)
    assert (await late.signs_in("vera", PASSWORD)).status_code == 422
    assert (await late.signs_in("vera", NEW)).status_code == 303


async def test_a_password_is_not_changed_by_a_wrong_old_one_or_two_that_differ(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    for said, sentence, field in (
        (("wrong", NEW, NEW), "This is not your password.", "old_password"),
        ((PASSWORD, NEW, "other"), "The two are not the same.", "password_again"),
        ((PASSWORD, "short", "short"), "This is too short.", "password"),
    ):
        await browser.opens("/settings/access")
        fields = dict(zip(("old_password", "password", "password_again"), said, strict=True))
        answer = await browser.sends("/access/password", **fields)

        assert answer.status_code == 422
        assert f'id="{field}-wrong">{sentence}' in answer.text
        assert NEW not in answer.text
    assert (await Browser(small_world).signs_in("vera", PASSWORD)).status_code == 303


async def test_passwords_are_not_kept_in_a_form_that_has_grown_old(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    said = {"csrf": "old", "old_password": PASSWORD, "password": NEW, "password_again": NEW, "note": "kept"}

    answer = await browser.client.post("/access/password", data=said, headers={"origin": "http://kitchen.test"})

    assert answer.status_code == 403
    assert "kept" in answer.text
    assert PASSWORD not in answer.text
    assert NEW not in answer.text


async def test_a_browser_that_was_left_open_does_not_help_to_guess_the_password(tmp_path: Path) -> None:
    async with a_world(tmp_path, rate_limits="on") as world:
        browser = await at_browser(world, await world.member("vera"))
        await browser.opens("/settings/data")
        token = browser.page.text.partition('name="csrf" value="')[2].partition('"')[0]
        answers = []

        for page in ("/settings/data", "/settings/delete") * 6:
            said = {"csrf": token, "handle": "vera", "password": "wrong"}
            answers.append((await browser.client.post(page, data=said)).status_code)

    assert answers == [422] * 10 + [429] * 2
