"""Take the screenshots in docs/pictures/ anew: a demo town, Debian's Chromium, scripts off. `make pictures`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from kukhnya.demo.town import LOGINS

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
LANGUAGES = ("en", "ru")
OK = 200
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def town() -> Iterator[str]:
    """The address of a demo town for the length of the block."""
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [str(Path(sys.executable).with_name("kukhnya")), "demo", "--data", data, "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "COLUMNS": "80"},
        )  # fmt: skip
        assert server.stdout is not None
        line = ""
        while " is ready at " not in line:
            line = server.stdout.readline()
            assert line, "the demo ended early"
        try:
            yield line.split()[-1]
        finally:
            server.terminate()
            server.wait()


def wanted(page: Page) -> list[tuple[str, str, bool]]:
    """Eleven pages by name, where they are, and whether one is signed in there."""
    status = page.locator("main article[id^=s] .when a").first.get_attribute("href") or ""
    return [
        ("front", "/", False), ("home", "/home", True), ("compose", "/compose", True), ("profile", "/@vera", True),
        ("status", status, True), ("notifications", "/notifications", True), ("letters", "/letters", True),
        ("search", "/search?q=tea", True), ("privacy", "/settings/privacy", True), ("admin", "/admin", True),
        ("checkup", "/checkup?as=follower", True),
    ]  # fmt: skip


def signed_in(browser: Browser, url: str) -> Page:
    """A tab of whoever looks after the town. Its cookies serve every other: nobody signs in twenty times a minute."""
    page = browser.new_context(base_url=url, java_script_enabled=False).new_page()
    who, word = next(iter(LOGINS.items()))
    page.goto("/sign-in")
    page.fill("#name", who)
    page.fill("#password", word)
    page.click("main button")
    expect(page).to_have_url(f"{url}/home")  # or the next page is asked for before the cookie is there
    return page


def shots(browser: Browser, url: str) -> None:
    """Each page on a phone and on a desk: by day and by night, in English and in Russian, taken in turn."""
    first = signed_in(browser, url)
    first.goto("/@misha")
    pages = wanted(first)
    for place, (name, path, member) in enumerate(pages):
        for device, size, night, language in (
            ("phone", PHONE, place % 2 == 0, LANGUAGES[place % 2]),
            ("desk", DESK, place % 2 == 1, LANGUAGES[1 - place % 2]),
        ):
            scheme: Any = "dark" if night else "light"
            page = browser.new_context(
                base_url=url, java_script_enabled=False, viewport=size, color_scheme=scheme, locale=language,
                storage_state=first.context.storage_state() if member else None,
            ).new_page()  # fmt: skip
            answer = page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            if answer is None or answer.status != OK:
                raise SystemExit(f"{path} is not to be seen: {answer and answer.status}")
            page.screenshot(path=PICTURES / f"{name}-{device}-{scheme}-{language}.png")
            page.context.close()


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with town() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        shots(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
