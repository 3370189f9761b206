"""A picture that is too large, chosen in a browser without a script: the form is there again, and what was typed in it."""

from pathlib import Path

from playwright.sync_api import Browser, FilePayload, expect

from .town import a_town

MOST = 200_000


def test_a_picture_that_is_too_large_costs_no_word(tmp_path: Path, chromium: Browser) -> None:
    with a_town(tmp_path, lively=False, max_upload_bytes=MOST) as town:
        town.does(town.moves_in("vera"))
        context = town.browser(chromium, "vera", java_script_enabled=False, locale="ru")
        page = context.new_page()
        page.goto("/compose")
        page.fill("#text", "писала целый час")
        page.check("input[name=audience][value=self]")
        page.get_by_text("Картинки", exact=True).click()
        file: FilePayload = {"name": "meadow.png", "mimeType": "image/png", "buffer": b"x" * (4 * MOST)}
        page.set_input_files("#picture-0", file)
        page.fill("#alt-0", "луг")
        page.click("form.card p.row button")

        expect(page.locator("#picture-0-wrong")).to_have_text("Эта картинка слишком велика.")
        expect(page.locator("#text")).to_have_value("писала целый час")
        expect(page.locator("#alt-0")).to_have_value("луг")
        expect(page.locator("input[name=audience][value=self]")).to_be_checked()
        expect(page.locator("#picture-0")).to_be_visible()
        page.click("form.card p.row button")
        expect(page.locator("main article")).to_contain_text("писала целый час")
        context.close()
