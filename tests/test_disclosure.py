"""What an order would get: nothing that is kept is forgotten, and nobody learns through it what is others'."""

import json
import re
from typing import Any, Final

import pytest
from sqlalchemy import Table
from sqlalchemy.sql import visitors

from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import disclosure
from kukhnya.queries.disclosure import HIDDEN, THEIRS
from kukhnya.store.tables import metadata
from kukhnya.visibility.kept import KEPT, NOTHING, OF_OTHERS, SECRET
from kukhnya.web import spoken
from tests.web.browser import Browser
from tests.web.test_forms import PASSWORD, _member
from tests.world import Person, World

PERSON: Final = re.compile(
    r"^(.+_)?(account|follower|followee|blocker|blocked|muter|muted|endorsed|dismissed|writer|reporter|resolver|owner)_id$"
)
THINGS: Final = frozenset({
    "id", "status_id", "circle_id", "default_circle_id", "reblog_of_id", "in_reply_to_id", "thread_id", "quote_of_id", "list_id",
    "app_id", "token_id", "tag_id", "card_id", "filter_id", "read_id", "hidden_id", "last_read_id", "report_id", "rule_id",
    "announcement_id", "server_block_id", "move_id", "notification_id", "waits_for_id", "client_id", "about_id",
    "collection_id",
})  # fmt: skip
"""Numbers of things that are not people. A column of another name makes the test ask which it is."""


def _asked_about(table: Table) -> set[str]:
    """Columns of this table in which the person is looked for."""
    kept = next(each for each in KEPT if each.table is table)
    found: set[str] = set()
    for side in (kept.own, kept.others):
        if side is not None:
            found |= {
                str(getattr(each, "name", ""))
                for each in visitors.iterate(side.condition)
                if getattr(each, "table", None) is table
            }
    return found


def test_every_table_is_disclosed_or_says_nothing_about_anybody() -> None:
    told = [kept.table.name for kept in KEPT]

    assert sorted([*told, *NOTHING]) == sorted(metadata.tables)
    assert all(len(reason) > 10 for reason in NOTHING.values())
    assert set(spoken.KEPT) == set(told)


def test_every_column_that_names_a_person_is_asked() -> None:
    forgotten = [
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if PERSON.match(column.name) and (table.name in NOTHING or column.name not in _asked_about(table))
    ]
    # A reply's addressee in one's own statuses is a column of one's own row; so is whom one's own rows are about.
    about_others = {("circle_member", "account_id"), ("list_member", "account_id")}

    assert set(forgotten) - about_others == set()


def test_a_number_of_an_unknown_name_is_asked_what_it_names() -> None:
    unknown = {
        column.name
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_id") and not PERSON.match(column.name)
    }

    assert unknown - THINGS == set()


def test_what_is_withheld_exists() -> None:
    columns = {(table.name, column.name) for table in metadata.sorted_tables for column in table.columns}

    assert columns >= SECRET | OF_OTHERS


async def _told(person: Person) -> dict[str, Any]:
    return {part["table"]: part for part in (await person.get("/api/kukhnya/v1/disclosure"))["tables"]}


async def test_a_person_is_told_everything_that_is_kept_about_them(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.follows(misha)
    letter = await vera.posts("a letter for @misha", Audience.DIRECT)
    await vera.post(f"/api/v1/statuses/{letter}/bookmark")
    await vera.post("/api/v2/filters", title="weather", context=["home"], keywords_attributes=[{"keyword": "sleet"}])

    told = await _told(vera)

    assert told["account"]["rows"][0]["username"] == "vera"
    assert told["status_text"]["rows"][0]["source"] == "a letter for @misha"
    assert told["bookmark"]["rows"][0]["status_id"] == letter
    assert told["filter_keyword"]["rows"][0]["keyword"] == "sleet"
    assert told["follow"]["rows"][0]["followee_id"] == str(misha.id)
    assert told["token"]["rows"][0]["hash"] == HIDDEN
    assert all(each["purpose"] and each["limit"] for part in told.values() for each in part["columns"])


async def test_what_others_have_done_is_not_told(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("hello")
    before = await _told(vera)
    await misha.post(f"/api/v1/accounts/{vera.id}/mute")
    await misha.post(f"/api/v1/accounts/{vera.id}/note", comment="owes me a samovar")
    await misha.circle_of("people to watch", vera)
    await misha.post(f"/api/v1/statuses/{status_id}/bookmark")
    await misha.post("/api/v1/reports", account_id=str(vera.id), comment="rude")

    after = await vera.get("/api/kukhnya/v1/disclosure")

    assert {part["table"]: part["count"] for part in after["tables"]} == {k: v["count"] for k, v in before.items()}
    assert str(misha.id) not in json.dumps(after)


async def test_a_closed_profile_that_liked_is_not_named(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    await misha.post(f"/api/v1/statuses/{await vera.posts('hello')}/favourite")
    await small_world.settle()

    told = await vera.get("/api/kukhnya/v1/disclosure")

    assert str(misha.id) not in json.dumps(told)


async def test_an_app_that_may_not_read_all_is_told_no_letters(small_world: World) -> None:
    vera = await small_world.member("vera")
    await vera.posts("a letter to myself", Audience.SELF)
    app = await small_world.signed_in("vera", vera.id, "read:accounts")

    told = await _told(app)

    assert told["account"]["rows"][0]["username"] == "vera"
    assert (told["status_text"]["count"], told["status_text"]["rows"]) == (1, [])


async def test_whoever_runs_the_server_sees_others_acts_without_their_words(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.post(f"/api/v1/accounts/{vera.id}/note", comment="owes me a samovar")

    async with small_world.house.store.read(NOBODY) as tx:
        said = await disclosure.about(tx, vera.id, others=True)

    note = next(part for part in said.parts if part.table == "account_note")
    assert (note.own, note.rows[0]["comment"], note.rows[0]["writer_id"]) == (False, THEIRS, str(misha.id))


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_page_shows_the_same_to_the_person_alone(small_world: World, language: str) -> None:
    await _member(small_world, "vera")
    stranger, browser = Browser(small_world), Browser(small_world)
    assert (await stranger.opens("/settings/disclosure")).status_code == 401
    await browser.signs_in("vera", PASSWORD)

    page = await browser.opens("/settings/disclosure", lang=language)

    assert page.status_code == 200
    assert {"en": "What would an order get?", "ru": "Что получит тот, кто придёт с бумагой?"}[language] in page.text
    assert '<dd dir="auto">vera</dd>' in page.text
    assert "$argon2" not in page.text


async def test_the_page_asks_each_table_once(small_world: World) -> None:
    await _member(small_world, "vera")
    browser = Browser(small_world)
    await browser.signs_in("vera", PASSWORD)

    with small_world.counted() as statements:
        await browser.opens("/settings/disclosure")

    # Every table is asked, for that is what the page is about; beside it there is the look-up of the sign-in.
    assert statements[0] <= len([kept for kept in KEPT if kept.own is not None]) + 2
