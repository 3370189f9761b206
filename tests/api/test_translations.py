"""Translations: by an engine that whoever runs the server has named, and of nothing that is not for anyone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from kukhnya.door import translator
from kukhnya.model.audience import Audience
from kukhnya.model.errors import Unreachable
from tests.api.test_media import upload
from tests.world import Person, World, a_world

AUDIENCES = [a for a in Audience if a not in {Audience.PUBLIC, Audience.UNLISTED}]


class Engine:
    """A small engine on loopback that shouts what it is told, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.says: Any = None
        self.url = ""

    async def languages(self, _: web.Request) -> web.Response:
        """Two languages, each into the other."""
        return web.json_response(
            [{"code": "en", "name": "English", "targets": ["en", "ru"]}, {"code": "ru", "name": "R", "targets": ["en"]}]
        )

    async def translate(self, request: web.Request) -> web.Response:
        """Whatever it was told to say, else the question in capitals with something bad at the end."""
        self.asked.append(question := await request.json())
        if self.says is not None:
            return web.Response(body=self.says, content_type="application/json")
        said = [text.replace("tea", "TEA") + "<script>alert(1)</script>" for text in question["q"]]
        found = [{"language": "ru", "confidence": 90} for _ in said]
        return web.json_response({"translatedText": said, "detectedLanguage": found})


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    """The engine, running."""
    made = Engine()
    app = web.Application()
    app.add_routes([web.get("/languages", made.languages), web.post("/translate", made.translate)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def fluent(engine: Engine, tmp_path: Path) -> AsyncIterator[World]:
    """A server that knows the engine."""
    async with a_world(tmp_path, translate_url=engine.url) as world:
        yield world


async def asks(person: Person, status_id: str, **more: str) -> Any:
    """Ask for a status in another language."""
    return await person.call("POST", f"/api/v1/statuses/{status_id}/translate", json={"lang": "en", **more})


async def test_without_an_engine_nothing_is_offered(small_world: World) -> None:
    vera = await small_world.member("vera")
    mine = await vera.posts("tea")

    answer = await asks(vera, mine)

    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
    assert await vera.get("/api/v1/instance/translation_languages") == {}
    assert (await vera.get("/api/v2/instance"))["configuration"]["translation"] == {"enabled": False}


async def test_a_status_is_translated_whole_and_cleaned(fluent: World, engine: Engine) -> None:
    vera = await fluent.member("vera")
    await vera.opens_profile()
    picture = (await upload(vera, description="a cup of tea <b>")).json()["id"]
    mine = await vera.posts("tea & #cake", spoiler_text="about tea < 5", media_ids=[picture])

    answer = (await asks(vera, mine)).json()

    assert answer["content"].startswith("<p>TEA &amp; <a href=")
    assert "alert" not in str(answer)
    assert answer["spoiler_text"] == "about TEA < 5"
    assert answer["media_attachments"] == [{"id": picture, "description": "a cup of TEA <b>"}]
    assert (answer["poll"], answer["language"], answer["detected_source_language"], answer["provider"]) == (
        None, "en", "ru", "LibreTranslate",
    )  # fmt: skip
    [question] = engine.asked
    assert (question["source"], question["target"], question["format"]) == ("auto", "en", "html")


async def test_a_poll_is_translated_too(fluent: World) -> None:
    vera = await fluent.member("vera")
    await vera.opens_profile()
    mine = await vera.posts("well?", language="ru", poll={"options": ["tea", "no tea"], "expires_in": 600})

    answer = (await asks(vera, mine)).json()

    assert answer["poll"] == {"id": mine, "options": [{"title": "TEA"}, {"title": "no TEA"}]}


@pytest.mark.parametrize("audience", AUDIENCES)
async def test_what_is_not_for_anyone_goes_nowhere(fluent: World, engine: Engine, audience: Audience) -> None:
    vera, misha = await fluent.members("vera", "misha")
    await vera.opens_profile()
    mine = await vera.posts("tea", audience, circle_id=await vera.circle_of("close", misha))

    answer = await asks(vera, mine)
    hidden, missing = await asks(fluent.nobody, mine), await asks(misha, "117000000000000001")

    assert (answer.status_code, answer.json()["error"]) == (403, "This action is not allowed")
    assert (hidden.status_code, missing.status_code) == (401, 404)
    assert (await asks(misha, mine)).status_code == (403 if await misha.sees(mine) else 404)
    assert engine.asked == []


async def test_what_a_closed_profile_has_posted_goes_nowhere(fluent: World, engine: Engine) -> None:
    vera = await fluent.member("vera")
    mine = await vera.posts("tea")

    assert (await asks(vera, mine)).status_code == 403
    assert engine.asked == []


async def test_a_language_the_engine_does_not_know_is_refused(fluent: World, engine: Engine) -> None:
    vera = await fluent.member("vera")
    await vera.opens_profile()
    english, russian = await vera.posts("tea", language="en"), await vera.posts("чай", language="ru")

    answers = [await asks(vera, english, lang="tlh"), await asks(vera, english, lang="en"), await asks(vera, russian)]

    assert [answer.status_code for answer in answers] == [403, 403, 200]
    assert len(engine.asked) == 1


async def test_languages_are_told_as_the_engine_knows_them(fluent: World) -> None:
    said = await fluent.nobody.get("/api/v1/instance/translation_languages")

    assert said == {"en": ["ru"], "ru": ["en"], "und": ["en", "ru"]}
    assert (await fluent.nobody.get("/api/v2/instance"))["configuration"]["translation"] == {"enabled": True}


@pytest.mark.parametrize(
    "says",
    [
        b"nonsense",
        b"[]",
        b'{"translatedText": []}',
        b'{"translatedText": "x"}',
        b" " * 2 * 1024 * 1024,
        b'{"error": "x"}',
    ],
    ids=["no json", "a list", "too few", "no list", "too much", "an error"],
)
async def test_an_engine_that_answers_wrongly_is_unavailable(fluent: World, engine: Engine, says: bytes) -> None:
    vera = await fluent.member("vera")
    await vera.opens_profile()
    engine.says = says

    answer = await asks(vera, await vera.posts("tea"))

    assert (answer.status_code, answer.json()) == (503, {"error": "Service Unavailable"})


async def test_an_engine_that_is_away_is_unavailable(tmp_path: Path) -> None:
    async with a_world(tmp_path, translate_url="http://127.0.0.1:1") as world:
        vera = await world.member("vera")
        await vera.opens_profile()

        answer = await asks(vera, await vera.posts("tea"))

        assert answer.status_code == 503
        assert (await vera.call("GET", "/api/v1/instance/translation_languages")).status_code == 503


async def test_a_redirect_of_the_engine_is_not_followed(engine: Engine) -> None:
    reached = []

    async def elsewhere(_: web.Request) -> web.Response:
        reached.append(1)
        return web.json_response([])

    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound("/elsewhere")

    app = web.Application()
    app.add_routes([web.get("/languages", away), web.get("/elsewhere", elsewhere)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    with pytest.raises(Unreachable):
        await translator.languages(f"http://127.0.0.1:{runner.addresses[0][1]}")

    await runner.cleanup()
    assert reached == []
