"""Who may come to these pages by themselves: nobody, or search engines to profiles, where the server lets them."""

from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest

from kukhnya.web.known import ENGINES
from tests.web.filled import at_browser
from tests.world import World, a_world

ELSEWHERE = ("/", "/local", "/search?q=tea", "/tags/tea", "/about", "/sign-in", "/media/faces/a/small.png",
             "/api/v1/accounts/lookup?acct=vera", "/.well-known/webfinger?resource=acct:vera@kitchen.test")  # fmt: skip
PROFILES = ("/@vera", "/@vera/117000000000000001", "/@vera/pictures")


async def _rules(world: World) -> RobotFileParser:
    said = await world.client.get("/robots.txt")
    rules = RobotFileParser()
    rules.parse(said.text.splitlines())
    return rules


@pytest.mark.parametrize("program", ["Googlebot", "GPTBot", "anything"])
async def test_nobody_is_to_come_unless_the_server_says_so(small_world: World, program: str) -> None:
    rules = await _rules(small_world)

    assert not any(rules.can_fetch(program, path) for path in (*PROFILES, *ELSEWHERE))


async def test_search_engines_may_come_to_profiles_and_nowhere_else(tmp_path: Path) -> None:
    async with a_world(tmp_path, search_engines="on") as world:
        rules = await _rules(world)

    for engine in ENGINES:
        assert all(rules.can_fetch(engine, path) for path in PROFILES), engine
        assert not any(rules.can_fetch(engine, path) for path in ELSEWHERE), engine
    for gatherer in ("GPTBot", "CCBot", "Google-Extended", "Applebot-Extended", "anything"):
        assert not any(rules.can_fetch(gatherer, path) for path in (*PROFILES, *ELSEWHERE)), gatherer


async def test_who_comes_reads_on_each_page_whether_it_may_be_kept_and_no_list_of_anybody(tmp_path: Path) -> None:
    async with a_world(tmp_path, search_engines="on") as world:
        open_, closed, quiet = await world.members("vera", "misha", "sonya")
        for person in (open_, quiet):
            await person.opens_profile()
        for person in (open_, closed):
            await person.patch("/api/v1/accounts/update_credentials", indexable=True)
        robots = (await world.client.get("/robots.txt")).text
        kept = {
            name: (await world.client.get(f"/@{name}")).headers["x-robots-tag"] for name in ("vera", "misha", "sonya")
        }
        await open_.closes_profile()
        after = (await world.client.get("/@vera")).headers["x-robots-tag"]

    assert not any(name in robots for name in ("vera", "misha", "sonya"))
    assert {name for name, said in kept.items() if "noindex" not in said} == {"vera"}
    assert "noindex" in after


@pytest.mark.parametrize(("let_in", "said"), [("off", "asked to stay away"), ("on", "and by search engines")])
async def test_members_are_told_whether_search_engines_come_at_all(tmp_path: Path, let_in: str, said: str) -> None:
    async with a_world(tmp_path, search_engines=let_in) as world:
        browser = await at_browser(world, await world.member("vera"))

        page = await browser.opens("/settings/privacy")

    assert said in page.text
