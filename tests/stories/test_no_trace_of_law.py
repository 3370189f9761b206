"""That somebody was told of the law is written down nowhere: not that something was found, not that they posted anyway."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx

from kukhnya.law.match import Asked
from kukhnya.model.audience import Audience
from kukhnya.text import lemmas
from tests.story_files import everything_below as everything
from tests.web.form_reader import filled
from tests.web.lawful import ARTICLE, HOST, LINK, a_lawful_world, chooses
from tests.web.writing import id_of, sends
from tests.world import World

WORDS: Final = (
    "ZZ01",
    "ZZ02",
    "ZZ03",
    ARTICLE,
    "Code of Nowhere",
    "prosecuted",
    "преследовать",
    "law.example",
    "Nowhere",
)
"""What a match would leave: rules, articles, warnings. The link itself is in what was posted, and nowhere else."""


def rows_with(folder: Path, word: str) -> set[str]:
    """Tables in which the word stands."""
    found = set()
    with closing(sqlite3.connect(folder / "kukhnya.db")) as there:
        for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if any(word in str(value) for row in there.execute(f'SELECT * FROM "{name}"') for value in row):
                found.add(name)
    return found


class Listening:
    """Every address, header and cookie that went out to this browser or came from it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, answer: httpx.Response) -> None:
        """Take down what everybody on the way could."""
        self.heard += [str(answer.request.url), str(answer.request.headers), str(answer.headers)]


async def test_a_thousand_cautions_leave_nothing_in_the_engine(tmp_path: Path, capfd: Any) -> None:
    async with a_lawful_world(tmp_path) as world:
        laws = world.house.laws
        await world.member("vera")
        laws.cautions(_asked(0), ["zz"])
        before = everything(tmp_path / "house")

        told = [laws.cautions(_asked(n), ["zz"]) for n in range(1000)]

        assert all(told)
        assert everything(tmp_path / "house") == before
    assert capfd.readouterr() == ("", "")


def _asked(n: int) -> Asked:
    return Asked(words=lemmas.words(f"number {n}: {LINK}"), today=date(2026, 11, 26))


async def test_fifty_warnings_all_posted_anyway_leave_only_what_was_posted(tmp_path: Path, capfd: Any) -> None:
    folder = tmp_path / "house"
    async with a_lawful_world(tmp_path) as world:
        _, browser = await chooses(world, "vera")
        listening = Listening()
        browser.client.event_hooks["response"].append(listening)
        cookies = dict(browser.client.cookies)

        for n in range(50):
            await browser.opens("/compose")
            asked = await sends(browser, "/compose", text=f"number {n}: {LINK}", audience="public")
            assert ARTICLE in asked.text
            sent = await sends(browser, "/compose", go="send")
            assert sent.status_code == 303
        await world.settle()

        said = everything(folder).decode("latin-1")
        assert dict(browser.client.cookies) == cookies
        tables = rows_with(folder, HOST)
        cached = str(vars(world.house.fragments)) + str(vars(world.house.remembered)) + str(vars(world.house.limits))
    words = [word for word in WORDS if word.encode().decode("latin-1") in said or word in said]
    assert words == []
    assert tables <= {"status_text", "account", "status_word"}
    heard = "".join(listening.heard)
    assert [word for word in (*WORDS, HOST, "zqtracez") if word in heard] == []
    assert [word for word in WORDS if word in cached] == []
    assert [word for word in (*WORDS, HOST) if word in "".join(capfd.readouterr())] == []


async def test_posted_anyway_makes_the_same_rows_as_never_told(tmp_path: Path) -> None:
    async with a_lawful_world(tmp_path) as world:
        _, browser = await chooses(world, "vera")
        await _posts(browser, f"one {LINK}", told=True)
        told = await _shape(world)
        await browser.opens("/settings/law")
        await sends(browser, "/settings/law", **{"jurisdictions[]": []})
        before = await _shape(world)
        await _posts(browser, f"two {LINK}", told=False)
        plain = await _shape(world)

    first = {
        name: many for name, many in told.items() if name not in {"account", "member", "login", "token", "law_choice"}
    }
    second = {name: plain[name] - before[name] for name in first}
    one_time = {"app", "server", "id_sequence", "alembic_version", "newest"}
    assert {k: v for k, v in first.items() if k not in one_time} == {
        k: v for k, v in second.items() if k not in one_time
    }


async def _posts(browser: Any, text: str, *, told: bool) -> None:
    await browser.opens("/compose")
    answer = await sends(browser, "/compose", text=text, audience="public", fades="0")
    assert (answer.status_code == 200) == told
    if told:
        await sends(browser, "/compose", go="send")


async def _shape(world: World) -> dict[str, int]:
    """How many rows each table has, once everything has followed."""
    await world.settle()
    with closing(sqlite3.connect(Path(world.house.settings.data) / "kukhnya.db")) as there:
        names = [name for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: there.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


async def test_the_row_of_a_post_that_waits_says_nothing_of_why(tmp_path: Path) -> None:
    async with a_lawful_world(tmp_path) as world:
        vera, browser = await chooses(world, "vera", hold=True)
        await vera.post("/api/v1/statuses", status=f"one {LINK}", visibility="public")
        await vera.put("/api/kukhnya/v1/law", jurisdictions=[], hold_risky=False)
        await vera.post("/api/v1/statuses", status="good morning", visibility="public", held=True)
        await browser.opens("/compose")
        await world.settle()

        with closing(sqlite3.connect(tmp_path / "house" / "kukhnya.db")) as there:
            held = there.execute("SELECT account_id, audience, circle_id, lasts_s, until % 1 FROM held").fetchall()
            told = there.execute("SELECT kind, account_id, from_account_id, filtered FROM notification").fetchall()
        assert held[0] == held[1]
        assert told[0] == told[1]
        said = everything(tmp_path / "house").decode("latin-1")
        assert [word for word in WORDS if word in said] == []


async def test_a_post_that_waited_and_was_posted_leaves_no_row_that_says_so(tmp_path: Path) -> None:
    async with a_lawful_world(tmp_path) as world:
        vera, browser = await chooses(world, "vera", hold=True)
        waits = await vera.post("/api/v1/statuses", status=f"one {LINK}", visibility="public")
        await browser.opens(f"/held/{waits['id']}")
        await sends(browser, f"/held/{waits['id']}", go="post")
        new = id_of(browser.page)
        await world.settle()

        assert rows_with(tmp_path / "house", waits["id"]) - {"stream_event"} == set()
        assert await vera.sees(new)
        assert (await vera.get(f"/api/v1/statuses/{new}"))["edited_at"] is None


async def test_second_pages_are_kept_by_no_browser_and_carry_no_words_in_their_addresses(tmp_path: Path) -> None:
    async with a_lawful_world(tmp_path) as world:
        misha = await world.member("misha")
        await misha.opens_profile()
        risky = await misha.posts(f"read {LINK}", Audience.PUBLIC)
        _, browser = await chooses(world, "vera")
        csrf = await browser.word()

        pages = [
            await browser.client.post("/compose", data={"csrf": csrf, "text": LINK, "audience": "self"}),
            await browser.client.post(f"/statuses/{risky}/favourite", data={"csrf": csrf, "back": "/home"}),
            await browser.client.post(f"/statuses/{risky}/share", data={"csrf": csrf, "audience": "followers"}),
        ]

    for page in pages:
        assert ARTICLE in page.text
        assert page.headers["cache-control"] == "private, no-store"
        assert "set-cookie" not in page.headers
        actions = re.findall(r'(?:action|href)="([^"]*)"', page.text)
        assert not any("zqtracez" in action or "ZZ01" in action for action in actions)
    sealed = filled(pages[0].text, "/compose")["seen"]
    assert not any(word in sealed for word in ("ZZ01", "zqtracez"))  # it is random: two letters turn up by chance
