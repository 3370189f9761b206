"""What the script adds: new posts at a press, answers in place, pictures before they are sent, keys, one's own time."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from .town import Town, a_town

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two people who follow each other."""
    with a_town(tmp_path_factory.mktemp("table"), lively=False) as made:
        made.does(_sit_down(made))
        yield made


async def _sit_down(town: Town) -> None:
    vera, misha = await town.moves_in("vera", "misha")
    for one, other in ((vera, misha), (misha, vera)):
        await one.follows(other)
    for number in range(6):
        await misha.posts(f"day {number}")


@pytest.fixture
def page(table: Town, chromium: Browser) -> Iterator[Page]:
    """Vera's browser."""
    context = table.browser(chromium, "vera", locale="en", timezone_id="Asia/Tokyo")
    made = context.new_page()
    faults: list[str] = []
    made.on("pageerror", lambda error: faults.append(str(error)))
    yield made
    context.close()
    assert faults == []


def _at_home(page: Page) -> None:
    """Home is open, and hears."""
    with page.expect_response(lambda answer: "/stream/home" in answer.url):
        page.goto("/home")


def test_new_posts_are_counted_and_come_when_they_are_asked_for(table: Town, page: Page) -> None:
    misha = table.people["misha"]
    _at_home(page)
    before = page.locator("main article").count()

    first = table.does(misha.posts("fresh bread"))
    expect(page.get_by_role("button", name="1 new post")).to_be_visible()
    second = table.does(misha.posts("fresh butter"))
    fresh = page.get_by_role("button", name="2 new posts")
    expect(fresh).to_be_visible()
    assert page.locator("main article").count() == before
    fresh.click()

    expect(page.locator("main article").nth(0)).to_have_id(f"s{second}")
    expect(page.locator("main article").nth(1)).to_have_id(f"s{first}")
    expect(fresh).to_be_hidden()


def test_what_came_while_nobody_listened_is_counted_too(table: Town, page: Page) -> None:
    misha = table.people["misha"]
    page.goto("/home")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.route("**/stream/home", lambda route: route.abort())
    page.reload()
    table.does(misha.posts("nobody heard this"))
    page.unroute("**/stream/home")

    page.evaluate("dispatchEvent(new Event('pagehide'))")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.get_by_role("button", name="1 new post")).to_be_visible()


def test_what_is_taken_back_leaves_the_open_page(table: Town, page: Page) -> None:
    misha = table.people["misha"]
    _at_home(page)
    said = table.does(misha.posts("too hasty"))
    page.get_by_role("button", name="1 new post").click()
    expect(page.locator(f"#s{said}")).to_be_visible()

    table.does(misha.delete(f"/api/v1/statuses/{said}"))

    expect(page.locator(f"#s{said}")).to_have_count(0)


def test_a_like_is_answered_where_it_stands(table: Town, page: Page) -> None:
    _at_home(page)
    page.evaluate("window.same = true")
    article = page.locator("main article").nth(1)

    article.locator("[data-act=favourite]").click()
    expect(article.locator("[data-act=favourite]")).to_have_attribute("aria-pressed", "true")
    article.locator("[data-act=favourite]").click()
    expect(article.locator("[data-act=favourite]")).to_have_attribute("aria-pressed", "false")

    assert page.evaluate("window.same")
    assert page.evaluate("document.activeElement.dataset.act") == "favourite"


def test_a_kind_word_is_said_where_it_stands_and_the_chooser_closes(table: Town, page: Page) -> None:
    _at_home(page)
    page.evaluate("window.same = true")
    article = page.locator("main article").nth(1)

    article.locator(".kind summary").click()
    article.get_by_role("button", name="Learned something").click()
    given = article.locator(".given [data-act=learned]")
    expect(given).to_have_attribute("aria-pressed", "true")
    focused = page.evaluate("document.activeElement.closest('.given') !== null")
    closed = not article.locator(".kind").evaluate("each => each.open")
    given.click()
    expect(given).to_have_count(0)

    assert (focused, closed) == (True, True)
    assert page.evaluate("window.same")
    assert page.evaluate("document.activeElement.tagName") == "ARTICLE"


def test_where_the_script_fails_the_form_goes_as_without_one(table: Town, page: Page) -> None:
    _at_home(page)
    page.evaluate("() => { window.fetch = async () => { throw new Error('no line') } }")
    button = page.locator("main article").nth(2).locator("[data-act=bookmark]")

    with page.expect_navigation():
        button.click()

    expect(page.locator("main article").nth(2).locator("[data-act=bookmark]")).to_have_attribute("aria-pressed", "true")


def test_times_are_those_of_the_reader(page: Page) -> None:
    page.goto("/home")
    time = page.locator("main article time").first

    said = page.evaluate(
        """time => new Date(time.dateTime).toLocaleTimeString("en-GB",
            {timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit"}).replace(/^0(?=\\d)/, "")""",
        time.element_handle(),
    )

    assert time.inner_text().endswith(f", {said}")


def test_keys_walk_open_and_explain_themselves(page: Page) -> None:
    page.goto("/home")
    first, second = (page.locator("main article").nth(place) for place in range(2))
    reading = page.locator("main article.at:focus")

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(reading).to_have_id(str(second.get_attribute("id")))
    page.keyboard.press("k")
    expect(reading).to_have_id(str(first.get_attribute("id")))
    page.keyboard.press("f")
    expect(first.locator("[data-act=favourite]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("main article.at").focus()
    address = page.locator("main article.at .when a").first.get_attribute("href")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(str(address)) + "$"))


def test_the_same_keys_work_on_a_russian_keyboard(page: Page) -> None:
    page.goto("/home?lang=ru")

    page.evaluate("dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")

    assert page.locator("main article").first.evaluate("each => each.matches('.at')")


def test_no_key_is_taken_from_somebody_who_writes(page: Page) -> None:
    page.goto("/compose")
    words = page.locator("form[data-compose] textarea").first

    words.focus()
    page.keyboard.type("jk?nrf")

    assert words.input_value() == "jk?nrf"
    assert page.locator("dialog").count() == 0


def test_unsent_words_are_not_lost_by_a_slip(page: Page) -> None:
    page.goto("/compose")
    page.locator("form[data-compose] textarea").first.fill("not yet")
    page.locator("form[data-compose] textarea").first.press("End")
    page.once("dialog", lambda dialog: dialog.dismiss())

    with page.expect_event("dialog") as asked:
        page.evaluate("location.assign('/home')")

    assert asked.value.type == "beforeunload"
    expect(page.locator("form[data-compose] textarea").first).to_have_value("not yet")


def test_a_picture_is_seen_before_it_is_sent_however_it_came(page: Page) -> None:
    page.goto("/compose")
    form = page.locator("form[data-compose]")
    first = form.locator("input[type=file]").first

    first.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PIXEL})
    expect(form.locator(".preview img")).to_have_count(1)
    page.evaluate(
        """async () => {
            const held = new DataTransfer();
            held.items.add(new File([new Uint8Array(8)], "b.png", {type: "image/png"}));
            const field = document.querySelector("form[data-compose] textarea");
            field.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, bubbles: true, cancelable: true}));
        }"""
    )

    expect(form.locator(".preview img")).to_have_count(2)
    many = form.evaluate(
        "form => [...form.querySelectorAll('[type=file]')].reduce((n, each) => n + each.files.length, 0)"
    )
    assert many == 2


def test_a_form_is_sent_once(table: Town, page: Page) -> None:
    page.goto("/compose")
    page.locator("form[data-compose] textarea").first.fill("only once")
    page.evaluate("addEventListener('submit', event => event.preventDefault())")

    button = page.locator("form[data-compose] .btn").last
    button.click()

    expect(button).to_be_disabled()


def test_the_pages_can_be_installed(table: Town, page: Page) -> None:
    page.goto("/home")
    session = page.context.new_cdp_session(page)

    manifest = session.send("Page.getAppManifest")
    wrong = {each["errorId"] for each in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}

    assert manifest["errors"] == []
    assert wrong - {"not-from-secure-origin"} == {
        "in-incognito"
    }  # which it always is here; a browser that says nothing has not looked
