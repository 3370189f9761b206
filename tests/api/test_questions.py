"""Two questions that people may be asked: who answers, once, and that nobody learns who said what."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.api.questions import ANSWERED, NOT_ASKED
from kukhnya.door.questions import SHARE, Questions
from kukhnya.model.audience import Audience
from kukhnya.model.ids import DAY, AccountId, StatusId, Time, week
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import mood
from kukhnya.store.statement import Statement
from tests.world import Person, World, a_world

QUESTIONS = "/api/kukhnya/v1/questions"
WEEK = "/api/kukhnya/v1/week"
COUNTED = Statement(sqlite="SELECT yes, so_so, no FROM glad", postgresql="SELECT yes, so_so, no FROM glad")
SAID = Statement(sqlite="SELECT count(*) FROM mood_answer", postgresql="SELECT count(*) FROM mood_answer")
ASKED = Statement(sqlite="SELECT coalesce(sum(asked), 0) FROM mood_span WHERE span = 'week'",
                  postgresql="SELECT coalesce(sum(asked), 0) FROM mood_span WHERE span = 'week'")  # fmt: skip


async def counted(world: World) -> list[tuple[int, ...]]:
    """The counters of all statuses."""
    async with world.house.store.read(NOBODY) as tx:
        return [tuple(row) for row in await tx.all(COUNTED)]


async def kept(world: World, statement: Statement) -> int:
    """A number in the database."""
    async with world.house.store.read(NOBODY) as tx:
        return int(await tx.value(statement) or 0)


async def asks(person: Person, *ids: str) -> str | None:
    """What this person is asked about when these are shown, on a day of questions."""
    person.world.house.questions.share = 1.0
    said = await person.get(QUESTIONS, **{"status_ids[]": list(ids)})
    return said["glad"] and str(said["glad"]["status_id"])


async def answers(person: Person, status_id: str, answer: str) -> int:
    """Answer; the status of what comes back."""
    said = await person.call("POST", f"/api/kukhnya/v1/glad/{status_id}", json={"answer": answer})
    return said.status_code


def _monday(world: World) -> None:
    """Go on to the first minute of the next week."""
    now = world.clock()
    world.clock.forward((week(Time(now + 7 * DAY)) - now) / 1000 + 60)


# What must not come out


@pytest.mark.parametrize("audience", [Audience.SELF, Audience.CIRCLE, Audience.DIRECT])
async def test_nobody_is_asked_about_what_is_hidden_or_for_a_few(small_world: World, audience: Audience) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await misha.follows(vera)
    circle = await vera.circle_of("friends", misha)
    more = {"circle_id": circle} if audience is Audience.CIRCLE else {}
    status_id = await vera.posts("for you, @misha" if audience is Audience.DIRECT else "for few", to=audience, **more)

    assert await asks(misha, status_id) is None
    assert await answers(misha, status_id, "yes") == (404 if audience is Audience.SELF else 409)
    assert await counted(small_world) == []


async def test_what_was_asked_about_and_then_hidden_is_like_what_never_was(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("tea?")
    assert await asks(misha, status_id) == status_id

    await vera.put(f"/api/v1/statuses/{status_id}", status="tea?", visibility="self")

    assert (await misha.get(QUESTIONS))["glad"] is None
    hidden = await misha.call("POST", f"/api/kukhnya/v1/glad/{status_id}", json={"answer": "yes"})
    missing = await misha.call("POST", "/api/kukhnya/v1/glad/117000000000000001", json={"answer": "yes"})
    assert (
        (hidden.status_code, hidden.text)
        == (missing.status_code, missing.text)
        == (404, '{"error":"Record not found"}')
    )
    assert await counted(small_world) == []


def _cells(world: World) -> Iterator[tuple[str, str]]:
    """Every value of the tables of answers, with the name of its table."""
    with closing(sqlite3.connect(world.house.settings.data + "/kukhnya.db")) as raw:
        for table in ("glad", "mood_answer", "mood_span", "audit"):
            for row in raw.execute(f"SELECT * FROM {table}"):
                yield from ((table, str(value)) for value in row)


async def test_no_account_stands_beside_an_answer_in_the_database(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("tea?")

    assert await asks(misha, status_id) == status_id
    assert await answers(misha, status_id, "yes") == 200
    await misha.post(WEEK, answer="worse")
    await small_world.house.questions.settle()
    await small_world.settle()

    cells = list(_cells(small_world))
    assert ("glad", status_id) in cells
    assert {table for table, _ in cells} == {"glad", "mood_answer", "mood_span"}
    for person in (vera, misha):
        forms = {str(person.id), f"{person.id:x}", person.name}
        assert not [cell for cell in cells for form in forms if form in cell[1]]


async def test_who_was_glad_is_for_the_scorer_and_not_on_any_disk(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await vera.opens_profile()
    status_id = await vera.posts("tea?")

    for person, answer in ((misha, "yes"), (sonya, "no")):
        assert await asks(person, status_id) == status_id
        assert await answers(person, status_id, answer) == 200

    glad = small_world.house.questions.glad
    assert glad.appreciations(small_world.clock()) == [(misha.id, int(status_id))]
    assert await counted(small_world) == [(1, 0, 1)]
    assert glad.appreciations(Time(small_world.clock() + 15 * DAY)) == []


# Glad you saw this?


async def test_an_answer_counts_once_and_only_from_whoever_was_asked(world: World) -> None:
    vera, misha = await world.members("vera", "misha")
    await vera.opens_profile()
    status_id, other = await vera.posts("tea?"), await vera.posts("coffee?")

    assert await answers(misha, status_id, "yes") == 409
    assert await asks(misha, status_id) == status_id
    for wrong in ("maybe", "", "YES"):
        assert await answers(misha, status_id, wrong) == 422
    assert await answers(misha, other, "yes") == 409
    assert await counted(world) == []
    assert await answers(misha, status_id, "so-so") == 200
    assert await answers(misha, status_id, "yes") == 409

    assert await counted(world) == [(0, 1, 0)]
    said = await misha.call("POST", f"/api/kukhnya/v1/glad/{status_id}", json={"answer": "yes"})
    assert said.json() == {"error": ANSWERED}
    said = await vera.call("POST", f"/api/kukhnya/v1/glad/{status_id}", json={"answer": "yes"})
    assert said.json() == {"error": NOT_ASKED}


async def test_one_is_asked_once_a_day_and_never_about_ones_own(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    one, two = await vera.posts("tea?"), await vera.posts("coffee?")

    assert await asks(vera, one, two) is None
    first = await asks(misha, one, two)
    assert first in {one, two}
    assert await asks(misha, one, two) == first  # still open, and still the same
    assert await answers(misha, str(first), "no") == 200
    assert await asks(misha, one, two) is None

    small_world.clock.forward(86_400)
    assert await answers(misha, str(first), "no") == 409
    assert await asks(misha, one, two) in {one, two}


async def test_a_restart_forgets_who_was_asked(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        vera, misha = await world.members("vera", "misha")
        await vera.opens_profile()
        status_id = await vera.posts("tea?")
        assert await asks(misha, status_id) == status_id

    async with a_world(tmp_path) as world:
        misha = await world.signed_in("misha", misha.id)
        assert await answers(misha, status_id, "yes") == 409
        assert await counted(world) == []


async def test_a_question_comes_on_one_page_in_fifty(small_world: World) -> None:
    asking = Questions(small_world.house.store)

    asked = sum(asking.due(AccountId(7), Time(DAY)) for _ in range(20_000)) / 20_000

    assert SHARE == 0.02
    assert asked == pytest.approx(SHARE, abs=0.006)
    asking.ask(AccountId(7), [StatusId(1)], Time(DAY))
    assert not any(asking.due(AccountId(7), Time(DAY)) for _ in range(2000))


async def test_the_counters_die_with_the_status_and_with_its_author(small_world: World) -> None:
    vera, misha, sonya = await small_world.members("vera", "misha", "sonya")
    await vera.opens_profile()
    for person in (misha, sonya):
        status_id = await vera.posts("tea?")
        assert await asks(person, status_id) == status_id
        assert await answers(person, status_id, "yes") == 200
    assert await counted(small_world) == [(1, 0, 0), (1, 0, 0)]

    await vera.delete(f"/api/v1/statuses/{status_id}")
    assert await counted(small_world) == [(1, 0, 0)]

    await small_world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    assert await counted(small_world) == []


# How was your week?


async def test_a_week_is_answered_once_and_shown_to_its_author_alone(world: World) -> None:
    misha, vera = await world.members("misha", "vera")
    assert (await misha.get(QUESTIONS))["week"]["answers"] == ["better", "same", "worse"]

    refused = await misha.call("POST", WEEK, json={"answer": "great"})
    assert (refused.status_code, refused.json()["details"].keys()) == (422, {"answer"})
    assert await misha.post(WEEK, answer="better") == {}
    again = await misha.call("POST", WEEK, json={"answer": "worse"})

    assert (again.status_code, again.json()) == (409, {"error": ANSWERED})
    assert await kept(world, SAID) == 1
    assert (await misha.get(QUESTIONS))["week"] is None
    assert [each["answer"] for each in (await misha.get(WEEK))["answers"]] == ["better"]
    assert (await misha.get(WEEK))["index"] == 1.0
    assert (await vera.get(WEEK))["answers"] == []
    assert (await vera.get(WEEK))["index"] is None


async def test_whoever_wants_no_questions_is_asked_nothing_and_counted_nowhere(small_world: World) -> None:
    vera, misha = await small_world.members("vera", "misha")
    await vera.opens_profile()
    status_id = await vera.posts("tea?")
    assert await asks(misha, status_id) == status_id

    off = Statement(sqlite="INSERT INTO warm_choice (account_id, no_questions) VALUES (:account, 1)",
                    postgresql="")  # fmt: skip
    await small_world.house.store.write(NOBODY, lambda tx: tx.execute(off, account=misha.id))

    said = await misha.get(QUESTIONS, **{"status_ids[]": [status_id]})
    assert said == {"glad": None, "week": None}
    assert await answers(misha, status_id, "yes") == 409
    answer = await misha.call("POST", WEEK, json={"answer": "better"})
    assert (answer.status_code, answer.json()) == (409, {"error": NOT_ASKED})
    assert await counted(small_world) == []
    assert await kept(small_world, SAID) == 0


async def test_those_who_were_asked_are_counted_once_whether_they_answer_or_not(small_world: World) -> None:
    people = await small_world.members("vera", "misha", "sonya", "petya")

    for person in people[:3]:
        await person.get(QUESTIONS)
        await person.get(QUESTIONS)
    await people[0].call("POST", WEEK, json={"answer": "great"})
    await people[0].post(WEEK, answer="same")
    await people[3].call("POST", WEEK, json={"answer": "great"})
    await people[3].post(WEEK, answer="same")  # an app that asked by itself
    await small_world.house.questions.settle()

    assert await kept(small_world, ASKED) == 4
    assert await kept(small_world, SAID) == 2


async def _week_of(world: World, people: list[Person], answer: str = "better") -> None:
    for person in people:
        await person.post(WEEK, answer=answer)


async def test_the_index_is_shown_from_fifteen_people_up_and_once_the_week_is_over(world: World) -> None:
    people = await world.members(*(f"person{number}" for number in range(15)))
    _first_monday(world)
    await people[0].get(QUESTIONS)
    await _week_of(world, people[:14])
    assert (await world.nobody.get("/api/kukhnya/v1/index"))["weeks"] == []

    _monday(world)
    await world.house.store.write(NOBODY, forget_overdue)
    await _week_of(world, people[:9], "better")
    await _week_of(world, people[9:], "worse")
    _monday(world)
    await world.house.store.write(NOBODY, forget_overdue)

    said = await world.nobody.get("/api/kukhnya/v1/index")
    second, first = said["weeks"]
    assert {first[name] for name in ("asked", "people", "answers", "response", "index", "low", "high")} == {None}
    assert (second["people"], second["answers"], second["asked"], second["response"]) == (15, 15, 15, 1.0)
    assert second["index"] == 0.6
    assert 0 < second["low"] < 0.6 < second["high"] < 1
    assert said["months"][0]["answers"] == 15  # the first week is in no sum: it could be read off the difference


def _first_monday(world: World) -> None:
    """Go on to the first Monday of a month that has four at least after it."""
    _monday(world)
    while mood.month_of(Time(world.clock() - 7 * DAY)) == mood.month_of(world.clock()):
        _monday(world)


async def test_with_the_month_its_key_is_gone_and_nobody_can_tell_whose_answers_were_whose(world: World) -> None:
    people = await world.members(*(f"person{number}" for number in range(15)))
    _first_monday(world)
    await _week_of(world, people)
    async with world.house.store.read(NOBODY) as tx:
        key = await mood.key(tx)

    _first_monday(world)
    await people[0].post(WEEK, answer="worse")

    async with world.house.store.read(NOBODY) as tx:
        new = await mood.key(tx)
    assert key is not None
    assert new is not None
    assert new.secret != key.secret
    assert key.who(people[0].id) != new.who(people[0].id)
    assert await kept(world, SAID) == 1
    assert [each["answer"] for each in (await people[0].get(WEEK))["answers"]] == ["worse"]
    months = (await world.nobody.get("/api/kukhnya/v1/index"))["months"]
    assert [(each["people"], each["index"]) for each in months] == [(15, 1.0)]


async def test_the_key_goes_by_itself_though_nobody_answers_any_more(small_world: World) -> None:
    misha = await small_world.member("misha")
    await misha.post(WEEK, answer="same")

    _first_monday(small_world)
    await small_world.house.store.write(NOBODY, forget_overdue)

    async with small_world.house.store.read(NOBODY) as tx:
        assert await mood.key(tx) is None
    assert await kept(small_world, SAID) == 0


async def test_a_month_counts_people_and_not_answers(small_world: World) -> None:
    people = await small_world.members(*(f"person{number}" for number in range(16)))
    _first_monday(small_world)
    for _ in range(3):
        for number, person in enumerate(people):
            await person.post(WEEK, answer="better" if number % 2 else "worse")
        _monday(small_world)
        await small_world.house.store.write(NOBODY, forget_overdue)

    said = await small_world.nobody.get("/api/kukhnya/v1/index")
    month, weeks = said["months"][0], said["weeks"]
    assert (month["people"], month["answers"], len(weeks)) == (16, 48, 3)
    assert month["high"] - month["low"] == pytest.approx(weeks[0]["high"] - weeks[0]["low"], abs=0.01)


async def test_what_one_has_answered_goes_with_the_account_and_is_told_by_the_disclosure(small_world: World) -> None:
    misha = await small_world.member("misha")
    await misha.post(WEEK, answer="same")

    told = {each["table"]: each for each in (await misha.get("/api/kukhnya/v1/disclosure"))["tables"]}
    assert told["mood_answer"]["count"] == 1

    await small_world.house.store.write(NOBODY, lambda tx: delete_account(tx, misha.id))
    assert await kept(small_world, SAID) == 0
