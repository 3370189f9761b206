"""From the first-run link to the first reply, as somebody new goes it, with scripts and without."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.apps.kitchen import PASSWORD
from tests.cli.processes import Machine


def _joins(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.click("main button")


def _writes(page: Page, text: str, audience: str) -> None:
    page.fill("form[data-compose] textarea", text)
    page.check(f"form[data-compose] input[name=audience][value={audience}]")
    page.locator("form[data-compose] .btn").last.click()


@pytest.mark.parametrize("scripts", [False, True])
def test_from_the_first_link_to_the_first_reply(tmp_path: Path, chromium: Browser, scripts: bool) -> None:
    machine = Machine(tmp_path, KUKHNYA_RATE_LIMITS="off")
    with machine.serves() as server:
        assert server.process.stdout is not None
        server.process.stdout.readline()
        link = server.process.stdout.readline().decode().strip()
        vera, misha = (chromium.new_context(java_script_enabled=scripts, locale="en").new_page() for _ in "12")

        _joins(vera, link, "vera")
        vera.goto(server.url + "/compose")
        _writes(vera, "the kettle is on", "members")
        expect(vera.locator("main article")).to_contain_text("the kettle is on")
        vera.goto(server.url + "/admin/invites")
        vera.locator("main form .btn").first.click()
        found = re.search(r"https?://\S+/invite/[\w-]+", vera.inner_text("main"))
        assert found is not None
        _joins(misha, server.url + "/invite/" + found[0].rpartition("/")[2], "misha")
        misha.goto(server.url + "/@vera")
        expect(misha.locator("main")).to_contain_text("vera")
        misha.locator("main form button").first.click()
        vera.goto(server.url + "/requests")
        vera.locator("main form button").first.click()
        vera.goto(server.url + "/compose")
        _writes(vera, "come in, misha", "followers")
        misha.goto(server.url + "/home")
        misha.locator("main article", has_text="come in, misha").locator('a[href^="/compose?reply="]').click()
        misha.fill("form[data-compose] textarea", "@vera on my way")
        misha.locator("form[data-compose] .btn").last.click()
        vera.goto(server.url + "/notifications")
        expect(vera.locator("main")).to_contain_text("on my way")
        vera.goto(link)

        assert "Nothing here" in vera.content()
