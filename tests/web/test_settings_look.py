"""Light and language are chosen by a form, and hold without a script."""

from babel import Locale

from kukhnya.web.tongues import CODES, OWN_NAMES
from tests.web.browser import Browser
from tests.web.filled import at_browser, filled
from tests.world import World

PAGE = "/settings/look"


async def chooses(browser: Browser, **said: str) -> int:
    """The form of the page with these changes."""
    await browser.opens(PAGE)
    answer = await browser.client.post(PAGE, data={**filled(browser), **said})
    browser.page = answer
    return answer.status_code


async def test_dark_stays_dark_and_goes_back_to_what_the_device_says(small_world: World) -> None:
    browser = await at_browser(small_world, await small_world.member("vera"))

    assert await chooses(browser, theme="dark") == 303
    assert 'data-theme="dark"' in (await browser.opens("/home")).text
    assert 'value="dark" checked' in (await browser.opens(PAGE)).text

    await chooses(browser, theme="")
    assert "data-theme" not in (await browser.opens("/home")).text


async def test_pages_speak_the_language_that_was_chosen_and_posts_another(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    assert await chooses(browser, pages="ru", language="uk") == 303

    assert '<html lang="ru"' in (await browser.opens("/home")).text
    status_id = await vera.posts("добре")
    assert (await vera.get(f"/api/v1/statuses/{status_id}"))["language"] == "uk"
    await chooses(browser, pages="", language="ru")
    assert '<html lang="ru"' in (await browser.opens("/home")).text


async def test_a_language_chosen_in_an_app_is_offered_too(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    await vera.patch("/api/v1/accounts/update_credentials", source={"language": "pt-BR"})

    assert await chooses(browser) == 303

    assert (await vera.get("/api/v1/preferences"))["posting:default:language"] == "pt-BR"


async def test_what_is_not_offered_is_not_taken(small_world: World) -> None:
    browser = await at_browser(small_world, await small_world.member("vera"))

    for field, said in (("theme", "neon"), ("pages", "xx"), ("language", "<b>"), ("pages", "a; Domain=evil")):
        assert await chooses(browser, **{field: said}) == 422
        assert f'id="{field}-wrong"' in browser.page.text
        assert "set-cookie" not in browser.page.headers


def test_languages_are_called_as_they_call_themselves() -> None:
    assert {code: Locale(code).get_display_name(code) for code in OWN_NAMES} == OWN_NAMES
    assert set(CODES) <= OWN_NAMES.keys()
