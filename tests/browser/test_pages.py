"""The way in, as somebody with a browser goes it; and that everybody can read the pages."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.apps.kitchen import PASSWORD, Kitchen, a_kitchen
from tests.cli.processes import Machine

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
OOB = "urn:ietf:wg:oauth:2.0:oob"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Fails where it is missing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    """A server with one member who has posted."""
    with a_kitchen(tmp_path_factory.mktemp("kitchen"), "vera") as made:
        token = made.token("vera")
        made.call(token, "PATCH", "/api/v1/accounts/update_credentials", json={"closed": False, "note": "tea <b>"})
        for text in ("<img src=x onerror=alert(1)>", "hello #tea https://example.org/a", "мимо"):
            made.call(token, "POST", "/api/v1/statuses", json={"status": text, "visibility": "public"})
        yield made


def _app(url: str) -> dict[str, str]:
    said = {"client_name": "<b>App</b>", "redirect_uris": OOB, "scopes": "read write"}
    return dict(httpx.post(f"{url}/api/v1/apps", json=said).json())


def _consent_address(url: str, app: dict[str, str]) -> str:
    asked = {"response_type": "code", "client_id": app["client_id"], "redirect_uri": OOB, "scope": "read write"}
    return f"{url}/oauth/authorize?{urlencode(asked)}"


@pytest.mark.parametrize("scripts", [False, True])
def test_from_the_first_link_to_an_app_that_works(tmp_path: Path, chromium: Browser, scripts: bool) -> None:
    machine = Machine(tmp_path, KUKHNYA_RATE_LIMITS="off")
    with machine.serves() as server:
        assert server.process.stdout is not None
        server.process.stdout.readline()
        link = server.process.stdout.readline().decode().strip()
        page = chromium.new_context(java_script_enabled=scripts).new_page()

        page.goto(link)
        page.fill("#username", "vera")
        page.fill("#password", PASSWORD)
        page.click("main button")
        greeting = page.inner_text("h1")
        app = _app(server.url)
        page.goto(_consent_address(server.url, app))
        page.click("text=Let it in")
        code = page.inner_text("#code")
        said = {
            "grant_type": "authorization_code", "code": code, "client_id": app["client_id"],
            "client_secret": app["client_secret"], "redirect_uri": OOB,
        }  # fmt: skip
        token = httpx.post(f"{server.url}/oauth/token", data=said).json()["access_token"]
        me = httpx.get(
            f"{server.url}/api/v1/accounts/verify_credentials", headers={"authorization": f"Bearer {token}"}
        ).json()
        page.goto(link)

        assert "vera" in greeting
        assert (me["username"], me["role"]["name"]) == ("vera", "Administrator")
        assert "Nothing here" in page.content()


def _pages(kitchen: Kitchen) -> list[str]:
    return ["/", "/sign-in", "/about", "/@vera", "/@nobody"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_keeps_anybody_out(kitchen: Kitchen, chromium: Browser, language: str, scheme: str) -> None:
    context = chromium.new_context(
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": 390, "height": 844}
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    found = {}

    for path in _pages(kitchen):
        page.goto(f"{kitchen.url}{path}?lang={language}")
        found[path] = _violations(page)
    page.goto(f"{kitchen.url}/sign-in")
    page.fill("#name", "vera")
    page.fill("#password", PASSWORD)
    page.click("main button")
    found["home"] = _violations(page)
    page.goto(_consent_address(kitchen.url, _app(kitchen.url)))
    found["consent"] = _violations(page)

    assert found == dict.fromkeys(found, "")
    context.close()


def _violations(page: Page) -> str:
    """What axe finds; the page's policy would keep its script out, so it runs in a copy without one."""
    copy = page.context.new_page()
    copy.route("**/*", _without_policy)
    copy.goto(page.url)
    result = Axe().run(copy)
    copy.close()
    return "" if result.violations_count == 0 else str(result.generate_report())


def _without_policy(route: object) -> None:
    answer = route.fetch()  # type: ignore[attr-defined]
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)  # type: ignore[attr-defined]


def test_what_people_write_never_becomes_an_element(kitchen: Kitchen, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{kitchen.url}/@vera")

    assert page.locator("img[src=x]").count() == 0
    assert "<img src=x onerror=alert(1)>" in page.inner_text("main")
    assert all(address.startswith(kitchen.url) for address in asked)


@pytest.mark.parametrize("width", [320, 390, 1600])
def test_pages_fit_every_width(kitchen: Kitchen, chromium: Browser, width: int) -> None:
    page = chromium.new_context(viewport={"width": width, "height": 800}).new_page()

    for path in _pages(kitchen):
        page.goto(f"{kitchen.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_alone_signs_in(kitchen: Kitchen, chromium: Browser) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{kitchen.url}/sign-in")

    page.focus("#name")
    page.keyboard.type("vera")
    page.keyboard.press("Tab")
    page.keyboard.type("a wrong password")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    wrong = page.inner_text("[role=alert]")
    kept = page.input_value("#name")
    page.focus("#password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "do not fit" in wrong
    assert kept == "vera"
    assert "vera" in page.inner_text("h1")
