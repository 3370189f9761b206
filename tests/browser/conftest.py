"""One browser for all these tests, and one lively town for those that only look: they stay together on one core."""

from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from .chromium import a_chromium
from .crawl import Crawl, Found
from .town import Town, a_town

PEOPLE = ("vera", "misha", "")
"""An administrator, a member, nobody."""
PATIENCE_S: Final = 20.0
"""How long what a person would see may take, on a machine that has other things to do."""


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives browsers: one for a process, gone with the last of these tests, for nothing asynchronous can run beside it."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="package")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    with a_chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town in which everything can be seen. Who changes it makes one of their own."""
    with a_town(tmp_path_factory.mktemp("town")) as made:
        yield made


@pytest.fixture(scope="package")
def walks(town: Town) -> dict[str, list[Found]]:
    """What each of them finds there."""
    return {who: Crawl(town, who).walk() for who in PEOPLE}
