"""What is open ends within five seconds when it may not be open any more, and whoever does not read is let go."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
import websockets

from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.revoke_token import end_all_others
from kukhnya.actions.sign_in import sign_in
from kukhnya.actions.suspend_account import suspend_account
from kukhnya.door import streams
from kukhnya.door.scopes import SCOPES
from kukhnya.door.secrets import digest, new_secret
from kukhnya.door.streams import STREAMS
from kukhnya.model.audience import Audience
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.store.statement import Statement
from tests.listening import Studio, a_studio
from tests.world import Person, World

Ending = Callable[[World, Person], Awaitable[Any]]


@pytest.fixture
async def studio(small_world: World) -> AsyncIterator[Studio]:
    """A server on a port."""
    async with a_studio(small_world) as made:
        yield made


@pytest.fixture
async def either_studio(world: World) -> AsyncIterator[Studio]:
    """The same on each database."""
    async with a_studio(world) as made:
        yield made


async def _suspended(world: World, person: Person) -> None:
    await world.house.store.write(NOBODY, lambda tx: suspend_account(tx, person.id))


async def _disabled(world: World, person: Person) -> None:
    change = "UPDATE member SET state = 'disabled' WHERE account_id = :id"
    disable = Statement(sqlite=change, postgresql=change)
    await world.house.store.write(NOBODY, lambda tx: tx.execute(disable, id=person.id))


async def _signed_out(world: World, person: Person) -> None:
    await world.house.store.write(Viewer(person.id), lambda tx: end_all_others(tx, 0))


async def _deleted(world: World, person: Person) -> None:
    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, person.id))


async def _revoked(world: World, person: Person) -> None:
    gone = f"DELETE FROM token WHERE hash = '{digest(person.token)}'"
    end = Statement(sqlite=gone, postgresql=gone)
    await world.house.store.write(NOBODY, lambda tx: tx.execute(end))


@pytest.mark.parametrize("ending", [_suspended, _disabled, _signed_out, _deleted, _revoked])
async def test_a_stream_ends_within_five_seconds_and_says_nothing_after(either_studio: Studio, ending: Ending) -> None:
    studio = either_studio
    vera, reader = await studio.world.members("vera", "reader")
    await vera.opens_profile()
    async with studio.socket(reader, "user", "public") as ear, studio.events(reader, "public") as other:
        await ending(studio.world, reader)

        await ear.ends()
        await other.ends()
        await vera.posts("nobody listens")
        await studio.world.settle()

        assert ear.code == streams.NOT_ALLOWED
        assert ear.heard == other.heard == []
        await studio.joined(0)


async def _signed_out_here(world: World, person: Person) -> None:
    gone = f"DELETE FROM login WHERE account_id = {person.id}"
    end = Statement(sqlite=gone, postgresql=gone)
    await world.house.store.write(NOBODY, lambda tx: tx.execute(end))


async def _run_out(world: World, person: Person) -> None:
    late = f"UPDATE login SET expires_at = 1 WHERE account_id = {person.id}"
    age = Statement(sqlite=late, postgresql=late)
    await world.house.store.write(NOBODY, lambda tx: tx.execute(age))


@pytest.mark.parametrize("ending", [_suspended, _disabled, _signed_out, _deleted, _signed_out_here, _run_out])
async def test_what_an_open_page_is_told_ends_with_the_sign_in(either_studio: Studio, ending: Ending) -> None:
    studio = either_studio
    vera, reader = await studio.world.members("vera", "reader")
    await vera.opens_profile()
    await reader.follows(vera)
    word = new_secret()
    await studio.world.house.store.write(NOBODY, lambda tx: sign_in(tx, reader.id, digest(word), ""))
    async with studio.page_events(word) as page:
        first = await vera.posts("before")
        await page.until(lambda: len(page.heard) > 0)
        assert f'id="s{first}"' in page.heard[0].payload

        await ending(studio.world, reader)
        await page.ends()
        await vera.posts("nobody listens")
        await studio.world.settle()

        assert len(page.heard) == 1
        await studio.joined(0)


async def test_revoking_a_token_by_its_app_ends_its_streams_at_once(studio: Studio, monkeypatch: Any) -> None:
    monkeypatch.setattr(streams, "CHECK_S", 3600.0)
    vera = await studio.world.member("vera")
    app = await studio.world.nobody.post(
        "/api/v1/apps", client_name="a", redirect_uris="urn:ietf:wg:oauth:2.0:oob", scopes="read"
    )
    change = "UPDATE token SET app_id = (SELECT id FROM app ORDER BY id DESC LIMIT 1)"
    moved = Statement(sqlite=change, postgresql=change)
    await studio.world.house.store.write(NOBODY, lambda tx: tx.execute(moved))
    async with studio.socket(vera, "user") as ear:
        await studio.world.nobody.post(
            "/oauth/revoke", client_id=app["client_id"], client_secret=app["client_secret"], token=vera.token
        )

        await ear.ends()

        assert ear.code == streams.NOT_ALLOWED


async def test_a_block_silences_what_is_open_in_both_directions(studio: Studio) -> None:
    vera, reader, other = await studio.world.members("vera", "reader", "other")
    for each in (vera, reader, other):
        await each.opens_profile()
    async with studio.socket(reader, "public") as ear, studio.socket(vera, "public") as back:
        before = await vera.posts("before")
        await ear.hears("update", before)

        await vera.post(f"/api/v1/accounts/{reader.id}/block")
        await vera.posts("after")
        own = await reader.posts("after, too")
        await vera.delete(f"/api/v1/statuses/{before}")
        last = await other.posts("last")
        await ear.hears("update", last)
        await back.hears("update", last)

        assert ear.ids("delete") == []
        assert [an_id for an_id in ear.ids() if an_id != own] == [before, last]
        assert own not in back.ids()


async def test_only_scopes_that_read_open_a_stream(studio: Studio) -> None:
    vera = await studio.world.member("vera")
    opened: dict[str, set[str]] = {}

    for scope in SCOPES:
        person = await studio.world.signed_in("vera", vera.id, scope)
        opened[scope] = await _opened_by(studio, person)

    assert opened.pop("read") == set(STREAMS)
    assert opened.pop("read:statuses") == {name for name in STREAMS if not name.startswith("user")}
    assert not any(opened.values())


async def _opened_by(studio: Studio, person: Person) -> set[str]:
    """The streams that this token opens."""
    address = f"ws://127.0.0.1:{studio.port}/api/v1/streaming?access_token={person.token}"
    opened = set()
    with contextlib.suppress(websockets.InvalidStatus):
        async with websockets.connect(address) as connection:
            for name in STREAMS:
                await connection.send(json.dumps({"type": "subscribe", "stream": name, "tag": "tea", "list": "1"}))
                await connection.send("?")
                said = json.loads(await connection.recv())
                opened |= {name} if said["status"] != 403 else set()
                if said["status"] != 400:
                    await connection.recv()
    return opened


async def test_a_token_that_only_writes_is_refused_as_a_request_would_be(studio: Studio) -> None:
    vera = await studio.world.member("vera", scopes="write push profile")

    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(f"ws://127.0.0.1:{studio.port}/api/v1/streaming?access_token={vera.token}")

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(("token", "status"), [("", 401), ("nonsense", 401)])
async def test_without_a_token_no_socket_opens(studio: Studio, token: str, status: int) -> None:
    address = f"ws://127.0.0.1:{studio.port}/api/v1/streaming?stream=public&access_token={token}"

    with pytest.raises(websockets.InvalidStatus) as refused:
        await websockets.connect(address)

    assert refused.value.response.status_code == status
    assert len(studio.world.house.streams) == 0


@pytest.mark.parametrize("wire", ["events", "socket"])
async def test_a_slow_reader_is_dropped_and_the_others_go_on(small_world: World, monkeypatch: Any, wire: str) -> None:
    monkeypatch.setattr(streams, "MOST_WAITING", 8)
    monkeypatch.setattr(streams, "PATIENCE_S", 0.2)
    vera, reader = await small_world.members("vera", "reader")
    await vera.opens_profile()
    async with a_studio(small_world, send_bytes=8192) as studio, studio.socket(reader, "public") as ear:
        path = "/api/v1/streaming/public?" if wire == "events" else "/api/v1/streaming?stream=public&"
        upgrade = "" if wire == "events" else (
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        )  # fmt: skip
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(("127.0.0.1", studio.port))
            head = f"GET {path}access_token={reader.token} HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n"
            slow.sendall(head.encode())
            await studio.joined(2)

            while len(studio.world.house.streams) > 1:
                said = await vera.posts("щи " * 1600)
                assert len(ear.heard) < 100, "never dropped"

            await ear.hears("update", said)
            assert not ear.over.is_set()


async def test_who_reads_late_hears_everything_in_its_order(small_world: World) -> None:
    vera, reader = await small_world.members("vera", "reader")
    await vera.opens_profile()
    async with a_studio(small_world, send_bytes=8192) as studio:
        address = f"ws://127.0.0.1:{studio.port}/api/v1/streaming?stream=public&access_token={reader.token}"
        with socket.socket() as late:
            late.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            late.connect(("127.0.0.1", studio.port))
            async with websockets.connect(address, sock=late, max_queue=1) as connection:
                await studio.joined(1)
                (listener,) = studio.world.house.streams
                said = []
                while len(listener._waiting) < 3:
                    said.append(await vera.posts("щи " * 1600))
                    assert len(said) < 100, "never had to wait"

                first = [json.loads(json.loads(await connection.recv())["payload"])["id"] for _ in said[:-2]]
                said.append(await vera.posts("tea"))
                last = [json.loads(json.loads(await connection.recv())["payload"])["id"] for _ in said[-3:]]

                assert first + last == said
                assert not listener.ended


async def test_many_streams_of_one_account_many_subscriptions_and_many_or_large_frames_are_refused(
    studio: Studio, monkeypatch: Any
) -> None:
    monkeypatch.setattr(studio.world.house.streams, "_most_of_one", 2)
    vera = await studio.world.member("vera")
    async with studio.socket(vera) as one, studio.socket(vera) as two:
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with studio.socket(vera):
                pass
        assert refused.value.response.status_code == 429
        answer = await vera.call("GET", "/api/v1/streaming/user")
        assert answer.status_code == 429

        monkeypatch.setattr(streams, "MOST_SUBSCRIPTIONS", 5)
        for number in range(6):
            await one.asks(type="subscribe", stream="hashtag", tag=f"tea{number}")
        assert (await one.answers())["status"] == 429

        await two.connection.send("x" * 5000)
        await two.ends()
    async with studio.socket(vera) as three:
        for _ in range(200):
            if three.over.is_set():
                break
            with contextlib.suppress(websockets.ConnectionClosed):
                await three.connection.send("?")
        await three.ends()
        assert three.code == streams.NOT_ALLOWED


async def test_nobody_listening_means_that_nothing_runs(studio: Studio) -> None:
    vera = await studio.world.member("vera")
    async with studio.socket(vera, "user"):
        assert studio.world.house.streams._loop is not None

    await studio.joined(0)
    async with asyncio.timeout(2):
        while studio.world.house.streams._loop is not None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)


async def test_what_streams_are_told_is_ids_and_gone_within_two_minutes(studio: Studio) -> None:
    vera = await studio.world.member("vera")
    await vera.posts("zqsecretqz", Audience.SELF)
    await studio.world.settle()
    look = "SELECT * FROM stream_event"
    every = Statement(sqlite=look, postgresql=look)
    store = studio.world.house.store
    async with store.read(NOBODY) as tx:
        rows = [tuple(row) for row in await tx.all(every)]

    studio.world.clock.forward(61)
    studio.world.worker._hush_at = 0.0
    await studio.world.worker._keep_tidy()

    assert rows
    assert "zqsecretqz" not in str(rows)
    async with store.read(NOBODY) as tx:
        assert await tx.all(every) == []


async def test_a_server_that_ends_says_good_bye(small_world: World) -> None:
    vera = await small_world.member("vera")
    async with a_studio(small_world) as studio:
        stack = studio.socket(vera, "user")
        ear = await stack.__aenter__()
        events = studio.events(vera, "user")
        other = await events.__aenter__()

    await ear.ends()
    await other.ends()

    assert ear.code in {1001, 1012}
    await events.__aexit__(None, None, None)
    await stack.__aexit__(None, None, None)


async def test_no_token_and_no_word_gets_into_a_refusal(studio: Studio) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(
            f"http://127.0.0.1:{studio.port}/api/v1/streaming/user", params={"access_token": "zqtokenqz"}
        )

    assert answer.status_code == 401
    assert "zqtokenqz" not in answer.text
