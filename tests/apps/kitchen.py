"""A running server with members, as somebody with an app meets it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any, Final

import httpx

from tests.cli.processes import Machine

PASSWORD: Final = "samovar at midnight"
_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


class Kitchen:
    """The server at `url`, on a machine where commands can be typed."""

    def __init__(self, machine: Machine, url: str) -> None:
        self.machine = machine
        self.url = url

    def member(self, name: str) -> None:
        """Make an account by command line, with the one password of these tests."""
        made = self.machine.types("account", "create", name, "--password-stdin", stdin=PASSWORD)
        assert made.code == 0, made.err

    def token(self, name: str) -> str:
        """Make a token by command line."""
        made = self.machine.types("token", "create", name)
        assert made.code == 0, made.err
        return made.out.strip()

    def call(self, token: str, verb: str, path: str, **more: Any) -> httpx.Response:
        """One request over the wire."""
        return httpx.request(verb, self.url + path, headers={"authorization": f"Bearer {token}"}, timeout=30, **more)


@contextmanager
def a_kitchen(folder: Path, *members: str, **settings: str) -> Iterator[Kitchen]:
    """A fresh server with these members, for the length of the block."""
    machine = Machine(folder, **{"KUKHNYA_RATE_LIMITS": "off", **settings})
    with machine.serves() as server:
        made = Kitchen(machine, server.url)
        for name in members:
            made.member(name)
        yield made


def consent(address: str, name: str) -> str:
    """Sign in and let the app in, as a browser without scripts does; the answer is the code on the last page."""
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(address)
        said = {**_fields(page), "name": name, "password": PASSWORD}
        page = browser.post(page.url.copy_with(path="/sign-in", query=None), data=said)
        said = {**_fields(page), "answer": "allow"}
        page = browser.post(page.url.copy_with(path="/oauth/authorize", query=None), data=said)
        return page.text.partition('id="code">')[2].partition("<")[0]


def _fields(page: httpx.Response) -> dict[str, str]:
    """What the form of this page sends by itself."""
    return {key: unescape(value) for key, value in _HIDDEN.findall(page.text.partition("<main")[2])}
