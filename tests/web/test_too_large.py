"""Pictures that are too large, over real sockets: the form comes back with everything that was typed in it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec import Struct

from kukhnya.actions.set_role import set_role
from kukhnya.door.login import COOKIE
from kukhnya.door.secrets import new_secret
from kukhnya.model.viewer import NOBODY
from tests.listening import a_studio
from tests.web import filled as untouched
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.web.writing import id_of, picture, sends, sits_down
from tests.world import Person, World, a_world

MOST = 200_000
"""Bytes of a picture in these tests."""
TOO_LARGE = "This picture is too large."
TOO_MANY = "All pictures together are too large."


class Table(Struct):
    """Vera, who looks after the server, at a browser that speaks to a port."""

    world: World
    port: int
    vera: Person
    browser: Browser


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    """A server on a port."""
    async with a_world(tmp_path, max_upload_bytes=MOST) as world, a_studio(world) as there:
        vera, browser = await sits_down(world, "vera")
        cookies, port = browser.client.cookies, there.port
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies=dict(cookies)) as client:
            browser.client = client
            yield Table(world, port, vera, browser)


def file(size: int) -> tuple[str, bytes, str]:
    """A file of this many bytes."""
    return "a.png", b"x" * size, "image/png"


async def test_words_and_the_pictures_that_fit_are_kept_where_one_is_too_large(table: Table) -> None:
    browser = table.browser
    await browser.opens("/compose")

    wrong = await sends(
        browser, "/compose", text="typed for an hour\nand more", warning="tea", audience="self", language="ru", veil="1",
        files={"picture[0][file]": ("a.png", picture(), "image/png"), "picture[1][file]": file(MOST + 100_000)},
        **{"picture[0][alt]": "a field", "picture[1][alt]": "a meadow", "poll[options][]": ["", ""]},
    )  # fmt: skip
    form = filled(browser.page.text, "/compose")
    done = await sends(browser, "/compose")

    assert wrong.status_code == 422
    assert f'id="picture-1-wrong">{TOO_LARGE}' in wrong.text
    assert 'id="picture-0-wrong"' not in wrong.text
    assert (form["text"], form["warning"], form["audience"]) == ("typed for an hour\nand more", "tea", "self")
    assert (form["language"], form["veil"], form["picture[1][alt]"]) == ("ru", "1", "a meadow")
    assert done.status_code == 303
    said = await table.vera.get(f"/api/v1/statuses/{id_of(browser.page)}")
    assert [each["description"] for each in said["media_attachments"]] == ["a field"]
    assert said["audience"] == "self"


async def test_pictures_that_are_too_large_together_are_told_apart_from_one_that_is(table: Table) -> None:
    browser = table.browser
    await browser.opens("/compose")

    answer = await sends(
        browser, "/compose", text="look", files={f"picture[{n}][file]": file(MOST - 20_000) for n in range(4)}
    )

    assert answer.status_code == 422
    assert f'id="picture-0-wrong">{TOO_MANY}' not in answer.text
    for place in (1, 2, 3):
        assert f'id="picture-{place}-wrong">{TOO_MANY}' in answer.text
    assert "look</textarea>" in answer.text


async def _edit(table: Table) -> tuple[str, str, str, str]:
    at = f"/statuses/{await table.vera.posts('before')}/edit"
    return at, at, "picture[0][file]", "picture-0"


async def _work(_table: Table) -> tuple[str, str, str, str]:
    return "/portfolio/new", "/portfolio/new", "picture", "picture"


async def _face(_table: Table) -> tuple[str, str, str, str]:
    return "/settings/profile", "", "header", "header"


async def _emoji(table: Table) -> tuple[str, str, str, str]:
    await table.world.house.store.write(NOBODY, lambda tx: set_role(tx, table.vera.id, "admin"))
    return "/admin/emoji", "/admin/emoji", "file", "file"


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        (_edit, {"text": "after", "warning": "mind", "picture[0][alt]": "a meadow"}),
        (_work, {"title": "A meadow", "description": "green", "text": "in June", "audience": "self"}),
        (_face, {"display_name": "Vera the new", "note": "tea", "header_description": "a meadow",
                 "fields_attributes[0][name]": "city", "fields_attributes[0][value]": "Porto"}),
        (_emoji, {"shortcode": "samovar", "category": "tea"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [MOST + 1, 4 * MOST])
async def test_every_form_with_a_picture_comes_back_as_it_was_typed(
    table: Table, form: Any, typed: dict[str, str], size: int
) -> None:
    path, action, name, place = await form(table)
    browser = table.browser
    await browser.opens(path)

    data = {**untouched.filled(browser, action), **typed}
    browser.page = answer = await browser.client.post(path, data=data, files={name: file(size)})

    assert answer.status_code == 422
    assert f'id="{place}-wrong">' in answer.text
    kept = untouched.filled(browser, action)
    assert {key: kept[key] for key in typed} == typed
    assert not [each for each in table.world.house.settings.media_folder.rglob("*") if each.is_file()]


async def test_a_sign_in_that_has_run_out_and_a_picture_that_is_too_large_cost_no_word(table: Table) -> None:
    browser = table.browser
    typed = filled((await browser.opens("/compose")).text, "/compose", text="typed for an hour", audience="self")
    browser.client.cookies.set(COOKIE, new_secret(), domain="127.0.0.1")
    browser.client.headers["origin"] = f"http://127.0.0.1:{table.port}"

    kept = await browser.client.post("/compose", data=typed, files={"picture[0][file]": file(3 * MOST)})

    assert kept.status_code == 401
    assert 'value="typed for an hour"' in kept.text


async def _asks(port: int, head: str, body: bytes = b"") -> bytes:
    """The first line of the answer to a request that goes no further than this."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
    line = await reader.readline()
    writer.close()
    return line


@pytest.mark.parametrize(("known", "length"), [(True, 10**9), (False, 2 * MOST)])
async def test_beyond_a_larger_bound_and_for_strangers_the_rest_is_not_read(
    table: Table, known: bool, length: int
) -> None:
    word = "; ".join(f"{name}={value}" for name, value in table.browser.client.cookies.items()) if known else ""

    line = await _asks(
        table.port,
        f"POST /compose HTTP/1.1\nHost: kitchen.test\nCookie: {word}\nContent-Length: {length}\n"
        "Content-Type: multipart/form-data; boundary=b",
    )

    assert b" 413 " in line
