"""Who sees what is chosen in words; the door of the profile opens only after what that shows has been read."""

from kukhnya.model.audience import Audience
from tests.web.browser import Browser
from tests.web.filled import at_browser, filled
from tests.world import World

PAGE = "/settings/privacy"


async def chooses(browser: Browser, **said: str) -> int:
    """The form of the page with these changes."""
    await browser.opens(PAGE)
    browser.page = await browser.client.post(PAGE, data={**filled(browser), **said})
    return browser.page.status_code


async def test_a_profile_opens_only_after_what_a_stranger_will_see_is_said(small_world: World) -> None:
    vera = await small_world.member("vera")
    joke = await vera.posts("why is the tea cold?")
    await vera.posts("for us here", to=Audience.MEMBERS)
    await vera.posts("for friends", to=Audience.FOLLOWERS)
    browser = await at_browser(small_world, vera)
    assert not await small_world.nobody.sees(joke)

    told = await browser.opens(f"{PAGE}/open")

    assert "1 post of yours that you wrote for anybody" in told.text
    assert "members of this server: 1 more" in told.text
    assert not await small_world.nobody.sees(joke)

    await browser.sends(f"{PAGE}/open")

    assert await small_world.nobody.sees(joke)
    assert "Your profile is open" in browser.page.text


async def test_a_profile_closes_at_once_and_its_past_with_it(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    joke = await vera.posts("why is the tea cold?")
    browser = await at_browser(small_world, vera)
    await browser.opens(PAGE)

    await browser.sends(f"{PAGE}/close")

    assert not await small_world.nobody.sees(joke)


async def test_saving_choices_never_moves_the_door(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    assert await chooses(browser, closed="0", **{"source[closed]": "0"}) == 303

    assert (await vera.get("/api/v1/profile"))["closed"] is True


async def test_a_form_sent_untouched_changes_nothing(small_world: World) -> None:
    vera = await small_world.member("vera")
    odd = {"expires_in": 7200, "fold_after_days": 45, "quote_policy": "followers", "audience": "direct"}
    said = {"new_followers_read_from": "12", "show_media": False, "hide_collections": False, "source": odd}
    browser = await at_browser(small_world, vera)
    before = await vera.patch("/api/v1/accounts/update_credentials", **said)

    assert await chooses(browser) == 303

    assert await vera.get("/api/v1/accounts/verify_credentials") == before


async def test_everything_chosen_is_kept(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    circle = await vera.circle_of("Porch", misha)
    browser = await at_browser(small_world, vera)

    source = {
        "audience": "circle", "circle_id": circle, "expires_in": "604800", "fold_after_days": "30", "quote_policy": "nobody",
        "fold_to": "followers", "sensitive": "1", "reblog_audience": "followers",
    }  # fmt: skip
    plain = {"discoverable": "1", "indexable": "1", "locked": "1", "hide_collections": "0", "show_media": "0"}
    await chooses(
        browser, new_followers_read_from="all", **plain, **{f"source[{name}]": value for name, value in source.items()}
    )

    me = (await vera.get("/api/v1/accounts/verify_credentials"))["source"]
    assert {name: str(me[name]) for name in source if name != "sensitive"} == {
        name: value for name, value in source.items() if name != "sensitive"
    }
    assert me["sensitive"]
    assert me["new_followers_read_from"] == "all"
    assert (me["discoverable"], me["indexable"], me["hide_collections"]) == (True, True, False)
    assert not (await vera.get("/api/v1/profile"))["show_media"]


async def test_a_circle_must_be_named_and_be_ones_own(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    theirs = await misha.circle_of("Attic", vera)
    browser = await at_browser(small_world, vera)

    unnamed = await chooses(browser, **{"source[audience]": "circle", "source[circle_id]": "", "indexable": "1"})
    said = browser.page.text
    foreign = await chooses(browser, **{"source[audience]": "circle", "source[circle_id]": theirs})

    assert (unnamed, foreign) == (422, 404)
    assert 'id="source[circle_id]-wrong">Something has to stand here.' in said
    assert 'value="circle" checked' in said
    assert "Attic" not in browser.page.text
    assert (await vera.get("/api/v1/accounts/verify_credentials"))["source"]["indexable"] is False


async def test_hashtags_come_and_go(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    await browser.opens(PAGE)

    wrong = await browser.sends(f"{PAGE}/hashtags", name="not one <b>")
    await browser.sends(f"{PAGE}/hashtags", name="#кухня")
    there = [tag["name"] for tag in await vera.get("/api/v1/featured_tags")]
    await browser.sends(f"{PAGE}/hashtags/remove")

    assert wrong.status_code == 422
    assert 'value="not one &lt;b&gt;"' in wrong.text
    assert there == ["кухня"]
    assert await vera.get("/api/v1/featured_tags") == []
