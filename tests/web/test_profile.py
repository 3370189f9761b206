"""An account's page, what can be done about somebody on it, and a status with its thread."""

import re
from typing import Any

import pytest

from kukhnya.actions.suspend_account import suspend_account
from kukhnya.model.audience import Audience
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import Viewer
from tests.api.test_media import upload
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.world import Person, World

ME = "/api/v1/accounts/update_credentials"


async def both(world: World, name: str = "misha") -> tuple[Browser, Person]:
    """Somebody at a browser, and the same with an app."""
    await _member(world, name)
    browser = Browser(world)
    await browser.signs_in(name, PASSWORD)
    row = await world.nobody.get("/api/v1/accounts/lookup", acct=name)
    return browser, await world.signed_in(name, AccountId(int(row["id"])))


async def test_an_open_page_says_what_its_owner_says_of_themself(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    await vera.patch(
        ME, display_name="Vera <b>", note="tea & windows", fields_attributes=[{"name": "cat", "value": "two <i>"}]
    )
    await vera.posts("hello")

    text = (await small_world.client.get("/@vera")).text

    for words in ("Vera &lt;b&gt;", "tea &amp; windows", "two &lt;i&gt;", "1 post", "Here since", "Sign in and follow"):
        assert words in text
    assert re.search(r"<title>\s*Vera &lt;b&gt; \(@vera\)", text)


async def test_a_closed_page_says_handle_and_picture_and_how_to_ask(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.patch(ME, note="my secret", fields_attributes=[{"name": "cat", "value": "two"}])
    await vera.posts("for followers", Audience.FOLLOWERS)
    browser, _ = await both(small_world)

    strangers, members = (await small_world.client.get("/@vera")).text, (await browser.opens("/@vera")).text

    for text in (strangers, members):
        assert "@vera" in text
        for hidden in ("my secret", "two", "for followers", "Here since", "1 post", 'class="tabs"'):
            assert hidden not in text
    assert "Sign in and ask to follow" in strangers
    assert "Ask to follow" in members


async def test_whoever_is_blocked_sees_the_same_as_with_any_closed_page(small_world: World) -> None:
    vera, sonya = await small_world.members("vera", "sonya")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await vera.post(f"/api/v1/accounts/{misha.id}/block")

    blocked, closed = (await browser.opens("/@vera")).text, (await browser.opens("/@sonya")).text

    same = re.sub(r'name="(csrf|back)" value="[^"]*"', "", closed.replace("sonya", "vera"))
    assert re.sub(r'name="(csrf|back)" value="[^"]*"', "", blocked) == same
    assert sonya.name in closed


async def test_who_is_suspended_or_waits_is_as_if_they_were_not_there(small_world: World) -> None:
    vera, _pending = await small_world.member("vera"), await small_world.member("misha", state="pending")
    await vera.opens_profile()
    await small_world.house.store.write(Viewer(vera.id), lambda tx: suspend_account(tx, vera.id))
    missing = await small_world.client.get("/@nobody")

    for name in ("vera", "misha"):
        for path in ("", "/answers", "/pictures", "/feed.atom"):
            answer = await small_world.client.get(f"/@{name}{path}")
            assert (answer.status_code, answer.text) == (404, missing.text), (name, path)


@pytest.mark.parametrize(
    ("indexable", "is_open", "found"), [(False, True, False), (True, True, True), (True, False, False)]
)
async def test_search_engines_may_keep_a_page_only_where_its_owner_says_so(
    small_world: World, indexable: bool, is_open: bool, found: bool
) -> None:
    vera = await small_world.member("vera")
    await vera.patch(ME, indexable=indexable, closed=not is_open)
    status_id, quiet = await vera.posts("hello"), await vera.posts("hush", Audience.UNLISTED)

    page = await small_world.client.get("/@vera")
    status, unlisted = [await small_world.client.get(f"/@vera/{each}") for each in (status_id, quiet)]

    assert ("noindex" not in page.headers["x-robots-tag"]) == found
    assert ("noindex" not in status.headers["x-robots-tag"]) == found
    assert "noindex" in unlisted.headers["x-robots-tag"]
    assert f'<meta name="robots" content="{page.headers["x-robots-tag"]}">' in page.text


async def test_the_tabs_show_posts_answers_and_pictures(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await misha.opens_profile()
    asked = await misha.posts("what is it?")
    await vera.posts("my answer", in_reply_to_id=asked)
    await vera.posts("plain words")
    await vera.posts("with a picture", media_ids=[(await upload(vera)).json()["id"]])

    shown = {path: (await small_world.client.get(f"/@vera{path}")).text for path in ("", "/answers", "/pictures")}

    words = ("my answer", "plain words", "with a picture")
    assert {path: [each in text for each in words] for path, text in shown.items()} == {
        "": [False, True, True],
        "/answers": [True, True, True],
        "/pictures": [False, False, True],
    }
    assert 'href="/@vera/answers" aria-current="page"' in shown["/answers"]


async def test_pinned_posts_stand_first_and_once(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    pinned = await vera.posts("the pinned one")
    await vera.posts("a newer one")
    await vera.post(f"/api/v1/statuses/{pinned}/pin")

    text = (await small_world.client.get("/@vera")).text

    assert text.count("the pinned one") == 1
    assert text.index("Pinned") < text.index("the pinned one") < text.index("a newer one")


async def test_older_posts_are_on_further_pages(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    for turn in range(23):
        status_id = await vera.posts(f"number {turn}.")
    await vera.post(f"/api/v1/statuses/{status_id}/pin")

    first = (await small_world.client.get("/@vera")).text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = (await small_world.client.get(f"/@vera{older[1]}")).text

    assert [f"number {turn}." in first for turn in (22, 3, 2)] == [True, True, False]
    assert [f"number {turn}." in second for turn in (22, 3, 2, 0)] == [False, False, True, True]


async def test_following_asking_and_taking_it_back(small_world: World) -> None:
    vera, sonya = await small_world.members("vera", "sonya")
    await vera.opens_profile()
    browser, misha = await both(small_world)

    await browser.opens("/@vera")
    await browser.sends("/@vera/follow")
    assert "You follow them" in browser.page.text
    await browser.opens("/@vera/more")
    await browser.sends("/@vera/unfollow")
    assert "You follow them" not in browser.page.text
    await browser.opens("/@sonya")
    await browser.sends("/@sonya/follow")
    asked = await misha.get("/api/v1/accounts/relationships", id=sonya.id)
    await browser.sends("/@sonya/unfollow")
    back = await misha.get("/api/v1/accounts/relationships", id=sonya.id)

    assert [each[0]["requested"] for each in (asked, back)] == [True, False]
    assert "Ask to follow" in browser.page.text


async def _stands(person: Person, other: Person) -> Any:
    return (await person.get("/api/v1/accounts/relationships", id=other.id))[0]


async def test_everything_else_about_somebody_is_one_page_further(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await misha.follows(vera)
    await vera.post(f"/api/v1/accounts/{misha.id}/follow")
    await misha.post(f"/api/v1/follow_requests/{vera.id}/authorize")
    await browser.opens("/@vera/more")

    await browser.sends("/@vera/notify", on="1")
    await browser.sends("/@vera/shares", on="0")
    await browser.sends("/@vera/note", comment="met at the <market>")
    await browser.sends("/@vera/mute", duration="3600", notifications="1")
    stands = await _stands(misha, vera)
    assert (stands["notifying"], stands["showing_reblogs"], stands["note"]) == (True, False, "met at the <market>")
    assert (stands["muting"], stands["muting_notifications"]) == (True, True)
    assert stands["muting_expires_at"] is not None
    assert "met at the &lt;market&gt;" in (await browser.opens("/@vera")).text

    await browser.opens("/@vera/more")
    await browser.sends("/@vera/unmute")
    await browser.opens("/@vera/remove")
    assert "Take vera from your followers?" in browser.page.text
    await browser.sends("/@vera/remove")
    stands = await _stands(misha, vera)
    assert (stands["muting"], stands["followed_by"]) == (False, False)


async def test_a_switch_does_not_make_anybody_follow(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    page = await browser.opens("/@vera/more")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf is not None

    await browser.client.post("/@vera/notify", data={"csrf": csrf[1], "on": "1"})

    assert not (await _stands(misha, vera))["following"]


async def test_blocking_is_asked_again_and_can_be_undone(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)

    await browser.opens("/@vera/block")
    assert not (await _stands(misha, vera))["blocking"]
    await browser.sends("/@vera/block")
    assert (await _stands(misha, vera))["blocking"]
    await browser.opens("/@vera")
    assert "You block them" in browser.page.text
    await browser.sends("/@vera/unblock")

    assert not (await _stands(misha, vera))["blocking"]


async def test_somebody_is_put_on_a_list_and_taken_into_a_circle(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await misha.follows(vera)
    list_ = await misha.post("/api/v1/lists", title="Morning <papers>")
    circle = await misha.circle_of("Tea & co")
    await browser.opens("/@vera/more")
    assert "Morning &lt;papers&gt;" in browser.page.text

    for action, an_id, place in (("lists", list_["id"], "lists"), ("circles", circle, "circles")):
        await browser.sends(f"/@vera/{action}", id=an_id, on="1")
        assert [each["username"] for each in await misha.get(f"/api/v1/{place}/{an_id}/accounts")] == ["vera"]
        await browser.sends(f"/@vera/{action}", id=an_id, on="0")
        assert await misha.get(f"/api/v1/{place}/{an_id}/accounts") == []


async def test_lists_and_circles_of_others_do_not_exist(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await misha.follows(vera)
    theirs = (await vera.post("/api/v1/lists", title="x"))["id"], await vera.circle_of("y")
    page = await browser.opens("/@vera/more")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf is not None

    for place, an_id in zip(("lists", "circles"), theirs, strict=True):
        for on in ("1", "0"):
            answer = await browser.client.post(f"/@vera/{place}", data={"csrf": csrf[1], "id": an_id, "on": on})
            assert answer.status_code == 404


async def test_a_note_that_is_too_long_comes_back(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await browser.opens("/@vera/more")

    answer = await browser.sends("/@vera/note", comment="<x>" * 1000)

    assert answer.status_code == 422
    assert 'id="comment-wrong"' in answer.text
    assert "&lt;x&gt;" * 1000 in answer.text
    assert (await _stands(misha, vera))["note"] == ""


async def test_a_person_or_a_post_is_reported(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("buy my tea")
    browser, misha = await both(small_world)
    admin = await small_world.admin("boss")
    await browser.opens("/@vera/report", status_id=status_id)
    assert "buy my tea" in browser.page.text

    wrong = await browser.sends("/@vera/report", category="nonsense", comment="<advert>")
    assert wrong.status_code == 422
    assert "&lt;advert&gt;" in wrong.text
    await browser.sends("/@vera/report", category="spam", comment="it is <advert>")

    assert "have been told" in browser.page.text
    report = (await admin.get("/api/v1/admin/reports"))[0]
    assert (report["category"], report["comment"]) == ("spam", "it is <advert>")
    assert [each["id"] for each in report["statuses"]] == [status_id]
    assert report["account"]["username"] == misha.name


async def test_a_report_cannot_name_what_the_reporter_may_not_see(small_world: World) -> None:
    vera = await small_world.member("vera")
    hidden = await vera.posts("for myself", Audience.SELF)
    browser, _ = await both(small_world)

    there = await browser.opens("/@vera/report", status_id=hidden)
    missing = await browser.opens("/@vera/report", status_id="117000000000000001")

    assert (there.status_code, there.text) == (missing.status_code, missing.text)
    assert there.status_code == 404


async def test_there_is_nothing_to_do_about_oneself_or_nobody(small_world: World) -> None:
    browser, _ = await both(small_world)

    for path in ("/@misha/more", "/@misha/block", "/@misha/report", "/@nobody/more", "/misha/more"):
        assert (await browser.opens(path)).status_code == 404, path
    for path in ("/@misha/more", "/@misha/block", "/portfolio"):
        assert (await small_world.client.get(path)).status_code == 401, path


async def test_how_many_follow_is_told_as_far_as_its_owner_lets_it(small_world: World) -> None:
    browser, misha = await both(small_world)
    await misha.patch(ME, closed=False, hide_collections=True)
    friend = await small_world.member("friend")
    await friend.follows(misha)

    assert "1 follower" in (await browser.opens("/@misha")).text
    assert "follower" not in (await small_world.client.get("/@misha")).text
    await misha.patch(ME, hide_collections=False)
    assert "1 follower" in (await small_world.client.get("/@misha")).text


PROGRAM = {"accept": "application/json"}


async def test_the_same_address_answers_json_to_programs(small_world: World) -> None:
    vera, friend = await small_world.members("vera", "friend")
    await vera.patch(ME, note="secret")
    await friend.follows(vera)
    status_id = await vera.posts("for followers", Audience.FOLLOWERS)
    pairs = [("/@vera", "/api/v1/accounts/lookup?acct=vera"), (f"/@vera/{status_id}", f"/api/v1/statuses/{status_id}")]

    for page, api in pairs:
        for who in (small_world.nobody, friend, vera):
            there, here = await who.call("GET", page, headers=PROGRAM), await who.call("GET", api)
            assert (there.status_code, there.content) == (here.status_code, here.content), (page, who.name)
            assert there.headers["content-type"] == "application/json; charset=utf-8"
            assert "access-control-allow-origin" not in there.headers
    assert (await small_world.nobody.call("GET", "/@vera", headers=PROGRAM)).json()["note"] == ""
    assert (await small_world.nobody.call("GET", f"/@vera/{status_id}", headers=PROGRAM)).status_code == 404


async def test_a_cookie_says_nothing_where_json_is_asked_for(small_world: World) -> None:
    browser, misha = await both(small_world)
    status_id = await misha.posts("for me", Audience.SELF)

    as_page = await browser.client.get(f"/@misha/{status_id}")
    as_json = await browser.client.get(f"/@misha/{status_id}", headers=PROGRAM)

    assert (as_page.status_code, as_json.status_code) == (200, 404)


async def test_a_thread_says_who_answers_whom(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    for person in (vera, misha):
        await person.opens_profile()
    first = await vera.posts("first")
    second = await misha.posts("second", in_reply_to_id=first)
    third = await vera.posts("third", in_reply_to_id=second)
    hidden = await misha.posts("zqhidden", Audience.SELF, in_reply_to_id=first)
    await misha.put(f"/api/v1/statuses/{second}", visibility="unlisted")
    orphan = await misha.posts("orphan", in_reply_to_id=hidden)

    text = (await small_world.client.get(f"/@vera/{first}")).text
    own = (await small_world.client.get(f"/@misha/{orphan}")).text

    assert [text.index(word) for word in ("first", "second", "third")] == sorted(
        text.index(word) for word in ("first", "second", "third")
    )
    assert "misha answers vera" in text
    assert f'href="#s{second}"' in text
    assert 'class="turn in2"' in text
    assert "zqhidden" not in text + own
    assert "An answer to what is not shown here" in own
    assert "Sign in to answer" in text
    assert third in text


async def test_the_window_is_called_by_what_anybody_may_read_alone(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await misha.follows(vera)
    spoken, warned = await vera.posts("tea & <lemon> " * 20), await vera.posts("the end", spoiler_text="a <film>")
    narrow = await vera.posts("a secret", Audience.FOLLOWERS)

    titles = []
    for status_id in (spoken, warned, narrow):
        text = (await browser.opens(f"/@vera/{status_id}")).text
        titles.append(text.partition("<title>")[2].partition("</title>")[0])

    assert titles[0].startswith("vera: tea &amp; &lt;lemon&gt; tea")
    assert len(titles[0]) < 200
    assert titles[1].startswith("vera: a &lt;film&gt;")
    assert "secret" not in titles[2]


async def test_a_long_thread_comes_in_parts(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    first = await vera.posts("first")
    for turn in range(62):
        await vera.posts(f"answer {turn}.", in_reply_to_id=first)

    begins = (await small_world.client.get(f"/@vera/{first}")).text
    goes_on = (await small_world.client.get(f"/@vera/{first}", params={"offset": "60"})).text

    assert [f"answer {turn}." in begins for turn in (0, 59, 60)] == [True, True, False]
    assert [f"answer {turn}." in goes_on for turn in (0, 59, 60, 61)] == [False, False, True, True]
    assert 'href="?offset=60"' in begins


async def test_pages_of_a_profile_ask_the_database_little(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    await misha.follows(vera)
    for turn in range(3):
        status_id = await vera.posts(str(turn))
    work = await vera.posts("", media_ids=[(await upload(vera)).json()["id"]])
    await vera.put(f"/api/kukhnya/v1/works/{work}", title="work")
    most = {"/@vera": 6, "/@vera/answers": 5, f"/@vera/{status_id}": 6, "/@vera/more": 7, "/@vera/block": 2}

    for path, few in most.items():
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        assert counted[0] <= few, (path, counted)
    with small_world.counted() as counted:
        await small_world.client.get("/@vera")
    assert counted[0] <= 4


async def test_those_who_are_nobody_may_not_post_a_form(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()

    answer = await small_world.client.post("/@vera/follow", data={"csrf": "x"})

    assert answer.status_code == 401


@pytest.mark.parametrize("written", ["@VERA", "@vera@kitchen.test", "@vera%0d%0a", "@ve%E2%80%8Bra", "@v\u0435ra"])
async def test_however_a_name_is_written_one_is_led_to_its_page(small_world: World, written: str) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    browser, misha = await both(small_world)
    csrf = re.search(r'name="csrf" value="([^"]+)"', (await browser.opens("/@vera/more")).text)
    assert csrf is not None

    answer = await browser.client.post(f"/{written}/follow", data={"csrf": csrf[1]})

    assert (answer.status_code, answer.headers["location"]) == (303, "/@vera")
    assert (await _stands(misha, vera))["following"]
