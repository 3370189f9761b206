"""Debian's Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Playwright

CHROMIUM: Final = "/usr/bin/chromium"
QUIET: Final = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@contextmanager
def a_chromium(playwright: Playwright, *more: str) -> Iterator[Browser]:
    """The browser, for the length of the block. Fails where it is missing."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *more])
    try:
        yield browser
    finally:
        browser.close()
