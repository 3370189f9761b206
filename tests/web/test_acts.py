"""What people do with a status by a button, and the pages behind "more": without a script, and for those alone whom it concerns."""

import re

import pytest

from kukhnya.model.audience import Audience
from tests.web.form_reader import filled
from tests.web.writing import chosen, presses, sends, sits_down, text_of
from tests.world import World

PAGES = ("more", "share", "delete", "anew", "likes", "shares", "kind", "edit", "audience", "report")
AUTHORS = ("delete", "anew", "likes", "shares", "kind", "edit", "audience")


@pytest.mark.parametrize(
    ("verb", "back", "flag"),
    [("favourite", "unfavourite", "favourited"), ("bookmark", "unbookmark", "bookmarked"), ("mute", "unmute", "muted")],
)
async def test_a_button_does_one_thing_and_leads_back_to_the_place(
    small_world: World, verb: str, back: str, flag: str
) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.follows(misha)
    status_id = await misha.posts("tea")
    path = f"/statuses/{status_id}/more" if verb == "mute" else "/home"
    await browser.opens(path)

    done = await presses(browser, verb, status_id)
    now = (await vera.get(f"/api/v1/statuses/{status_id}"))[flag]
    await presses(browser, back, status_id)

    assert done.headers["location"] == f"{path}#s{status_id}"
    assert f'id="s{status_id}"' in browser.page.text
    assert now is True
    assert (await vera.get(f"/api/v1/statuses/{status_id}"))[flag] is False


async def test_a_form_of_buttons_without_a_button_changes_nothing(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("tea")
    page = await browser.opens("/home")

    answer = await browser.client.post("/statuses/act", data=filled(page.text, "/statuses/act"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    assert page.text.index("<button hidden>") < page.text.index(f"/statuses/{status_id}/favourite")


@pytest.mark.parametrize("back", ["//evil.test", "https://evil.test/", "/\\evil.test", "/%2Fevil.test"])
async def test_a_button_leads_nowhere_else(small_world: World, back: str) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("tea")
    await browser.opens("/home")

    answer = await presses(browser, "favourite", status_id, back=back)

    assert answer.headers["location"] == f"/#s{status_id}"


async def test_voting_in_one_of_two_polls_of_a_page(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.follows(misha)
    ids = [
        await misha.posts("which?", poll={"options": ["tea", "coffee"], "expires_in": 3600, "multiple": many})
        for many in (True, False)
    ]
    await browser.opens("/home")

    none = await presses(browser, "vote", ids[0])
    await browser.opens("/home")
    both = {f"choice[p{ids[0]}][]": ["0", "1"], f"choice[p{ids[1]}][]": ["1"]}
    done = await presses(browser, "vote", ids[0], **both)

    polls = [(await vera.get(f"/api/v1/statuses/{one}"))["poll"] for one in ids]
    assert (none.status_code, done.status_code) == (422, 303)
    assert "Choose an answer first" in none.text
    assert [poll["own_votes"] for poll in polls] == [[0, 1], []]
    assert "your vote" in text_of(browser.page)


async def test_sharing_asks_for_whom_and_begins_with_those_who_follow(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, sonya = await small_world.members("misha", "sonya")
    await misha.opens_profile()
    await sonya.follows(vera)
    status_id = await misha.posts("news of the yard")
    await browser.opens(f"/statuses/{status_id}/share")
    begins, said = chosen(browser.page), text_of(browser.page)

    await sends(browser, f"/statuses/{status_id}/share", fades="86400")
    home = await sonya.get("/api/v1/timelines/home")
    await browser.opens(f"/statuses/{status_id}/share")
    await presses(browser, "unshare", status_id)

    assert (begins, home[0]["reblog"]["id"], home[0]["audience"]) == ("followers", status_id, "followers")
    assert "Those who follow you 1 person" in said
    assert home[0]["expires_at"]
    assert await sonya.get("/api/v1/timelines/home") == []


async def test_what_was_written_for_fewer_cannot_be_passed_on(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.follows(misha)
    status_id = await misha.posts("between us", Audience.FOLLOWERS)

    page = await browser.opens(f"/statuses/{status_id}/share")
    csrf = filled(page.text, "/statuses/act")["csrf"]
    answer = await browser.client.post(f"/statuses/{status_id}/share", data={"csrf": csrf, "audience": "followers"})

    assert "nobody can pass it on" in page.text
    assert f'action="/statuses/{status_id}/share"' not in page.text
    assert answer.status_code == 422
    assert not (await vera.get(f"/api/v1/statuses/{status_id}"))["reblogged"]


async def test_ones_own_circle_can_be_told_again_and_nobody_else(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    circle = await vera.circle_of("close")
    await vera.circle_of("others")
    status_id = await vera.posts("between us", Audience.CIRCLE, circle_id=circle)

    page = await browser.opens(f"/statuses/{status_id}/share")

    assert re.findall(r'name="audience" value="([^"]+)"', page.text) == [f"circle:{circle}"]


async def test_more_offers_the_author_one_thing_and_others_another(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, theirs = await sits_down(small_world, "misha")
    await misha.follows(vera)
    status_id = await vera.posts("tea")
    await vera.put(f"/api/v1/statuses/{status_id}", status="black tea")

    mine = (await browser.opens(f"/statuses/{status_id}/more")).text
    others = (await theirs.opens(f"/statuses/{status_id}/more")).text

    for name in AUTHORS:
        assert f'href="/statuses/{status_id}/{name}"' in mine
        assert f'href="/statuses/{status_id}/{name}"' not in others
    assert f'href="/statuses/{status_id}/report"' in others
    assert f'href="/statuses/{status_id}/report"' not in mine
    assert "/pin" not in others
    for page in (mine, others):
        assert f'value="http://kitchen.test/@vera/{status_id}"' in page
        assert f'href="/@vera/{status_id}/history"' in page


async def test_pages_of_a_hidden_status_are_the_page_of_a_missing_one(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.opens_profile()
    hidden = await misha.posts("zqhiddenqz", Audience.FOLLOWERS)
    public = await misha.posts("for all")
    missing = (await browser.opens("/statuses/117000000000000001/more")).text

    for name in PAGES:
        page = await browser.opens(f"/statuses/{hidden}/{name}")
        assert (page.status_code, page.text) == (404, missing), name
    for name in AUTHORS:
        page = await browser.opens(f"/statuses/{public}/{name}")
        assert (page.status_code, page.text) == (404, missing), name
    assert (await browser.opens(f"/@misha/{hidden}/history")).text == missing


async def test_nobody_changes_what_is_somebody_elses(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.opens_profile()
    status_id = await misha.posts("for all")
    csrf = filled((await browser.opens("/home")).text, "/statuses/act")["csrf"]

    for name in ("delete", "edit", "audience", "unpin"):
        data = {"csrf": csrf, "text": "mine now", "audience": "self"}
        answer = await browser.client.post(f"/statuses/{status_id}/{name}", data=data)
        assert answer.status_code == 404, name
    assert (await browser.client.post(f"/statuses/{status_id}/pin", data={"csrf": csrf})).status_code == 422

    assert (await misha.get(f"/api/v1/statuses/{status_id}"))["content"] == "<p>for all</p>"


async def test_pinning_and_taking_off(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("tea")
    await browser.opens(f"/statuses/{status_id}/more")

    await presses(browser, "pin", status_id)
    pinned = (await vera.get(f"/api/v1/statuses/{status_id}"))["pinned"]
    await presses(browser, "unpin", status_id)

    assert pinned is True
    assert (await vera.get(f"/api/v1/statuses/{status_id}"))["pinned"] is False


async def test_deleting_says_what_goes_and_asks_once(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("tea")
    await browser.opens(f"/statuses/{status_id}/delete")
    assert "at once and for good" in browser.page.text
    assert await vera.sees(status_id)

    await sends(browser, f"/statuses/{status_id}/delete")

    assert browser.page.url.path == "/@vera"
    assert not await vera.sees(status_id)


async def test_who_likes_and_who_shared_is_told_to_the_author_alone(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, sonya = await small_world.members("misha", "sonya")
    await vera.opens_profile()
    await misha.opens_profile()
    status_id = await vera.posts("tea")
    for one in (misha, sonya):
        await one.post(f"/api/v1/statuses/{status_id}/favourite")
        await one.put(f"/api/v1/pleroma/statuses/{status_id}/reactions/learned")
    await misha.post(f"/api/v1/statuses/{status_id}/reblog", visibility="public")

    kind = text_of(await browser.opens(f"/statuses/{status_id}/kind"))
    likes = text_of(await browser.opens(f"/statuses/{status_id}/likes"))
    shares = text_of(await browser.opens(f"/statuses/{status_id}/shares"))

    assert "@misha" in likes
    assert "@sonya" not in likes
    assert "2 people." in likes
    assert "@misha" in shares
    assert "@misha Learned something" in kind
    assert "@sonya" not in kind


async def test_a_report_is_filed_with_its_reason_and_words_and_the_author_is_not_told(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    keeper = await small_world.moderator("keeper")
    await misha.opens_profile()
    status_id = await misha.posts("buy my quinces")
    await browser.opens(f"/statuses/{status_id}/report")

    without = await sends(browser, f"/statuses/{status_id}/report", comment="every day")
    kept = "every day" in without.text
    done = await sends(browser, f"/statuses/{status_id}/report", category="spam")

    filed = (await keeper.get("/api/v1/admin/reports"))[0]
    assert (without.status_code, kept, done.status_code) == (422, True, 200)
    assert "Thank you" in done.text
    assert (filed["category"], filed["comment"], filed["statuses"][0]["id"]) == ("spam", "every day", status_id)
    assert await misha.get("/api/v1/notifications") == []


async def test_a_report_of_a_broken_rule_names_it(small_world: World) -> None:
    from kukhnya.actions.keep_rules import add_rule  # noqa: PLC0415
    from kukhnya.model.viewer import NOBODY  # noqa: PLC0415

    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    keeper = await small_world.moderator("keeper")
    await small_world.house.store.write(NOBODY, lambda tx: add_rule(tx, "Be kind <b>"))
    await misha.opens_profile()
    status_id = await misha.posts("you are all fools")
    await browser.opens(f"/statuses/{status_id}/report")
    rule = re.search(r'name="rule\[\]" value="(\d+)"', browser.page.text)
    assert rule is not None
    assert "Be kind &lt;b&gt;" in browser.page.text

    none = await sends(browser, f"/statuses/{status_id}/report", category="violation")
    done = await sends(browser, f"/statuses/{status_id}/report", category="violation", **{"rule[]": [rule[1]]})

    assert (none.status_code, done.status_code) == (422, 200)
    assert [each["id"] for each in (await keeper.get("/api/v1/admin/reports"))[0]["rules"]] == [rule[1]]


async def test_these_pages_take_few_statements(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, theirs = await sits_down(small_world, "misha")
    await misha.follows(vera)
    status_id = await vera.posts("tea")
    await vera.put(f"/api/v1/statuses/{status_id}", status="black tea")
    await misha.post(f"/api/v1/statuses/{status_id}/favourite")

    for who, names in ((browser, [name for name in PAGES if name != "report"]), (theirs, ["more", "report", "share"])):
        for name in names:
            await who.opens(f"/statuses/{status_id}/{name}")
            with small_world.counted() as counted:
                assert (await who.opens(f"/statuses/{status_id}/{name}")).status_code == 200
            assert counted[0] <= 6, (name, counted)
