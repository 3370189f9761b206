"""What one says of oneself, by a form: nothing typed is lost, and nothing that is no picture gets in."""

import io
from typing import Any

import httpx
from PIL import Image

from tests.web.browser import Browser
from tests.web.filled import at_browser, filled
from tests.world import World

PAGE = "/settings/profile"
MARKUP = "<script>alert(1)</script>"


def picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    return out.getvalue()


async def sends(browser: Browser, files: dict[str, Any] | None = None, **said: str) -> httpx.Response:
    """The profile's form with these changes and files, as a browser sends it."""
    await browser.opens(PAGE)
    data = {**filled(browser), **said}
    empty = ("", b"", "application/octet-stream")
    return await browser.client.post(PAGE, data=data, files={"avatar": empty, "header": empty, **(files or {})})


async def test_name_words_and_lines_are_kept(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    answer = await sends(
        browser, None, display_name="Вера", note="tea\nand #lemon", bot="1",
        **{"fields_attributes[0][name]": "city", "fields_attributes[0][value]": "Porto"},
    )  # fmt: skip

    assert answer.status_code == 303
    me = await vera.get("/api/v1/profile")
    assert (me["display_name"], me["note"], me["bot"]) == ("Вера", "tea\nand #lemon", True)
    assert [(line["name"], line["value"]) for line in me["fields"]] == [("city", "Porto")]
    assert "It is kept." in (await browser.opens(answer.headers["location"])).text


async def test_a_form_sent_untouched_changes_nothing(small_world: World) -> None:
    vera = await small_world.member("vera")
    fields = {str(n): {"name": f"line {n}", "value": "x"} for n in range(6)}
    said = {"display_name": "V", "note": "\n two", "closed": False, "locked": True, "fields_attributes": fields}
    before = await vera.patch("/api/v1/profile", **said)
    browser = await at_browser(small_world, vera)

    await sends(browser)

    assert await vera.get("/api/v1/profile") == before


async def test_pictures_come_and_are_described_and_go(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    files = {"avatar": ("a.png", picture(), "image/png"), "header": ("h.png", picture(), "image/png")}
    await sends(browser, files, avatar_description="a leaf", header_description="a meadow")

    me = await vera.get("/api/v1/profile")
    assert me["avatar"]
    assert me["header"]
    assert (me["avatar_description"], me["header_description"]) == ("a leaf", "a meadow")

    await sends(browser, avatar_gone="1")

    me = await vera.get("/api/v1/profile")
    assert (me["avatar"], me["avatar_description"], me["header_description"]) == (None, "", "a meadow")


async def test_what_is_no_picture_is_said_beside_the_field_and_nothing_typed_is_lost(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    answer = await sends(
        browser, {"avatar": ("a.png", b"not a picture", "image/png")}, display_name="Vera the new", note="fresh",
        **{"fields_attributes[1][value]": "still here"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert 'id="avatar-wrong">This is not a picture we can read' in answer.text
    for typed in ('value="Vera the new"', "fresh</textarea>", 'value="still here"'):
        assert typed in answer.text
    assert (await vera.get("/api/v1/profile"))["display_name"] == ""


async def test_what_is_too_long_is_said_beside_its_field(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    answer = await sends(browser, note="x" * 1001)

    assert answer.status_code == 422
    assert 'id="note-wrong">This is too long.' in answer.text
    assert "x" * 1001 in answer.text


async def test_markup_in_any_field_stays_text(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)
    names = ("display_name", "note", "avatar_description", "header_description")
    said = dict.fromkeys(names, MARKUP) | {
        f"fields_attributes[{n}][{part}]": MARKUP for n in range(4) for part in ("name", "value")
    }

    await sends(browser, {"header": ("h.png", picture(), "image/png")}, **said)

    for path in (PAGE, "/@vera", "/settings", "/settings/delete", "/settings/privacy"):
        assert MARKUP not in (await browser.opens(path)).text, path


async def test_the_profile_form_does_not_open_the_door(small_world: World) -> None:
    vera = await small_world.member("vera")
    browser = await at_browser(small_world, vera)

    await sends(browser, closed="0", locked="0")

    assert (await vera.get("/api/v1/profile"))["closed"] is True
