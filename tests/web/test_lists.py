"""Lists: made, filled, read and taken away; nobody else's."""

import re

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World

MISSING = "117000000000000001"


async def test_a_list_of_others_looks_like_none(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    made = await vera.post("/api/v1/lists", title="Poets")
    browser = await visiting(misha)

    for path in ("/lists/{}", "/lists/{}/people", "/lists/{}/delete"):
        real, none = await browser.opens(path.format(made["id"])), await browser.opens(path.format(MISSING))
        assert (real.status_code, real.text) == (404, none.text)
    await browser.opens("/lists")
    csrf = re.search(r'name="csrf" value="([^"]+)"', browser.page.text)
    assert csrf is not None
    for path in ("/lists/{}", "/lists/{}/people", "/lists/{}/people/remove", "/lists/{}/delete"):
        said = {"csrf": csrf[1], "title": "Mine", "handle": "vera", "account_id": str(vera.id)}
        real = await browser.client.post(path.format(made["id"]), data=said)
        none = await browser.client.post(path.format(MISSING), data=said)
        assert (real.status_code, real.text) == (404, none.text), path
    assert [each["title"] for each in await vera.get("/api/v1/lists")] == ["Poets"]


async def test_from_a_name_to_a_page_of_its_own(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    for each in (misha, sonya):
        await vera.follows(each)
    await misha.posts("a poem", Audience.FOLLOWERS)
    await sonya.posts("a pie", Audience.FOLLOWERS)
    browser = await visiting(vera)
    await browser.opens("/lists")

    await browser.sends("/lists", title="Poets", replies_policy="none", exclusive="1")
    where = browser.page.request.url.path
    list_id = where.split("/")[2]
    assert "Nobody yet" in browser.page.text
    await browser.sends(where, handle="@misha")

    assert "Take misha off the list" in browser.page.text
    page = (await browser.opens(f"/lists/{list_id}")).text
    assert "a poem" in page
    assert "a pie" not in page
    assert "a poem" not in (await browser.opens("/home")).text
    kept = await vera.get(f"/api/v1/lists/{list_id}")
    assert (kept["replies_policy"], kept["exclusive"]) == ("none", True)


async def test_those_ticked_are_put_on_and_taken_off(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    for each in (misha, sonya):
        await vera.follows(each)
    list_id = (await vera.post("/api/v1/lists", title="Poets"))["id"]
    browser = await visiting(vera)
    await browser.opens(f"/lists/{list_id}/people")

    await browser.sends(f"/lists/{list_id}/people", **{"account_ids[]": str(sonya.id)})
    assert [each["acct"] for each in await vera.get(f"/api/v1/lists/{list_id}/accounts")] == ["sonya"]
    assert f'value="{sonya.id}"> <img' not in browser.page.text

    await browser.sends(f"/lists/{list_id}/people/remove", account_id=str(sonya.id))
    assert await vera.get(f"/api/v1/lists/{list_id}/accounts") == []


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    list_id = (await vera.post("/api/v1/lists", title="Poets"))["id"]
    browser = await visiting(vera)
    await browser.opens("/lists")

    blank = await browser.sends("/lists", title="  ", replies_policy="none")
    assert blank.status_code == 422
    assert 'id="title-wrong"' in blank.text
    assert '<option value="none" selected' in blank.text
    for handle, said in (("nobody_here", "Nobody here has this name."), (misha.name, "Only people whom you follow")):
        await browser.opens(f"/lists/{list_id}/people")
        refused = await browser.sends(f"/lists/{list_id}/people", handle=handle)
        assert refused.status_code == 422
        assert said in refused.text
        assert f'value="{handle}"' in refused.text
    await browser.opens(f"/lists/{list_id}/people")
    long = await browser.sends(f"/lists/{list_id}", title="x" * 500)
    assert (long.status_code, "This is too long." in long.text) == (422, True)


async def test_a_list_is_renamed_and_taken_away_after_a_question(small_world: World) -> None:
    vera = await small_world.member("vera")
    list_id = (await vera.post("/api/v1/lists", title="Poets"))["id"]
    browser = await visiting(vera)
    await browser.opens(f"/lists/{list_id}/people")

    await browser.sends(f"/lists/{list_id}", title="<b>Bards</b>", replies_policy="followed")
    assert "&lt;b&gt;Bards" in browser.page.text
    assert "<b>Bards" not in browser.page.text

    await browser.opens(f"/lists/{list_id}/delete")
    assert "nobody is told" in browser.page.text
    await browser.sends(f"/lists/{list_id}/delete")
    assert "You have none yet" in browser.page.text


async def test_the_pages_take_few_statements(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.follows(misha)
    await misha.posts("a poem", Audience.FOLLOWERS)
    list_id = (await vera.post("/api/v1/lists", title="Poets"))["id"]
    await vera.post(f"/api/v1/lists/{list_id}/accounts", account_ids=[str(misha.id)])
    browser = await visiting(vera)
    counts = []

    for path in ("/lists", f"/lists/{list_id}", f"/lists/{list_id}/people"):
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        counts.append(counted[0])

    assert counts[0] <= 2
    assert counts[1] <= 5
    assert counts[2] <= 7, "the list, who is on it and whom one follows"
