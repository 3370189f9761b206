"""Every stream there is, for every kind of viewer and every audience: nobody hears of what is not theirs.

Everybody listens to everything while the author posts, edits, is shared, narrows and deletes. What arrives is searched
for the words of each status and for its number.
"""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kukhnya.door.route import ROUTES
from kukhnya.door.streams import STREAMS
from kukhnya.model.audience import Audience
from tests.listening import Socket, Studio, a_studio
from tests.stories.test_no_door_leaks import NAMES, OPEN_READERS, READERS, Street, reads, word
from tests.world import VISIBILITY, a_world

NEEDS = {"list", "hashtag", "hashtag:local"}


@pytest.fixture(params=["closed", "open"])
async def street(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Any]:
    """A closed profile, then an open one, behind a real socket."""
    async with a_world(tmp_path) as world, a_studio(world) as studio:
        made = Street(world)
        await made.build(closed=request.param == "closed")
        yield made, studio, READERS if request.param == "closed" else OPEN_READERS


async def _ears(made: Street, studio: Studio, stack: contextlib.AsyncExitStack) -> dict[str, Socket]:
    """Everybody listens to every stream, those who can with the author on a list of theirs."""
    ears = {}
    for name in NAMES:
        person = made.people[name]
        streams = [stream for stream in STREAMS if stream not in NEEDS]
        streams += [f"{stream}={word(audience)}" for stream in ("hashtag", "hashtag:local") for audience in Audience]
        if name in {"follower", "mutual"}:
            kept = await person.post("/api/v1/lists", title="theirs")
            await person.post(f"/api/v1/lists/{kept['id']}/accounts", account_ids=[str(made.people["author"].id)])
            streams.append(f"list={kept['id']}")
        ears[name] = await stack.enter_async_context(studio.socket(person, *streams))
    return ears


async def _end(made: Street, ears: dict[str, Socket]) -> None:
    """Wait until everything that came before has been told: each tells oneself something last."""
    for name, ear in ears.items():
        last = await made.people[name].posts("zqlastqz", Audience.SELF)
        await ear.hears("update", last)
        assert ear.ids("update")[-1] == last


async def _posts(made: Street, audience: Audience) -> str:
    said = await made.people["author"].post(
        "/api/v1/statuses", status=f"{word(audience)} for @named #{word(audience)}", spoiler_text=word(audience),
        visibility=VISIBILITY[audience], circle_id=made.circle,
    )  # fmt: skip
    return str(said["id"])


async def test_nobody_hears_a_word_or_a_number_of_what_is_not_for_them(street: Any) -> None:
    made, studio, readers = street
    author = made.people["author"]
    async with contextlib.AsyncExitStack() as stack:
        ears = await _ears(made, studio, stack)
        ids = {audience: await _posts(made, audience) for audience in Audience}
        for audience, status_id in ids.items():
            await author.put(
                f"/api/v1/statuses/{status_id}", status=f"{word(audience)} anew for @named #{word(audience)}"
            )
            await author.call("POST", f"/api/v1/statuses/{status_id}/reblog")
        await _end(made, ears)
        for status_id in ids.values():
            await author.delete(f"/api/v1/statuses/{status_id}")
        await _end(made, ears)

        for name, ear in ears.items():
            said = json.dumps([[heard.event, heard.payload] for heard in ear.heard], ensure_ascii=False)
            for audience, status_id in ids.items():
                if not reads(readers, name, audience):
                    assert word(audience) not in said, (name, audience)
                    assert status_id not in said, (name, audience)
            if name != "author":
                assert "zqcirclenameqz" not in said, name
        told = {name: {a for a, an_id in ids.items() if an_id in ear.ids("update")} for name, ear in ears.items()}
        expected = {
            name: {audience for audience in Audience if reads(readers, name, audience)} for name in ("author", "mutual")
        }
        assert {name: told[name] for name in expected} == {"author": expected["author"], "mutual": expected["mutual"]}


async def test_what_is_narrowed_is_gone_for_those_who_lose_it_and_says_nothing_to_those_who_never_had_it(
    street: Any,
) -> None:
    made, studio, readers = street
    async with contextlib.AsyncExitStack() as stack:
        ears = await _ears(made, studio, stack)
        status_id = await _posts(made, Audience.FOLLOWERS)
        await ears["follower"].hears("update", status_id)

        await made.people["author"].put(
            f"/api/v1/statuses/{status_id}", status="zqnarrowqz for @named", visibility="direct"
        )
        await _end(made, ears)
        await made.people["author"].delete(f"/api/v1/statuses/{status_id}")
        await _end(made, ears)

        for name in NAMES:
            said = json.dumps([[heard.event, heard.payload] for heard in ears[name].heard])
            if name not in {"author", "named"}:
                assert "zqnarrowqz" not in said, name
            if not reads(readers, name, Audience.FOLLOWERS):
                assert status_id not in said, name
        assert set(ears["follower"].ids("delete")) == {status_id}


async def test_every_route_that_streams_is_one_of_the_streams() -> None:
    paths = {route.path.removeprefix("/api/v1/streaming/").replace("/", ":") for route in ROUTES if route.streams}
    paths.remove(":stream:home")  # the stream `user`, drawn: below

    assert paths == {name for name in STREAMS if not name.endswith(":media")}


async def test_a_stranger_hears_over_server_sent_events_what_a_socket_would_say(street: Any) -> None:
    made, studio, readers = street
    stranger = made.people["stranger"]
    async with studio.events(stranger, "public") as public, studio.events(stranger, "user") as own:
        for audience in Audience:
            await _posts(made, audience)
        last = await stranger.posts("zqlastqz", Audience.SELF)
        await own.hears("update", last)

        said = json.dumps([heard.payload for heard in (*public.heard, *own.heard)])
        for audience in Audience:
            if not reads(readers, "stranger", audience):
                assert word(audience) not in said, audience
        assert own.ids() == [last]


async def test_an_open_page_is_told_no_more_than_its_readers_app_would_be(street: Any) -> None:
    made, studio, readers = street
    author = made.people["author"]
    async with contextlib.AsyncExitStack() as stack:
        pages = {name: await stack.enter_async_context(studio.page_events(made.cookies[name])) for name in NAMES}
        ids = {audience: await _posts(made, audience) for audience in Audience}
        for audience, status_id in ids.items():
            await author.put(f"/api/v1/statuses/{status_id}", status=f"{word(audience)} anew for @named")
        for status_id in ids.values():
            await author.delete(f"/api/v1/statuses/{status_id}")
        for name, page in pages.items():
            last = await made.people[name].posts("zqlastqz", Audience.SELF)
            await page.until(lambda page=page, last=last: any(last in heard.payload for heard in page.heard))

        for name, page in pages.items():
            said = "\n".join(heard.payload for heard in page.heard)
            for audience, status_id in ids.items():
                if not reads(readers, name, audience):
                    assert word(audience) not in said, (name, audience)
                    assert status_id not in said, (name, audience)
            if name != "author":
                assert "zqcirclenameqz" not in said, name
        assert all(
            word(audience) in "".join(h.payload for h in pages["mutual"].heard)
            for audience in (Audience.PUBLIC, Audience.MUTUALS)
        )
