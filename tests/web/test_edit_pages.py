"""Editing what is posted, and changing who may read it: two pages, so that the one never does the other."""

import pytest

from kukhnya.model.audience import Audience
from tests.web.form_reader import filled
from tests.web.writing import chosen, picture, sends, sits_down, text_of
from tests.world import Person, World


async def _with_picture(person: Person, words: str) -> str:
    files = {"file": ("a.png", picture(), "image/png")}
    made = (await person.call("POST", "/api/v2/media", files=files, data={"description": "green"})).json()
    return await person.posts(words, Audience.FOLLOWERS, media_ids=[made["id"]])


async def test_editing_changes_words_and_never_who_reads_them(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.follows(vera)
    await vera.patch("/api/v1/accounts/update_credentials", source={"privacy": "public"})
    status_id = await vera.posts("cold **tea** @misha", Audience.FOLLOWERS, spoiler_text="tea")
    await browser.opens(f"/statuses/{status_id}/edit")
    form = filled(browser.page.text, f"/statuses/{status_id}/edit")

    answer = await sends(browser, f"/statuses/{status_id}/edit", text="hot tea", warning="", audience="public")

    said = await vera.get(f"/api/v1/statuses/{status_id}")
    assert (form["text"], form["warning"]) == ("cold **tea** @misha", "tea")
    assert answer.headers["location"] == f"/@vera/{status_id}"
    assert (said["content"], said["spoiler_text"], said["sensitive"]) == ("<p>hot tea</p>", "", False)
    assert said["audience"] == "followers"


async def test_a_picture_is_described_otherwise_taken_off_and_another_put_on(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await _with_picture(vera, "look")
    at = f"/statuses/{status_id}/edit"

    await browser.opens(at)
    await sends(browser, at, **{"picture[0][alt]": "a green field"})
    described = await vera.get(f"/api/v1/statuses/{status_id}")
    await browser.opens(at)
    await sends(
        browser, at, **{"picture[0][off]": "1", "picture[1][alt]": "red"},
        files={"picture[1][file]": ("b.png", picture("red"), "image/png")},
    )  # fmt: skip

    said = await vera.get(f"/api/v1/statuses/{status_id}")
    assert [each["description"] for each in described["media_attachments"]] == ["a green field"]
    assert [each["description"] for each in said["media_attachments"]] == ["red"]


async def test_an_edit_that_is_wrong_keeps_what_was_typed(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await _with_picture(vera, "look")
    at = f"/statuses/{status_id}/edit"
    await browser.opens(at)

    answer = await sends(
        browser, at, text="word " * 1200, files={"picture[1][file]": ("b.png", picture("red"), "image/png")}
    )
    again = await sends(browser, at, text="two")

    assert (answer.status_code, again.status_code) == (422, 303)
    assert "This is too long." in answer.text
    assert len((await vera.get(f"/api/v1/statuses/{status_id}"))["media_attachments"]) == 2


@pytest.mark.parametrize(("over", "votes"), [({}, 1), ({"poll[options][]": ["tea", "milk"]}, 0)])
async def test_other_answers_begin_the_votes_anew_and_the_same_ones_do_not(
    small_world: World, over: dict[str, list[str]], votes: int
) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.follows(vera)
    asked = {"options": ["tea", "coffee"], "expires_in": 7200, "hide_totals": True}
    status_id = await vera.posts("which?", Audience.FOLLOWERS, poll=asked)
    await misha.post(f"/api/v1/polls/{status_id}/votes", choices=[0])
    before = (await vera.get(f"/api/v1/statuses/{status_id}"))["poll"]
    await browser.opens(f"/statuses/{status_id}/edit")

    await sends(browser, f"/statuses/{status_id}/edit", text="which one?", **over)

    poll = (await vera.get(f"/api/v1/statuses/{status_id}"))["poll"]
    assert poll["votes_count"] == votes
    assert poll["expires_at"][:15] == before["expires_at"][:15]
    assert (await misha.get(f"/api/v1/polls/{status_id}"))["options"][0]["votes_count"] is None


async def test_narrowing_takes_effect_at_once(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha = await small_world.member("misha")
    await misha.follows(vera)
    status_id = await vera.posts("a joke", Audience.PUBLIC)
    await browser.opens(f"/statuses/{status_id}/audience")
    assert chosen(browser.page) == "public"

    answer = await sends(browser, f"/statuses/{status_id}/audience", audience="self")

    assert answer.status_code == 303
    assert not await misha.sees(status_id)


async def test_widening_says_to_whom_and_how_many_and_asks_again(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, sonya, lida = await small_world.members("misha", "sonya", "lida")
    for one in (misha, sonya):
        await one.follows(vera)
    status_id = await vera.posts("a joke @misha", Audience.DIRECT)
    at = f"/statuses/{status_id}/audience"
    await browser.opens(at)

    asked = await sends(browser, at, audience="followers")
    before = await sonya.sees(status_id)
    done = await sends(browser, at)

    assert (asked.status_code, before, done.status_code) == (200, False, 303)
    said = text_of(asked)
    assert "Let more people read it?" in said
    assert "those who follow you" in said
    assert "Of the people known here: 1." in said
    assert "a joke" in said
    assert await sonya.sees(status_id)
    assert not await lida.sees(status_id)


async def test_behind_a_closed_profile_widening_says_when_it_takes_effect(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("a joke", Audience.SELF)
    at = f"/statuses/{status_id}/audience"
    await browser.opens(at)

    asked = text_of(await sends(browser, at, audience="public"))

    assert "once your profile is open: anybody at all" in asked
    assert "Of the people known here: 0." in asked


async def test_another_circle_is_more_people_too(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, sonya = await small_world.members("misha", "sonya")
    one, two = await vera.circle_of("one", misha), await vera.circle_of("two", misha, sonya)
    status_id = await vera.posts("between us", Audience.CIRCLE, circle_id=one)
    at = f"/statuses/{status_id}/audience"
    await browser.opens(at)
    assert chosen(browser.page) == f"circle:{one}"

    asked = await sends(browser, at, audience=f"circle:{two}")
    nobodys = await browser.client.post(
        at, data={**filled(asked.text, at), "audience": "circle:117000000000000001", "confirmed": "1"}
    )

    assert "Let more people read it?" in asked.text
    assert "those in the circle" in asked.text
    assert not await sonya.sees(status_id)
    assert nobodys.status_code == 404


async def test_what_it_said_before_is_for_those_who_could_read_it_then(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    misha, hers = await sits_down(small_world, "misha")
    await misha.follows(vera)
    status_id = await vera.posts("zqfirstqz", Audience.SELF)
    await vera.put(f"/api/v1/statuses/{status_id}", status="second")
    await vera.put(f"/api/v1/statuses/{status_id}", visibility="private", confirm_widening=True)

    own = (await browser.opens(f"/@vera/{status_id}/history")).text
    other = await hers.opens(f"/@vera/{status_id}/history")

    assert "zqfirstqz" in own
    assert "second" in own
    assert other.status_code == 200
    assert "second" in other.text
    assert "zqfirstqz" not in other.text
    assert (await hers.opens(f"/@misha/{status_id}/history")).status_code == 404


async def test_the_history_answers_programs_in_json(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    status_id = await vera.posts("hello")

    answer = await small_world.client.get(f"/@vera/{status_id}/history", headers={"accept": "application/json"})

    assert answer.json()[0]["content"] == "<p>hello</p>"


async def test_how_long_it_stays_and_who_may_quote_it_change_only_where_that_is_chosen(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    await vera.opens_profile()
    status_id = await vera.posts("tea", Audience.PUBLIC, expires_in=7200, quote_approval_policy="followers")
    at = f"/statuses/{status_id}/edit"
    before = await vera.get(f"/api/v1/statuses/{status_id}")

    await browser.opens(at)
    await sends(browser, at, text="tea with lemon")
    same = await vera.get(f"/api/v1/statuses/{status_id}")
    await browser.opens(at)
    await sends(browser, at, fades="86400", quotes="nobody")
    longer = await vera.get(f"/api/v1/statuses/{status_id}")
    await browser.opens(at)
    await sends(browser, at, fades="0", quotes="public")
    stays = await vera.get(f"/api/v1/statuses/{status_id}")

    assert (same["expires_at"], same["quote_approval"]) == (before["expires_at"], before["quote_approval"])
    assert longer["expires_at"] > before["expires_at"]
    assert longer["quote_approval"]["automatic"] == []
    assert stays["expires_at"] is None
    assert stays["quote_approval"]["automatic"] == ["public"]


@pytest.mark.parametrize(("field", "said"), [("fades", "1"), ("quotes", "everybody")])
async def test_a_choice_that_is_not_offered_stands_beside_its_field(small_world: World, field: str, said: str) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("tea", Audience.PUBLIC)
    at = f"/statuses/{status_id}/edit"
    await browser.opens(at)

    answer = await sends(browser, at, text="typed anew", **{field: said})

    assert answer.status_code == 422
    assert f'id="{field}-wrong">Choose one of what is offered.' in answer.text
    assert "typed anew</textarea>" in answer.text


async def test_what_is_not_for_anybody_is_not_asked_who_may_quote_it(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    status_id = await vera.posts("tea", Audience.FOLLOWERS)

    page = await browser.opens(f"/statuses/{status_id}/edit")

    assert 'name="quotes"' not in page.text
    assert 'name="fades"' in page.text
