"""Kind reactions on pages: a quiet chooser that needs no script, counts, and news in words."""

import gzip
import re

import pytest

from kukhnya.model.audience import Audience
from kukhnya.model.ids import HOUR
from kukhnya.model.reaction import REACTIONS
from tests.web.form_reader import filled
from tests.web.visiting import visiting
from tests.web.writing import presses, sits_down, text_of
from tests.world import World


async def test_a_button_cannot_answer_what_one_may_not_see_nor_with_anything_else(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    hidden, shown = await misha.posts("tea", Audience.SELF), await vera.posts("hello")
    page = await browser.opens("/home")
    form = filled(page.text, "/statuses/act")

    answers = [
        await browser.client.post(f"/statuses/{one}/react", data={**form, "reaction": "thanks"})
        for one in (hidden, "117000000000000001")
    ]
    wrong = [
        await browser.client.post(f"/statuses/{shown}/{verb}", data={**form, **said})
        for verb in ("react", "unreact")
        for said in ({"reaction": "angry"}, {})
    ]
    unsigned = await browser.client.post(f"/statuses/{shown}/react", data={"reaction": "thanks"})

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(hidden, "117000000000000001") == answers[1].text
    assert {answer.status_code for answer in wrong} == {422}
    assert unsigned.status_code == 403
    assert (await vera.get(f"/api/v1/statuses/{shown}"))["emoji_reactions"] == []


async def test_each_of_the_six_is_given_and_taken_back_by_a_button_with_a_name(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.follows(misha)
    status_id = await misha.posts("tea")
    await browser.opens("/home")
    offered = re.findall(r'name="reaction" value="(\w+)"', browser.page.text)

    for name in REACTIONS:
        done = await presses(browser, "react", status_id, reaction=name)
    given = (await vera.get(f"/api/v1/statuses/{status_id}"))["emoji_reactions"]
    page = browser.page.text
    await presses(browser, "unreact", status_id, reaction="laugh")

    assert offered == list(REACTIONS)
    assert done.headers["location"] == f"/home#s{status_id}"
    assert [each["name"] for each in given if each["me"]] == list(REACTIONS.values())
    assert page.count(f'formaction="/statuses/{status_id}/unreact"') == 12  # in the chooser, and beside the counts
    assert "Learned something <b>" not in page
    assert '<span class="told">Learned something</span> <b>1</b>' in page
    assert "Made me laugh" in text_of(browser.page)
    assert len((await vera.get(f"/api/v1/statuses/{status_id}"))["emoji_reactions"]) == 5


async def test_who_is_not_signed_in_is_offered_nothing(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea")
    await vera.put(f"/api/v1/pleroma/statuses/{status_id}/reactions/thanks")

    page = await small_world.client.get(f"/@vera/{status_id}")

    assert page.status_code == 200
    assert "react" not in page.text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["sonya and 1 more say thank you", "anton laughed at this"]),
        ("ru", ["Говорят спасибо: sonya и ещё 1 человек", "Смеётся вместе с вами: anton"]),
    ],
)
async def test_news_says_in_words_who_was_kind(small_world: World, language: str, told: list[str]) -> None:
    small_world.clock.forward((12 * HOUR - small_world.clock() % (12 * HOUR)) / 1000 + 60)
    vera, misha, sonya, anton = await small_world.members("vera", "misha", "sonya", "anton")
    await vera.opens_profile()
    status_id = await vera.posts("tea at five")
    for person, name in ((misha, "thanks"), (sonya, "thanks"), (anton, "laugh")):
        await person.put(f"/api/v1/pleroma/statuses/{status_id}/reactions/{name}")
        await small_world.settle()
    browser = await visiting(vera)
    browser.client.cookies.set("kukhnya_language", language)

    page = await browser.opens("/notifications")
    said = text_of(page)
    people = re.search(r'href="(/notifications/reaction.thanks[^"]+/people)"', page.text)
    assert people is not None
    who = await browser.opens(people[1])

    for sentence in told:
        assert sentence in said
    assert said.count("tea at five") == 2
    assert 'class="count">3' in (await browser.opens("/home")).text
    assert [name in who.text for name in ("@misha", "@sonya", "@anton")] == [True, True, False]


async def test_two_thousand_words_do_not_make_home_heavy(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    for number in range(20):
        status_id = await vera.posts(f"tea {number}")
        for name in REACTIONS:
            await vera.put(f"/api/v1/pleroma/statuses/{status_id}/reactions/{name}")

    page = await browser.opens("/home")

    assert len(gzip.compress(page.content)) < 12_000
