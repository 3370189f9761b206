"""The two questions on pages: quiet, now and then, and off with one button."""

import re

from kukhnya.api.questions import ANSWERED, NOT_ASKED
from kukhnya.model.audience import Audience
from tests.api.test_questions import ASKED, SAID, counted, kept
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import Person, World


async def _reader(world: World, *texts: str) -> tuple[Person, Browser, list[str]]:
    """Somebody at a browser who has put the week away, with these posts of one they follow on their home page."""
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    ids = [await vera.posts(text) for text in texts]
    await misha.follows(vera)
    browser = await visiting(misha)
    world.house.questions.settle_week(misha.id, world.clock())
    world.house.questions.share = 0.0
    await browser.opens("/home")
    return misha, browser, ids


def _asked_about(browser: Browser) -> str:
    found = re.search(r'action="/glad/(\d+)"', browser.page.text)
    return found[1] if found else ""


async def test_a_question_stands_below_one_post_and_the_answer_is_counted(small_world: World) -> None:
    _, browser, ids = await _reader(small_world, "tea?", "coffee?")
    assert "/glad/" not in browser.page.text

    small_world.house.questions.share = 1.0
    await browser.opens("/home")

    about = _asked_about(browser)
    assert about in ids
    assert browser.page.text.count('action="/glad/') == 1
    article, _, after = browser.page.text.partition(f'id="s{about}"')
    assert article
    assert after.index("/glad/") < (after.index('id="s') if 'id="s' in after else len(after))
    answer = await browser.sends(f"/glad/{about}", answer="yes")
    assert answer.headers["location"] == f"/home#s{about}"
    assert await counted(small_world) == [(1, 0, 0)]
    assert "/glad/" not in (await browser.opens("/home")).text


async def test_an_answer_that_was_not_asked_for_or_comes_twice_says_so_on_a_page(small_world: World) -> None:
    _, browser, (status_id,) = await _reader(small_world, "tea?")
    word = await browser.word()

    late = await browser.client.post(f"/glad/{status_id}", data={"csrf": word, "answer": "yes", "back": "/home"})
    assert late.status_code == 409
    assert NOT_ASKED in late.text
    small_world.house.questions.share = 1.0
    await browser.opens("/home")
    await browser.sends(f"/glad/{status_id}", answer="no")
    twice = await browser.client.post(f"/glad/{status_id}", data={"csrf": word, "answer": "yes", "back": "/home"})

    assert twice.status_code == 409
    assert ANSWERED in twice.text
    assert await counted(small_world) == [(0, 0, 1)]


async def test_one_button_ends_all_questions(small_world: World) -> None:
    misha, browser, _ = await _reader(small_world, "tea?")
    small_world.house.questions.share = 1.0
    await browser.opens("/home")
    assert _asked_about(browser)

    word = await browser.word()
    done = await browser.client.post("/questions/off", data={"csrf": word, "back": "/home"})

    assert (done.status_code, done.headers["location"]) == (303, "/home")
    small_world.clock.forward(8 * 86_400)
    text = (await browser.opens("/home")).text
    assert "/glad/" not in text
    assert 'action="/week"' not in text
    assert (await misha.get("/api/kukhnya/v1/questions")) == {"glad": None, "week": None}


async def test_nobody_is_asked_on_a_page_about_what_is_for_a_few_or_their_own(small_world: World) -> None:
    misha, browser, _ = await _reader(small_world)
    sonya = await small_world.member("sonya")
    await misha.follows(sonya)
    await sonya.posts("just you, @misha", to=Audience.DIRECT)
    circle = await sonya.circle_of("friends", misha)
    await sonya.posts("just us", to=Audience.CIRCLE, circle_id=circle)
    await misha.posts("mine")
    small_world.house.questions.share = 1.0

    text = (await browser.opens("/home")).text

    assert "just us" in text
    assert "/glad/" not in text


async def test_the_week_is_asked_on_home_until_answered_and_then_thanks(small_world: World) -> None:
    misha = await small_world.member("misha")
    browser = await visiting(misha)
    assert 'action="/week"' not in (await browser.opens("/home")).text  # nothing has been read here yet
    await misha.posts("hello")
    assert 'action="/week"' in (await browser.opens("/home")).text
    assert 'action="/week"' not in (await browser.opens("/home", max_id="5")).text

    await browser.opens("/home")
    await browser.sends("/week", answer="better")

    assert "Thank you. It is counted, without your name." in browser.page.text
    assert "<b>Better</b>" in browser.page.text
    assert 'action="/week"' not in (await browser.opens("/home")).text
    again = await browser.client.post("/week", data={"csrf": await browser.word(), "answer": "worse"})
    assert again.status_code == 409
    assert await kept(small_world, SAID) == 1
    await small_world.house.questions.settle()
    assert await kept(small_world, ASKED) == 1


async def test_the_week_can_be_put_away_and_comes_back_with_the_next(small_world: World) -> None:
    misha = await small_world.member("misha")
    await misha.posts("hello")
    browser = await visiting(misha)
    await browser.opens("/home")

    word = await browser.word()
    assert (await browser.client.post("/week/later", data={"csrf": word, "back": "/home"})).status_code == 303

    assert 'action="/week"' not in (await browser.opens("/home")).text
    small_world.clock.forward(7 * 86_400)
    assert 'action="/week"' in (await browser.opens("/home")).text


async def test_what_a_script_fetches_asks_nothing_that_nobody_sees(small_world: World) -> None:
    _, browser, ids = await _reader(small_world, "tea?")
    small_world.house.questions.share = 1.0
    small_world.house.questions._settled.clear()

    fetched = await browser.client.get("/home", headers={"sec-fetch-dest": "empty"})
    assert "/glad/" not in fetched.text
    assert 'action="/week"' not in fetched.text

    assert 'action="/week"' in (await browser.client.get("/home", headers={"sec-fetch-dest": "document"})).text
    await browser.client.post("/week/later", data={"csrf": await browser.word(), "back": "/home"})
    await browser.opens("/home")
    assert _asked_about(browser) in ids


async def test_a_wrong_word_is_counted_nowhere(small_world: World) -> None:
    misha = await small_world.member("misha")
    await misha.posts("hello")
    browser = await visiting(misha)
    await browser.opens("/home")

    answer = await browser.sends("/week", answer="splendid")

    assert answer.status_code == 409
    assert await kept(small_world, SAID) == 0


async def test_questions_cost_home_two_statements_at_most(small_world: World) -> None:
    _, browser, _ = await _reader(small_world, "tea?", "coffee?")
    await browser.opens("/home")
    with small_world.counted() as quiet:
        await browser.client.get("/home")
    small_world.house.questions.share = 1.0
    with small_world.counted() as asking:
        await browser.client.get("/home")
    small_world.house.questions._settled.clear()
    with small_world.counted() as weekly:
        await browser.client.get("/home")

    assert asking[0] - quiet[0] == 2
    assert weekly[0] - quiet[0] <= 3
