"""One browser for all these tests, and one lively town for those that only look."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from .chromium import a_chromium
from .town import Town, a_town


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
