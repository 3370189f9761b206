"""Who asks to follow: let in with as much of the past as one says, or not at all."""

import pytest

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World


@pytest.mark.parametrize(("choice", "reads_the_past"), [("now", False), ("all", True)])
async def test_whoever_is_let_in_reads_as_far_back_as_one_says(
    small_world: World, choice: str, reads_the_past: bool
) -> None:
    vera, misha = await small_world.members("vera", "misha")
    old = await vera.posts("long ago", Audience.FOLLOWERS)
    small_world.clock.forward(60)
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    browser = await visiting(vera)
    page = (await browser.opens("/requests")).text
    assert "@misha" in page
    assert page.count("checked") == 1
    assert 'value="now" checked' in page

    await browser.sends(f"/requests/{misha.id}/accept", reads_from=choice)

    assert "Nobody is waiting" in browser.page.text
    assert await misha.sees(old) == reads_the_past
    assert await misha.sees(await vera.posts("from now on", Audience.FOLLOWERS))


async def test_whoever_is_refused_stays_outside(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    browser = await visiting(vera)
    await browser.opens("/requests")

    await browser.sends(f"/requests/{misha.id}/refuse")

    assert "Nobody is waiting" in browser.page.text
    assert not await misha.sees(await vera.posts("for followers", Audience.FOLLOWERS))


async def test_an_answer_that_is_none_is_asked_again(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    browser = await visiting(vera)
    await browser.opens("/requests")

    answer = await browser.sends(f"/requests/{misha.id}/accept", reads_from="yesterday")

    assert answer.status_code == 422
    assert "Choose one of what is offered." in answer.text
    assert (await vera.get("/api/v1/follow_requests"))[0]["id"] == str(misha.id)


async def test_answering_twice_is_no_harm(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    browser = await visiting(vera)
    page = await browser.opens("/requests")
    await browser.sends(f"/requests/{misha.id}/accept", reads_from="now")
    browser.page = page

    await browser.sends(f"/requests/{misha.id}/refuse")

    assert browser.page.status_code == 200
    assert (await misha.get("/api/v1/accounts/relationships", id=vera.id))[0]["following"]


async def test_the_choice_of_days_is_offered_where_one_made_it(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.patch("/api/v1/accounts/update_credentials", new_followers_read_from="30")
    await misha.post(f"/api/v1/accounts/{vera.id}/follow")
    browser = await visiting(vera)

    page = (await browser.opens("/requests")).text

    assert 'value="30" checked' in page
    assert "30 days back" in page
    with small_world.counted() as counted:
        await browser.opens("/requests")
    assert counted[0] <= 4
