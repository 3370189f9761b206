"""Filters say which statuses somebody does not want to read unasked, wherever they stand, and nobody else is told."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables.filters import filter_, filter_keyword, filter_status
from tests.api.test_media import upload
from tests.world import Person, World

FILTERS = "/api/v2/filters"
ALL = ["home", "notifications", "public", "thread", "account"]


async def filters(person: Person, *words: str, **more: Any) -> dict[str, Any]:
    """Make a filter that looks for these words."""
    said = {"title": words[0] if words else "mine", "context": ALL, **more}
    made: dict[str, Any] = await person.post(FILTERS, **said, keywords_attributes=[{"keyword": word} for word in words])
    return made


async def fit(person: Person, status_id: str) -> list[dict[str, Any]]:
    """What a status is said to fit."""
    found: list[dict[str, Any]] = (await person.get(f"/api/v1/statuses/{status_id}"))["filtered"]
    return found


async def table(world: World) -> Person:
    """Somebody open, whom everybody may read."""
    vera = await world.member("vera")
    await vera.opens_profile()
    return vera


async def test_a_status_says_which_filters_it_fits_and_by_which_words(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    made = await filters(reader, "politics", "война", title="Not today", filter_action="hide", expires_in=3600)
    status_id = await vera.posts("Война and POLITICS again")
    other = await vera.posts("tea")

    found = await fit(reader, status_id)

    assert found == [
        {
            "filter": {name: made[name] for name in ("id", "title", "context", "expires_at", "filter_action")},
            "keyword_matches": ["politics", "война"],
            "status_matches": None,
        }
    ]
    assert await fit(reader, other) == []
    assert await fit(vera, status_id) == []
    assert (await world.nobody.get(f"/api/v1/statuses/{status_id}"))["filtered"] == []


async def test_a_filtered_status_says_so_wherever_it_stands(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    await reader.follows(vera)
    listed = await reader.post("/api/v1/lists", title="l")
    await reader.post(f"/api/v1/lists/{listed['id']}/accounts", account_ids=[str(vera.id)])
    root = await vera.posts("root")
    await filters(reader, "canary")
    status_id = await vera.posts("canary @reader #tag", in_reply_to_id=root)
    alone = await vera.posts("canary #tag")
    await reader.post(f"/api/v1/statuses/{status_id}/favourite")
    await reader.post(f"/api/v1/statuses/{status_id}/bookmark")
    await world.settle()

    pages = {
        path: await reader.get(path)
        for path in (
            "/api/v1/timelines/home", "/api/v1/timelines/public", "/api/v1/timelines/tag/tag", "/api/v1/bookmarks",
            f"/api/v1/timelines/list/{listed['id']}", f"/api/v1/accounts/{vera.id}/statuses", "/api/v1/favourites",
        )
    }  # fmt: skip
    pages["thread"] = (await reader.get(f"/api/v1/statuses/{root}/context"))["descendants"]
    pages["notifications"] = [n["status"] for n in await reader.get("/api/v1/notifications") if n["status"]]
    pages["several"] = await reader.get("/api/v1/statuses", **{"id[]": alone})

    for name, page in pages.items():
        shown = [status for status in page if status["id"] in {status_id, alone}]
        assert shown, name
        assert all(status["filtered"][0]["keyword_matches"] == ["canary"] for status in shown), name


async def test_a_re_share_is_filtered_by_what_it_shares(world: World) -> None:
    vera, misha, reader = await table(world), await world.member("misha"), await world.member("reader")
    await misha.opens_profile()
    await filters(reader, "canary")
    status_id = await vera.posts("canary")
    shared = await misha.post(f"/api/v1/statuses/{status_id}/reblog", visibility="public")

    seen = await reader.get(f"/api/v1/statuses/{shared['id']}")

    assert seen["filtered"][0]["keyword_matches"] == ["canary"]
    assert seen["reblog"]["filtered"][0]["keyword_matches"] == ["canary"]


async def test_warnings_options_and_descriptions_are_read_too(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    await filters(reader, "canary")
    picture = (await upload(vera, description="a canary sits")).json()
    ids = [
        await vera.posts("x", spoiler_text="canary"),
        await vera.posts("x", poll={"options": ["canary", "crow"], "expires_in": 3600}),
        await vera.posts("x", media_ids=[picture["id"]]),
        await vera.posts("a #canary"),
    ]

    assert [len(await fit(reader, each)) for each in ids] == [1, 1, 1, 1]


async def test_a_status_can_be_named_itself(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    status_id = await vera.posts("harmless")
    made = await filters(reader)
    entry = await reader.post(f"{FILTERS}/{made['id']}/statuses", status_id=status_id)
    again = await reader.post(f"{FILTERS}/{made['id']}/statuses", status_id=status_id)

    assert (await fit(reader, status_id))[0]["status_matches"] == [status_id]
    assert entry == again == await reader.get(f"{FILTERS}/statuses/{entry['id']}")
    assert await reader.get(f"{FILTERS}/{made['id']}/statuses") == [entry]
    await reader.delete(f"{FILTERS}/statuses/{entry['id']}")
    assert await fit(reader, status_id) == []


async def test_one_who_may_not_see_a_status_cannot_name_it(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    hidden = await vera.posts("secret", Audience.SELF)
    made = await filters(reader)

    answer = await reader.call("POST", f"{FILTERS}/{made['id']}/statuses", json={"status_id": hidden})
    missing = await reader.call("POST", f"{FILTERS}/{made['id']}/statuses", json={"status_id": "117000000000000001"})

    assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
    assert answer.status_code == 404


async def test_keywords_are_added_changed_and_taken_away(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    tea, coffee = await vera.posts("teapot"), await vera.posts("coffee")
    made = await filters(reader, "tea")
    assert await fit(reader, tea) == []

    keyword_id = made["keywords"][0]["id"]
    changed = await reader.put(f"{FILTERS}/keywords/{keyword_id}", whole_word=False)
    assert changed == {"id": keyword_id, "keyword": "tea", "whole_word": False}
    assert len(await fit(reader, tea)) == 1

    added = await reader.post(f"{FILTERS}/{made['id']}/keywords", keyword="coffee", whole_word=True)
    assert len(await fit(reader, coffee)) == 1
    assert len(await reader.get(f"{FILTERS}/{made['id']}/keywords")) == 2

    edited = await reader.put(
        f"{FILTERS}/{made['id']}", title="Drinks", context=["home"], filter_action="blur",
        keywords_attributes=[{"id": keyword_id, "_destroy": True}, {"id": added["id"], "keyword": "cocoa"}, {"keyword": "milk"}],
    )  # fmt: skip
    assert (edited["title"], edited["context"], edited["filter_action"]) == ("Drinks", ["home"], "blur")
    assert [word["keyword"] for word in edited["keywords"]] == ["cocoa", "milk"]
    assert await fit(reader, tea) == await fit(reader, coffee) == []

    await reader.delete(f"{FILTERS}/keywords/{added['id']}")
    assert [word["keyword"] for word in (await reader.get(f"{FILTERS}/{made['id']}"))["keywords"]] == ["milk"]
    await reader.delete(f"{FILTERS}/{made['id']}")
    assert await reader.get(FILTERS) == []


async def test_a_filter_counts_until_its_end_and_is_forgotten_afterwards(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    status_id = await vera.posts("canary")
    await filters(reader, "canary", expires_in=60)
    assert len(await fit(reader, status_id)) == 1

    world.clock.forward(60)

    assert await fit(reader, status_id) == []
    await world.house.store.write(NOBODY, forget_overdue)
    assert await reader.get(FILTERS) == []
    assert await left(world) == (0, 0, 0)


async def left(world: World) -> tuple[int, ...]:
    """How many rows there are of each kind."""
    async with world.house.store.read(NOBODY) as tx:
        return tuple(
            [
                int(await tx.value(Statement(select(func.count()).select_from(kind))) or 0)
                for kind in (filter_, filter_keyword, filter_status)
            ]
        )


async def test_filters_go_with_their_owner_and_entries_with_their_status(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    status_id = await vera.posts("canary")
    made = await filters(reader, "canary")
    await reader.post(f"{FILTERS}/{made['id']}/statuses", status_id=status_id)
    assert await left(world) == (1, 1, 1)

    await vera.delete(f"/api/v1/statuses/{status_id}")
    assert await left(world) == (1, 1, 0)

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, reader.id))
    assert await left(world) == (0, 0, 0)


async def test_older_apps_have_one_filter_for_each_keyword(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    status_id = await vera.posts("a canary")
    made = await reader.post("/api/v1/filters", phrase="canary", context=["home"], irreversible=True, whole_word=True)

    assert made == await reader.get(f"/api/v1/filters/{made['id']}")
    assert made == {
        "id": made["id"], "phrase": "canary", "context": ["home"], "whole_word": True, "expires_at": None,
        "irreversible": True,
    }  # fmt: skip
    assert await reader.get("/api/v1/filters") == [made]
    assert (await fit(reader, status_id))[0]["filter"]["filter_action"] == "hide"

    changed = await reader.put(f"/api/v1/filters/{made['id']}", phrase="crow", context=["public"], irreversible=False)
    assert (changed["phrase"], changed["context"], changed["irreversible"]) == ("crow", ["public"], False)
    assert await fit(reader, status_id) == []

    both = await filters(reader, "one", "two")
    refused = await reader.call("PUT", f"/api/v1/filters/{both['keywords'][0]['id']}", json={"context": ["home"]})
    assert refused.status_code == 422
    await reader.delete(f"/api/v1/filters/{both['keywords'][0]['id']}")
    await reader.delete(f"/api/v1/filters/{made['id']}")
    assert [word["phrase"] for word in await reader.get("/api/v1/filters")] == ["two"]
    assert len(await reader.get(FILTERS)) == 1


async def test_somebody_elses_filters_do_not_exist(world: World) -> None:
    vera, thief = await table(world), await world.member("thief")
    status_id = await vera.posts("canary")
    made = await filters(vera, "canary")
    entry = await vera.post(f"{FILTERS}/{made['id']}/statuses", status_id=status_id)
    keyword = made["keywords"][0]["id"]
    paths = [
        ("GET", f"{FILTERS}/{made['id']}"), ("PUT", f"{FILTERS}/{made['id']}"), ("DELETE", f"{FILTERS}/{made['id']}"),
        ("GET", f"{FILTERS}/{made['id']}/keywords"), ("POST", f"{FILTERS}/{made['id']}/keywords"),
        ("GET", f"{FILTERS}/keywords/{keyword}"), ("PUT", f"{FILTERS}/keywords/{keyword}"),
        ("DELETE", f"{FILTERS}/keywords/{keyword}"), ("GET", f"{FILTERS}/{made['id']}/statuses"),
        ("POST", f"{FILTERS}/{made['id']}/statuses"), ("GET", f"{FILTERS}/statuses/{entry['id']}"),
        ("DELETE", f"{FILTERS}/statuses/{entry['id']}"), ("GET", f"/api/v1/filters/{keyword}"),
        ("PUT", f"/api/v1/filters/{keyword}"), ("DELETE", f"/api/v1/filters/{keyword}"),
    ]  # fmt: skip

    said = {"title": "x", "context": ["home"], "keyword": "x", "status_id": status_id, "phrase": "x"}
    answers = [await thief.call(verb, path, json=said) for verb, path in paths]

    assert [answer.status_code for answer in answers] == [404] * len(paths)
    assert len((await vera.get(f"{FILTERS}/{made['id']}"))["keywords"]) == 1


async def test_a_keyword_of_another_filter_cannot_be_changed_through_ones_own(world: World) -> None:
    vera, thief = await table(world), await world.member("thief")
    theirs, own = await filters(vera, "canary"), await filters(thief, "crow")

    answer = await thief.call(
        "PUT",
        f"{FILTERS}/{own['id']}",
        json={"keywords_attributes": [{"id": theirs["keywords"][0]["id"], "_destroy": True}]},
    )

    assert answer.status_code == 404
    assert len((await vera.get(f"{FILTERS}/{theirs['id']}"))["keywords"]) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 5_000_000}, "title"),
        ({"context": []}, "context"),
        ({"context": ["everywhere"]}, "context"),
        ({"filter_action": "burn"}, "filter_action"),
        ({"expires_in": -5}, "expires_in"),
        ({"expires_in": "soon"}, "expires_in"),
        ({"expires_in": 10**12}, "expires_in"),
        ({"keywords_attributes": [{"keyword": ""}]}, "keyword"),
        ({"keywords_attributes": [{"keyword": "x" * 201}]}, "keyword"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused_by_its_field(
    small_world: World, said: dict[str, Any], field: str
) -> None:
    vera = await small_world.member("vera")

    answer = await vera.call("POST", FILTERS, json={"title": "t", "context": ["home"], **said})

    assert answer.status_code in {422, 413}
    if answer.status_code == 422:
        assert field in answer.json()["details"]
    assert await vera.get(FILTERS) == []


async def test_there_is_an_end_to_how_many_filters_and_words_one_can_have(small_world: World) -> None:
    vera = await small_world.member("vera")
    limits = (await vera.get("/api/v2/instance"))["configuration"]["filters"]
    for number in range(limits["max_filters"]):
        await filters(vera, *(f"w{number} {n}" for n in range(10)))

    too_many = await vera.call("POST", FILTERS, json={"title": "t", "context": ["home"]})
    first = (await vera.get(FILTERS))[0]["id"]
    too_long = await vera.call("POST", f"{FILTERS}/{first}/keywords", json={"keyword": "one more"})

    assert (too_many.status_code, too_long.status_code) == (422, 422)
    assert limits["max_keywords"] == 10 * limits["max_filters"]


async def test_two_apps_that_add_the_same_word_at_once_add_it_once(world: World) -> None:
    vera = await table(world)
    made = await filters(vera)

    answers = await asyncio.gather(*(vera.post(f"{FILTERS}/{made['id']}/keywords", keyword="canary") for _ in range(5)))

    assert len({answer["id"] for answer in answers}) == 1
    assert len(await vera.get(f"{FILTERS}/{made['id']}/keywords")) == 1


async def test_forms_with_brackets_say_the_same(small_world: World) -> None:
    vera = await small_world.member("vera")
    form = {
        "title": "t", "context[]": ["home", "public"], "keywords_attributes[0][keyword]": "one",
        "keywords_attributes[0][whole_word]": "false", "keywords_attributes[1][keyword]": "two", "expires_in": "",
    }  # fmt: skip

    made = (await vera.call("POST", FILTERS, data=form)).json()

    assert made["context"] == ["home", "public"]
    assert [(word["keyword"], word["whole_word"]) for word in made["keywords"]] == [("one", False), ("two", True)]
    assert made["expires_at"] is None


async def test_two_hundred_words_take_no_statement_on_a_page_asked_for_again(world: World) -> None:
    vera, reader = await table(world), await world.member("reader")
    await reader.follows(vera)
    for number in range(20):
        await vera.posts(f"word {number}")
    await filters(reader, *(f"keyword{number}" for number in range(200)))
    await reader.home()

    with world.counted() as counted:
        await reader.home()

    assert counted[0] == 2
