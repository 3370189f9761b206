"""Statuses to be posted later: kept whole, shown to nobody else, posted once and never for more people than asked."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.suspend_account import suspend_account
from kukhnya.model.audience import Audience
from kukhnya.model.ids import SECOND, to_datetime
from kukhnya.model.viewer import NOBODY
from kukhnya.store.sealed import scheduled_status, status
from kukhnya.store.statement import Statement
from kukhnya.store.tables import job, member
from tests.api.test_media import upload
from tests.world import VISIBILITY, Person, World, a_world

WORDS = "zqlaterwordsqz"
PATH = "/api/v1/scheduled_statuses"


def ahead(world: World, seconds: float) -> str:
    """A time from now, as an app writes it."""
    return (to_datetime(world.clock()) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def schedule(person: Person, seconds: float = 600, **more: Any) -> Any:
    """Write something to be posted later."""
    said = {"status": WORDS, "visibility": "public", "scheduled_at": ahead(person.world, seconds), **more}
    return await person.post("/api/v1/statuses", **said)


async def posted(person: Person, by: Person) -> list[Any]:
    """What somebody sees of what somebody has posted."""
    return list(await person.get(f"/api/v1/accounts/{by.id}/statuses"))


async def comes(world: World, seconds: float = 600) -> None:
    """Let the time come."""
    world.clock.forward(seconds)
    await world.settle()


async def test_a_scheduled_status_is_posted_once_at_its_time(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()

    made = await schedule(vera, spoiler_text="soon", language="en")
    await world.settle()
    before = await posted(misha, vera)
    world.clock.forward(600)
    await asyncio.gather(world.worker.drain(), world.worker.drain())
    await world.settle()

    assert before == []
    [shown] = await posted(misha, vera)
    assert WORDS in shown["content"]
    assert (shown["spoiler_text"], shown["language"], shown["audience"]) == ("soon", "en", "public")
    assert shown["created_at"][:16] == made["scheduled_at"][:16]
    assert await vera.get(PATH) == []


async def test_what_is_answered_is_a_scheduled_status(world: World) -> None:
    vera = await world.member("vera")
    parent = await vera.posts("parent", Audience.SELF)
    picture = (await upload(vera)).json()

    made = await schedule(
        vera, visibility="private", media_ids=[picture["id"]], in_reply_to_id=parent, quoted_status_id=parent,
        sensitive=True, expires_in=3600,
    )  # fmt: skip

    assert made["params"] == {
        "text": WORDS, "poll": None, "media_ids": [picture["id"]], "sensitive": True, "spoiler_text": None,
        "visibility": "direct", "audience": "self", "circle_id": None, "expires_in": 3600, "language": None,
        "in_reply_to_id": parent, "quoted_status_id": parent, "quote_approval_policy": "nobody", "scheduled_at": None,
        "idempotency": None, "with_rate_limit": False, "application_id": 0,
    }  # fmt: skip
    assert made["media_attachments"][0]["id"] == picture["id"]
    assert await vera.get(PATH) == [made]
    assert await vera.get(f"{PATH}/{made['id']}") == made


@pytest.mark.parametrize("audience", Audience)
async def test_it_is_for_those_it_was_meant_for(world: World, audience: Audience) -> None:
    vera, misha, olga = await world.members("vera", "misha", "olga")
    await vera.opens_profile()
    await misha.follows(vera)
    circle = await vera.circle_of("close", olga)

    await schedule(vera, visibility=VISIBILITY[audience], circle_id=circle)
    await comes(world)

    [shown] = await posted(vera, vera)
    assert shown["audience"] == audience.value
    open_ = {Audience.PUBLIC, Audience.UNLISTED, Audience.MEMBERS}
    assert await misha.sees(shown["id"]) == (audience in open_ | {Audience.FOLLOWERS})
    assert await olga.sees(shown["id"]) == (audience in open_ | {Audience.CIRCLE})


async def test_a_default_that_becomes_wider_later_widens_nothing(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()

    await schedule(vera, visibility=None)
    await vera.patch("/api/v1/accounts/update_credentials", source={"privacy": "public", "quote_policy": "public"})
    await comes(world)

    assert await posted(misha, vera) == []
    assert [each["audience"] for each in await posted(vera, vera)] == ["followers"]


async def test_its_end_and_its_poll_count_from_when_it_is_posted(world: World) -> None:
    vera = await world.member("vera")

    await schedule(vera, 3600, expires_in=600, poll={"options": ["yes", "no"], "expires_in": 300})
    await comes(world, 3600)

    [shown] = await posted(vera, vera)
    assert shown["expires_at"] == _later(shown["created_at"], 600)
    assert shown["poll"]["expires_at"] == _later(shown["created_at"], 300)


def _later(time: str, seconds: int) -> str:
    moved = datetime.fromisoformat(time) + timedelta(seconds=seconds)
    return moved.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moved.microsecond // SECOND:03d}Z"


async def test_what_makes_no_sense_is_refused_when_it_is_scheduled(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    hidden, theirs = await misha.posts("x", Audience.SELF), (await upload(misha)).json()["id"]
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"scheduled_at": ahead(world, 200)}, 422, "scheduled_at"),
        ({"scheduled_at": ahead(world, 400 * 86_400)}, 422, "scheduled_at"),
        ({"scheduled_at": "2001-01-01"}, 422, "scheduled_at"),
        ({"scheduled_at": "soon"}, 422, "scheduled_at"),
        ({"status": "x" * 6000}, 422, "status"),
        ({"status": ""}, 422, "text"),
        ({"visibility": "limited"}, 422, "circle_id"),
        ({"visibility": "limited", "circle_id": "7"}, 404, ""),
        ({"media_ids": [theirs]}, 422, "media_ids"),
        ({"in_reply_to_id": hidden}, 404, ""),
        ({"quoted_status_id": hidden}, 404, ""),
        ({"quote_approval_policy": "x"}, 422, "quote_approval_policy"),
        ({"poll": {"options": ["a"], "expires_in": 600}}, 422, "poll[options]"),
        ({"expires_in": 5}, 422, "expires_in"),
        ({"language": "klingon language"}, 422, "language"),
    ]

    for body, code, field in wrong:
        whole = {"status": "x", "scheduled_at": ahead(world, 600), **body}
        answer = await vera.call("POST", "/api/v1/statuses", json=whole)

        assert answer.status_code == code, (body, answer.text)
        assert field in str(answer.json().get("details", "")), (body, answer.text)
    assert await vera.get(PATH) == []


async def test_there_is_an_end_to_how_many_wait(tmp_path: Path) -> None:
    async with a_world(tmp_path, max_scheduled=3, max_scheduled_a_day=2) as world:
        vera = await world.member("vera")
        day = 86_400 * SECOND
        noon = ((world.clock() // day + 2) * day - world.clock()) / SECOND + 43_200
        first = [await schedule(vera, noon + step) for step in (0, 60)]

        crowded = await vera.call("POST", "/api/v1/statuses", json={"status": "x", "scheduled_at": ahead(world, noon)})
        third = await schedule(vera, noon + 86_400)
        full = await vera.call("POST", "/api/v1/statuses", json={"status": "x", "scheduled_at": ahead(world, 999_999)})
        moved = await vera.call("PUT", f"{PATH}/{third['id']}", json={"scheduled_at": ahead(world, noon)})
        again = await vera.call("PUT", f"{PATH}/{first[0]['id']}", json={"scheduled_at": ahead(world, noon + 5)})

        assert [answer.status_code for answer in (crowded, full, moved, again)] == [422, 422, 422, 200]


async def test_the_same_idempotency_key_schedules_once(world: World) -> None:
    vera = await world.member("vera")
    body = {"status": "once", "scheduled_at": ahead(world, 600)}

    answers = await asyncio.gather(
        *(vera.call("POST", "/api/v1/statuses", json=body, headers={"idempotency-key": "k"}) for _ in range(5))
    )
    at_once = await vera.call("POST", "/api/v1/statuses", json={"status": "once"}, headers={"idempotency-key": "k"})

    assert len({answer.json()["id"] for answer in answers}) == 1
    assert "content" in at_once.json()
    await comes(world)
    assert len(await posted(vera, vera)) == 2


async def test_it_can_be_moved_and_is_then_posted_once_at_its_new_time(world: World) -> None:
    vera = await world.member("vera")
    later, earlier = await schedule(vera, 600, status="later"), await schedule(vera, 7200, status="earlier")

    moved = await vera.put(f"{PATH}/{later['id']}", scheduled_at=ahead(world, 3600))
    await vera.put(f"{PATH}/{earlier['id']}", scheduled_at=ahead(world, 400))
    wrong = await vera.call("PUT", f"{PATH}/{later['id']}", json={"scheduled_at": ahead(world, 10)})
    none = await vera.call("PUT", f"{PATH}/{later['id']}", json={})
    await comes(world, 600)
    at_ten = [each["content"] for each in await posted(vera, vera)]
    await comes(world, 7200)

    assert moved["scheduled_at"] > later["scheduled_at"]
    assert (wrong.status_code, none.status_code) == (422, 422)
    assert at_ten == ["<p>earlier</p>"]
    assert [each["content"] for each in await posted(vera, vera)] == ["<p>later</p>", "<p>earlier</p>"]


async def test_what_is_taken_back_is_never_posted(world: World) -> None:
    vera = await world.member("vera")
    made = await schedule(vera)

    await vera.delete(f"{PATH}/{made['id']}")
    await comes(world)

    assert await posted(vera, vera) == []
    assert (await vera.call("GET", f"{PATH}/{made['id']}")).status_code == 404
    assert (await vera.call("DELETE", f"{PATH}/{made['id']}")).status_code == 404


async def test_nobody_else_is_told_that_it_is_there(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.follows(vera)
    made = await schedule(vera)

    for verb in ("GET", "PUT", "DELETE"):
        answers = [
            await misha.call(verb, f"{PATH}/{an_id}", json={"scheduled_at": ahead(world, 900)})
            for an_id in (made["id"], "117000000000000001")
        ]
        assert [(a.status_code, a.text) for a in answers] == [(404, '{"error":"Record not found"}')] * 2
    for path in ("/api/v1/timelines/home", f"/api/v1/accounts/{vera.id}/statuses", PATH, "/api/v2/search?q=zqlater"):
        assert WORDS not in (await misha.call("GET", path)).text
    assert await vera.get(f"{PATH}/{made['id']}") == made


async def test_its_words_stand_in_no_job(world: World) -> None:
    vera = await world.member("vera")

    await schedule(vera)

    async with world.house.store.read(NOBODY) as tx:
        assert WORDS not in str([tuple(row) for row in await tx.all(Statement(select(job.c.body)))])


async def test_pictures_wait_with_it(world: World) -> None:
    vera = await world.member("vera")
    picture = (await upload(vera, description="green")).json()["id"]

    await schedule(vera, 3 * 86_400, media_ids=[picture])
    elsewhere = await vera.call("POST", "/api/v1/statuses", json={"status": "x", "media_ids": [picture]})
    twice = await vera.call(
        "POST", "/api/v1/statuses", json={"status": "x", "media_ids": [picture], "scheduled_at": ahead(world, 600)}
    )
    away = await vera.call("DELETE", f"/api/v1/media/{picture}")
    await comes(world, 2 * 86_400)
    await comes(world, 86_400)

    assert (elsewhere.status_code, twice.status_code, away.status_code) == (422, 422, 422)
    [shown] = await posted(vera, vera)
    assert [each["description"] for each in shown["media_attachments"]] == ["green"]
    assert (await world.client.get(shown["media_attachments"][0]["url"])).status_code == 200


async def test_pictures_of_what_is_taken_back_are_erased(world: World) -> None:
    vera = await world.member("vera")
    picture = (await upload(vera)).json()["id"]
    made = await schedule(vera, media_ids=[picture])
    await comes(world, 300)

    await vera.delete(f"{PATH}/{made['id']}")
    await comes(world, 600)

    assert (await vera.call("GET", f"/api/v1/media/{picture}")).status_code == 404
    assert world.house.files.names() == set()


async def test_what_is_taken_back_can_be_written_anew_with_its_pictures(world: World) -> None:
    vera = await world.member("vera")
    picture = (await upload(vera)).json()["id"]
    made = await schedule(vera, media_ids=[picture])

    await vera.delete(f"{PATH}/{made['id']}")
    again = await schedule(vera, 86_400 * 2, media_ids=[picture])
    await comes(world, 86_400)

    assert again["media_attachments"][0]["id"] == picture
    assert (await vera.call("GET", f"/api/v1/media/{picture}")).status_code == 200


@pytest.mark.parametrize("state", ["suspended", "disabled"])
async def test_nothing_is_posted_for_an_account_that_may_not_post(world: World, state: str) -> None:
    vera = await world.member("vera")
    await schedule(vera)

    if state == "suspended":
        await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, vera.id))
    else:
        disable = Statement(update(member).values(state="disabled"))
        await world.house.store.write(NOBODY, lambda tx: tx.execute(disable))
    await comes(world)

    async with world.house.store.read(NOBODY) as tx:
        assert await tx.all(Statement(select(status.c.id))) == []
        assert await tx.all(Statement(select(scheduled_status.c.id))) == []


async def test_a_parent_that_is_gone_or_hidden_is_no_longer_answered(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.opens_profile()
    gone, hidden, there = [await misha.posts(each) for each in ("gone", "hidden", "there")]
    for parent in (gone, hidden, there):
        await schedule(vera, in_reply_to_id=parent)

    await misha.delete(f"/api/v1/statuses/{gone}")
    await misha.put(f"/api/v1/statuses/{hidden}", visibility="self")
    await comes(world)

    answered = [each["in_reply_to_id"] for each in await posted(vera, vera)]
    assert sorted(answered, key=str) == sorted([there, None, None], key=str)


async def test_consent_to_be_quoted_is_asked_when_it_is_posted(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await misha.opens_profile()
    jokes = [await misha.posts(each, quote_approval_policy="public") for each in ("kept", "withdrawn", "gone")]
    for joke in jokes:
        await schedule(vera, quoted_status_id=joke)

    await misha.put(f"/api/v1/statuses/{jokes[1]}/interaction_policy", quote_approval_policy="nobody")
    await misha.delete(f"/api/v1/statuses/{jokes[2]}")
    await comes(world)

    quotes = [each["quote"] for each in await posted(vera, vera)]
    assert [each["quoted_status"]["id"] for each in quotes if each is not None] == [jokes[0]]
    assert len(quotes) == 3
    assert (await misha.get(f"/api/v1/statuses/{jokes[0]}"))["quotes_count"] == 1


async def test_a_circle_that_is_gone_leaves_the_author_alone(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    circle = await vera.circle_of("close", misha)
    await schedule(vera, status=f"{WORDS} @misha", visibility="limited", circle_id=circle)

    await vera.delete(f"/api/v1/circles/{circle}")
    await comes(world)

    [shown] = await posted(vera, vera)
    assert shown["audience"] == "self"
    assert not await misha.sees(shown["id"])


async def test_it_goes_with_its_author(world: World) -> None:
    vera = await world.member("vera")
    picture = (await upload(vera)).json()["id"]
    await schedule(vera, media_ids=[picture])

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    await comes(world)

    assert world.house.files.names() == set()


async def test_the_list_has_pages_and_takes_two_statements(world: World) -> None:
    vera = await world.member("vera")
    ids = [(await schedule(vera, media_ids=[(await upload(vera)).json()["id"]]))["id"] for _ in range(3)]

    page = await vera.call("GET", f"{PATH}?limit=2")
    rest = await vera.get(PATH, max_id=ids[1])
    with world.counted() as counted:
        await vera.get(PATH)

    assert [each["id"] for each in page.json()] == ids[:0:-1]
    assert f"max_id={ids[1]}" in page.headers["link"]
    assert [each["id"] for each in rest] == [ids[0]]
    assert counted[0] == 2
