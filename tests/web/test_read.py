"""What a page keeps ready of a status is what the reader may see of it now."""

from kukhnya.model.audience import Audience
from tests.api.test_media import upload
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.web.visiting import visiting
from tests.world import World


async def test_a_page_shows_a_status_as_it_is_now(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("cold tea", Audience.PUBLIC)
    browser = Browser(small_world)
    before = (await browser.opens("/@vera")).text

    await vera.put(f"/api/v1/statuses/{status_id}", status="hot tea")
    await vera.patch("/api/v1/accounts/update_credentials", display_name="Vera the Warm")
    after = (await browser.opens("/@vera")).text

    assert "cold tea" in before
    assert "hot tea" in after
    assert "cold tea" not in after
    assert after.count(">Vera the Warm</b>") == 1


async def test_a_page_forgets_a_status_with_whoever_loses_sight_of_it(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("for the street", Audience.PUBLIC)
    browser = Browser(small_world)
    assert "for the street" in (await browser.opens("/@vera")).text
    assert "for the street" in (await browser.opens(f"/@vera/{status_id}")).text

    await vera.closes_profile()

    assert "for the street" not in (await browser.opens("/@vera")).text
    assert (await browser.opens(f"/@vera/{status_id}")).status_code == 404


async def test_the_same_status_is_marked_on_its_own_page_and_speaks_the_language_of_each(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea", Audience.PUBLIC)
    browser = Browser(small_world)

    profile, own = (await browser.opens("/@vera")).text, (await browser.opens(f"/@vera/{status_id}")).text
    russian = (await browser.opens("/@vera?lang=ru")).text

    assert 'aria-current="true"' not in profile
    assert 'aria-current="true"' in own
    assert ">public<" not in russian


async def test_a_picture_for_few_gets_a_new_address_for_each_reader_of_a_page(small_world: World) -> None:
    vera = await small_world.member("vera")
    for name in ("misha", "lena"):
        await _member(small_world, name)
    picture = (await upload(vera)).json()
    status_id = await vera.posts("for @misha and @lena", Audience.DIRECT, media_ids=[picture["id"]])
    pages = []
    for name in ("misha", "lena"):
        browser = Browser(small_world)
        await browser.signs_in(name, PASSWORD)
        pages.append((await browser.opens(f"/@vera/{status_id}")).text)

    addresses = [page.partition("/media/for/")[2].partition('"')[0] for page in pages]
    assert all(addresses)
    assert addresses[0] != addresses[1]


async def test_what_one_reader_does_marks_the_page_of_nobody_else(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    await vera.opens_profile()
    status_id = await vera.posts("tea?", poll={"options": ["zqyes", "zqno"], "expires_in": 3600})
    one, other = await visiting(misha), await visiting(lena)
    before = [(await each.opens("/@vera")).text for each in (one, other)]

    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await misha.post(f"/api/v1/polls/{status_id}/votes", choices=[0])
    after = [(await each.opens("/@vera")).text for each in (one, other, one)]
    small_world.clock.forward(3601)
    over = [(await each.opens("/@vera")).text for each in (one, other, Browser(small_world))]

    assert not any("/unfavourite" in page or "your vote" in page for page in before)
    assert ["/unfavourite" in page for page in after] == [True, False, True]
    assert ["your vote" in page for page in after] == [True, False, True]
    assert all("The poll has ended." in page for page in over)
    assert not any("The poll has ended." in page for page in after)


async def test_a_filter_is_for_its_owner_alone_and_from_the_next_page_on(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    await vera.opens_profile()
    await vera.posts("about a cat")
    one, other = await visiting(misha), await visiting(lena)
    before = [(await each.opens("/@vera")).text for each in (one, other)]

    await misha.post("/api/v2/filters", title="zqcats", context=["account"], keywords_attributes=[{"keyword": "cat"}])
    after = [(await each.opens("/@vera")).text for each in (one, other, one)]

    assert not any("zqcats" in page for page in before)
    assert ["Filtered: zqcats" in page for page in after] == [True, False, True]


async def test_for_whom_somebody_shares_is_told_to_themself_alone(small_world: World) -> None:
    vera, misha, lena = await small_world.members("vera", "misha", "lena")
    for each in (vera, misha):
        await each.opens_profile()
    status_id = await vera.posts("tea")
    await misha.post(f"/api/v1/statuses/{status_id}/reblog", visibility="unlisted")
    readers = [await visiting(misha), await visiting(lena), Browser(small_world), await visiting(misha)]

    told = [(await each.opens("/@misha")).text.partition("misha shared")[2].partition("</p>")[0] for each in readers]

    assert [" · " in each for each in told] == [True, False, False, True]


async def test_what_is_quoted_goes_from_the_page_with_its_audience(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    for each in (vera, misha):
        await each.opens_profile()
    await misha.follows(vera)
    quoted = await vera.posts("zqquoted", quote_approval_policy="public")
    await misha.posts("so it is", quoted_status_id=quoted)
    stranger = Browser(small_world)
    before = [(await stranger.opens("/@misha")).text for _ in range(2)]

    await vera.put(f"/api/v1/statuses/{quoted}", visibility="private")
    after = (await stranger.opens("/@misha")).text

    assert all("zqquoted" in page for page in before)
    assert "zqquoted" not in after
    assert "so it is" in after
