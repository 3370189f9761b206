"""Every page there is, for whoever looks after the server, for a member and for nobody: whole, quiet, and readable by all.

The pages are found by walking through the town, so that a page is looked at from the day it is there.
"""

import re
from collections import Counter

import pytest
from playwright.sync_api import Browser

from .crawl import Found, missed
from .looks import Look
from .town import Town

pytestmark = pytest.mark.xdist_group("town")
STRANGE = {200, 303, 401, 404}
"""What nobody may be answered: a page, a way, the sign-in page, or that there is nothing."""


def _first_of_each(walk: list[Found]) -> list[Found]:
    """One page of each route, and one of each with other words in its query than those that lead through a list."""
    first: dict[tuple[str, str], Found] = {}
    for found in walk:
        asked = set(re.findall(r"(\w+)=", found.path)) - {"max_id", "min_id", "offset"}
        first.setdefault((found.route, " ".join(sorted(asked))), found)
    return list(first.values())


def _to_see(walks: dict[str, list[Found]]) -> list[tuple[str, Found]]:
    """What the administrator and nobody can read, and one each of the pages that say: sign in, or nothing here."""
    seen = [("vera", found) for found in _first_of_each([f for f in walks["vera"] if f.whole and f.status == 200])]
    others = [("", found) for found in _first_of_each([f for f in walks[""] if f.whole and f.status == 200])]
    ways_in = [("", found) for found in walks[""] if found.status in {401, 404}]
    return [*seen, *others, *{found.status: (who, found) for who, found in ways_in}.values()]


def test_every_link_leads_somewhere(walks: dict[str, list[Found]]) -> None:
    dead = {
        who: [
            f"{each.path} (from {each.linked_from}): {each.status}"
            for each in walk
            if each.linked_from and each.status >= 400
        ]
        for who, walk in walks.items()
        if who
    }

    assert dead == {who: [] for who in dead}


def test_nobody_is_answered_with_a_fault(walks: dict[str, list[Found]]) -> None:
    answers = Counter((who, each.status) for who, walk in walks.items() for each in walk)

    assert {status for who, status in answers if not who} <= STRANGE, answers
    assert {status for who, status in answers if who} <= {200, 303, 404}, answers


def test_every_route_is_found_by_somebody(walks: dict[str, list[Found]]) -> None:
    assert missed(*walks.values()) == []


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("ru", True), ("en", False)])
def test_every_page_is_whole_and_keeps_nobody_out(
    town: Town, walks: dict[str, list[Found]], chromium: Browser, language: str, scripts: bool
) -> None:
    wrong: dict[str, list[str]] = {}
    for who in ("vera", ""):
        context = town.browser(
            chromium, who, java_script_enabled=scripts, reduced_motion="reduce"
        )  # no colour on its way
        look = Look(context, town.url)
        for whose, found in _to_see(walks):
            if whose == who:
                look.at(found, language, axe=scripts)
        wrong |= {f"{path} ({who or 'nobody'})": said for path, said in look.wrong.items()}
        context.close()

    assert wrong == {}
