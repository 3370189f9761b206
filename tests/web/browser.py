"""A browser without a script, for tests: keeps cookies, sends forms as the page has them."""

import re
from html import unescape
from typing import Any

import httpx

from tests.world import BASE, World

_INPUT = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_FORM = re.compile(r"<form[^>]*>.*?</form>", re.DOTALL)


class Browser:
    """Somebody at a browser. `page` is the last page."""

    def __init__(self, world: World) -> None:
        self.client = httpx.AsyncClient(transport=world.client._transport, base_url=BASE, follow_redirects=False)
        self.page = httpx.Response(200)

    async def opens(self, path: str, **params: Any) -> httpx.Response:
        """Go to a page; follow where it leads on this server."""
        self.page = await self.client.get(path, params=params or None)
        while self.page.is_redirect and self.page.headers["location"].startswith("/"):
            self.page = await self.client.get(self.page.headers["location"])
        return self.page

    async def sends(self, action: str | None = None, **fields: str) -> httpx.Response:
        """Fill in the form of this page that leads to `action` (default: its own address) and send it."""
        forms = _FORM.findall(self.page.text)
        form = next(f for f in forms if (f'action="{action}"' in f if action else "action=" not in f.partition(">")[0]))
        hidden = {name: unescape(value) for name, value in _INPUT.findall(form)}
        path = action or self.page.request.url.path
        self.page = await self.client.post(path, data={**hidden, **fields})
        answer = self.page
        if answer.is_redirect and answer.headers["location"].startswith("/"):
            await self.opens(answer.headers["location"])
        return answer

    async def word(self) -> str:
        """The hidden word that forms of this browser hold."""
        found = re.search(r'name="csrf" value="([^"]+)"', (await self.opens("/menu")).text)
        return found[1] if found else ""

    async def signs_in(self, name: str, password: str) -> httpx.Response:
        """Use the form of the sign-in page."""
        await self.opens("/sign-in")
        return await self.sends("/sign-in", name=name, password=password)
