"""Letters: those in a conversation read it, and nobody learns that it is there."""

from kukhnya.model.audience import Audience
from tests.web.visiting import visiting
from tests.world import World

MISSING = "117000000000000001"


async def test_a_conversation_of_others_looks_like_none(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await misha.posts("@vera between us", Audience.DIRECT)
    talk = (await vera.get("/api/v1/conversations"))[0]["id"]
    browser = await visiting(sonya)

    for path in ("/letters/{}", "/letters/{}/remove"):
        real, none = await browser.opens(path.format(talk)), await browser.opens(path.format(MISSING))

        assert (real.status_code, real.text) == (404, none.text)
    assert "between us" not in (await browser.opens("/letters")).text


async def test_letters_are_read_answered_and_put_away(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    first = await misha.posts("@vera the first", Audience.DIRECT)
    await misha.posts("@vera the second", Audience.DIRECT, in_reply_to_id=first)
    talk = (await vera.get("/api/v1/conversations"))[0]["id"]
    browser = await visiting(vera)

    page = (await browser.opens("/letters")).text
    assert "the second" in page
    assert "the first" not in page
    assert "fresh" in page
    page = (await browser.opens(f"/letters/{talk}")).text
    assert page.index("the first") < page.index("the second")
    assert "/compose?reply=" in page
    assert "fresh" in (await browser.opens("/letters")).text, "looking changes nothing"

    await browser.sends(f"/letters/{talk}/read")
    assert "the second" in browser.page.text
    assert "fresh" not in browser.page.text
    await browser.opens(f"/letters/{talk}")
    await browser.sends(f"/letters/{talk}/unread")
    assert "fresh" in browser.page.text

    await browser.opens(f"/letters/{talk}/remove")
    assert "Nothing is deleted" in browser.page.text
    await browser.sends(f"/letters/{talk}/remove")
    assert "No letters yet" in browser.page.text
    await misha.posts("@vera the third", Audience.DIRECT, in_reply_to_id=first)
    assert "the third" in (await browser.opens("/letters")).text


async def test_a_conversation_holds_every_letter_whichever_it_answers(world: World) -> None:
    vera, misha, sonya = await world.members("vera", "misha", "sonya")
    first = await misha.posts("@vera @sonya the first", Audience.DIRECT)
    await sonya.posts("@misha @vera one answer", Audience.DIRECT, in_reply_to_id=first)
    await sonya.posts("@misha not for her", Audience.DIRECT, in_reply_to_id=first)
    await vera.posts("@misha @sonya another answer", Audience.DIRECT, in_reply_to_id=first)
    talk = (await vera.get("/api/v1/conversations"))[0]["id"]

    page = (await (await visiting(vera)).opens(f"/letters/{talk}")).text

    assert page.index("the first") < page.index("one answer") < page.index("another answer")
    assert "not for her" not in page


async def test_a_letter_that_is_gone_takes_its_conversation_along(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    letter = await misha.posts("@vera never mind", Audience.DIRECT)
    browser = await visiting(vera)
    assert "never mind" in (await browser.opens("/letters")).text

    await misha.delete(f"/api/v1/statuses/{letter}")

    assert "never mind" not in (await browser.opens("/letters")).text


async def test_the_pages_take_few_statements(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    for number in range(4):
        await misha.posts(f"@vera {number}", Audience.DIRECT)
    talk = (await vera.get("/api/v1/conversations"))[0]["id"]
    browser = await visiting(vera)
    counts = []

    for path in ("/letters", f"/letters/{talk}"):
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        counts.append(counted[0])

    assert counts[0] <= 4
    assert counts[1] <= 5
