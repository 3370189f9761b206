"""Everything that can be chosen is found from one menu, by whoever has signed in."""

import re

import pytest

from kukhnya.door.route import ROUTES
from tests.web.filled import at_browser, filled
from tests.world import World

PAGES = sorted(
    {
        route.path
        for route in ROUTES
        if route.path.startswith("/settings") and route.verb == "GET" and "{" not in route.path
    }
)
MOST_STATEMENTS = 6


async def test_the_menu_leads_to_every_page_of_settings(small_world: World) -> None:
    browser = await at_browser(small_world, await small_world.member("vera"))

    menu = (await browser.opens("/settings")).text

    linked = set(re.findall(r'href="(/settings/[a-z]+)"', menu))
    assert linked == {path for path in PAGES if path.count("/") == 2 and path != "/settings"}
    for path in linked:
        assert (await browser.opens(path)).status_code == 200, path


@pytest.mark.parametrize("path", [path for path in PAGES if path != "/settings/disclosure"])  # that asks every table
async def test_a_page_of_settings_asks_few_questions_and_has_one_heading(small_world: World, path: str) -> None:
    browser = await at_browser(small_world, await small_world.member("vera"))
    await browser.client.get(path)

    with small_world.counted() as statements:
        answer = await browser.client.get(path)

    assert answer.status_code in {200, 303}
    assert answer.text.count("<h1") == 1
    assert statements[0] <= MOST_STATEMENTS


@pytest.mark.parametrize("path", PAGES)
async def test_whoever_is_not_signed_in_is_asked_to(small_world: World, path: str) -> None:
    answer = await small_world.client.get(path)

    assert answer.status_code == 401
    assert 'action="/sign-in"' in answer.text


async def test_news_can_be_kept_back(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    await browser.opens("/settings/notifications")

    said = {**filled(browser), "for_not_following": "filter", "for_bots": "drop"}
    kept = await browser.client.post("/settings/notifications", data=said)
    wrong = await browser.client.post("/settings/notifications", data={**said, "for_bots": "eat"})

    policy = await vera.get("/api/v2/notifications/policy")
    assert kept.status_code == 303
    assert (policy["for_not_following"], policy["for_bots"], policy["for_new_accounts"]) == ("filter", "drop", "accept")
    assert wrong.status_code == 422
    assert 'id="for_bots-wrong">Choose one of what is offered.' in wrong.text
