"""Whoever has no mouse reaches everything, and sees where they are; and nothing moves while a page comes."""

import pytest
from playwright.sync_api import Browser, Page

from .crawl import Found
from .town import Town

pytestmark = pytest.mark.xdist_group("town")

EXPECTED = """() => {
    const wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(each =>
        each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.type !== "hidden" && each.tabIndex >= 0
        && !(each.type === "radio" && each.name));
    wanted.forEach(each => { each.reached = false });
    window.wanted = wanted;
    window.unseen = [];
    addEventListener("focusin", ({target}) => {
        target.reached = true;
        const style = getComputedStyle(target);
        if (!target.matches(":focus-visible") || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
            window.unseen.push(target.outerHTML.slice(0, 120));
    });
    const parts = document.querySelectorAll("input[type=date], input[type=time], input[type=datetime-local]").length;
    return 8 * parts + wanted.length + new Set([...document.querySelectorAll("input[type=radio]")].map(each => each.name)).size;
}"""
MISSED = (
    "() => [...window.wanted.filter(each => !each.reached).map(each => each.outerHTML.slice(0, 120)), ...window.unseen]"
)
SHIFTED = """() => new Promise(told => {
    let moved = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => { moved += each.value }))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => told(moved), 600);
})"""

HARDLY = 0.002
"""Times of another zone may be a letter wider; nothing else moves."""


def _missed(page: Page, path: str) -> list[str]:
    page.goto(path)
    many = page.evaluate(EXPECTED)
    for _ in range(many + 4):  # held down, as one does on a long page
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    return list(page.evaluate(MISSED))


def test_the_keyboard_alone_reaches_everything_and_one_sees_where(
    town: Town, walks: dict[str, list[Found]], chromium: Browser
) -> None:
    first = {each.route: each.path for each in reversed(walks["vera"]) if each.whole and each.status == 200}
    context = town.browser(chromium, "vera")
    page = context.new_page()

    missed = {path: wrong for path in first.values() if (wrong := _missed(page, path))}

    context.close()
    assert missed == {}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("who", "path"), [("vera", "/home"), ("", "/@vera"), ("misha", "/@vera")])
def test_nothing_moves_while_a_page_comes(town: Town, chromium: Browser, who: str, path: str, width: int) -> None:
    context = town.browser(chromium, who, viewport={"width": width, "height": 844}, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(path)

    moved = page.evaluate(SHIFTED)

    context.close()
    assert moved < HARDLY
