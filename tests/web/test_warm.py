"""The warm page: asked for once, changed on the page itself, left with one tap; and why something stands there, in words."""

import re

from kukhnya.model.audience import Audience
from tests.api.test_warm import CHOICE, THREE_MINUTES, TOP_STEP, scored
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import Person, World

MISSING = "117000000000000001"


async def _town(world: World) -> tuple[Person, Person, list[str], Browser]:
    """A reader at a browser, who follows somebody; the oldest of five statuses is widely liked."""
    vera, misha = await world.members("vera", "misha")
    await vera.follows(misha)
    posted = []
    for number in range(5):
        posted.append(await misha.posts(f"number {number}"))
        world.clock.forward(3600)
    await scored(world.house.store, 1, {posted[0]: TOP_STEP})
    return vera, misha, posted[::-1], await visiting(vera)


def _shown(page: str) -> list[str]:
    return re.findall(r'<article [^>]*id="s(\d+)"', page)


async def test_who_has_never_chosen_is_asked_once(small_world: World) -> None:
    vera, _, posted, browser = await _town(small_world)
    assert "A warmer page, if you like" in (await browser.opens("/home")).text

    await browser.sends("/warm", slider="100")

    assert browser.page.request.url.path == "/warm"
    assert _shown(browser.page.text) == [posted[-1], *posted[:-1]]
    home = (await browser.opens("/home")).text
    assert "A warmer page, if you like" not in home
    assert _shown(home) == posted
    assert (await vera.get(CHOICE))["slider"] == 100


async def test_who_says_not_now_is_not_asked_again(small_world: World) -> None:
    vera, _, posted, browser = await _town(small_world)
    await browser.opens("/home")

    await browser.sends("/warm/later")

    assert browser.page.request.url.path == "/home"
    assert "A warmer page, if you like" not in browser.page.text
    assert await vera.get(CHOICE) == {"slider": 0, "home": False, "questions": True, "asked": True}
    assert _shown((await browser.opens("/warm")).text) == posted


async def test_where_there_is_nothing_to_lift_nobody_is_asked(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.follows(misha)
    status = await misha.posts("hello")
    browser = await visiting(vera)

    assert "A warmer page, if you like" not in (await browser.opens("/home")).text
    page = (await browser.opens("/warm")).text
    assert "Nothing has been scored yet" in page
    assert _shown(page) == [status]


async def test_the_slider_is_on_the_page_and_one_tap_turns_it_off(small_world: World) -> None:
    vera, _, posted, browser = await _town(small_world)
    await vera.put(CHOICE, slider=1, home=True)
    assert _shown((await browser.opens("/home")).text) == posted

    await browser.sends("/warm", slider="100")
    assert browser.page.request.url.path == "/home"
    assert _shown(browser.page.text) == [posted[-1], *posted[:-1]]
    wrong = await browser.sends("/warm", slider="1000")
    assert (wrong.status_code, 'id="slider-wrong"' in wrong.text) == (422, True)
    await browser.opens("/warm")
    await browser.sends("/warm/off")

    assert browser.page.request.url.path == "/home"
    assert _shown(browser.page.text) == posted
    assert await vera.get(CHOICE) == {"slider": 0, "home": False, "questions": True, "asked": True}


async def test_every_status_says_why_it_is_there_and_names_no_side(small_world: World) -> None:
    vera, _, posted, browser = await _town(small_world)
    await vera.put(CHOICE, slider=100)
    page = (await browser.opens("/warm")).text
    ways = re.findall(r'href="(/statuses/(\d+)/why\?place=[\d-]+)"', page)
    assert [an_id for _, an_id in ways] == _shown(page)

    lifted = (await browser.opens(ways[0][0])).text
    plain = (await browser.opens(ways[1][0])).text

    assert "11 h higher: why?" in page
    for sentence in (
        "Posted 5 hours ago.",
        "You follow misha.",
        "<b>11.4 h higher</b>, because people who seldom like the same posts both like it.",
        "By time it would be number 5. Here it is number 1.",
        "Turn it off",
    ):
        assert sentence in lifted, sentence
    assert "Nothing lifts it" in plain
    assert "higher</b>" not in plain
    assert not re.search(r"\b(left|right|camp|group|side)\b", re.sub(r"<[^>]+>", " ", lifted))
    assert _shown(lifted) == [posted[-1]]


async def test_why_something_stands_there_is_told_of_what_stands_there_alone(small_world: World) -> None:
    vera, misha, _, browser = await _town(small_world)
    sonya = await small_world.member("sonya")
    await sonya.opens_profile()
    await vera.put(CHOICE, slider=100)
    unseen = await misha.posts("for myself", Audience.SELF)
    elsewhere = await sonya.posts("not followed")
    await scored(small_world.house.store, 2, {unseen: TOP_STEP, elsewhere: TOP_STEP})
    none = await browser.opens(f"/statuses/{MISSING}/why")

    for an_id in (unseen, elsewhere):
        page = await browser.opens(f"/statuses/{an_id}/why")
        assert (page.status_code, page.text) == (404, none.text)


async def test_older_and_newer_pages_fit_together(small_world: World) -> None:
    vera, misha, _, browser = await _town(small_world)
    for number in range(25):
        await misha.posts(f"more {number}")
    await vera.put(CHOICE, slider=100)
    first = (await browser.opens("/warm")).text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None

    second = (await browser.opens("/warm" + older[1].replace("&amp;", "&"))).text
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer is not None

    assert len(set(_shown(first) + _shown(second))) == 30
    assert _shown((await browser.opens("/warm" + newer[1].replace("&amp;", "&"))).text) == _shown(first)


async def test_what_is_chosen_is_kept_on_the_page_of_settings(small_world: World) -> None:
    vera, _, _, browser = await _town(small_world)
    await browser.opens("/settings/warm")

    await browser.sends(slider="35", home="1")

    assert "It is kept." in browser.page.text
    assert 'value="35"' in browser.page.text
    assert await vera.get(CHOICE) == {"slider": 35, "home": True, "questions": False, "asked": True}
    wrong = await browser.sends(slider="x", questions="1")
    assert (wrong.status_code, 'id="slider-wrong"' in wrong.text) == (422, True)
    assert (await vera.get(CHOICE))["questions"] is False


async def test_the_pages_speak_russian(small_world: World) -> None:
    vera, _, posted, browser = await _town(small_world)
    assert "Показать" in (await browser.opens("/home", lang="ru")).text
    await vera.put(CHOICE, slider=100)

    assert "выше на 11 ч" in (await browser.opens("/warm")).text.lower()
    page = (await browser.opens(f"/statuses/{posted[-1]}/why")).text
    assert "Опубликовано 5 часов назад." in page
    assert "на 11,4 ч выше" in page.lower()


async def test_few_statements_make_a_page(small_world: World) -> None:
    vera, _, posted, browser = await _town(small_world)
    await vera.put(CHOICE, slider=100)
    small_world.clock.forward(THREE_MINUTES)

    for path, most in (("/warm", 3), (f"/statuses/{posted[-1]}/why", 9), ("/settings/warm", 2)):
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        assert counted[0] <= most, (path, counted)
