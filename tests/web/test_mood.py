"""How people are here, and whether any opinion sinks: pages for anybody, drawn on the server, with a table beside."""

import csv
import re
from xml.etree import ElementTree as ET

import pytest
from msgspec import json

from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.actions.keep_audit import keep_audit
from kukhnya.model.viewer import NOBODY
from kukhnya.warm.findings import Audit, Estimate, Measure
from tests.api.test_questions import WEEK, _first_monday, _monday
from tests.web.browser import Browser
from tests.web.visiting import visiting
from tests.world import World

ABOUT, NEUTRALITY = "/about/mood", "/about/neutrality"


def _drawings(text: str) -> list[ET.Element]:
    """The plots of a page: each well formed, named for those who do not see it, and without style or script."""
    found = [ET.fromstring(each) for each in re.findall(r'<svg class="plot".*?</svg>', text, re.DOTALL)]
    for plot in found:
        assert plot.get("role") == "img"
        assert plot.get("aria-label") or plot.find("title") is not None
        assert not [each for each in plot.iter() if "style" in each.attrib or each.tag in {"script", "style"}]
    return found


async def _weeks(world: World, *answers: str) -> None:
    """Sixteen people answer, week by week."""
    people = await world.members(*(f"person{number}" for number in range(16)))
    _first_monday(world)
    for answer in answers:
        for person in people if answer else people[:3]:
            await person.post(WEEK, answer=answer or "same")
        _monday(world)
        await world.house.store.write(NOBODY, forget_overdue)


async def test_the_index_is_drawn_and_stands_in_a_table_for_anybody(small_world: World) -> None:
    await _weeks(small_world, "better", "", "worse")
    browser = Browser(small_world)

    text = (await browser.opens(ABOUT)).text.replace("\N{NO-BREAK SPACE}", " ")

    (plot,) = _drawings(text)
    assert len(plot.findall(".//circle")) == 2  # the week of three people leaves a gap
    assert plot.findall(".//polyline") == []
    assert text.count("too few answers to show") == 1
    assert "with 95 % certainty between" in text
    assert "From 32 answers by 16 people; 100 % of those asked have answered." in text
    assert ABOUT in (await browser.opens("/about")).text
    said = await browser.client.get(ABOUT, headers={"accept": "application/json"})
    assert [each["index"] for each in said.json()["weeks"]] == [0.0, None, 1.0]


async def test_without_enough_answers_the_page_says_so(small_world: World) -> None:
    text = (await Browser(small_world).opens(ABOUT)).text

    assert "Not enough data yet" in text
    assert _drawings(text) == []


async def test_what_one_has_said_is_for_oneself_alone(small_world: World) -> None:
    misha, vera = await small_world.members("misha", "vera")
    await misha.post(WEEK, answer="worse")

    own = (await (await visiting(misha)).opens(ABOUT)).text
    others = [(await (await visiting(vera)).opens(ABOUT)).text, (await Browser(small_world).opens(ABOUT)).text]

    assert "<b>Worse</b>" in own
    assert not [text for text in others if "<b>Worse</b>" in text]


PLANTED = Audit(
    scored=12_345,
    groups=2,
    measures=[
        Measure(kind="side", side="A", count=6000, ours=Estimate(0.031, 0.01, 0.052),
                chronological=Estimate(0.0, -0.02, 0.02), trends=Estimate(-0.31, -0.33, -0.29),
                least=-0.1, most=0.1, verdict="pass"),
        Measure(kind="dark", count=900, ours=Estimate(-0.2, -0.25, -0.15), least=-0.1, most=0.1, verdict="miss"),
        Measure(kind="law", least=-0.1, most=0.1),
        Measure(kind="pushed", count=60, ours=Estimate(17, 17, 17), least=0, most=25, verdict="pass"),
    ],
)  # fmt: skip


async def _audited(world: World) -> None:
    await world.house.store.write(NOBODY, lambda tx: keep_audit(tx, json.encode(PLANTED).decode()))


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_audit_is_drawn_figure_by_figure_and_in_a_table(small_world: World, language: str) -> None:
    await _audited(small_world)

    text = (await Browser(small_world).opens(NEUTRALITY, lang=language)).text

    side, dark, pushed = _drawings(text)
    assert [len(each.findall("./g")) for each in (side, dark, pushed)] == [3, 1, 1]
    number = "0,031" if language == "ru" else "0.031"
    assert number in (side.get("aria-label") or "")
    assert text.count(number) >= 3  # drawn, beside it, and in the table
    words = {"en": ("not enough data", "missed"), "ru": ("данных мало", "не соблюдено")}[language]
    assert all(each in text for each in words)
    assert "12" in text


async def test_without_an_audit_the_page_says_that_there_is_not_enough_data(small_world: World) -> None:
    text = (await Browser(small_world).opens(NEUTRALITY)).text

    assert "Not enough data yet." in text
    assert (await small_world.nobody.get("/api/kukhnya/v1/neutrality")) == {"audits": []}
    assert 'href="/about/neutrality"' in (await Browser(small_world).opens("/about")).text


async def test_all_figures_can_be_downloaded(small_world: World) -> None:
    await _audited(small_world)

    answer = await small_world.client.get(f"{NEUTRALITY}.csv")

    rows = list(csv.DictReader(answer.text.splitlines()))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert [(each["measure"], each["order"], each["value"], each["verdict"]) for each in rows] == [
        ("side", "ours", "0.031", "pass"), ("side", "chronological", "0.0", ""), ("side", "trends", "-0.31", ""),
        ("dark", "ours", "-0.2", "miss"), ("law", "ours", "", "few"), ("pushed", "ours", "17.0", "pass"),
    ]  # fmt: skip
    said = await small_world.nobody.get("/api/kukhnya/v1/neutrality")
    assert said["audits"][0]["measures"][0]["ours"] == {"value": 0.031, "low": 0.01, "high": 0.052}


async def test_these_pages_are_cheap(small_world: World) -> None:
    await _audited(small_world)
    browser = await visiting(await small_world.member("misha"))
    await browser.opens(ABOUT)

    for path in (ABOUT, NEUTRALITY, f"{NEUTRALITY}.csv"):
        with small_world.counted() as statements:
            await browser.client.get(path)
        assert statements[0] <= 6, path
