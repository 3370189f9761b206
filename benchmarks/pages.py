"""What pages cost and how soon they are there: CPU of the server, bytes on the way, the first paint on a slow phone.

A page is asked for by a browser that has signed in, or by nobody, in the demo town: `python -m benchmarks.pages`.
"""

import asyncio
import gzip
import http.client
import os
import re
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from msgspec import Struct
from playwright.sync_api import Browser, sync_playwright

from benchmarks.__main__ import ROOT, commit
from benchmarks.front import packing
from benchmarks.measure import Clock, Server, serving
from kukhnya.actions.post_status import post_status
from kukhnya.actions.sign_in import sign_in
from kukhnya.demo.build import build
from kukhnya.demo.town import LOGINS, SAID
from kukhnya.door.login import COOKIE
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.queries import members
from kukhnya.settings import Settings
from kukhnya.store.store import open_store
from kukhnya.web.assets import assets

POSTS: Final = 20
CPU_MS: Final = 2.0
PAGE_KB: Final = 40.0
SHEET_KB: Final = 30.0
PAINT_S: Final = 1.0
CHROMIUM: Final = "/usr/bin/chromium"
PHONE: Final = {"width": 390, "height": 844}
SLOW: Final = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""A slow 4G line, as Lighthouse has it; the processor is slowed down four times beside it."""
ROUNDS: Final = 5
SHIFT: Final = 0.1
BLOCKED_MS: Final = 200
"""What Lighthouse calls good for the shift of the layout and for the time in which the page answers nothing."""
PAINTED: Final = """() => new Promise(told => new PerformanceObserver(list => {
    for (const each of list.getEntries()) if (each.name === "first-contentful-paint") told(each.startTime);
}).observe({type: "paint", buffered: true}))"""
SHIFTED: Final = """painted => new Promise(told => {
    let shift = 0, blocked = 0;
    new PerformanceObserver(list => list.getEntries().forEach(each => { shift += each.hadRecentInput ? 0 : each.value; }))
        .observe({type: "layout-shift", buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(each => {
        blocked += Math.max(0, Math.min(each.duration - 50, each.startTime + each.duration - painted));
    }))
        .observe({type: "longtask", buffered: true});
    setTimeout(() => told([shift, blocked]), 500);
})"""


class Seen(Struct, frozen=True):
    """A page that is measured: by whom it is asked for."""

    name: str
    path: str
    word: str


async def _signed_in(data: Path) -> str:
    """Build the town, and sign its first member in: what the browser keeps."""
    settings = Settings(data=str(data))
    await build(settings)
    store, word = await open_store(settings.database), new_secret()
    try:
        async with store.read(NOBODY) as tx:
            row = await members.signing_in(tx, next(iter(LOGINS)))
        assert row is not None
        who = AccountId(row["id"])
        await store.write(NOBODY, lambda tx: sign_in(tx, who, digest(word), ""))
        for number in range(POSTS):
            said = Draft(text=f"{number}: {SAID[number].text}", audience=Audience.PUBLIC)
            await store.write(Viewer(who), partial(post_status, draft=said, bounds=settings.bounds))
    finally:
        await store.close()
    return word


def _asked(server: Server, seen: Seen, many: int) -> bytes:
    """Ask so often over one connection; the last answer."""
    line = http.client.HTTPConnection(server.url.rpartition("//")[2])
    headers = {"Cookie": f"{COOKIE}={seen.word}"} if seen.word else {}
    body = b""
    for _ in range(many):
        line.request("GET", seen.path, headers=headers)
        answer = line.getresponse()
        body = answer.read()
        assert answer.status == 200, (seen.path, answer.status)
    line.close()
    return body


def cpu(server: Server, seen: Seen, batch: int) -> list[float]:
    """Milliseconds for each of so many, warm, in each of the rounds."""
    clock, found = Clock(server, None), []
    _asked(server, seen, 30)
    for _ in range(ROUNDS):
        clock.quiet()
        before = clock.read()
        _asked(server, seen, batch)
        clock.quiet()
        found.append((clock.read() - before) / batch * 1000)
    return found


def weight(html: bytes) -> float:
    """Kilobytes by gzip: the page and what every page needs."""
    parts = [html, *(body for _, body, _ in assets().values())]
    return sum(len(gzip.compress(part, 6)) for part in parts) / 1000


class Shown(Struct, frozen=True):
    """How a page came to be seen, once: seconds until the first thing could be read, shift of its layout, milliseconds it answered nothing after that, beyond 50 at a time."""

    paint_s: float
    shift: float
    blocked_ms: float


def shows(browser: Browser, url: str, seen: Seen) -> list[Shown]:
    """A page on the slow phone with nothing kept from before, in each of the rounds."""
    found = []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport=PHONE, base_url=url)  # type: ignore[arg-type]
        if seen.word:
            context.add_cookies([{"name": COOKIE, "value": seen.word, "url": url}])
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(seen.path, wait_until="commit")
        paint_ms = page.evaluate(PAINTED)
        page.wait_for_load_state("load")
        found.append(Shown(paint_ms / 1000, *page.evaluate(SHIFTED, paint_ms)))
        context.close()
    return found


def _row(what: str, budget: float, figures: list[float]) -> str:
    spread = f" ({min(figures):.2f}–{max(figures):.2f})" if len(figures) > 1 else ""
    return f"| {what} | {budget:g} | {statistics.median(figures):.2f}{spread} |"


def _many(html: bytes) -> int:
    return len(re.findall(rb'<article [^>]*id="s', html))


def main() -> None:
    """Measure, print, write."""
    batch = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        word = asyncio.run(_signed_in(Path(folder)))
        pages = [Seen("home", "/home", word), Seen("a profile, for a stranger", "/@vera", "")]
        with serving(Path(folder)) as server, packing(server.url) as front, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            for seen in pages:
                html = _asked(server, seen, 1)
                name, phone = f"{seen.name} ({_many(html)} posts)", shows(browser, front, seen)
                rows += [
                    _row(f"{name}: CPU, ms", CPU_MS, cpu(server, seen, batch)),
                    _row(f"{name}: everything but pictures, packed, kB", PAGE_KB, [weight(html)]),
                    _row(f"{name}: first contentful paint, s", PAINT_S, [each.paint_s for each in phone]),
                    _row(f"{name}: blocked after that, ms", BLOCKED_MS, [each.blocked_ms for each in phone]),
                    _row(f"{name}: shift of the layout", SHIFT, [each.shift for each in phone]),
                ]
            browser.close()
    rows.append(_row("stylesheet, kB", SHEET_KB, [len(assets()["kukhnya.css"][1]) / 1000]))
    at, today = commit(), datetime.now(UTC)
    conditions = (
        f"{today:%Y-%m-%d}; the demo town on SQLite; two shared cores, load average {os.getloadavg()[0]:.1f}; medians of "
        f"{ROUNDS} rounds of {batch} (least–most); the phone is Chromium with its processor slowed down four times and a "
        f"line of {SLOW['latency']} ms and 1.6 Mbit/s, behind a front that packs as our Caddyfile has it. `python -m benchmarks.pages` wrote this."
    )
    table = ["| what | budget | measured |", "|---|---|---|", *rows]
    made = "\n".join([f"# Pages at {at}", "", conditions, "", *table, ""])
    print(made)
    (ROOT / "docs" / "benchmarks" / f"pages-{today:%Y-%m-%d}-{at}.md").write_text(made)


if __name__ == "__main__":
    main()
