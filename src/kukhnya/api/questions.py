"""The two questions we ask, and how people say their time here leaves them. Ours: docs/reference/own-api.md."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.answer_glad import ANSWERS as GLAD_ANSWERS
from kukhnya.actions.answer_glad import answer_glad, check_answer
from kukhnya.actions.answer_week import ANSWERS as WEEK_ANSWERS
from kukhnya.actions.answer_week import Taken, answer_week
from kukhnya.actions.answer_week import check_answer as check_week
from kukhnya.door.answers import Answer, json_bytes
from kukhnya.door.questions import Standing
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.ids import StatusId, Time, parse_id, to_datetime
from kukhnya.queries import mood
from kukhnya.queries.mood import MONTH, WEEK, Span
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import pages
from kukhnya.visibility.askable import askable
from kukhnya.warm.index import LEAST_PEOPLE

GLAD: Final = "Glad you saw this?"
HOW_WAS_IT: Final = "Did your time here leave you better, the same, or worse?"
NOT_ASKED: Final = "You were not asked this. Nothing was counted."
ANSWERED: Final = "You have answered this already. The first answer counts."
_MOST: Final = 40


class Shown(Struct):
    """The statuses an app is showing, so that one of them can be asked about."""

    status_ids: list[str] = field(default_factory=list)


class Said(Struct):
    """An answer."""

    answer: str


def conflict(sentence: str) -> Answer:
    """It cannot be taken as things stand: 409, and a sentence."""
    return Answer(json_bytes({"error": sentence}), 409)


@get("/api/kukhnya/v1/questions", scope="read:statuses")
async def questions(tx: ReadTx, call: Call, shown: Shown) -> dict[str, Any]:
    """What the caller is asked: about one of the statuses the app shows, if this is the day; about the week, until answered."""
    ids = [number for text in shown.status_ids[:_MOST] if (number := parse_id(text)) is not None]
    about = await glad_question(tx, call, ids)
    week = await week_question(tx, call)
    return {
        "glad": None if about is None else {"status_id": str(about), "question": GLAD, "answers": list(GLAD_ANSWERS)},
        "week": {"question": HOW_WAS_IT, "answers": list(WEEK_ANSWERS)} if week else None,
    }


async def glad_question(tx: ReadTx, call: Call, ids: Sequence[int]) -> StatusId | None:
    """The status the viewer is asked about: one they have not answered yet, or now and then one of these."""
    asking, who = call.house.questions, call.viewer.id
    if (about := asking.asked(who, tx.now)) is not None:
        return about if await askable(tx, [about]) and not await mood.questions_off(tx) else None
    return await new_glad_question(tx, call, ids) if ids and asking.due(who, tx.now) else None


async def new_glad_question(tx: ReadTx, call: Call, ids: Sequence[int]) -> StatusId | None:
    """One of these statuses, which the viewer is asked about from now on; None where none can be, or no question is wanted."""
    if await mood.questions_off(tx):
        return None
    return call.house.questions.ask(call.viewer.id, await askable(tx, ids), tx.now)


async def week_question(tx: ReadTx, call: Call) -> bool:
    """Is the viewer to be asked how their week here was? They are counted among those who were."""
    asking, who = call.house.questions, call.viewer.id
    if asking.settled(who, tx.now):
        return False
    if await mood.questions_off(tx):
        return False
    if await mood.answered(tx):
        asking.settle_week(who, tx.now)
        return False
    asking.count_later(who, tx.now)
    return True


@post("/api/kukhnya/v1/glad/{status_id}", scope="write:favourites")
async def glad(call: Call, status_id: StatusId, said: Said) -> Answer | dict[str, Any]:
    """Say whether one is glad to have seen a status one was asked about: once, counted without a name."""
    standing = await take_glad(call, status_id, said.answer)
    if standing is Standing.OPEN:
        return {}
    return conflict(ANSWERED if standing is Standing.ANSWERED else NOT_ASKED)


async def take_glad(call: Call, status_id: StatusId, answer: str) -> Standing:
    """Count an answer, or say why not. Raises Refused for another word, NotFound for a status that is not the viewer's to see."""
    check_answer(answer)
    asking, store, who = call.house.questions, call.house.store, call.viewer.id
    now = store.clock()
    standing = asking.take(who, status_id, now)
    async with store.read(call.viewer) as tx:
        await pages.one(tx, status_id)
        off = await mood.questions_off(tx)
    if standing is not Standing.OPEN or off:
        return Standing.NOT_ASKED if off else standing
    counted = False
    try:
        await store.write(call.viewer, lambda tx: answer_glad(tx, status_id, answer))
        counted = True
    finally:
        if not counted:
            asking.give_back(who, status_id)
    if answer == "yes":
        asking.glad.add(who, status_id, now)
    return standing


@post("/api/kukhnya/v1/week", scope="write:accounts")
async def answer(call: Call, said: Said) -> Answer | dict[str, Any]:
    """Say how one's time here left one this week: once."""
    taken = await take_week(call, said.answer)
    if taken is Taken.KEPT:
        return {}
    return conflict(ANSWERED if taken is Taken.ANSWERED else NOT_ASKED)


async def take_week(call: Call, said: str) -> Taken:
    """Keep an answer, or say why not."""
    check_week(said)
    asking, store, who = call.house.questions, call.house.store, call.viewer.id
    now = store.clock()
    fresh = asking.count(who, now)
    taken = await store.write(call.viewer, lambda tx: answer_week(tx, said, counted=not fresh))
    asking.settle_week(who, now)
    return taken


@get("/api/kukhnya/v1/week", scope="read:accounts")
async def own(tx: ReadTx) -> dict[str, Any]:
    """What the caller has answered this month. Earlier answers nobody can find any more."""
    said = await mood.own(tx)
    words = {worth: word for word, worth in WEEK_ANSWERS.items()}
    return {
        "answers": [{"week": day(begin), "answer": words[worth]} for begin, worth in said],
        "index": round(sum(worth for _, worth in said) / (2 * len(said)), 3) if said else None,
        "since": day(mood.month_of(tx.now)),
    }


@get("/api/kukhnya/v1/index", who=Who.ANYONE)
async def index(tx: ReadTx) -> dict[str, Any]:
    """How people here say their time leaves them, by week and month, where enough have answered."""
    return {
        "question": HOW_WAS_IT,
        "least_people": LEAST_PEOPLE,
        "months": [shaped(each) for each in await mood.spans(tx, MONTH)],
        "weeks": [shaped(each) for each in await mood.spans(tx, WEEK)],
    }


def shaped(span: Span) -> dict[str, Any]:
    """A week or month as programs get it; null where too few have answered."""
    found = span.figures
    return {
        "begins": day(span.begin),
        "asked": found.asked if found.people is not None else None,
        "people": found.people,
        "answers": found.answers,
        "response": rate(span),
        "index": found.index,
        "low": found.low,
        "high": found.high,
    }


def rate(span: Span) -> float | None:
    """The share of those asked who have answered; nothing where too few have."""
    found = span.figures
    return round(min(1.0, found.answers / max(found.asked, 1)), 3) if found.answers is not None else None


def day(time: Time) -> str:
    """The day of a time, as a date."""
    return to_datetime(time).strftime("%Y-%m-%d")
