"""The server itself, by whoever runs it, with a browser that runs no script."""

import re
from pathlib import Path
from typing import cast

import pytest

from kukhnya.actions.ask_for_scores import note_stage, take_asking
from kukhnya.actions.keep_rules import keep_text
from kukhnya.actions.keep_scores import keep_scores
from kukhnya.effects import EFFECTS
from kukhnya.model.audience import Audience
from kukhnya.model.events import StatusPosted
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import STAGES, WarmState
from kukhnya.web.admin_storage import coarse
from tests.api.test_media import upload
from tests.media.test_pictures import a_picture, saved
from tests.web.browser import Browser
from tests.web.staff import signed_in
from tests.world import World, a_world


async def test_the_overview_says_how_it_is_doing_in_coarse_words(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")

    said = (await vera.opens("/admin")).text

    assert "Nothing. Go and have tea." in said
    assert "fewer than ten" in said
    assert "keeps up" in said
    assert "SQLite" in said


async def test_the_overview_says_so_where_no_worker_takes_jobs(world: World) -> None:
    vera = await signed_in(world, "vera", "admin")
    misha = await world.member("misha")
    await misha.posts("zqwordsqz")
    world.clock.forward(600)

    assert "no worker takes it" in (await vera.opens("/admin")).text
    queue = (await vera.opens("/admin/jobs")).text
    assert "StatusPosted" in queue
    assert "zqwordsqz" not in queue
    assert "misha" not in queue
    await world.settle()
    assert "keeps up" in (await vera.opens("/admin")).text


async def test_what_has_failed_is_tried_again_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    vera = await signed_in(world, "vera", "admin")
    misha = await world.member("misha")
    await world.settle()
    working = EFFECTS[StatusPosted]

    async def broken(*_: object) -> None:
        raise OSError

    effects = cast("dict[object, object]", EFFECTS)
    monkeypatch.setitem(effects, StatusPosted, [broken])
    await misha.posts("hello")
    await world.settle()
    monkeypatch.setitem(effects, StatusPosted, working)
    assert "has failed" in (await vera.opens("/admin")).text
    await vera.opens("/admin/jobs")

    await vera.sends("/admin/jobs/again")
    await world.settle()

    assert "StatusPosted" not in (await vera.opens("/admin/jobs")).text


async def test_it_is_told_how_the_scores_for_the_warm_feed_come_along(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    store = small_world.house.store
    assert "There has been no run yet" in (await vera.opens("/admin/jobs")).text

    await store.write(NOBODY, lambda tx: note_stage(tx, STAGES[1]))
    assert '<progress max="4" value="2">' in (await vera.opens("/admin/jobs")).text
    await store.write(NOBODY, lambda tx: note_stage(tx, ""))
    await store.write(NOBODY, lambda tx: keep_scores(tx, [], WarmState(divide=True, scored=1, active="30", took_s=2.5)))
    told = (await vera.opens("/admin/jobs")).text
    russian = (await vera.opens("/admin/jobs?lang=ru")).text
    await store.write(NOBODY, lambda tx: keep_scores(tx, [], WarmState()))

    assert "1 post has a score" in told
    assert "took 2.5 s" in told
    assert "<progress" not in told
    assert "Оценка есть у 1 записи" in russian
    assert "Fewer than 30 people" in (await vera.opens("/admin/jobs?lang=en")).text


async def test_scores_can_be_asked_for_at_once(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    await vera.opens("/admin/jobs")

    await vera.sends("/admin/jobs/scores")

    assert await small_world.house.store.write(NOBODY, take_asking)
    assert not await small_world.house.store.write(NOBODY, take_asking)


async def test_storage_is_counted_by_what_it_is_for(world: World) -> None:
    vera = await signed_in(world, "vera", "admin")
    misha = await world.member("misha")
    picture = (await upload(misha)).json()
    await misha.posts("look", Audience.SELF, media_ids=[picture["id"]])

    said = (await vera.opens("/admin/storage")).text

    assert re.search(r"Pictures of posts</th><td>1</td>", said)
    assert "less than 1 MB" in said


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (0, (0.0, "B")),
        (999, (1000.0, "B")),
        (1_234_567, (1.2, "MB")),
        (98_765_432_100, (99.0, "GB")),
        (10**16, (10_000.0, "TB")),
    ],
)
def test_sizes_have_two_digits(many: int, said: tuple[float, str]) -> None:
    assert coarse(many) == said


async def test_rules_are_added_worded_moved_and_taken_away(world: World) -> None:
    vera = await signed_in(world, "vera", "admin")
    await vera.opens("/admin/server")
    for text in ("Be kind", "No spam", "Ask first"):
        await vera.sends("/admin/server/rules", text=text, hint="")
    await vera.sends("/admin/server/rules", text="Ask first", hint="")  # sent twice
    third = re.findall(r'href="(/admin/server/rules/\d+)"', vera.page.text)[2]

    await vera.sends(f"{third}/move", way="up")
    await vera.opens(third)
    await vera.sends(third, text="Ask & answer", hint="Kindly.")
    moved = [rule["text"] for rule in (await world.client.get("/api/v1/instance/rules")).json()]
    first = re.findall(r'href="(/admin/server/rules/\d+)"', vera.page.text)[0]
    await vera.opens(f"{first}/remove")
    await vera.sends(f"{first}/remove")

    assert moved == ["Be kind", "Ask & answer", "No spam"]
    about = (await Browser(world).opens("/about")).text
    assert "Be kind" not in about
    assert about.index("Ask &amp; answer") < about.index("No spam")
    assert "Kindly." in about


async def test_a_rule_without_words_comes_back_with_what_was_typed(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    await vera.opens("/admin/server")

    answer = await vera.sends("/admin/server/rules", text="  ", hint="kept")

    assert answer.status_code == 422
    assert 'value="kept"' in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_texts_are_written_and_read_by_anybody(world: World) -> None:
    vera = await signed_in(world, "vera", "admin")
    stranger = Browser(world)
    assert (await stranger.opens("/about/terms")).status_code == 404
    assert "kept as hashes" in (await stranger.opens("/about/privacy")).text

    for name, text in (
        ("extended_description", "<p>A <b>long</b> story<script>alert(1)</script></p>"),
        ("privacy_policy", "We forget."),
    ):
        await vera.opens(f"/admin/server/texts/{name}")
        await vera.sends(f"/admin/server/texts/{name}", text=text)
    await vera.opens("/admin/server/texts/terms_of_service")
    refused = await vera.sends("/admin/server/texts/terms_of_service", text="Terms & tea", on="")
    assert refused.status_code == 422
    assert "Choose a day." in refused.text
    assert "Terms &amp; tea" in refused.text
    await vera.sends("/admin/server/texts/terms_of_service", text="Terms & tea", on="2026-01-01")

    about = (await stranger.opens("/about")).text
    assert "<b>long</b>" in about
    assert "alert(1)" not in about
    assert "/about/terms" in about
    assert "We forget." in (await stranger.opens("/about/privacy")).text
    assert "Terms &amp; tea" in (await stranger.opens("/about/terms")).text
    assert "texts/terms_of_service?on=2026-01-01" in (await vera.opens("/admin/server")).text


async def test_what_stands_in_the_settings_is_shown_with_its_name_and_not_as_a_field(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")

    said = (await vera.opens("/admin/server")).text

    assert "KUKHNYA_TITLE" in said
    assert "<code>registration</code>" in said
    assert 'name="title"' not in said


async def test_an_announcement_stands_above_home_until_it_is_read(world: World) -> None:
    vera, misha = await signed_in(world, "vera", "admin"), await signed_in(world, "misha")
    await vera.opens("/admin/announcements")
    for _ in range(2):  # sent twice, told once
        await vera.sends("/admin/announcements", text="Tea at six <i>", starts_at="", ends_at="")

    assert (await misha.opens("/home")).text.count("Tea at six &lt;i&gt;") == 1
    action = re.search(r'action="(/announcements/\d+/dismiss)"', misha.page.text)
    assert action is not None
    await misha.sends(action[1])
    assert "Tea at six" not in misha.page.text

    assert "Tea at six" in (await vera.opens("/home")).text
    path = re.search(r'href="(/admin/announcements/\d+)"', (await vera.opens("/admin/announcements")).text)
    assert path is not None
    await vera.opens(path[1])
    await vera.sends(path[1], text="Tea at seven", starts_at="2030-01-01T19:00", ends_at="2030-01-01T20:00")
    assert "Tea at seven" in (await vera.opens("/home")).text
    assert "1 Jan 2030" in vera.page.text
    assert "Tea at seven" not in (await misha.opens("/home")).text
    await vera.opens(f"{path[1]}/withdraw")
    await vera.sends(f"{path[1]}/withdraw")
    assert "Tea at s" not in (await vera.opens("/home")).text


async def test_an_announcement_that_would_end_before_it_begins_comes_back(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    await vera.opens("/admin/announcements")

    answer = await vera.sends(
        "/admin/announcements", text="Tea", starts_at="2030-01-01T19:00", ends_at="2030-01-01T18:00"
    )

    assert answer.status_code == 422
    assert "It must end after it has started" in answer.text
    assert 'value="2030-01-01T19:00"' in answer.text
    answer = await vera.sends("/admin/announcements", text="Tea", starts_at="soon", ends_at="")
    assert "Write a day and a time." in answer.text


async def test_an_emoji_is_added_and_taken_away_with_its_picture(world: World) -> None:
    vera = await signed_in(world, "vera", "admin")
    word = await vera.word()
    for content, code in ((b"no picture", "samovar"), (saved(a_picture(), "PNG"), "not good")):
        answer = await vera.client.post(
            "/admin/emoji", data={"csrf": word, "shortcode": code}, files={"file": ("x.png", content)}
        )
        assert answer.status_code == 422
        assert f'value="{code}"' in answer.text

    files = {"file": ("x.png", saved(a_picture((300, 200)), "PNG"))}
    answer = await vera.client.post("/admin/emoji", data={"csrf": word, "shortcode": "samovar"}, files=files)
    assert answer.status_code == 303
    listed = (await world.client.get("/api/v1/custom_emojis")).json()
    assert [each["shortcode"] for each in listed] == ["samovar"]
    assert (await world.client.get(listed[0]["url"])).status_code == 200

    await vera.opens("/admin/emoji/samovar/remove")
    await vera.sends("/admin/emoji/samovar/remove")
    await world.settle()

    assert "no emoji of its own" in vera.page.text
    assert (await world.client.get(listed[0]["url"])).status_code == 404
    assert not list(world.house.settings.media_folder.glob("??/*"))


async def test_the_pages_of_the_house_take_few_statements(small_world: World) -> None:
    vera = await signed_in(small_world, "vera", "admin")
    await small_world.house.store.write(NOBODY, lambda tx: keep_text(tx, "extended_description", "A story"))
    most = {
        "/admin": 4, "/admin/storage": 3, "/admin/jobs": 4, "/admin/server": 3, "/admin/announcements": 2,
        "/admin/emoji": 2, "/home": 6, "/about": 6, "/about/privacy": 3,
    }  # fmt: skip

    for path, allowed in most.items():
        await vera.opens(path)
        with small_world.counted() as counted:
            assert (await vera.opens(path)).status_code == 200
        assert counted[0] <= allowed, (path, counted)


async def test_markup_in_what_people_write_never_becomes_an_element(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    async with a_world(tmp_path, title=evil, description=evil, contact_email="a@b") as world:
        vera = await signed_in(world, "vera", "admin")
        misha = await world.member("misha", display_name=evil[:30])
        await vera.opens("/admin/server")
        await vera.sends("/admin/server/rules", text=evil, hint=evil)
        await vera.opens("/admin/announcements")
        await vera.sends("/admin/announcements", text=evil, starts_at="", ends_at="")

        for path in (
            "/about",
            "/admin/server",
            "/admin/announcements",
            "/home",
            "/admin/people",
            f"/admin/people/{misha.id}",
        ):
            said = (await vera.opens(path)).text
            assert "<img src=x" not in said, path
            assert "&lt;img src=x" in said, path
