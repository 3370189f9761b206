"""Streams across processes: what one does is told by all."""

import asyncio
import json
from typing import Any

import psutil
import pytest
import websockets

from tests.cli.processes import Machine, Server

PATIENCE_S = 20.0
MOST = 40


def _token(machine: Machine, name: str) -> str:
    machine.types("account", "create", name, "--password-stdin", stdin="samovar12\n")
    return machine.types("token", "create", name, "--scopes", "read write follow").out.strip()


def _connections(server: Server) -> list[int]:
    """How many open connections each process has."""
    return [
        sum(each.status == psutil.CONN_ESTABLISHED for each in psutil.Process(pid).net_connections("tcp"))
        for pid in server.children()
    ]


async def _on_every_process(server: Server, token: str) -> list[Any]:
    """So many listeners that every process has one."""
    opened: list[Any] = []
    address = server.url.replace("http", "ws") + "/api/v1/streaming?stream=user"
    while len(opened) < MOST and (len(opened) < 4 or 0 in _connections(server)):
        opened.append(await websockets.connect(address, additional_headers={"authorization": f"Bearer {token}"}))
    assert 0 not in _connections(server)
    return opened


async def _heard(connection: Any, event: str) -> Any:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            said = json.loads(await connection.recv())
            if said["event"] == event:
                return said["payload"]


async def _story(machine: Machine, server: Server, vera: str, reader: str) -> None:
    opened = await _on_every_process(server, reader)
    posted = await asyncio.to_thread(
        server.asks, "/api/v1/statuses", token=vera, body={"status": "@reader hello", "visibility": "direct"}
    )
    status_id = json.loads(posted.body)["id"]
    for connection in opened:
        told = json.loads(await _heard(connection, "notification"))
        assert told["status"]["id"] == status_id

    await asyncio.to_thread(machine.types, "account", "suspend", "reader")
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(connection.wait_closed() for connection in opened))
    assert {connection.close_code for connection in opened} == {1008}


def test_every_process_tells_its_listeners_what_any_of_them_has_done(machine: Machine) -> None:
    with machine.serves("--workers", "2", KUKHNYA_RATE_LIMITS="off") as server:
        vera, reader = _token(machine, "vera"), _token(machine, "reader")

        asyncio.run(_story(machine, server, vera, reader))

        assert server.ends() == 0
    assert "streams.wait" not in server.err
    assert "failed" not in server.err


def test_what_is_told_is_in_no_log(machine: Machine) -> None:
    with machine.serves() as server:
        vera = _token(machine, "vera")

        async def listen() -> None:
            address = server.url.replace("http", "ws") + f"/api/v1/streaming?stream=user&access_token={vera}"
            async with websockets.connect(address) as connection:
                body = {"status": "zqwordqz", "visibility": "self"}
                await asyncio.to_thread(server.asks, "/api/v1/statuses", token=vera, body=body)
                await _heard(connection, "update")
            with pytest.raises(websockets.InvalidStatus):
                await websockets.connect(address + "no")

        asyncio.run(listen())
        server.ends()

    assert "zqwordqz" not in server.err + server.out
    assert vera not in server.err + server.out
    assert "127.0.0.1" not in server.err
    assert "library.spoke" not in server.err
