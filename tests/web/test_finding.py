"""Search: finds what the reader may see, and keeps nothing of what was looked for."""

import re

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World


async def test_what_is_for_others_is_not_found(small_world: World) -> None:
    vera, stranger = await small_world.members("vera", "stranger")
    await vera.patch("/api/v1/accounts/update_credentials", indexable=True, discoverable=True, closed=False)
    for audience in (Audience.FOLLOWERS, Audience.SELF, Audience.MUTUALS):
        await vera.posts(f"samovar hidden {audience.value} #hiddentag{audience.value}", audience)
    await vera.posts("samovar for all #opentag", Audience.PUBLIC)
    await small_world.settle()
    browser = await visiting(stranger)

    page = (await browser.opens("/search", q="samovar")).text
    tags = (await browser.opens("/search", q="hiddentag", type="hashtags")).text

    assert "samovar for all" in page
    assert "samovar hidden" not in page
    assert "Nothing found" in tags


async def test_people_hashtags_and_posts_are_found_together_and_apart(small_world: World) -> None:
    vera, misha = await small_world.members("teavera", "misha")
    await vera.patch("/api/v1/accounts/update_credentials", indexable=True, discoverable=True, closed=False)
    await vera.posts("teapot on the table #teatime", Audience.PUBLIC)
    await small_world.settle()
    browser = await visiting(misha)

    every = (await browser.opens("/search", q="tea")).text
    people = (await browser.opens("/search", q="tea", type="accounts")).text
    tags = (await browser.opens("/search", q="#teatime", type="hashtags")).text
    posts = (await browser.opens("/search", q="teapot from:teavera", type="statuses")).text

    assert "@teavera" in every
    assert "#teatime" in every
    assert "@teavera" in people
    assert "/tags/teatime" not in people
    assert "/tags/teatime" in tags
    assert "on the table" in posts


async def test_the_words_are_in_the_field_and_not_in_the_title(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await visiting(vera)

    page = (await browser.opens("/search", q='zq"word')).text

    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert "zq" not in title[1]
    assert 'value="zq&#34;word"' in page


async def test_a_day_that_is_none_is_said_beside_the_field(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await visiting(vera)

    answer = await browser.opens("/search", q="tea before:yesterday")

    assert answer.status_code == 422
    assert 'value="tea before:yesterday"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "A day is written like" in answer.text
    assert (await browser.opens("/search", q="x" * 400)).status_code == 422


async def test_one_kind_has_pages(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    for number in range(25):
        await misha.posts(f"plum {number:02}", Audience.SELF)
    await small_world.settle()
    browser = await visiting(misha)

    first = (await browser.opens("/search", q="plum", type="statuses")).text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = (await browser.opens("/search" + older[1].replace("&amp;", "&"))).text

    assert first.count("plum ") == 20
    assert second.count("plum ") == 5
    assert 'rel="prev"' in second
    assert "plum" not in (await (await visiting(vera)).opens("/search", q="plum", type="statuses")).text.replace(
        'value="plum"', ""
    ).replace("q=plum", "")


async def test_before_anything_is_looked_for_the_page_says_how(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await visiting(vera)

    page = (await browser.opens("/search")).text

    assert "Write a word, a name or a hashtag." in page
    assert "from:name" in page
    with small_world.counted() as counted:
        await browser.opens("/search")
    assert counted[0] == 1
    await browser.opens("/search", q="tea")
    with small_world.counted() as counted:
        await browser.opens("/search", q="tea")
    assert counted[0] <= 8, "three kinds are looked for, each in its own index"
