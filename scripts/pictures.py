"""Take the screenshots in docs/pictures/ anew: a demo town, Debian's Chromium, scripts off. `make pictures`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from kukhnya.demo.town import LOGINS

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
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


def shots(browser: Browser, url: str) -> None:
    """Ten pictures: phone and desktop, light and dark, both languages."""
    wanted = [
        ("front-phone-dark", "/", PHONE, "dark", "en", False),
        ("front-desktop-light", "/", DESK, "light", "ru", False),
        ("sign-in-phone-light", "/sign-in", PHONE, "light", "ru", False),
        ("home-phone-light", "/", PHONE, "light", "ru", True),
        ("home-desktop-dark", "/", DESK, "dark", "en", True),
        ("profile-desktop-light", "/@vera", DESK, "light", "en", False),
        ("profile-phone-dark", "/@grisha", PHONE, "dark", "ru", False),
        ("closed-phone-light", "/@sonya", PHONE, "light", "en", False),
        ("about-desktop-light", "/about", DESK, "light", "en", False),
        ("missing-phone-dark", "/@nobody", PHONE, "dark", "ru", False),
    ]
    for name, path, size, scheme, language, signed_in in wanted:
        context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=False, locale=language)
        page = context.new_page()
        if signed_in:
            who, word = next(iter(LOGINS.items()))
            page.goto(f"{url}/sign-in")
            page.fill("#name", who)
            page.fill("#password", word)
            page.click("main button")
        page.goto(f"{url}{path}?lang={language}")
        page.screenshot(path=PICTURES / f"{name}.png")
        context.close()


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with town() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        shots(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
