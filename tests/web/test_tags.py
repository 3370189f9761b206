"""Hashtags: what stands under one, for anybody and for members; and what people speak of."""

from kukhnya.model.audience import Audience
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import World


async def test_under_a_hashtag_stands_what_the_reader_may_see(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await vera.posts("for all #tea", Audience.PUBLIC)
    await vera.posts("for followers #tea", Audience.FOLLOWERS)

    strangers = await Browser(small_world).opens("/tags/tea")
    members = await (await visiting(misha)).opens("/tags/tea")

    for page in (strangers, members):
        assert page.status_code == 200
        assert "for all" in page.text
        assert "for followers" not in page.text
    assert "Follow this hashtag" in members.text
    assert "Follow this hashtag" not in strangers.text
    assert (await Browser(small_world).opens("/tags/never_used")).status_code == 200


async def test_a_hashtag_is_followed_home_and_no_more(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await vera.posts("самовар #чай", Audience.PUBLIC)
    browser = await visiting(misha)
    assert "самовар" not in (await browser.opens("/home")).text
    await browser.opens("/tags/чай")

    await browser.sends("/tags/чай/follow")

    assert "Follow no more" in browser.page.text
    assert "самовар" in (await browser.opens("/home")).text
    assert "#чай" in (await browser.opens("/tags")).text
    await browser.sends("/tags/чай/unfollow")
    assert "самовар" not in (await browser.opens("/home")).text


async def test_too_many_hashtags_are_refused_on_the_page(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await visiting(vera)
    for number in range(small_world.house.settings.bounds.followed_tags):
        await vera.post(f"/api/v1/tags/tag{number}/follow")
    await browser.opens("/tags/onemore")

    answer = await browser.sends("/tags/onemore/follow")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


async def test_what_people_speak_of_is_what_several_wrote_for_all(small_world: World) -> None:
    people = await small_world.members("vera", "misha", "sonya", "anton", "lida", "grisha")
    for each in people:
        await each.patch("/api/v1/accounts/update_credentials", closed=False, indexable=True, discoverable=True)
        await each.posts("again #quince", Audience.PUBLIC)
        await each.posts("quietly #secret", Audience.FOLLOWERS)
    await small_world.settle()
    browser = await visiting(people[0])

    page = (await browser.opens("/trends")).text

    assert "#quince" in page
    assert "#secret" not in page
    assert (await Browser(small_world).opens("/trends")).status_code == 200


async def test_the_pages_take_few_statements(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    for number in range(4):
        await vera.posts(f"{number} #tea", Audience.PUBLIC)
    browser = await visiting(vera)
    counts = {}

    for path in ("/tags/tea", "/tags", "/trends"):
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        counts[path] = counted[0]

    assert counts["/tags/tea"] <= 5
    assert counts["/tags"] <= 4
    assert counts["/trends"] <= 9, "hashtags, links and posts, each with what has been decided about it"
