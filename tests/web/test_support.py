"""Asking members to support the server: quiet, once a month at most, without a script and without knowing who gave."""

import pytest

from kukhnya.model.ids import DAY, SECOND, month
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables import metadata
from tests.web.browser import Browser
from tests.web.form_reader import filled
from tests.web.visiting import visiting
from tests.web.writing import sends, sits_down, text_of
from tests.world import Person, World

ASKED = {
    "text_en": "The rent of this kitchen\nis due.", "text_ru": "Пора платить за кухню.", "link": "https://give.example/kitchen",
    "currency": "usd", "monthly": "10, 2, 2.50", "once": "",
}  # fmt: skip


async def asks(world: World, **over: str) -> Person:
    """An administrator who has asked; they have a browser of their own."""
    admin = await world.admin("keeper")
    browser = await visiting(admin)
    await browser.opens("/admin/support")
    answer = await sends(browser, "/admin/support", **{**ASKED, **over})
    assert answer.status_code == 303, text_of(answer)
    return admin


def next_month(world: World) -> None:
    """Let the month end."""
    now = world.clock()
    world.clock.forward((month(month(now) + 32 * DAY) - now) / SECOND + 60)


async def clicked(admin: Person) -> str:
    """What the administrator is told."""
    said = text_of(await (await visiting(admin)).opens("/admin/support"))
    return said.partition("pressed “Support”: ")[2].partition(" ")[0]


@pytest.mark.parametrize("who", ["member", "moderator"])
async def test_only_an_administrator_writes_it(small_world: World, who: str) -> None:
    person = await (small_world.member if who == "member" else small_world.moderator)("vera")
    browser = await visiting(person)
    page = await browser.opens("/admin/support")
    await browser.opens("/menu")
    form = filled(browser.page.text, "/sign-out")

    answers = [await browser.client.post(f"/admin/support{path}", data={**form, **ASKED}) for path in ("", "/stop")]

    assert [page.status_code, *(answer.status_code for answer in answers)] == [404, 404, 404]
    assert (await person.get("/api/kukhnya/v1/support"))["show"] is False


async def test_a_card_is_shown_until_it_is_answered_and_again_next_month(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    before = text_of(await browser.opens("/home"))
    admin = await asks(small_world)

    shown = text_of(await browser.opens("/home"))
    await sends(browser, "/support", answer="later")
    after = text_of(browser.page)
    next_month(small_world)
    again = text_of(await browser.opens("/home"))
    await sends(browser, "/support", answer="never")
    kept = text_of(await browser.opens("/support"))
    for _ in range(3):
        next_month(small_world)
        assert (await vera.get("/api/kukhnya/v1/support"))["show"] is False

    assert "The rent" not in before + after
    for text in (shown, again):
        assert "The rent of this kitchen is due. Every month: $2 · $2.50 · $10 Support Remind me later" in text
    assert await clicked(admin) == "0."
    assert "The rent" in kept


async def test_to_support_leads_to_a_plain_link_and_is_counted_once_a_month(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    admin = await asks(small_world)
    await browser.opens("/home")

    done = await sends(browser, "/support", answer="support")
    page = browser.page.text
    for _ in range(3):
        await vera.post("/api/kukhnya/v1/support", answer="support")
    once = await clicked(admin)
    for _ in range(4):
        next_month(small_world)
        await vera.post("/api/kukhnya/v1/support", answer="support")

    assert done.headers["location"] == "/support"
    assert '<a class="btn" href="https://give.example/kitchen" rel="noreferrer noopener nofollow">' in page
    assert "Go to give.example" in page
    assert page.count("https://give.example") == 1
    assert (once, await clicked(admin)) == ("1–4.", "5–19.")


async def test_what_is_kept_of_a_person_is_a_month_or_never_and_alike_for_all_who_answered(world: World) -> None:
    people = await world.members("vera", "misha", "sonya")
    await asks(world)
    for person, answer in zip(people, ("support", "later", "never"), strict=True):
        await person.post("/api/kukhnya/v1/support", answer=answer)

    async with world.house.store.read(NOBODY) as tx:
        rows = {row["account_id"]: row for row in await tx.all(Statement(metadata.tables["support_answer"].select()))}

    kept = [rows[person.id]["not_before"] for person in people]
    assert kept[0] == kept[1] == month(kept[0]) > world.clock()
    assert kept[2] is None
    assert set(rows[people[0].id].keys()) == {"account_id", "not_before"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("link", "http://give.example/"), ("link", "javascript:alert(1)"), ("link", "https://give.example@evil.test/"),
        ("link", "https://give"), ("link", "https://give.example/ x"), ("link", "https://give.example/" + "x" * 500),
        ("link", ""), ("currency", "TEA"), ("monthly", "-2"), ("monthly", "0"), ("monthly", "two"),
        ("once", "1 2 3 4 5 6 7 8 9"), ("once", "1.234"), ("text_en", "x" * 601),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_not_asked_and_nothing_typed_is_lost(
    small_world: World, field: str, value: str
) -> None:
    admin = await small_world.admin("keeper")
    browser = await visiting(admin)
    await browser.opens("/admin/support")

    answer = await sends(browser, "/admin/support", **{**ASKED, field: value})

    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert "give.example" in answer.text or field == "link"
    assert (await admin.get("/api/kukhnya/v1/support"))["show"] is False


async def test_apps_are_told_the_same_in_our_shape_and_in_mastodons(small_world: World) -> None:
    vera = await small_world.member("vera")
    none = await vera.call("GET", "/api/v1/donation_campaigns")
    await asks(small_world)

    ours = await vera.get("/api/kukhnya/v1/support", lang="ru")
    theirs = await vera.get("/api/v1/donation_campaigns")
    wrong = await vera.call("POST", "/api/kukhnya/v1/support", json={"answer": "maybe"})
    answered = await vera.post("/api/kukhnya/v1/support", answer="later")

    assert (none.status_code, none.content) == (204, b"")
    assert ours == {
        "text": ASKED["text_ru"], "currency": "USD", "amounts": {"monthly": [2, 2.5, 10], "once": []},
        "link": ASKED["link"], "show": True,
    }  # fmt: skip
    assert theirs["amounts"] == {"monthly": {"USD": [200, 250, 1000]}}
    assert (theirs["donation_url"], theirs["default_currency"]) == (ASKED["link"], "USD")
    assert theirs["banner_message"] == ASKED["text_en"]
    assert (wrong.status_code, *wrong.json()["details"]) == (422, "answer")
    assert answered["show"] is False
    assert (await vera.call("GET", "/api/v1/donation_campaigns")).status_code == 204


async def test_once_nothing_is_asked_nothing_is_there(small_world: World) -> None:
    vera, browser = await sits_down(small_world, "vera")
    admin = await asks(small_world)
    menu = (await browser.opens("/menu")).text
    keeper = await visiting(admin)
    await keeper.opens("/admin/support")

    await sends(keeper, "/admin/support/stop")

    assert 'href="/support"' in menu
    assert 'href="/support"' not in (await browser.opens("/menu")).text
    assert (await browser.opens("/support")).status_code == 404
    assert (await vera.call("POST", "/api/kukhnya/v1/support", json={"answer": "later"})).status_code == 404
    assert "The rent" not in text_of(await browser.opens("/home"))


async def test_home_takes_no_statement_more_where_nothing_is_asked(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    without = await _fewest(small_world, browser)

    await asks(small_world)

    assert await _fewest(small_world, browser) == without + 1


async def _fewest(world: World, browser: Browser) -> int:
    """Statements of a home whose other parts are all remembered: now and then one of them is looked up anew."""
    many = []
    for _ in range(5):
        with world.counted() as counted:
            await browser.opens("/home")
        many.append(counted[0])
    return min(many)


async def test_words_of_the_administrator_are_words_and_not_markup(small_world: World) -> None:
    _, browser = await sits_down(small_world, "vera")
    await asks(small_world, text_en="<script>alert(1)</script>")

    pages = [(await browser.opens(path)).text for path in ("/home", "/support")]

    for page in pages:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
