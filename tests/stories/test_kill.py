"""The server is killed fifty times while people write: what was acknowledged is there, once, and so is what follows."""

import asyncio
import contextlib
import random
import signal
import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.cli.processes import Machine, Server

TIMES = 50
EARLY_S = 0.05
PATIENCE = 500
WRITERS = 4


class Diary:
    """What a client has sent, and what it was told."""

    def __init__(self) -> None:
        self.number = 0
        self.open: list[int] = []
        self.acknowledged: dict[int, str] = {}

    def next(self) -> int:
        """A number that is to be written: one that was never answered, else a new one."""
        if self.open:
            return self.open.pop()
        self.number += 1
        return self.number


async def _write(client: httpx.AsyncClient, diary: Diary) -> None:
    while True:
        number = diary.next()
        try:
            answer = await client.post(
                "/api/v1/statuses",
                json={"status": f"@misha entry {number} end", "visibility": "direct"},
                headers={"idempotency-key": f"entry-{number}"},
            )
        except (httpx.HTTPError, asyncio.CancelledError):
            diary.open.append(number)
            raise
        assert answer.status_code == 200, answer.text
        diary.acknowledged[number] = answer.json()["id"]


async def _burst(server: Server, token: str, diary: Diary, seconds: float) -> None:
    """Write from several sides, then kill the server without a word: mostly once it has answered, at times before it could."""
    before = len(diary.acknowledged)
    async with httpx.AsyncClient(
        base_url=server.url, headers={"authorization": f"Bearer {token}"}, timeout=10
    ) as client:
        writers = [asyncio.create_task(_write(client, diary)) for _ in range(WRITERS)]
        for _ in range(PATIENCE):
            if seconds <= EARLY_S or len(diary.acknowledged) > before:
                break
            await asyncio.sleep(0.01)
        await asyncio.sleep(seconds)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        for writer in writers:
            with contextlib.suppress(httpx.HTTPError, asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(writer, 5)


async def _all(client: httpx.AsyncClient, path: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while True:
        bound = {"max_id": str(found[-1]["id"])} if found else {}
        more = (await client.get(path, params={"limit": 40, **bound})).json()
        if not more:
            return found
        found += more


@pytest.mark.timeout(600)
def test_fifty_kills_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    machine, diary, dice = Machine(tmp_path, KUKHNYA_RATE_LIMITS="off"), Diary(), random.Random(3)
    for name in ("vera", "misha"):
        assert machine.types("account", "create", name, "--password-stdin", stdin="samovar at midnight").code == 0
    vera, misha = (machine.types("token", "create", name).out.strip() for name in ("vera", "misha"))

    for _ in range(TIMES):
        server = Server(machine.starts("serve", "--port", "0"))
        assert server.url, "the server did not start"
        asyncio.run(_burst(server, vera, diary, 0.02 + dice.random() * 0.15))
        server.ends()

    async def told(url: str) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
        async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {misha}"}, timeout=30) as client:
            for _ in range(200):
                kept = await _all(client, f"/api/v1/accounts/{await _id(client)}/statuses")
                notifications = await _all(client, "/api/v1/notifications")
                if len(notifications) >= len(kept):
                    break
                await asyncio.sleep(0.1)  # the worker is another process; it is asked until it is done
            return kept, notifications

    async def _id(client: httpx.AsyncClient) -> str:
        return str((await client.get("/api/v1/accounts/lookup", params={"acct": "vera"})).json()["id"])

    with machine.serves() as server:
        kept, notifications = asyncio.run(told(server.url))

    texts = [str(status["content"]).partition("entry ")[2].partition(" end")[0] for status in kept]
    assert len(diary.acknowledged) > TIMES // 2
    assert len(texts) == len(set(texts)), "something was written twice"
    ids = {text: status["id"] for text, status in zip(texts, kept, strict=True)}
    assert all(ids.get(str(number)) == an_id for number, an_id in diary.acknowledged.items())
    about = [each["status"]["id"] for each in notifications]  # type: ignore[index]
    assert sorted(about) == sorted(str(status["id"]) for status in kept)
    with contextlib.closing(sqlite3.connect(machine.data / "kukhnya.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert database.execute("SELECT count(*) FROM job WHERE run_at < strftime('%s') * 1000").fetchone()[0] == 0
