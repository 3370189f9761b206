"""What has to be true of every page, asked of it in the browser."""

import importlib.resources
from typing import Any, Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from .crawl import Found, with_language

AXE: Final = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
NARROW, WIDE = 320, 1600
STRUCTURE: Final = """() => {
    const wrong = [];
    const all = what => [...document.querySelectorAll(what)];
    const shown = each => each.outerHTML.slice(0, 120);
    if (all("h1").length !== 1) wrong.push(`${all("h1").length} of h1`);
    for (const each of all("[style], style, script:not([src])")) wrong.push(`inline: ${shown(each)}`);
    for (const each of all("*"))
        for (const attribute of each.attributes)
            if (attribute.name.startsWith("on")) wrong.push(`handler: ${shown(each)}`);
    for (const field of all("input:not([type=hidden]), textarea, select"))
        if (!field.labels?.length && !field.ariaLabel && !field.getAttribute("aria-labelledby"))
            wrong.push(`no label: ${shown(field)}`);
    const ids = all("[id]").map(each => each.id);
    for (const id of new Set(ids.filter((id, place) => ids.indexOf(id) !== place))) wrong.push(`twice: #${id}`);
    return wrong;
}"""
FITS: Final = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1);
    return [`wider than ${innerWidth}: ` + (wide.at(-1)?.outerHTML.slice(0, 120) ?? "?")];
}"""
READS: Final = """async (rules) => {
    const told = {resultTypes: ["violations"], selectors: false};  // what was wrong is told by its HTML
    const said = await axe.run(document, {...told, ...(rules && {runOnly: {type: "rule", values: rules}})});
    return said.violations.map(each => `${each.id}: ` + each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | "));
}"""


class Look:
    """A tab that is led through many pages and notes what is wrong with each."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: dict[str, list[str]] = {}
        self._url = url
        self._said: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._said.append(f"fault: {error}"))

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self._url, "data:", "blob:")):
            self._said.append(f"asked elsewhere: {request.url}")

    def _heard(self, message: ConsoleMessage) -> None:
        itself = message.location.get("url", "").split("#")[0] == self.page.url
        if message.type == "error" and not (itself and "Failed to load resource" in message.text):
            self._said.append(f"console: {message.text} {message.location.get('url', '')}")

    def at(self, found: Found, language: str, *, axe: bool) -> None:
        """Open a page, narrow and then wide, and note what is wrong; `axe`: also whether everybody can read it."""
        self._said = []
        self.page.set_viewport_size({"width": NARROW, "height": 700})
        answer = self.page.goto(with_language(found.path, language), wait_until="load")
        said = [] if answer is not None and answer.status == found.status else [f"status {answer and answer.status}"]
        said += [*self.page.evaluate(STRUCTURE), *self.page.evaluate(FITS)]
        if axe:
            self.page.evaluate(AXE)
            said += self.page.evaluate(READS, None)
            self.page.emulate_media(color_scheme="dark")
            said += [f"dark: {each}" for each in self.page.evaluate(READS, ["color-contrast"])]
            self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": WIDE, "height": 900})
        said += self.page.evaluate(FITS)
        if said + self._said:
            self.wrong[found.path] = said + self._said
