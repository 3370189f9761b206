"""Circles: whoever is in one reads what is for it; its name and its people are the author's alone."""

import re

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World

MISSING = "117000000000000001"


async def test_a_circle_of_others_looks_like_none_even_to_those_in_it(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    circle = await vera.circle_of("Secret choir", misha)
    browser = await visiting(misha)

    for path in ("/circles/{}", "/circles/{}/delete"):
        real, none = await browser.opens(path.format(circle)), await browser.opens(path.format(MISSING))
        assert (real.status_code, real.text) == (404, none.text)
    assert "Secret choir" not in (await browser.opens("/circles")).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.page.text)
    assert csrf is not None
    for path in ("/circles/{}", "/circles/{}/people", "/circles/{}/people/remove", "/circles/{}/delete"):
        said = {"csrf": csrf[1], "title": "Mine", "handle": "misha", "account_id": str(misha.id)}
        real = await browser.client.post(path.format(circle), data=said)
        none = await browser.client.post(path.format(MISSING), data=said)
        assert (real.status_code, real.text) == (404, none.text), path
    assert [each["title"] for each in await vera.get("/api/v1/circles")] == ["Secret choir"]


async def test_taken_in_by_name_or_by_a_tick_and_let_out_again(world: World) -> None:
    vera, misha, sonya = await world.members("vera", "misha", "sonya")
    await sonya.follows(vera)
    browser = await visiting(vera)
    page = (await browser.opens("/circles")).text
    assert "A circle is a few people whom you choose" in page
    await browser.sends("/circles", title="Choir")
    where = browser.page.request.url.path
    status_id = await vera.posts("at six", Audience.CIRCLE, circle_id=where.rpartition("/")[2])

    await browser.sends(f"{where}/people", handle="misha")
    await browser.sends(f"{where}/people", **{"account_ids[]": str(sonya.id)})

    assert await misha.sees(status_id)
    assert await sonya.sees(status_id)
    assert "2 people" in (await browser.opens("/circles")).text
    await browser.opens(where)
    await browser.sends(f"{where}/people/remove", account_id=str(misha.id))
    assert not await misha.sees(status_id)
    assert await sonya.sees(status_id)


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    circle = await vera.circle_of("Choir")
    await misha.post(f"/api/v1/accounts/{vera.id}/block")
    browser = await visiting(vera)
    await browser.opens("/circles")

    blank = await browser.sends("/circles", title=" ")
    assert blank.status_code == 422
    assert 'id="title-wrong"' in blank.text
    for handle, said in (("", "Tick somebody"), ("nobody_here", "Nobody here"), ("misha", "They cannot be in")):
        await browser.opens(f"/circles/{circle}")
        refused = await browser.sends(f"/circles/{circle}/people", handle=handle)
        assert (refused.status_code, said in refused.text) == (422, True), handle
        assert f'name="handle" value="{handle}"' in refused.text
    await browser.opens(f"/circles/{circle}")
    long = await browser.sends(f"/circles/{circle}", title="x" * 500)
    assert (long.status_code, "This is too long." in long.text) == (422, True)


async def test_a_circle_is_renamed_and_taken_away_after_a_question(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    circle = await vera.circle_of("Choir", misha)
    status_id = await vera.posts("at six", Audience.CIRCLE, circle_id=circle)
    browser = await visiting(vera)
    await browser.opens(f"/circles/{circle}")

    await browser.sends(f"/circles/{circle}", title="<i>Band</i>")
    assert "&lt;i&gt;Band" in browser.page.text

    await browser.opens(f"/circles/{circle}/delete")
    assert "This cannot be undone" in browser.page.text
    assert await misha.sees(status_id)
    await browser.sends(f"/circles/{circle}/delete")
    assert "You have none yet" in browser.page.text
    assert not await misha.sees(status_id)


async def test_the_pages_take_few_statements(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await sonya.follows(vera)
    circle = await vera.circle_of("Choir", misha)
    browser = await visiting(vera)
    counts = []

    for path in ("/circles", f"/circles/{circle}"):
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        counts.append(counted[0])

    assert counts[0] <= 3
    assert counts[1] <= 7, "the circle, who is in it and who follows"
