"""From the first-run link to the first reply, as somebody new goes it, with scripts and without."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.kitchen import PASSWORD
from tests.cli.processes import PATIENCE_S, Machine

INVITE = re.compile(r"https?://\S+(/invite/[\w-]+)")


def _joins(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page).to_have_url(re.compile("/home$"))


def _invites(page: Page, url: str) -> str:
    page.goto(url + "/admin/invites")
    page.get_by_role("button", name="Make the link").click()
    shown = page.locator("#link")
    expect(shown).to_have_text(INVITE)
    found = INVITE.search(shown.inner_text())
    assert found is not None
    return url + found[1]


def _sends(page: Page, text: str) -> None:
    """Write and send. What was sent stands on the page that comes next; who looks for it elsewhere before then looks too early."""
    page.fill("form[data-compose] textarea", text)
    page.locator("form[data-compose] .btn").last.click()
    expect(page.locator("main article", has_text=text)).to_be_visible()


def _writes(page: Page, url: str, text: str, audience: str) -> None:
    page.goto(url + "/compose")
    page.check(f"form[data-compose] input[name=audience][value={audience}]")
    _sends(page, text)


def _follows(misha: Page, vera: Page, url: str) -> None:
    misha.goto(url + "/@vera")
    misha.get_by_role("button", name="Ask to follow").click()
    expect(misha.get_by_role("button", name="Take my request back")).to_be_visible()
    vera.goto(url + "/requests")
    vera.get_by_role("button", name="Let misha follow me", exact=True).click()
    expect(vera.locator("main")).to_contain_text("Nobody is waiting")


def _hears(page: Page, url: str, text: str) -> None:
    """Look at what is new, and again until it is there: a worker writes it down, a moment after the post."""
    page.goto(url + "/notifications")
    too_late = time.monotonic() + PATIENCE_S
    while text not in page.inner_text("main") and time.monotonic() < too_late:
        page.reload()
    expect(page.locator("main")).to_contain_text(text)


@pytest.mark.parametrize("scripts", [False, True])
def test_from_the_first_link_to_the_first_reply(tmp_path: Path, chromium: Browser, scripts: bool) -> None:
    machine = Machine(tmp_path, KUKHNYA_RATE_LIMITS="off")
    with machine.serves() as server:
        assert server.process.stdout is not None
        server.process.stdout.readline()
        link = server.process.stdout.readline().decode().strip()
        vera, misha = (chromium.new_context(java_script_enabled=scripts, locale="en").new_page() for _ in "12")

        _joins(vera, link, "vera")
        _writes(vera, server.url, "the kettle is on", "members")
        _joins(misha, _invites(vera, server.url), "misha")
        _follows(misha, vera, server.url)
        _writes(vera, server.url, "come in, misha", "followers")
        misha.goto(server.url + "/home")
        misha.locator("main article", has_text="come in, misha").locator('a[href^="/compose?reply="]').click()
        _sends(misha, "@vera on my way")
        _hears(vera, server.url, "on my way")
        vera.goto(link)

        expect(vera.locator("main")).to_contain_text("Nothing here")
        for each in (vera, misha):
            each.context.close()
