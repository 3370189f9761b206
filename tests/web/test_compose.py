"""Writing on a page: who will read it in words and numbers, and nothing typed is ever lost."""

import asyncio
import re

import pytest

from kukhnya.model.audience import Audience
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.web.writing import chosen, id_of, picture, sends, sits_down, text_of
from tests.world import World

NOT_ONE = ("poem.jpg", b"roses are red", "image/jpeg")


async def test_what_is_written_is_posted_for_the_usual_audience_and_seen_at_once(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    answer = await sends(browser, "/compose", text="why is the tea cold?")

    assert answer.status_code == 303
    assert "why is the tea cold?" in browser.page.text
    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert said["audience"] == "followers"


async def test_a_stranger_gets_the_way_in_and_their_words_come_back_after_it(small_world: World) -> None:
    vera, signed_in = await sits_down(small_world, "vera")
    stranger = Browser(small_world)
    await signed_in.opens("/compose")
    typed = filled(signed_in.page.text, "/compose", text="typed for an hour\nand more", audience="self")
    stranger.client.headers["origin"] = "http://kitchen.test"

    kept = await stranger.client.post("/compose", data=typed)
    stranger.page = kept
    await sends(stranger, "/sign-in", name="vera", password="samovar at midnight")
    answer = await sends(stranger, "/compose")

    assert kept.status_code == 401
    assert answer.status_code == 303
    assert "typed for an hour" in stranger.page.text
    assert (await vera.get(f"/api/v1/statuses/{id_of(stranger.page)}"))["audience"] == "self"


async def test_the_picker_says_in_words_who_will_read_it_and_how_many_people_that_is(world: World) -> None:
    vera, browser = await sits_down(world, "vera")
    others = await world.members("misha", "sonya", "lida", "gone")
    for one in others:
        await one.follows(vera)
    await vera.follows(others[0])
    await vera.circle_of("Friends from school", others[0], others[1])
    keeper = await world.admin("keeper")
    await keeper.post(f"/api/v1/admin/accounts/{others[3].id}/action", type="suspend")
    await vera.opens_profile()

    said = text_of(await browser.opens("/compose"))

    assert "Friends from school · your circle 2 people" in said
    assert "Those who follow you 3 people" in said
    assert "Those you follow who follow you too 1 person" in said
    assert "Members of this server 4 people" in said
    assert "Anybody · and any search engine no end" in said
    assert "Only you nobody else" in said


async def test_with_a_closed_profile_nobody_is_told_that_anybody_reads(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.follows(vera)

    said = text_of(await browser.opens("/compose"))

    assert "Anybody · once your profile is open; until then, those who follow you 1 person" in said
    assert "search engine" not in said


async def test_a_circle_of_others_is_not_offered_and_not_taken(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    theirs = await misha.circle_of("zqsecretqz")
    await browser.opens("/compose")
    assert "zqsecretqz" not in browser.page.text

    answer = await sends(browser, "/compose", text="hello", audience=f"circle:{theirs}")

    assert answer.status_code == 422
    assert "hello" in browser.page.text
    assert "zqsecretqz" not in browser.page.text


@pytest.mark.parametrize("audience", ["everybody", "", "circle", "circle:x", "public:1", "limited"])
async def test_an_audience_that_is_none_is_refused_and_nothing_guessed(small_world: World, audience: str) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    answer = await sends(browser, "/compose", text="my words", audience=audience)

    assert answer.status_code == 422
    assert "my words" in browser.page.text
    assert "Choose one of what is offered." in browser.page.text
    assert await vera.get(f"/api/v1/accounts/{vera.id}/statuses") == []


@pytest.mark.parametrize(
    ("parent", "usual", "begins"),
    [
        (Audience.PUBLIC, "followers", "followers"),
        (Audience.FOLLOWERS, "public", "followers"),
        (Audience.UNLISTED, "public", "unlisted"),
        (Audience.MUTUALS, "followers", "mutuals"),
        (Audience.CIRCLE, "public", "direct"),
        (Audience.DIRECT, "public", "direct"),
        (Audience.PUBLIC, "self", "direct"),
    ],
)
async def test_an_answer_begins_with_the_narrower_audience(
    small_world: World, parent: Audience, usual: str, begins: str
) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.follows(misha)
    await misha.follows(vera)
    circle = await misha.circle_of("close", vera)
    more = {"circle_id": circle} if parent is Audience.CIRCLE else {}
    status_id = await misha.posts("cold tea, @vera?", parent, spoiler_text="tea", **more)
    await vera.patch("/api/v1/accounts/update_credentials", source={"audience": usual})

    await browser.opens(f"/compose?reply={status_id}")

    assert chosen(browser.page) == begins
    assert "cold tea" in browser.page.text
    form = filled(browser.page.text, "/compose")
    assert (form["text"], form["warning"]) == ("@misha ", "tea")
    answer = await sends(browser, "/compose", text="@misha very")
    assert answer.status_code == 303
    assert (await vera.get(f"/api/v1/statuses/{id_of(browser.page)}"))["in_reply_to_id"] == status_id


async def test_what_one_may_not_see_cannot_be_answered_or_quoted(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    hidden = await misha.posts("zqhiddenqz", Audience.FOLLOWERS)

    pages = [
        (await browser.opens(f"/compose?{word}={one}"))
        for word in ("reply", "quote")
        for one in (hidden, "117000000000000001", "x")
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1


async def test_an_answer_to_what_has_gone_meanwhile_keeps_its_words(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.follows(misha)
    status_id = await misha.posts("soon gone")
    await browser.opens(f"/compose?reply={status_id}")
    await misha.delete(f"/api/v1/statuses/{status_id}")

    late = await sends(browser, "/compose", text="wait, @misha!")
    again = await sends(browser, "/compose")

    assert (late.status_code, again.status_code) == (422, 303)
    assert "is no longer there" in late.text
    assert "wait," in browser.page.text


async def test_a_letter_begins_with_a_name(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    await small_world.member("misha")

    await browser.opens("/compose?to=@misha")

    assert chosen(browser.page) == "direct"
    assert filled(browser.page.text, "/compose")["text"] == "@misha "


async def test_a_status_is_quoted_where_its_author_lets(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.opens_profile()
    yes = await misha.posts("quote me", quote_approval_policy="public")
    no = await misha.posts("do not", quote_approval_policy="nobody")

    await browser.opens(f"/compose?quote={no}")
    refused = await sends(browser, "/compose", text="look", audience="self")
    await browser.opens(f"/compose?quote={yes}")
    done = await sends(browser, "/compose", text="look", audience="self")

    assert (refused.status_code, done.status_code) == (422, 303)
    assert "does not want it quoted" in refused.text
    assert "look" in refused.text
    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert said["quote"]["quoted_status"]["id"] == yes


async def test_who_may_quote_it_is_as_usual_or_as_it_is_said(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await vera.opens_profile()
    await vera.patch("/api/v1/accounts/update_credentials", source={"quote_policy": "followers"})
    said = []

    for quotes in ("", "public", "nobody"):
        await browser.opens("/compose")
        await sends(browser, "/compose", text="tea", audience="public", quotes=quotes)
        said.append((await vera.get(f"/api/v1/statuses/{id_of(browser.page)}"))["quote_approval"]["automatic"])

    assert said == [["followers"], ["public"], []]


async def test_pictures_a_warning_and_a_time_to_fade(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    await sends(
        browser, "/compose", text="look", warning="", veil="1", fades="3600", language="ru",
        files={"picture[0][file]": ("a.png", picture(), "image/png"), "picture[2][file]": ("b.png", picture("red"), "")},
        **{"picture[0][alt]": "a green field", "picture[2][alt]": "a red one"},
    )  # fmt: skip

    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert [each["description"] for each in said["media_attachments"]] == ["a green field", "a red one"]
    assert (said["sensitive"], said["language"]) == (True, "ru")
    assert said["expires_at"]


async def test_a_picture_that_is_none_costs_neither_words_nor_the_other_pictures(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    wrong = await sends(
        browser, "/compose", text="look at this",
        files={"picture[0][file]": ("a.png", picture(), "image/png"), "picture[1][file]": NOT_ONE},
        **{"picture[0][alt]": "a field", "picture[1][alt]": "a poem", "poll[options][]": ["", ""]},
    )  # fmt: skip
    again = await sends(browser, "/compose", **{"picture[0][alt]": "a green field"})

    assert wrong.status_code == 422
    assert "This is not a picture we can show." in wrong.text
    assert "look at this" in wrong.text
    assert 'value="a poem"' in wrong.text
    assert again.status_code == 303
    said = await vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert [each["description"] for each in said["media_attachments"]] == ["a green field"]


async def test_a_picture_of_somebody_else_is_not_taken(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    files = {"file": ("a.png", picture(), "image/png")}
    theirs = (await misha.call("POST", "/api/v2/media", files=files, data={"description": "zqtheirsqz"})).json()["id"]
    await browser.opens("/compose")

    answer = await sends(browser, "/compose", text="mine now", **{"picture[0][id]": theirs, "picture[0][alt]": "x"})

    assert answer.status_code == 422
    assert "zqtheirsqz" not in answer.text
    assert "preview" not in answer.text
    assert "mine now" in answer.text
    assert (await misha.get(f"/api/v1/media/{theirs}"))["description"] == "zqtheirsqz"


async def test_a_question_with_several_answers(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")
    options = ["lemon", "milk", "", "neither"]

    await sends(
        browser,
        "/compose",
        text="with?",
        **{"poll[options][]": options, "poll[multiple]": "1", "poll[expires_in]": "3600"},
    )

    poll = (await vera.get(f"/api/v1/statuses/{id_of(browser.page)}"))["poll"]
    assert [each["title"] for each in poll["options"]] == ["lemon", "milk", "neither"]
    assert poll["multiple"]


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ({"text": "  "}, "Write something, or add a picture or a question."),
        ({"text": "word " * 1200}, "This is too long."),
        ({"text": "?", "poll[options][]": ["one"]}, "A question needs at least two answers."),
        ({"text": "?", "poll[options][]": ["one", "one"]}, "The answers must differ from one another."),
        ({"text": "later", "when": "yesterday"}, "This is not a time we can read."),
        ({"text": "later", "when": "2020-01-01T10:00"}, "Choose a time from five minutes to a year ahead."),
        ({"text": "x", "language": "!!"}, "This cannot be used here."),
        ({"text": "x", "fades": "1"}, "Choose one of what is offered."),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(
    small_world: World, typed: dict[str, str], beside: str
) -> None:
    _, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    answer = await sends(browser, "/compose", warning="about tea", **typed)

    assert answer.status_code == 422
    assert beside in answer.text
    assert "-wrong" in answer.text
    assert 'value="about tea"' in answer.text
    assert typed["text"].strip() in answer.text
    assert (await browser.opens("/compose?lang=ru")).status_code == 200
    assert beside not in (await sends(browser, "/compose", **typed)).text


async def test_a_form_sent_twice_is_posted_once(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")
    form = browser.page

    first = await sends(browser, "/compose", text="once")
    browser.page = form
    second = await sends(browser, "/compose", text="once")
    browser.page = form
    other = await sends(browser, "/compose", text="once more, after going back")

    assert first.headers["location"] == second.headers["location"] != other.headers["location"]
    assert len(await vera.get(f"/api/v1/accounts/{vera.id}/statuses")) == 2


async def test_a_form_sent_twice_at_the_same_moment_is_posted_once(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    form = filled((await browser.opens("/compose")).text, "/compose", text="once")

    answers = await asyncio.gather(*(browser.client.post("/compose", data=form) for _ in range(4)))

    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(await vera.get(f"/api/v1/accounts/{vera.id}/statuses")) == 1


async def test_a_circle_that_is_gone_meanwhile_costs_neither_words_nor_what_is_answered(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    circle = await vera.circle_of("close")
    status_id = await vera.posts("first")
    await browser.opens(f"/compose?reply={status_id}")
    await vera.delete(f"/api/v1/circles/{circle}")

    late = await sends(browser, "/compose", text="second", audience=f"circle:{circle}")
    again = await sends(browser, "/compose", audience="self")

    assert (late.status_code, again.status_code) == (422, 303)
    assert 'id="audience-wrong"' in late.text
    assert (await vera.get(f"/api/v1/statuses/{id_of(browser.page)}"))["in_reply_to_id"] == status_id


async def test_markup_in_any_field_stays_text(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    bad = '"><b id=zq>'
    await browser.opens("/compose", text=bad)
    assert "<b id=zq>" not in browser.page.text

    answer = await sends(
        browser, "/compose", text=bad, warning=bad, language=bad, audience=bad, when=bad, fades=bad, reply=bad, quote=bad,
        **{"poll[options][]": [bad, bad], "picture[0][alt]": bad, "picture[0][id]": bad, "poll[expires_in]": bad},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "<b id=zq>" not in answer.text


async def test_a_body_of_which_not_even_the_words_are_read_gets_a_page_that_says_so(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    form = filled((await browser.opens("/compose")).text, "/compose", text="look")
    length = str(small_world.house.settings.form_bytes + 1)

    answer = await browser.client.post("/compose", data=form, headers={"content-length": length})

    assert answer.status_code == 413
    assert "what you wrote is still in the form" in answer.text


async def test_the_room_for_pictures_is_not_for_words(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    answer = await sends(browser, "/compose", text="x" * (small_world.house.settings.max_body_bytes + 1))

    assert answer.status_code == 413
    assert "what you wrote is still in the form" in answer.text


async def test_what_is_written_for_later_waits_in_the_list_and_can_be_moved_and_taken_back(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await browser.opens("/compose")

    await sends(browser, "/compose", text="good morning", when="2026-12-31T08:00", audience="followers")
    assert browser.page.url.path == "/scheduled"
    assert "good morning" in browser.page.text
    waiting = (await vera.get("/api/v1/scheduled_statuses"))[0]
    wrong = await sends(browser, f"/scheduled/{waiting['id']}/time", when="2020-01-01T08:00")
    await sends(browser, f"/scheduled/{waiting['id']}/time", when="2027-01-01T08:00")
    moved = (await vera.get("/api/v1/scheduled_statuses"))[0]
    await browser.opens(f"/scheduled/{waiting['id']}/cancel")
    assert "good morning" in browser.page.text
    await sends(browser, f"/scheduled/{waiting['id']}/cancel")

    assert wrong.status_code == 422
    assert "Choose a time from five minutes to a year ahead." in wrong.text
    assert moved["scheduled_at"].startswith("2027-01-01T08:00")
    assert "Nothing waits to be posted" in text_of(browser.page)
    assert await vera.get("/api/v1/scheduled_statuses") == []


async def test_what_somebody_else_has_scheduled_is_not_there(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    kept = await misha.post("/api/v1/statuses", status="zqlaterqz", scheduled_at="2026-12-31T08:00:00Z")

    page = await browser.opens(f"/scheduled/{kept['id']}/cancel")
    missing = await browser.opens("/scheduled/117000000000000001/cancel")
    await browser.opens("/compose")
    csrf = filled(browser.page.text, "/compose")["csrf"]
    gone = await browser.client.post(f"/scheduled/{kept['id']}/cancel", data={"csrf": csrf})

    assert (page.status_code, gone.status_code) == (404, 404)
    assert page.text == missing.text
    assert len(await misha.get("/api/v1/scheduled_statuses")) == 1


async def test_a_page_for_writing_takes_few_statements(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("hello")
    await vera.circle_of("close")
    await vera.post("/api/v1/statuses", status="later", scheduled_at="2026-12-31T08:00:00Z")

    for path, most in {"/compose": 3, f"/compose?reply={status_id}": 5, "/scheduled": 3}.items():
        await browser.opens(path)
        with small_world.counted() as counted:
            assert (await browser.opens(path)).status_code == 200
        assert counted[0] <= most, (path, counted)


async def test_nothing_of_the_form_hangs_on_a_script(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")

    page = (await browser.opens("/compose")).text

    assert 'enctype="multipart/form-data"' in page
    assert not re.search(r"<[^>]+\son\w+=|style=", page)
