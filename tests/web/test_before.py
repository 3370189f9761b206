"""Before it goes: a word by the packs somebody has chosen, once, with everything typed kept; and one tap to go on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kukhnya.model.audience import Audience
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.web.lawful import ARTICLE, LINK, RISKY, WARNING, a_lawful_world, chooses
from tests.web.visiting import visiting
from tests.web.writing import id_of, picture, presses, sends, sits_down, text_of
from tests.world import World

PAGE = "/compose"


@pytest.fixture
async def lawful(tmp_path: Path) -> AsyncIterator[World]:
    """A server that has the pack of nowhere."""
    async with a_lawful_world(tmp_path) as world:
        yield world


async def test_who_has_chosen_nothing_is_told_nothing(lawful: World) -> None:
    _, browser = await sits_down(lawful, "vera")
    await browser.opens(PAGE)

    answer = await sends(browser, PAGE, text=RISKY)

    assert answer.status_code == 303


async def test_before_a_risky_post_the_article_the_warning_and_the_ways_are_told(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)

    asked = await sends(browser, PAGE, text=RISKY, audience="followers")

    said = text_of(asked)
    assert asked.status_code == 200
    assert ARTICLE in said
    assert WARNING in said
    assert "Not yet checked by a lawyer." in said
    assert "Nothing about this warning is kept." in said
    assert all(word in said for word in ("Edit", "Post it anyway", "Post it for them", "Post it and let it fade"))
    assert await vera.get(f"/api/v1/accounts/{vera.id}/statuses") == []


async def test_post_anyway_is_one_tap_and_differs_in_nothing(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    misha, other = await sits_down(lawful, "misha")
    shown = []
    for person, at in ((vera, browser), (misha, other)):
        await at.opens(PAGE)
        await sends(at, PAGE, text=RISKY, audience="public", language="en", warning="news")
        if person is vera:
            await sends(at, PAGE, go="send")
        shown.append(await person.get(f"/api/v1/statuses/{id_of(at.page)}"))

    own = {"id", "uri", "url", "created_at", "account"}
    first, second = ({k: v for k, v in one.items() if k not in own} for one in shown)
    first["content"], second["content"] = (
        text.replace("misha", "vera") for text in (first["content"], second["content"])
    )
    assert first == second


async def test_edit_gives_everything_back_and_the_same_is_not_asked_twice(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)
    await sends(
        browser, PAGE, text=RISKY, audience="followers", warning="zqwarnqz", fades="3600",
        files={"picture[0][file]": ("a.png", picture(), "image/png")}, **{"picture[0][alt]": "a green field"},
    )  # fmt: skip
    asked = browser.page

    await sends(browser, PAGE, go="edit")
    form = filled(browser.page.text, PAGE)
    await sends(browser, PAGE)

    assert WARNING in asked.text
    assert (form["text"], form["warning"], form["fades"], form["audience"]) == (RISKY, "zqwarnqz", "3600", "followers")
    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert [each["description"] for each in said["media_attachments"]] == ["a green field"]


async def test_other_words_are_looked_at_anew(lawful: World) -> None:
    _, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY)
    await sends(browser, PAGE, go="edit")

    again = await sends(browser, PAGE, text=f"{RISKY} and this too")
    sealed = filled(browser.page.text, PAGE)["seen"]
    await browser.opens(PAGE)
    stolen = await sends(browser, PAGE, text=f"{RISKY} but not the same", seen=sealed)

    assert WARNING in again.text
    assert WARNING in stolen.text


async def test_what_one_has_seen_another_has_not(lawful: World) -> None:
    _, browser = await chooses(lawful, "vera")
    _, other = await chooses(lawful, "misha")
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY, audience="self")
    sealed = filled(browser.page.text, PAGE)["seen"]
    await other.opens(PAGE)

    assert WARNING in (await sends(other, PAGE, text=RISKY, audience="self", seen=sealed)).text


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_to_a_circle_instead_or_for_a_time(lawful: World, language: str) -> None:
    vera, browser = await chooses(lawful, "vera")
    circle = await vera.circle_of("Friends from school")
    browser.client.headers["accept-language"] = language
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY, audience="public", fades="0")
    form = browser.page
    assert ("преследовать" in form.text) == (language == "ru")

    await sends(browser, PAGE, go="fewer", fewer=f"circle:{circle}")
    narrow = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY, audience="public", fades="0")
    await sends(browser, PAGE, go="fade", lasts="3600")
    brief = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")

    assert (narrow["audience"], narrow["circle_id"], narrow["expires_at"]) == ("circle", circle, None)
    assert (brief["audience"], bool(brief["expires_at"])) == ("public", True)


async def test_keep_it_for_me_and_decide_later(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY, audience="public")

    await sends(browser, PAGE, go="hold")

    assert "Waits for your word" in browser.page.text
    assert WARNING in browser.page.text
    (held,) = await vera.get(f"/api/v1/accounts/{vera.id}/statuses")
    assert held["audience"] == "self"


async def test_a_page_sent_twice_is_posted_once(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY)
    form = browser.page

    first = await sends(browser, PAGE, go="send")
    browser.page = form
    second = await sends(browser, PAGE, go="send")

    assert first.headers["location"] == second.headers["location"]
    assert len(await vera.get(f"/api/v1/accounts/{vera.id}/statuses")) == 1


async def test_a_sign_in_that_has_run_out_loses_nothing(lawful: World) -> None:
    _, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)
    await sends(browser, PAGE, text=RISKY, audience="self")
    typed = filled(browser.page.text, PAGE, go="send")
    stranger = Browser(lawful)
    stranger.client.headers["origin"] = "http://kitchen.test"

    kept = stranger.page = await stranger.client.post(PAGE, data=typed)
    await sends(stranger, "/sign-in", name="vera", password="samovar at midnight")
    answer = await sends(stranger, PAGE)

    assert (kept.status_code, answer.status_code) == (401, 303)
    assert "forbidden.example" in stranger.page.text


async def test_before_a_risky_post_is_shared_or_liked(lawful: World) -> None:
    misha = await lawful.member("misha")
    await misha.opens_profile()
    risky, fine = await misha.posts(RISKY), await misha.posts("good morning")
    vera, browser = await chooses(lawful, "vera")
    place = f"/statuses/{risky}/share"

    await browser.opens("/@misha")
    liked = await presses(browser, "favourite", risky)
    before = (await vera.get(f"/api/v1/statuses/{risky}"))["favourited"]
    done = await sends(browser, f"/statuses/{risky}/favourite")
    await browser.opens(place)
    asked = await sends(browser, place, audience="followers")
    shared = await sends(browser, place)
    await browser.opens("/@misha")
    calm = await presses(browser, "favourite", fine)

    assert (liked.status_code, before, done.status_code) == (422, False, 303)
    assert "Like it all the same" in liked.text
    assert (asked.status_code, shared.status_code) == (422, 303)
    assert "Share it all the same" in asked.text
    assert calm.status_code == 303
    said = await vera.get(f"/api/v1/statuses/{risky}")
    assert (said["favourited"], said["reblogged"]) == (True, True)


async def test_the_word_is_not_a_way_to_read_what_is_hidden(lawful: World) -> None:
    misha = await lawful.member("misha")
    hidden = await misha.posts(RISKY, Audience.SELF)
    _, browser = await chooses(lawful, "vera")
    csrf = await browser.word()

    for path in (f"/statuses/{hidden}/favourite", f"/statuses/{hidden}/share"):
        there = await browser.client.post(path, data={"csrf": csrf, "back": "/", "audience": "self"})
        nowhere = await browser.client.post(
            path.replace(hidden, "117000000000000001"), data={"csrf": csrf, "back": "/", "audience": "self"}
        )
        assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
        assert there.status_code == 404


async def test_before_one_follows_whom_a_rule_lists(lawful: World) -> None:
    misha, sonya = await lawful.members("misha", "sonya")
    await misha.patch("/api/v1/accounts/update_credentials", note=f"I am of {LINK}", closed=False)
    await sonya.opens_profile()
    vera, browser = await chooses(lawful, "vera")

    await browser.opens("/@misha")
    asked = await sends(browser, "/@misha/follow")
    before = (await vera.get("/api/v1/accounts/relationships", **{"id[]": str(misha.id)}))[0]["following"]
    done = await sends(browser, "/@misha/follow")
    await browser.opens("/@sonya")
    calm = await sends(browser, "/@sonya/follow")

    assert "Follow all the same" in asked.text
    assert (before, done.status_code, calm.status_code) == (False, 303, 303)
    assert (await vera.get("/api/v1/accounts/relationships", **{"id[]": str(misha.id)}))[0]["following"]


async def test_before_a_link_goes_into_ones_own_profile_and_a_chosen_picture_is_not_lost(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    typed = {
        "csrf": await browser.word(), "note": "tea", "fields_attributes[0][name]": "site",
        "fields_attributes[0][value]": LINK,
    }  # fmt: skip

    asked = browser.page = await browser.client.post(
        "/settings/profile", data=typed, files={"avatar": ("a.png", picture(), "image/png")}
    )
    before = await vera.get("/api/v1/accounts/verify_credentials")
    done = await sends(browser, "/settings/profile", go="send")
    after = await vera.get("/api/v1/accounts/verify_credentials")

    assert (asked.status_code, done.status_code) == (422, 303)
    assert before["source"]["fields"] == []
    assert "drawn" not in before["avatar"]
    assert (after["source"]["note"], after["source"]["fields"][0]["value"], after["avatar"]) == (
        "tea", LINK, before["avatar"],
    )  # fmt: skip


async def test_an_edit_is_looked_at_too(lawful: World) -> None:
    vera, browser = await chooses(lawful, "vera")
    status_id = await vera.posts("good morning", Audience.FOLLOWERS)
    place = f"/statuses/{status_id}/edit"
    await browser.opens(place)

    asked = await sends(browser, place, text=RISKY)
    await sends(browser, place, go="edit")
    typed = filled(browser.page.text, place)["text"]
    await sends(browser, place)
    done = await sends(browser, place, go="send")

    assert "Go back and edit" in asked.text
    assert typed == RISKY
    assert done.status_code == 303
    assert "forbidden.example" in (await vera.get(f"/api/v1/statuses/{status_id}"))["content"]


async def test_a_rule_that_is_often_wrong_says_nothing_here(lawful: World) -> None:
    _, browser = await chooses(lawful, "vera")
    await browser.opens(PAGE)

    assert (await sends(browser, PAGE, text="a purple samovar")).status_code == 303


async def test_where_to_be_told_is_chosen_on_a_page_and_nobody_else_learns_of_it(lawful: World) -> None:
    vera, browser = await sits_down(lawful, "vera")
    other = await visiting(await lawful.member("misha"))

    await browser.opens("/settings/law")
    nothing = filled(browser.page.text, "/settings/law")
    await sends(browser, "/settings/law", **{"jurisdictions[]": ["zz"], "hold_risky": "1"})
    chosen = filled(browser.page.text, "/settings/law")
    wrong = await sends(browser, "/settings/law", **{"jurisdictions[]": ["xx"]})

    assert "jurisdictions[]" not in nothing
    assert (chosen["jurisdictions[]"], chosen["hold_risky"]) == (["zz"], "1")
    assert wrong.status_code == 422
    assert (await vera.get("/api/kukhnya/v1/law"))["jurisdictions"] == ["zz"]
    for path in ("/@vera", "/api/v1/accounts/lookup?acct=vera", f"/api/v1/accounts/{vera.id}"):
        said = (await other.opens(path)).text
        assert "hold_risky" not in said
        assert '"zz"' not in said
    await browser.opens("/settings/law")
    await sends(browser, "/settings/law", **{"jurisdictions[]": [], "hold_risky": "0"})
    assert (await vera.get("/api/kukhnya/v1/law"))["jurisdictions"] == []
