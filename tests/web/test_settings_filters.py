"""Words one would rather not meet: named, changed and forgotten by forms."""

from kukhnya.model.audience import Audience
from tests.web.browser import Browser
from tests.web.filled import at_browser, filled
from tests.world import World

PAGE = "/settings/filters"


async def sends(browser: Browser, path: str, **said: str | list[str]) -> int:
    """The form at this path with these changes."""
    await browser.opens(path)
    browser.page = await browser.client.post(path, data={**filled(browser), **said})
    return browser.page.status_code


async def test_a_post_with_a_filtered_word_folds_up(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.follows(misha)
    await misha.posts("my cat sleeps", to=Audience.FOLLOWERS)
    browser = await at_browser(small_world, vera)

    said = await sends(browser, f"{PAGE}/new", title="Paws & claws", whole_words="cat\n  big  dog \n", pieces="mew")

    assert said == 303
    (kept,) = await vera.get("/api/v2/filters")
    words = {(word["keyword"], word["whole_word"]) for word in kept["keywords"]}
    assert words == {("cat", True), ("big dog", True), ("mew", False)}
    assert "Paws &amp; claws" in (await browser.opens("/home")).text
    assert "3 words" in (await browser.opens(PAGE)).text


async def test_a_filter_is_changed_word_by_word(small_world: World) -> None:
    vera = await small_world.member("vera")
    words = [{"keyword": "cat"}, {"keyword": "dog", "whole_word": False}, {"keyword": "owl"}]
    made = await vera.post(
        "/api/v2/filters", title="Pets", context=["home"], keywords_attributes=words, expires_in=7200
    )
    browser = await at_browser(small_world, vera)
    path = f"{PAGE}/{made['id']}"

    assert await sends(browser, path) == 303
    assert await vera.get(f"/api/v2/filters/{made['id']}") == made

    more: dict[str, str | list[str]] = {"context[]": ["public", "thread"], "expires_in": "", "action": "hide"}
    assert await sends(browser, path, title="Birds", whole_words="owl\ndog", pieces="cat", **more) == 303
    kept = await vera.get(f"/api/v2/filters/{made['id']}")
    assert {(word["keyword"], word["whole_word"]) for word in kept["keywords"]} == {
        ("owl", True), ("dog", True), ("cat", False),
    }  # fmt: skip
    assert (kept["title"], kept["context"], kept["filter_action"]) == ("Birds", ["public", "thread"], "hide")
    assert kept["expires_at"] is None


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    right: dict[str, str | list[str]] = {"title": "T", "whole_words": "cat", "context[]": ["home"], "action": "warn"}

    for field, wrong in (
        ("title", {"title": " "}), ("title", {"title": "x" * 121}), ("whole_words", {"whole_words": " \n"}),
        ("whole_words", {"whole_words": "x" * 201}), ("context", {"context[]": ["moon"]}), ("action", {"action": "eat"}),
        ("expires_in", {"expires_in": "x"}), ("expires_in", {"expires_in": str(10**12)}),
    ):  # fmt: skip
        assert (
            await sends(
                browser,
                f"{PAGE}/new",
                **{**right, "pieces": "<b>kept", **wrong} if field != "whole_words" else {**right, **wrong},
            )
            == 422
        )
        assert f'id="{field}-wrong"' in browser.page.text, field
        if field != "whole_words":
            assert "&lt;b&gt;kept</textarea>" in browser.page.text
    assert await vera.get("/api/v2/filters") == []


async def test_a_filter_is_deleted_after_it_was_asked_about(small_world: World) -> None:
    vera = await small_world.member("vera")
    made = await vera.post("/api/v2/filters", title="Pets", context=["home"], keywords_attributes=[{"keyword": "cat"}])
    browser = await at_browser(small_world, vera)
    told = await browser.opens(f"{PAGE}/{made['id']}/delete")
    assert "Pets" in told.text
    assert len(await vera.get("/api/v2/filters")) == 1

    await browser.sends()

    assert await vera.get("/api/v2/filters") == []


async def test_a_filter_of_somebody_else_is_the_page_of_none(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    made = await vera.post("/api/v2/filters", title="Pets", context=["home"], keywords_attributes=[{"keyword": "cat"}])
    browser = await at_browser(small_world, misha)

    for end in ("", "/delete"):
        theirs = await browser.opens(f"{PAGE}/{made['id']}{end}")
        none = await browser.opens(f"{PAGE}/117000000000000001{end}")
        assert theirs.status_code == none.status_code == 404
        assert theirs.text == none.text
    await browser.opens(f"{PAGE}/new")
    said = {**filled(browser), "title": "x", "whole_words": "x"}
    assert (await browser.client.post(f"{PAGE}/{made['id']}", data=said)).status_code == 404
    assert (await browser.client.post(f"{PAGE}/{made['id']}/delete", data=said)).status_code == 404
    assert len(await vera.get("/api/v2/filters")) == 1
