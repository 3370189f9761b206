"""What do they see, and what of it may they see from now on: on pages, without a script."""

import re

from kukhnya.actions.create_account import create_account
from kukhnya.door.passwords import hashed
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.world import Person, World

PASSWORD = "samovar at midnight"


async def somebody(world: World, name: str = "vera") -> tuple[Person, Browser]:
    """A member with an app and a browser; the profile is open."""
    kept = await hashed(PASSWORD)
    account_id = await world.house.store.write(NOBODY, lambda tx: create_account(tx, name, kept))
    person = await world.signed_in(name, account_id)
    await person.opens_profile()
    browser = Browser(world)
    await browser.signs_in(name, PASSWORD)
    return person, browser


def words(browser: Browser) -> str:
    """The page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.page.text))


async def test_one_button_folds_away_what_strangers_see(small_world: World) -> None:
    vera, browser = await somebody(small_world)
    joke = await vera.posts("why is the tea cold?")
    await browser.opens("/checkup")
    assert "1 post" in words(browser)

    await browser.sends("/checkup/X01")

    assert not await small_world.nobody.sees(joke)
    assert "0 things about you can be read" in words(browser)
    assert "Your profile is closed" in words(browser)


async def test_a_named_person_is_looked_at_by_handle_and_nobody_by_none(small_world: World) -> None:
    vera, browser = await somebody(small_world)
    friend = await small_world.member("friend")
    await friend.follows(vera)
    await vera.posts("for friends", Audience.FOLLOWERS)

    await browser.opens("/checkup", handle="@friend")
    seen = words(browser)
    missing = await browser.opens("/checkup", handle="@nobody")
    odd = await browser.opens("/checkup", **{"as": "everybody"})

    assert "@friend" in seen
    assert "1 post" in seen
    assert (missing.status_code, odd.status_code) == (404, 422)


async def test_a_change_is_told_first_and_can_be_taken_back(small_world: World) -> None:
    vera, browser = await somebody(small_world)
    ids = [await vera.posts(f"joke {number}") for number in range(3)]
    await browser.opens("/past")

    await browser.sends("/past/preview", everything="1", to="self")
    told = words(browser)
    untouched = await small_world.nobody.sees(ids[0])
    await browser.sends("/past")
    folded = [await small_world.nobody.sees(each) for each in ids]
    undo = re.search(r'action="(/past/\d+/undo)"', browser.page.text)
    assert undo is not None
    await browser.sends(undo[1])

    assert "3 posts would change" in told
    assert untouched
    assert folded == [False] * 3
    assert "3 posts are for those again" in words(browser)
    assert await small_world.nobody.sees(ids[0])


async def test_widening_shows_what_becomes_visible_and_wants_a_second_word(small_world: World) -> None:
    vera, browser = await somebody(small_world)
    secret = await vera.posts("a secret lemon", Audience.SELF)
    await browser.opens("/past")

    await browser.sends("/past/preview", everything="1", to="public")
    told = words(browser)
    answer = await browser.sends("/past")
    unconfirmed = await small_world.nobody.sees(secret)
    await browser.opens("/past")
    await browser.sends("/past/preview", everything="1", to="public")
    await browser.sends("/past", widen="1")

    assert "could be read by more people" in told
    assert "a secret lemon" in told
    assert answer.status_code == 422
    assert not unconfirmed
    assert await small_world.nobody.sees(secret)


async def test_a_bad_selection_is_said_beside_its_field_and_nothing_typed_is_lost(small_world: World) -> None:
    _, browser = await somebody(small_world)
    await browser.opens("/past")

    answer = await browser.sends("/past/preview", before="yesterday", text="lemon and sugar")
    empty = await browser.sends("/past/preview")

    assert answer.status_code == empty.status_code == 422
    assert 'id="before-wrong"' in answer.text
    assert 'value="lemon and sugar"' in answer.text
    assert 'role="alert"' in empty.text


async def test_a_traveller_keeps_one_post_and_comes_back(small_world: World) -> None:
    vera, browser = await somebody(small_world)
    kept, folded = await vera.posts("lemon"), await vera.posts("joke")
    await browser.opens("/travel")

    await browser.sends("/travel", **{"keep[]": kept})
    away = [await small_world.nobody.sees(each) for each in (kept, folded)]
    told = words(browser)
    await browser.sends("/travel/back")

    assert away == [True, False]
    assert "You are travelling" in told
    assert await small_world.nobody.sees(folded)


async def test_somebody_elses_change_is_not_there(small_world: World) -> None:
    vera, browser = await somebody(small_world)
    _, other = await somebody(small_world, "misha")
    await vera.posts("joke")
    change = (await vera.post("/api/kukhnya/v1/audience", to="self", select={"all": True}))["id"]
    await other.opens("/past")
    csrf = re.search(r'name="csrf" value="([^"]+)"', other.page.text)
    assert csrf is not None

    theirs = await other.client.post(f"/past/{change}/undo", data={"csrf": csrf[1]})
    missing = await other.client.post("/past/117000000000000001/undo", data={"csrf": csrf[1]})

    assert (theirs.status_code, theirs.content) == (404, missing.content)
    assert (await browser.opens("/past")).text.count("/undo") == 1
