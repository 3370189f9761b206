"""Delete a status and write it anew: what it said, its pictures and whom it was for stand in the form already."""

import pytest

from kukhnya.model.audience import Audience
from tests.web.form_reader import filled
from tests.web.writing import id_of, picture, sends, sits_down, text_of
from tests.world import Person, World


async def _picture(person: Person) -> str:
    files = {"file": ("a.png", picture(), "image/png")}
    return str((await person.call("POST", "/api/v2/media", files=files, data={"description": "green"})).json()["id"])


async def test_a_status_is_gone_and_everything_it_said_stands_in_the_form(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await vera.opens_profile()
    circle = await vera.circle_of("close", misha)
    parent = await vera.posts("first")
    words = {"spoiler_text": "tea", "language": "ru", "in_reply_to_id": parent, "expires_in": 90_000}
    old = await vera.posts(
        "cold\n**tea** @misha", Audience.CIRCLE, circle_id=circle, media_ids=[await _picture(vera)], **words
    )
    await misha.post(f"/api/v1/statuses/{old}/favourite")
    at = f"/statuses/{old}/anew"
    await browser.opens(f"/statuses/{old}/more")
    assert f'href="{at}"' in browser.page.text

    asked = await browser.opens(at)
    await sends(browser, at)
    form = filled(browser.page.text, "/compose")
    gone = await vera.call("GET", f"/api/v1/statuses/{old}")
    done = await sends(browser, "/compose", text="hot tea @misha")

    assert "with its likes" in text_of(asked)
    assert "The pictures wait 10 minutes for it." in text_of(asked)
    assert (form["text"], form["warning"], form["language"]) == ("cold\n**tea** @misha", "tea", "ru")
    assert (form["audience"], form["reply"], form["fades"]) == (f"circle:{circle}", parent, "86400")
    assert form["picture[0][alt]"] == "green"
    assert (gone.status_code, done.status_code) == (404, 303)
    said = await misha.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert said["id"] != old
    assert (said["content"][:11], said["in_reply_to_id"], said["favourites_count"]) == ("<p>hot tea ", parent, 0)
    assert [each["description"] for each in said["media_attachments"]] == ["green"]


async def test_a_question_a_quote_and_who_may_quote_it_come_along(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await vera.opens_profile()
    quoted = await vera.posts("look at this", Audience.PUBLIC)
    poll = {"options": ["tea", "milk", "neither"], "expires_in": 30_000, "multiple": True}
    old = await vera.posts(
        "which?", Audience.PUBLIC, poll=poll, quoted_status_id=quoted, quote_approval_policy="followers"
    )

    await browser.opens(f"/statuses/{old}/anew")
    await sends(browser, f"/statuses/{old}/anew")

    form = filled(browser.page.text, "/compose")
    assert form["poll[options][]"][:4] == ["tea", "milk", "neither", ""]
    assert (form["poll[multiple]"], form["poll[expires_in]"]) == ("1", "21600")
    assert (form["quote"], form["quotes"], form["fades"]) == (quoted, "followers", "0")
    assert "look at this" in browser.page.text


async def test_a_page_that_is_loaded_again_costs_no_word(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    old = await vera.posts("typed for an hour")
    at = f"/statuses/{old}/anew"
    page = await browser.opens(at)

    first = await sends(browser, at)
    browser.page = page
    second = await sends(browser, at)

    assert (first.status_code, second.status_code) == (200, 200)
    assert "typed for an hour</textarea>" in second.text


@pytest.mark.parametrize("status_id", ["theirs", "117000000000000001"])
async def test_what_is_somebody_elses_is_not_there_whatever_is_sent(small_world: World, status_id: str) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.opens_profile()
    theirs, own = await misha.posts("theirs", Audience.PUBLIC), await vera.posts("mine")
    at = f"/statuses/{theirs if status_id == 'theirs' else status_id}/anew"
    form = filled((await browser.opens(f"/statuses/{own}/anew")).text, f"/statuses/{own}/anew")

    shown = await browser.opens(at)
    sent = await browser.client.post(at, data=form)

    assert (shown.status_code, sent.status_code) == (404, 404)
    assert "mine" not in sent.text
    assert await vera.sees(theirs)
    assert await vera.sees(own)


async def test_a_life_shorter_than_all_that_is_offered_begins_with_the_shortest(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    old = await vera.posts("soon gone", expires_in=120)

    await browser.opens(f"/statuses/{old}/anew")
    await sends(browser, f"/statuses/{old}/anew")

    assert filled(browser.page.text, "/compose")["fades"] == "3600"
