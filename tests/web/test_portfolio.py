"""Works stand first on a profile, each for those it was meant for, and its title with it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kukhnya.actions.fold_away import fold_away
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from tests.api.test_media import upload
from tests.pages import picture
from tests.stories.test_no_door_leaks import NAMES, OPEN_READERS, READERS, Street, reads
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.world import VISIBILITY, Person, World, a_world

ME = "/api/v1/accounts/update_credentials"


def title_of(audience: Audience) -> str:
    """What the work for this audience is called, and nothing else anywhere."""
    return f"zwork{audience.value}krowz"


async def _with_works(street: Street) -> dict[Audience, str]:
    """One work for each audience; a letter cannot become one, but a work can become a letter."""
    author, made = street.people["author"], {}
    for audience in Audience:
        media = (await upload(author)).json()
        first = Audience.FOLLOWERS if audience is Audience.DIRECT else audience
        said = await author.post(
            "/api/v1/statuses", status="for @named", visibility=VISIBILITY[first], circle_id=street.circle,
            media_ids=[media["id"]],
        )  # fmt: skip
        await author.put(f"/api/kukhnya/v1/works/{said['id']}", title=title_of(audience))
        if audience is Audience.DIRECT:
            await author.put(f"/api/v1/statuses/{said['id']}", visibility="direct")
        made[audience] = said["id"]
    return made


@pytest.fixture(params=["closed", "open"])
async def street(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Street, Any, Any]]:
    """A closed profile with works, then an open one."""
    async with a_world(tmp_path) as world:
        made = Street(world)
        await made.build(closed=request.param == "closed")
        yield made, READERS if request.param == "closed" else OPEN_READERS, await _with_works(made)


async def test_a_work_and_its_title_are_for_those_it_was_meant_for(street: Any) -> None:
    made, readers, ids = street
    account_id = made.people["author"].id

    for name in (*NAMES, "nobody"):
        page = (await made.asks(name, "GET", "/@author")).text
        said = (await made.asks(name, "GET", f"/api/kukhnya/v1/accounts/{account_id}/works")).text
        for audience in Audience:
            may = reads(readers, name, audience)
            assert (title_of(audience) in page) == may, (name, audience)
            assert (title_of(audience) in said) == may, (name, audience)
            assert may or ids[audience] not in page + said, (name, audience)


async def test_works_are_the_same_on_both_databases(world: World) -> None:
    vera, friend = await world.members("vera", "friend")
    await friend.follows(vera)
    ids = []
    for to, title in ((Audience.FOLLOWERS, "first"), (Audience.SELF, "second"), (Audience.FOLLOWERS, "third")):
        ids.append(await vera.posts("", to, media_ids=[(await upload(vera)).json()["id"]]))
        await vera.put(f"/api/kukhnya/v1/works/{ids[-1]}", title=title)
    await vera.post(f"/api/v1/statuses/{ids[0]}/pin")
    place = f"/api/kukhnya/v1/accounts/{vera.id}/works"

    own, others = await vera.get(place), await friend.get(place)
    await vera.delete(f"/api/kukhnya/v1/works/{ids[2]}")
    page = await friend.call("GET", "/@vera")

    assert [work["title"] for work in own] == ["third", "second", "first"]
    assert [(work["title"], work["status"]["id"]) for work in others] == [("third", ids[2]), ("first", ids[0])]
    assert [work["title"] for work in await vera.get(place)] == ["second", "first"]
    assert await friend.sees(ids[2])
    assert page.status_code == 200


async def _signed_in(world: World, name: str = "vera") -> Browser:
    await _member(world, name)
    browser = Browser(world)
    await browser.signs_in(name, PASSWORD)
    return browser


async def _uploads(browser: Browser, path: str, data: bytes, **fields: str) -> Any:
    """Send the form of this page with a picture in it."""
    hidden = dict(
        re.findall(
            r'<input type="hidden" name="([^"]*)" value="([^"]*)">', browser.page.text.split(f'action="{path}"')[1]
        )
    )
    files = {"picture": ("work.jpg", data, "image/jpeg")} if data else {}
    browser.page = answer = await browser.client.post(path, data={**hidden, **fields}, files=files)
    if answer.is_redirect:
        await browser.opens(answer.headers["location"])
    return answer


async def test_a_work_is_made_shown_moved_renamed_and_taken_out(small_world: World) -> None:
    browser = await _signed_in(small_world)
    for title in ("Lemon cake", "Blue bicycle"):
        await browser.opens("/portfolio/new")
        made = await _uploads(
            browser, "/portfolio/new", picture(), title=title, text="mine", description="a thing", audience="self"
        )
        assert made.status_code == 303
    assert browser.page.text.index("Blue bicycle") < browser.page.text.index("Lemon cake")
    page = (await browser.opens("/@vera")).text
    assert 'alt="a thing"' in page
    lemon = re.findall(r'href="/portfolio/(\d+)"', (await browser.opens("/portfolio")).text)[-1]

    await browser.sends(f"/portfolio/{lemon}/up")
    moved = browser.page.text
    await browser.opens(f"/portfolio/{lemon}")
    await browser.sends(f"/portfolio/{lemon}", title="Cake of lemons")
    renamed = browser.page.text
    await browser.opens(f"/portfolio/{lemon}")
    await browser.sends(f"/portfolio/{lemon}/out")

    assert moved.index("Lemon cake") < moved.index("Blue bicycle")
    assert "Cake of lemons" in renamed
    assert "Cake of lemons" not in browser.page.text
    assert (await browser.opens(f"/@vera/{lemon}")).status_code == 200


async def test_a_work_sent_twice_is_one(small_world: World) -> None:
    browser = await _signed_in(small_world)
    form = await browser.opens("/portfolio/new")
    for _ in range(2):
        browser.page = form
        await _uploads(browser, "/portfolio/new", picture(), title="Lemon cake", audience="self")

    assert browser.page.text.count('<b dir="auto">Lemon cake</b>') == 1


async def test_a_work_that_is_refused_comes_back_with_everything_typed_and_its_picture(small_world: World) -> None:
    browser = await _signed_in(small_world)
    await browser.opens("/portfolio/new")

    refused = await _uploads(
        browser,
        "/portfolio/new",
        picture(),
        title="Lemon <cake>",
        text="x" * 6000,
        description="yellow",
        audience="self",
    )
    again = await _uploads(browser, "/portfolio/new", b"", title="Lemon <cake>", text="short", audience="self")

    assert refused.status_code == 422
    assert "Lemon &lt;cake&gt;" in refused.text
    assert "Your picture is here already" in refused.text
    assert 'value="self" checked' in refused.text
    assert again.status_code == 303
    assert "Lemon &lt;cake&gt;" in browser.page.text


@pytest.mark.parametrize(
    ("data", "fields", "wrong"),
    [
        (b"", {"title": "x", "audience": "self"}, "picture"),
        (b"no picture", {"title": "x", "audience": "self"}, "picture"),
        (picture(), {"title": " ", "audience": "self"}, "title"),
        (picture(), {"title": "x" * 200, "audience": "self"}, "title"),
        (picture(), {"title": "x", "audience": "everybody"}, "audience"),
        (picture(), {"title": "x", "audience": ""}, "audience"),
        (picture(), {"title": "x", "audience": "direct"}, "audience"),
    ],
)
async def test_what_is_wrong_with_a_work_stands_beside_its_field(
    small_world: World, data: bytes, fields: dict[str, str], wrong: str
) -> None:
    browser = await _signed_in(small_world)
    await browser.opens("/portfolio/new")

    answer = await _uploads(browser, "/portfolio/new", data, **fields)

    assert answer.status_code == 422
    assert f'id="{wrong}-wrong"' in answer.text
    assert "No work is shown yet" in (await browser.opens("/portfolio")).text


async def test_an_own_post_with_a_picture_is_taken_among_the_works(small_world: World) -> None:
    browser = await _signed_in(small_world)
    row = await small_world.nobody.get("/api/v1/accounts/lookup", acct="vera")
    vera = await small_world.signed_in("vera", int(row["id"]))  # type: ignore[arg-type]
    cake = await vera.posts("cake", Audience.SELF, media_ids=[(await upload(vera)).json()["id"]])
    words = await vera.posts("no picture", Audience.SELF)

    assert f"/portfolio/{cake}" in (await browser.opens("/portfolio/take")).text
    assert f"/portfolio/{words}" not in browser.page.text
    await browser.opens(f"/portfolio/{cake}")
    await browser.sends(f"/portfolio/{cake}", title="Cake")

    assert "Cake" in browser.page.text
    assert f"/portfolio/{cake}" not in (await browser.opens("/portfolio/take")).text
    await browser.opens(f"/portfolio/{words}")
    answer = await browser.sends(f"/portfolio/{words}", title="Words")
    assert answer.status_code == 422


async def _work(person: Person, to: Audience = Audience.PUBLIC, title: str = "Cake", **more: Any) -> str:
    media = (await upload(person)).json()
    status_id = await person.posts("cake", to, media_ids=[media["id"]], **more)
    await person.put(f"/api/kukhnya/v1/works/{status_id}", title=title)
    return status_id


async def test_nobody_shows_or_moves_what_is_somebody_elses(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    work = await _work(vera)

    for verb in ("PUT", "DELETE"):
        answer = await misha.call(verb, f"/api/kukhnya/v1/works/{work}", json={"title": "mine"})
        assert answer.status_code == 404
    shared = await misha.post(f"/api/v1/statuses/{work}/reblog", visibility="private")
    assert (await misha.call("PUT", f"/api/kukhnya/v1/works/{shared['id']}", json={"title": "x"})).status_code == 404
    assert [each["title"] for each in await misha.get(f"/api/kukhnya/v1/accounts/{vera.id}/works")] == ["Cake"]


async def test_a_letter_cannot_be_a_work(small_world: World) -> None:
    vera = await small_world.member("vera")
    media = (await upload(vera)).json()
    letter = await vera.posts("", Audience.DIRECT, media_ids=[media["id"]])

    answer = await vera.call("PUT", f"/api/kukhnya/v1/works/{letter}", json={"title": "x"})

    assert answer.status_code == 422


async def test_there_are_no_more_works_than_the_server_allows(tmp_path: Path) -> None:
    async with a_world(tmp_path, max_works=2) as world:
        vera = await world.member("vera")
        for title in ("one", "two"):
            work = await _work(vera, title=title)
        media = (await upload(vera)).json()
        third = await vera.posts("", media_ids=[media["id"]])

        answer = await vera.call("PUT", f"/api/kukhnya/v1/works/{third}", json={"title": "three"})
        renamed = await vera.put(f"/api/kukhnya/v1/works/{work}", title="zwei")

        assert answer.status_code == 422
        assert "limit of 2" in answer.json()["error"]
        assert renamed["title"] == "zwei"


async def test_a_deleted_or_narrowed_status_is_no_work_for_others(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    gone, narrowed = await _work(vera, title="gone"), await _work(vera, title="narrowed")
    place = f"/api/kukhnya/v1/accounts/{vera.id}/works"

    await vera.delete(f"/api/v1/statuses/{gone}")
    await vera.put(f"/api/v1/statuses/{narrowed}", visibility="self")

    assert await small_world.nobody.get(place) == []
    assert [each["title"] for each in await vera.get(place)] == ["narrowed"]
    assert "narrowed" not in (await small_world.client.get("/@vera")).text


async def test_a_work_does_not_fold_away(world: World) -> None:
    vera = await world.member("vera")
    await vera.opens_profile()
    await vera.patch(ME, source={"fold_after_days": 1, "fold_to": "self"})
    work, other = await _work(vera), await vera.posts("old")
    world.clock.forward(3 * 86_400)

    await world.house.store.write(NOBODY, fold_away)

    assert [await world.nobody.sees(each) for each in (work, other)] == [True, False]


async def test_a_work_behind_a_warning_is_covered(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    await _work(vera, title="Bare", sensitive=True)

    page = (await small_world.client.get("/@vera")).text
    grid = page.split('class="works"')[1].split("</ul>")[0]

    assert "Bare" in grid
    assert "<img" not in grid


async def test_what_a_filter_hides_is_not_in_the_grid(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    work = await _work(vera, title="Spider")
    browser = await _signed_in(small_world, "misha")
    assert "Spider" in (await browser.opens("/@vera")).text
    row = await small_world.nobody.get("/api/v1/accounts/lookup", acct="misha")
    misha = await small_world.signed_in("misha", int(row["id"]))  # type: ignore[arg-type]

    made = await misha.post("/api/v2/filters", title="no", context=["account"], filter_action="hide")
    await misha.post(f"/api/v2/filters/{made['id']}/statuses", status_id=work)

    assert "Spider" not in (await browser.opens("/@vera")).text


async def test_the_pages_of_the_portfolio_ask_the_database_little(small_world: World) -> None:
    browser = await _signed_in(small_world)
    row = await small_world.nobody.get("/api/v1/accounts/lookup", acct="vera")
    vera = await small_world.signed_in("vera", int(row["id"]))  # type: ignore[arg-type]
    for turn in range(5):
        work = await _work(vera, Audience.SELF, title=str(turn))
    most = {"/portfolio": 4, "/portfolio/new": 3, "/portfolio/take": 4, f"/portfolio/{work}": 4}

    for path, few in most.items():
        await browser.opens(path)
        with small_world.counted() as counted:
            await browser.opens(path)
        assert counted[0] <= few, (path, counted)


async def test_apps_get_the_works_in_few_statements_whatever_their_number(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.opens_profile()
    place, counts = f"/api/kukhnya/v1/accounts/{vera.id}/works", []
    for turn in range(6):
        await _work(vera, title=str(turn))
        await small_world.nobody.get(place)
        with small_world.counted() as counted:
            await small_world.nobody.get(place)
        counts += counted

    assert len(set(counts)) == 1
    assert counts[0] <= 4
    assert "/api/kukhnya/v1/accounts/{account_id}/works" in (await small_world.nobody.get("/api/openapi.json"))["paths"]
