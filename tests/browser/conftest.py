"""One browser for all these tests, and one lively town for those that only look: they stay together on one core."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from .chromium import a_chromium
from .crawl import Crawl, Found
from .town import Town, a_town

PEOPLE = ("vera", "misha", "")
"""An administrator, a member, nobody."""


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """What drives browsers: one for a process, gone with the last of these tests, for nothing asynchronous can run beside it."""
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
