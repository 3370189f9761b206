"""Somebody at a browser who writes: their app beside it, and forms sent as the page has them."""

import io
import re
from typing import Any

import httpx
from PIL import Image

from kukhnya.actions.create_account import create_account
from kukhnya.door.passwords import hashed
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.world import Person, World

PASSWORD = "samovar at midnight"


async def sits_down(world: World, name: str) -> tuple[Person, Browser]:
    """A member with an app and a signed-in browser."""
    kept = await hashed(PASSWORD)
    account_id = await world.house.store.write(NOBODY, lambda tx: create_account(tx, name, kept))
    browser = Browser(world)
    await browser.signs_in(name, PASSWORD)
    return await world.signed_in(name, AccountId(account_id)), browser


async def sends(browser: Browser, action: str, files: Any = None, **over: Any) -> httpx.Response:
    """Send the form of this page that leads to `action`, and go where the answer leads."""
    data = filled(browser.page.text, action, **over)
    browser.page = answer = await browser.client.post(action, data=data, files=files)
    if answer.is_redirect:
        await browser.opens(answer.headers["location"])
    return answer


async def presses(browser: Browser, verb: str, status_id: str, **over: Any) -> httpx.Response:
    """Press a button of a status: it sends the page's one form `acts` to an address of its own."""
    action = f"/statuses/{status_id}/{verb}"
    assert f'formaction="{action}"' in browser.page.text
    data = filled(browser.page.text, "/statuses/act", **over)
    browser.page = answer = await browser.client.post(action, data=data)
    if answer.is_redirect:
        await browser.opens(answer.headers["location"])
    return answer


def picture(colour: str = "green") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


def text_of(page: httpx.Response) -> str:
    """The words of a page, without its elements."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def id_of(page: httpx.Response) -> str:
    """The status whose page this is."""
    return page.url.path.rpartition("/")[2]


def chosen(page: httpx.Response) -> str:
    """The audience that is chosen on this page."""
    found = re.search(r'name="audience" value="([^"]+)" required checked', page.text)
    assert found is not None
    return found[1]
