"""The page of news: what concerns the reader, and nothing that is not for them to read."""

import re

import pytest

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World

MISSING = "favourite-117000000000000001-489012"


async def test_news_about_a_post_go_when_it_is_no_longer_for_the_reader(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    letter = await misha.posts("@vera the cellar key", Audience.DIRECT)
    await small_world.settle()
    browser = await visiting(vera)
    assert "the cellar key" in (await browser.opens("/notifications")).text

    await misha.delete(f"/api/v1/statuses/{letter}")

    page = (await browser.opens("/notifications")).text
    assert "the cellar key" not in page
    assert "/@misha" not in page


async def test_news_of_others_look_like_news_that_are_not_there(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    status_id = await vera.posts("tea", Audience.MEMBERS)
    await vera.opens_profile()
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await small_world.settle()
    key = (await vera.get("/api/v2/notifications"))["notification_groups"][0]["group_key"]
    browser = await visiting(sonya)

    real, none = (
        await browser.opens(f"/notifications/{key}/people"),
        await browser.opens(f"/notifications/{MISSING}/people"),
    )

    assert (real.status_code, real.text.replace(key, MISSING)) == (404, none.text)
    await browser.opens("/notifications/clear")
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.page.text)
    assert csrf is not None
    answer = await browser.client.post(f"/notifications/{key}/dismiss", data={"csrf": csrf[1]})
    assert answer.headers["location"] == "/notifications"
    assert (await vera.get("/api/v2/notifications"))["notification_groups"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "</a> and 2 more like this"), ("ru", "Нравится: <a"), ("ru", "и ещё 2 человека")]
)
async def test_what_many_do_is_told_in_one_sentence(small_world: World, language: str, said: str) -> None:
    vera, *others = await small_world.members("vera", "misha", "sonya", "anton")
    status_id = await vera.posts("tea at five", Audience.MEMBERS)
    await vera.opens_profile()
    for each in others:
        await each.post(f"/api/v1/statuses/{status_id}/favourite")
    await small_world.settle()
    browser = await visiting(vera)

    page = (await browser.opens("/notifications", lang=language)).text

    assert said in page
    assert page.count("tea at five") == 1
    key = re.search(r"/notifications/(favourite-[\d-]+)/people", page)
    assert key is not None
    who = (await browser.opens(f"/notifications/{key[1]}/people")).text
    assert all(f"@{each.name}" in who for each in others)


async def test_looking_changes_nothing_and_saying_so_marks_as_read(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.posts("@vera hello", Audience.DIRECT)
    await small_world.settle()
    browser = await visiting(vera)
    await browser.opens("/notifications")
    assert "fresh" in (await browser.opens("/notifications")).text

    await browser.sends("/notifications/read")

    assert "hello" in browser.page.text
    assert "fresh" not in browser.page.text


async def test_the_rail_counts_what_is_new_up_to_nine(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    browser = await visiting(vera)
    assert 'class="count"' not in (await browser.opens("/home")).text
    await misha.posts("@vera hello", Audience.DIRECT)
    await small_world.settle()
    assert '<b class="count">1</b>' in (await browser.opens("/home")).text
    for number in range(11):
        await misha.posts(f"@vera {number}", Audience.DIRECT)
    await small_world.settle()

    with small_world.counted() as counted:
        page = await browser.opens("/home")

    assert '<b class="count">9+</b>' in page.text
    assert counted[0] <= 6
    await browser.opens("/notifications")
    await browser.sends("/notifications/read")
    assert 'class="count"' not in (await browser.opens("/home")).text


async def test_a_tab_holds_only_where_one_is_named(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.posts("@vera hello", Audience.DIRECT)
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    await small_world.settle()
    browser = await visiting(vera)

    everything = (await browser.opens("/notifications")).text
    named = (await browser.opens("/notifications", tab="mentions")).text

    assert "asks to follow you" in everything
    assert "hello" in everything
    assert "asks to follow you" not in named
    assert "hello" in named


async def test_one_is_put_away_and_then_all_after_a_question(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    for words in ("first", "second", "third"):
        await misha.posts(f"@vera {words}", Audience.DIRECT)
    await small_world.settle()
    browser = await visiting(vera)
    page = (await browser.opens("/notifications")).text
    key = re.search(r'action="(/notifications/[^"]+/dismiss)"', page)
    assert key is not None

    await browser.sends(key[1])

    assert "third" not in browser.page.text
    assert "second" in browser.page.text
    await browser.opens("/notifications/clear")
    assert "nobody is told" in browser.page.text
    await browser.sends("/notifications/clear")
    assert "It is quiet" in browser.page.text


async def test_who_is_kept_back_is_let_in_or_put_away(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await vera.patch("/api/v2/notifications/policy", for_not_following="filter")
    for each in (misha, sonya):
        await each.posts(f"@vera from {each.name}", Audience.DIRECT)
    await small_world.settle()
    browser = await visiting(vera)
    page = (await browser.opens("/notifications")).text
    assert "from misha" not in page
    assert "News from 2 people waits" in page

    await browser.opens("/notifications/requests")
    assert "from misha" in browser.page.text
    await browser.sends(f"/notifications/requests/{misha.id}/accept")
    await browser.sends(f"/notifications/requests/{sonya.id}/dismiss")

    assert "Nothing is kept back" in browser.page.text
    page = (await browser.opens("/notifications")).text
    assert "from misha" in page
    assert "from sonya" not in page


async def test_a_filter_hides_news_of_what_it_hides(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.post(
        "/api/v2/filters", title="no onions", context=["notifications"], filter_action="hide",
        keywords_attributes=[{"keyword": "onion"}],
    )  # fmt: skip
    await misha.posts("@vera an onion", Audience.DIRECT)
    await small_world.settle()
    browser = await visiting(vera)

    assert "an onion" not in (await browser.opens("/notifications")).text


async def test_what_people_write_stays_text_in_every_sentence(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.patch("/api/v1/accounts/update_credentials", display_name="<img src=x>")
    status_id = await vera.posts("<b>mine</b>", Audience.MEMBERS, spoiler_text="<i>oh</i>")
    await vera.opens_profile()
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")
    await small_world.settle()
    browser = await visiting(vera)

    page = (await browser.opens("/notifications")).text

    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page
    assert "<i>oh" not in page


async def test_the_page_takes_few_statements(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    for number in range(5):
        await misha.posts(f"@vera {number}", Audience.DIRECT)
    await small_world.settle()
    browser = await visiting(vera)
    await browser.opens("/notifications")

    with small_world.counted() as news:
        await browser.opens("/notifications")
    with small_world.counted() as waiting:
        await browser.opens("/notifications/requests")

    assert news[0] <= 6
    assert waiting[0] <= 4
